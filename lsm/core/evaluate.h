/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The verdict. Objects are admitted once (decoded, issuer found, limits and
 * signature checked); every request is then evaluated against what was
 * admitted. The same code runs in the kernel and in `writ verify`.
 */
#ifndef WRIT_CORE_EVALUATE_H
#define WRIT_CORE_EVALUATE_H

#include "artifact.h"
#include "delegation.h"
#include "policy.h"
#include "reason.h"
#include "revocation.h"
#include "terms.h"

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
 * struct writ_authority - under whose authority objects are admitted
 * @policy: admitted
 * @delegations: admitted, in the order in which they were: a delegate stands
 *	after the key that delegated to it; no two with the same key
 * @ndelegations: how many
 * @revocations: all that is revoked
 */
struct writ_authority {
	const struct writ_policy *policy;
	const struct writ_delegation *const *delegations;
	u32 ndelegations;
	struct writ_revocations revocations;
};

/**
 * writ_admit_delegation() - accept a delegation, or say why not
 * @in: the signed object
 * @a: the authority so far
 * @host: this host's identity, empty if none
 * @scratch: WRIT_TBS_HEAD_MAX bytes of working memory
 * @out: filled when admitted; points into @in
 * @err: as for writ_admit_artifact()
 *
 * The delegating key must be an issuer's whose delegation depth is at least 1,
 * or a delegate's likewise; every limit of the delegate must lie within its
 * own: operations, validity, subjects, paths, depth, and the time for which
 * the delegation holds. The time itself is not judged here. The delegate's key
 * must not be one of @a already. May sleep (signature).
 *
 * Return: WRIT_AUTHORIZED; or, in the order of checking,
 * WRIT_MALFORMED_ARTIFACT, WRIT_UNSUPPORTED_CLAIM, WRIT_UNSUPPORTED_ALGORITHM,
 * WRIT_UNKNOWN_ISSUER, WRIT_INVALID_SIGNATURE, WRIT_ISSUER_LIMIT, WRIT_REVOKED,
 * WRIT_WRONG_AUDIENCE, WRIT_INTERNAL_ERROR.
 */
enum writ_reason writ_admit_delegation(struct writ_bytes in, const struct writ_authority *a,
				       struct writ_bytes host, u8 *scratch,
				       struct writ_delegation *out, struct writ_error *err);

/**
 * writ_delegation_standing() - would a delegation that was admitted once be admitted now?
 * @d: it; not among those of @a
 * @a: the authority now
 *
 * All but signature, audience, and whether its key is known already. Any context.
 *
 * Return: as writ_standing().
 */
enum writ_reason writ_delegation_standing(const struct writ_delegation *d,
					  const struct writ_authority *a);

/**
 * writ_admit_revocation() - accept a revocation, or say why not
 *
 * Signed by the root key, which may revoke anything, or by an issuer or a
 * delegate, which may revoke what its own key signed and what keys delegated
 * from it (at any remove) signed, and those keys; never a digest
 * (WRIT_ISSUER_LIMIT). A key that is revoked may still revoke. Parameters and
 * return as for writ_admit_delegation().
 */
enum writ_reason writ_admit_revocation(struct writ_bytes in, const struct writ_authority *a,
				       struct writ_bytes host, u8 *scratch,
				       struct writ_revocation *out, struct writ_error *err);

/**
 * struct writ_facts - what of an admitted object its standing depends on
 * @key: thumbprint of the key that signed it
 * @iss: its issuer's name
 * @cti: its identity
 * @iat: when it was issued; 0 if it does not say
 * @nbf: first second of its validity
 * @exp: end of its validity
 * @ops: operations
 * @nsubjects: how many
 * @terms: of an artifact; NULL if it has none
 * @is_link: it is a delegation, whose own limits say what @terms would
 */
struct writ_facts {
	const u8 *key;
	struct writ_bytes iss;
	struct writ_bytes cti;
	u64 iat;
	u64 nbf;
	u64 exp;
	u32 ops;
	u32 nsubjects;
	const struct writ_terms *terms;
	bool is_link;
};

/** writ_facts_of() - the facts of a decoded artifact; they point into it */
struct writ_facts writ_facts_of(const struct writ_artifact *artifact);

/**
 * writ_standing() - would an object that was admitted once be admitted now?
 * @a: the authority now
 * @facts: of the object
 * @issuer: set to the issuer or delegate that signed it, for
 *	writ_issuer_covers(); NULL unless WRIT_AUTHORIZED or WRIT_REVOKED
 *
 * All but the signature, which the key's thumbprint stands for, the audience,
 * and the subjects' paths. Any context.
 *
 * Return: WRIT_AUTHORIZED, WRIT_UNKNOWN_ISSUER, WRIT_ISSUER_LIMIT or WRIT_REVOKED.
 */
enum writ_reason writ_standing(const struct writ_authority *a, const struct writ_facts *facts,
			       const struct writ_issuer **issuer);

/**
 * writ_ended() - has an authorization that was good ended?
 * @a: the authority now
 * @key: thumbprint of the key that signed the artifact
 * @cti: of the artifact
 * @iat: when it was issued
 * @exp: when it ends
 * @now: seconds since the epoch
 *
 * Any context. Return: WRIT_AUTHORIZED if not; WRIT_EXPIRED; WRIT_REVOKED;
 * WRIT_UNKNOWN_ISSUER if its key is none any more.
 */
enum writ_reason writ_ended(const struct writ_authority *a, const u8 key[WRIT_KID_SIZE],
			    struct writ_bytes cti, u64 iat, u64 exp, u64 now);

/**
 * writ_key_grants() - may who signs with this key grant an operation?
 * @a: the authority now
 * @key: its thumbprint
 * @op: the operation
 *
 * Every link up to the policy is asked, but not whether one is revoked: see
 * writ_ended(). Any context.
 */
bool writ_key_grants(const struct writ_authority *a, const u8 key[WRIT_KID_SIZE], enum writ_op op);

/**
 * writ_issuer_covers() - may this issuer authorize a content at this path?
 *
 * @path is empty for a subject without one. Every link up to the policy is
 * asked. Any context.
 */
bool writ_issuer_covers(const struct writ_authority *a, const struct writ_issuer *issuer,
			struct writ_bytes path);

/**
 * struct writ_grant - what the evaluator needs to know of an admitted artifact
 * @nbf: from the claims
 * @exp: from the claims
 * @iat: when it was issued; 0 if it does not say
 * @ops: operations granted
 * @for_host: its audience includes this host
 * @identity: of the artifact, where the environment keeps it; otherwise NULL
 * @terms: what it demands besides; NULL if nothing
 * @used: how often it was used; NULL unless its terms bound its uses
 */
struct writ_grant {
	u64 nbf;
	u64 exp;
	u64 iat;
	u32 ops;
	bool for_host;
	const struct writ_identity *identity;
	const struct writ_terms *terms;
	const int *used;
};

/* Others may be using it at this moment: what decides is the consumption. */
static inline u32 writ_uses_of(const struct writ_grant *grant)
{
	return (u32)*(const volatile int *)grant->used;
}

/**
 * struct writ_identity - which artifact a grant is from; a value that points nowhere
 * @key: thumbprint of the key that signed it
 * @id: its cti, @id_len bytes
 * @issuer: its iss, @issuer_len bytes
 */
struct writ_identity {
	u8 key[WRIT_KID_SIZE];
	u8 id[WRIT_CTI_MAX];
	u8 id_len;
	u8 issuer_len;
	u8 issuer[WRIT_NAME_MAX];
};

/**
 * writ_admit_artifact() - accept an artifact under an authority, or say why not
 * @in: the signed object
 * @a: policy, delegations and revocations
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
 * WRIT_REVOKED, WRIT_INTERNAL_ERROR.
 */
enum writ_reason writ_admit_artifact(struct writ_bytes in, const struct writ_authority *a,
				     struct writ_bytes host, u8 *scratch,
				     struct writ_artifact *out, struct writ_grant *grant,
				     struct writ_error *err);

/** enum writ_fact - what must be found out about a request before some artifacts can be asked */
enum writ_fact {
	WRIT_FACT_ARGUMENTS = 1,	/* @arguments */
	WRIT_FACT_VARIABLES = 2,	/* @variables */
	WRIT_FACT_CONTENTS = 4,		/* @contents: of the arguments that name files */
	WRIT_FACT_CGROUP = 8,		/* @cgroup */
	WRIT_FACT_PCRS = 16,		/* @state->pcrs */
};

/**
 * struct writ_asker - who asks, besides his uid
 * @gid: real group id in the initial user namespace
 * @login_uid: login uid; U32_MAX if unset
 * @program: SHA-256 of the program that he runs; empty if it is not known
 * @artifact: cti of the artifact that authorized that; empty if none did
 * @key: thumbprint of the key that signed it, or NULL
 * @depth_left: so many executions deep he may still run what it lists
 */
struct writ_asker {
	u32 gid;
	u32 login_uid;
	struct writ_bytes program;
	struct writ_bytes artifact;
	const u8 *key;
	u32 depth_left;
};

/**
 * struct writ_state_of_host - in which state the host is; what is not known fits nothing
 * @boot: boot id, 16 bytes, or NULL
 * @kernel: release
 * @lockdown: enum writ_lockdown, or -1
 * @secure_boot: 1, 0 or -1
 * @module_signatures: 1, 0 or -1
 * @pcrs: SHA-256 bank of the TPM, by index, or NULL
 * @pcrs_known: bits of those that could be read
 */
struct writ_state_of_host {
	const u8 *boot;
	struct writ_bytes kernel;
	int lockdown;
	int secure_boot;
	int module_signatures;
	const u8 (*pcrs)[WRIT_DIGEST_SIZE];
	u32 pcrs_known;
};

/**
 * struct writ_request - one thing that asks to run
 * @op: what is asked
 * @uid: real uid of the asking task in the initial user namespace
 * @path: of the file in the host's own mount namespace and root; unknown if @path.data is NULL
 * @path_ambiguous: the asker or the file is in another mount namespace or root, so
 *	that no path can be believed
 * @fstype: type name of the filesystem that holds the content
 * @memory: it is about memory that no file vouches for, which lies at no path
 *	and on no filesystem: rules that name either do not match it
 * @privilege: it is something that a governed program does besides, so that only a
 *	rule which names the operation allows it, not one about everything
 * @now: seconds since the epoch
 * @have: enum writ_fact: what of the following was found out, or cannot be
 * @segment: a part of an execution that was judged as a whole before
 * @by_script: the interpreter of a script that was judged
 * @asked_only: an interpreter asks about its script before it reads it, so that
 *	nothing is executed and no use can be taken
 * @policy: in force, for terms that name it and for its options; NULL for none
 * @digest: SHA-256 of the content, or NULL
 * @cgroup: path of the asker's control group (version 2); empty if it is not known
 * @asker: or NULL
 * @state: or NULL
 * @arguments: of the execution, each ended by a NUL; @arguments.data is NULL if
 *	they are not known
 * @variables: its environment, likewise
 * @variables_known: it is known, though it may be empty
 * @contents: SHA-256 of the files that arguments name, by their index
 * @contents_known: bits of those that could be told
 */
struct writ_request {
	enum writ_op op;
	u32 uid;
	struct writ_bytes path;
	bool path_ambiguous;
	struct writ_bytes fstype;
	bool memory;
	bool privilege;
	u64 now;
	u32 have;
	bool segment;
	bool by_script;
	bool asked_only;
	const struct writ_policy *policy;
	const u8 *digest;
	struct writ_bytes cgroup;
	const struct writ_asker *asker;
	const struct writ_state_of_host *state;
	struct writ_bytes arguments;
	struct writ_bytes variables;
	bool variables_known;
	const u8 (*contents)[WRIT_DIGEST_SIZE];
	u64 contents_known;
};

/**
 * writ_policy_answer() - what the rules say of a request
 * @policy: an admitted policy
 * @req: its path is needed only if policy->need_path, its fstype only if
 *	policy->need_fstype, its cgroup only if policy->need_cgroup
 *
 * A path that is ambiguous or unknown never matches a rule that answers allow,
 * and always matches one that answers require or deny; so do an empty fstype,
 * an empty cgroup and the invalid uid. Unknown operations are denied.
 *
 * Return: the first matching rule's answer, or the default.
 */
enum writ_answer writ_policy_answer(const struct writ_policy *policy,
				    const struct writ_request *req);

/**
 * writ_terms_need() - the facts that terms ask for, of this kind of request
 * writ_scope_need() - those that the policy's options ask for
 */
u32 writ_terms_need(const struct writ_terms *t, const struct writ_request *req);
u32 writ_scope_need(const struct writ_request *req);

/**
 * writ_inherits() - does the asker run under the very same artifact, and may hand it on?
 */
bool writ_inherits(const struct writ_terms *t, const struct writ_identity *identity,
		   const struct writ_request *req);

/**
 * writ_terms_check() - what a grant demands beside what writ_grant_check() asks for
 * @grant: its terms may be NULL: then the policy's options alone count
 * @req: with all facts that writ_terms_need() and writ_scope_need() name
 *
 * In the order of the reasons. Any context.
 *
 * Return: WRIT_AUTHORIZED, WRIT_POLICY_MISMATCH, WRIT_ENVIRONMENT_MISMATCH,
 * WRIT_IDENTITY_MISMATCH, WRIT_ARGV_MISMATCH, WRIT_ENVVAR_MISMATCH or WRIT_REPLAY.
 */
enum writ_reason writ_terms_check(const struct writ_grant *grant, const struct writ_request *req);

/**
 * writ_grant_check() - judge a request by one grant, but for its terms
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
 * @closest: before that, the one that failed at the most specific reason, or NULL
 * @need: enum writ_fact: facts without which some candidate could not be asked;
 *	with them, all candidates deserve to be asked once more
 * @contents: the arguments whose content some candidate asks for
 * @pcrs: the registers whose value some candidate asks for
 * @plain: the grant that allowed has no terms
 */
struct writ_verdict {
	enum writ_reason reason;
	const struct writ_grant *grant;
	const struct writ_grant *closest;
	u32 need;
	u64 contents;
	u32 pcrs;
	bool plain;
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
