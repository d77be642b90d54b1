// SPDX-License-Identifier: GPL-2.0-only
/* Admission: decode, find the key, verify the signature, judge the limits. */
#include "evaluate.h"

static enum writ_reason reason_of(enum writ_err code)
{
	switch (code) {
	case WRIT_ERR_ALGORITHM:
		return WRIT_UNSUPPORTED_ALGORITHM;
	case WRIT_ERR_UNSUPPORTED:
		return WRIT_UNSUPPORTED_CLAIM;
	default:
		return WRIT_MALFORMED_ARTIFACT;
	}
}

/*
 * A refusal of something well-formed. The offset stays that of the object: it
 * is the field as a whole that does not fit.
 */
static enum writ_reason refuse(struct writ_error *err, const char *field,
			       enum writ_reason reason)
{
	err->code = WRIT_ERR_VALUE;
	err->offset = 0;
	err->field = field;
	return reason;
}

/*
 * The algorithm is the issuer's, never the object's choice: an object that
 * names another does not reach verification.
 */
static enum writ_reason verify(const struct writ_sign1 *sign, enum writ_alg alg,
			       const struct writ_key *key, u8 *scratch,
			       struct writ_error *err)
{
	struct writ_bytes head = { scratch, 0 };
	enum writ_reason reason;

	if (sign->alg != alg || !writ_key_fits(key, alg))
		return refuse(err, "alg", WRIT_INVALID_SIGNATURE);
	/* RFC 8017 section 8.2.2: a signature is as long as the modulus. */
	if (key->kty == WRIT_KTY_RSA && sign->signature.len != key->n.len)
		return refuse(err, "signature", WRIT_INVALID_SIGNATURE);
	head.len = writ_sign1_tbs_head(sign->protected_header, sign->payload.len, scratch);
	if (!head.len)
		return refuse(err, "protected", WRIT_INTERNAL_ERROR);
	reason = writ_verify(alg, key, head, sign->payload, sign->signature);
	if (reason == WRIT_AUTHORIZED)
		return reason;
	if (reason == WRIT_UNSUPPORTED_ALGORITHM)
		return refuse(err, "alg", reason);
	return refuse(err, "signature", reason);
}

enum writ_reason writ_admit_policy(struct writ_bytes in, const u8 root[WRIT_KID_SIZE],
				   struct writ_bytes host, u64 now, u8 *scratch,
				   struct writ_policy *out, struct writ_error *err)
{
	const struct writ_sign1 *sign = &out->sign;
	enum writ_reason reason;

	if (!writ_policy_decode(in, out, err))
		return reason_of(err->code);
	if (memcmp(out->root_kid, root, WRIT_KID_SIZE))
		return refuse(err, "root-key", WRIT_UNKNOWN_ISSUER);
	if (memcmp(sign->kid.data, root, WRIT_KID_SIZE))
		return refuse(err, "kid", WRIT_UNKNOWN_ISSUER);
	/* No algorithm is set for the root: its key's type leaves one. */
	reason = verify(sign, sign->alg, &out->root_key, scratch, err);
	if (reason != WRIT_AUTHORIZED)
		return reason;
	if (!writ_claims_for_host(&sign->claims, host))
		return refuse(err, "aud", WRIT_WRONG_AUDIENCE);
	if (now < sign->claims.nbf)
		return refuse(err, "nbf", WRIT_NOT_YET_VALID);
	if (now >= sign->claims.exp)
		return refuse(err, "exp", WRIT_EXPIRED);
	return WRIT_AUTHORIZED;
}

/* Does every subject carry a path at or under one of the issuer's? */
static bool subjects_lie_under(const struct writ_artifact *artifact,
			       const struct writ_issuer *issuer)
{
	struct writ_bytes rest = artifact->subjects;
	struct writ_subject subject;
	u32 n = 0;
	u32 i;

	while (writ_subject_next(&rest, &subject)) {
		for (i = 0; i < issuer->npaths; i++) {
			if (writ_path_under(subject.path, issuer->paths[i]))
				break;
		}
		if (i == issuer->npaths)
			return false;
		n++;
	}
	return n == artifact->nsubjects;
}

static enum writ_reason judge_limits(const struct writ_artifact *artifact,
				     const struct writ_issuer *issuer,
				     struct writ_error *err)
{
	const struct writ_claims *claims = &artifact->sign.claims;

	if (artifact->ops & ~issuer->ops)
		return refuse(err, "operations", WRIT_ISSUER_LIMIT);
	if (claims->exp - claims->nbf > issuer->max_validity)
		return refuse(err, "exp", WRIT_ISSUER_LIMIT);
	if (artifact->nsubjects > issuer->max_subjects)
		return refuse(err, "subjects", WRIT_ISSUER_LIMIT);
	if (issuer->npaths && !subjects_lie_under(artifact, issuer))
		return refuse(err, "subjects.path", WRIT_ISSUER_LIMIT);
	return WRIT_AUTHORIZED;
}

enum writ_reason writ_admit_artifact(struct writ_bytes in, const struct writ_policy *policy,
				     struct writ_bytes host, u8 *scratch,
				     struct writ_artifact *out, struct writ_grant *grant,
				     struct writ_error *err)
{
	const struct writ_sign1 *sign = &out->sign;
	const struct writ_issuer *issuer;
	enum writ_reason reason;

	if (!writ_artifact_decode(in, out, err))
		return reason_of(err->code);
	issuer = writ_policy_issuer(policy, sign->kid);
	if (!issuer)
		return refuse(err, "kid", WRIT_UNKNOWN_ISSUER);
	if (!writ_bytes_equal(sign->claims.iss, issuer->name))
		return refuse(err, "iss", WRIT_UNKNOWN_ISSUER);
	reason = verify(sign, issuer->alg, &issuer->key, scratch, err);
	if (reason != WRIT_AUTHORIZED)
		return reason;
	reason = judge_limits(out, issuer, err);
	if (reason != WRIT_AUTHORIZED)
		return reason;
	grant->nbf = sign->claims.nbf;
	grant->exp = sign->claims.exp;
	grant->ops = out->ops;
	grant->for_host = writ_claims_for_host(&sign->claims, host);
	return WRIT_AUTHORIZED;
}
