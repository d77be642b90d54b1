/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The verdict. Objects are admitted once (decoded, issuer found, limits and
 * signature checked); every request is then evaluated against what was
 * admitted. The same code runs in the kernel and in `writ verify`.
 */
#ifndef WRIT_CORE_EVALUATE_H
#define WRIT_CORE_EVALUATE_H

#include "artifact.h"
#include "policy.h"
#include "reason.h"

/**
 * writ_sha256() - provided by each environment
 * @data: @len bytes
 * @out: receives the digest
 */
void writ_sha256(const u8 *data, size_t len, u8 out[WRIT_DIGEST_SIZE]);

/**
 * writ_verify() - verify one signature; provided by each environment
 * @alg: of the object; already known to fit @key
 * @key: public key
 * @head: from writ_sign1_tbs_head()
 * @payload: follows @head in the signed bytes
 * @signature: as received (ESP256: r || s)
 *
 * May sleep.
 *
 * Return: WRIT_AUTHORIZED if it is good, WRIT_INVALID_SIGNATURE if not,
 * WRIT_UNSUPPORTED_ALGORITHM if this environment cannot verify @alg,
 * WRIT_INTERNAL_ERROR if it could not be found out.
 */
enum writ_reason writ_verify(enum writ_alg alg, const struct writ_key *key,
			     struct writ_bytes head, struct writ_bytes payload,
			     struct writ_bytes signature);

/**
 * writ_admit_policy() - accept a policy, or say why not
 * @in: the signed object
 * @root: what the operator trusts: the root key's thumbprint
 * @host: this host's identity, empty if none
 * @now: seconds since the epoch
 * @scratch: WRIT_TBS_HEAD_MAX bytes of working memory
 * @out: filled when admitted; points into @in
 * @err: what was refused and where; of a policy that is well-formed, the field
 *	that does not fit, with WRIT_ERR_VALUE
 *
 * May sleep (signature).
 *
 * Return: WRIT_AUTHORIZED; or, in the order of checking,
 * WRIT_MALFORMED_ARTIFACT, WRIT_UNSUPPORTED_CLAIM (a field this version does not know),
 * WRIT_UNSUPPORTED_ALGORITHM, WRIT_UNKNOWN_ISSUER (the root key in it is not
 * @root, or it is signed by another key), WRIT_INVALID_SIGNATURE,
 * WRIT_WRONG_AUDIENCE, WRIT_NOT_YET_VALID, WRIT_EXPIRED, WRIT_INTERNAL_ERROR.
 */
enum writ_reason writ_admit_policy(struct writ_bytes in, const u8 root[WRIT_KID_SIZE],
				   struct writ_bytes host, u64 now, u8 *scratch,
				   struct writ_policy *out, struct writ_error *err);

/**
 * struct writ_grant - what the evaluator needs to know of an admitted artifact
 * @nbf: from the claims
 * @exp: from the claims
 * @ops: operations granted
 * @for_host: its audience includes this host
 */
struct writ_grant {
	u64 nbf;
	u64 exp;
	u32 ops;
	bool for_host;
};

/**
 * writ_admit_artifact() - accept an artifact under a policy, or say why not
 * @in: the signed object
 * @policy: an admitted policy
 * @host: this host's identity, empty if none
 * @scratch: WRIT_TBS_HEAD_MAX bytes of working memory
 * @out: filled when admitted; points into @in
 * @grant: filled when admitted
 * @err: what was refused and where; of an artifact that is well-formed, the
 *	field that does not fit, with WRIT_ERR_VALUE
 *
 * Time and audience are not judged here: an artifact that is not valid yet may
 * become so, and one that has expired is the better reason for a denial than
 * none. An algorithm that is not the issuer's is WRIT_INVALID_SIGNATURE without
 * having been tried. May sleep (signature).
 *
 * Return: WRIT_AUTHORIZED; or, in the order of checking,
 * WRIT_MALFORMED_ARTIFACT, WRIT_UNSUPPORTED_CLAIM,
 * WRIT_UNSUPPORTED_ALGORITHM, WRIT_UNKNOWN_ISSUER, WRIT_INVALID_SIGNATURE, WRIT_ISSUER_LIMIT,
 * WRIT_INTERNAL_ERROR.
 */
enum writ_reason writ_admit_artifact(struct writ_bytes in, const struct writ_policy *policy,
				     struct writ_bytes host, u8 *scratch,
				     struct writ_artifact *out, struct writ_grant *grant,
				     struct writ_error *err);

/**
 * struct writ_request - one thing that asks to run
 * @op: what is asked
 * @uid: real uid of the asking task in the initial user namespace
 * @path: of the file in the host's own mount namespace and root; unknown if @path.data is NULL
 * @path_ambiguous: the asker lives in another mount namespace or root, so that
 *	no path can be believed
 * @fstype: type name of the filesystem that holds the content
 * @memory: it is about memory that no file vouches for, which lies at no path
 *	and on no filesystem: rules that name either do not match it
 * @now: seconds since the epoch
 */
struct writ_request {
	enum writ_op op;
	u32 uid;
	struct writ_bytes path;
	bool path_ambiguous;
	struct writ_bytes fstype;
	bool memory;
	u64 now;
};

/**
 * writ_policy_answer() - what the rules say of a request
 * @policy: an admitted policy
 * @req: its path is needed only if policy->need_path, its fstype only if
 *	policy->need_fstype
 *
 * A path that is ambiguous or unknown never matches a rule that answers allow,
 * and always matches one that answers require or deny; so do an empty fstype
 * and the invalid uid. Unknown operations are denied.
 *
 * Return: the first matching rule's answer, or the default.
 */
enum writ_answer writ_policy_answer(const struct writ_policy *policy,
				    const struct writ_request *req);

/**
 * writ_grant_check() - judge a request by one grant
 * @grant: of an admitted artifact that names the request's content
 * @path: the path that the artifact demands for that content; empty if none
 * @req: the request
 *
 * The checks stand in ascending order of their reasons: who fails at one has
 * passed those before. Inline, since every warm execution and mapping comes
 * here. Any context.
 *
 * Return: WRIT_AUTHORIZED, or why not.
 */
static inline enum writ_reason writ_grant_check(const struct writ_grant *grant,
						struct writ_bytes path,
						const struct writ_request *req)
{
	if (!grant->for_host)
		return WRIT_WRONG_AUDIENCE;
	if (req->now < grant->nbf)
		return WRIT_NOT_YET_VALID;
	if (req->now >= grant->exp)
		return WRIT_EXPIRED;
	if (req->op < WRIT_OP_EXECUTE || req->op >= __WRIT_OP_END ||
	    !(grant->ops & WRIT_OP_BIT(req->op)))
		return WRIT_OPERATION_MISMATCH;
	if (!path.len)
		return WRIT_AUTHORIZED;
	if (req->path_ambiguous || !req->path.data || !writ_bytes_equal(path, req->path))
		return WRIT_PATH_MISMATCH;
	return WRIT_AUTHORIZED;
}

/**
 * struct writ_verdict - a verdict in the making
 * @reason: the most specific so far
 * @grant: the grant that allowed, once @reason is WRIT_AUTHORIZED
 */
struct writ_verdict {
	enum writ_reason reason;
	const struct writ_grant *grant;
};

#define WRIT_VERDICT_INIT { .reason = WRIT_MISSING_AUTHORIZATION }

/**
 * writ_verdict_consider() - judge a request by one candidate
 * @v: from WRIT_VERDICT_INIT; keeps the most specific reason
 * @grant: of an admitted artifact that names the request's content
 * @path: the path that the artifact demands for that content; empty if none
 * @req: the request
 *
 * Any context, no allocation.
 *
 * Return: true once @v is WRIT_AUTHORIZED, so that the caller stops looking.
 */
bool writ_verdict_consider(struct writ_verdict *v, const struct writ_grant *grant,
			   struct writ_bytes path, const struct writ_request *req);

/** writ_verdict_refused() - take note of a candidate that was not admitted, and why */
void writ_verdict_refused(struct writ_verdict *v, enum writ_reason reason);

#endif
