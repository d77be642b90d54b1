// SPDX-License-Identifier: GPL-2.0-only
/* Admission: decode, find the key, verify the signature, judge the limits. */
#include "admit.h"
#include "standing.h"

enum writ_reason writ_reason_of(enum writ_err code)
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
enum writ_reason writ_refuse(struct writ_error *err, const char *field, enum writ_reason reason)
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
enum writ_reason writ_verify_signed(const struct writ_sign1 *sign, enum writ_alg alg,
				    const struct writ_key *key, u8 *scratch,
				    struct writ_error *err)
{
	struct writ_bytes head = { scratch, 0 };
	enum writ_reason reason;

	if (sign->alg != alg || !writ_key_fits(key, alg))
		return writ_refuse(err, "alg", WRIT_INVALID_SIGNATURE);
	/* RFC 8017 section 8.2.2: a signature is as long as the modulus. */
	if (key->kty == WRIT_KTY_RSA && sign->signature.len != key->n.len)
		return writ_refuse(err, "signature", WRIT_INVALID_SIGNATURE);
	head.len = writ_sign1_tbs_head(sign->protected_header, sign->payload.len, scratch);
	if (!head.len)
		return writ_refuse(err, "protected", WRIT_INTERNAL_ERROR);
	reason = writ_verify(alg, key, head, sign->payload, sign->signature);
	if (reason == WRIT_AUTHORIZED)
		return reason;
	if (reason == WRIT_UNSUPPORTED_ALGORITHM)
		return writ_refuse(err, "alg", reason);
	return writ_refuse(err, "signature", reason);
}

enum writ_reason writ_admit_policy(struct writ_bytes in, const u8 root[WRIT_KID_SIZE],
				   struct writ_bytes host, u64 now, u8 *scratch,
				   struct writ_policy *out, struct writ_error *err)
{
	const struct writ_sign1 *sign = &out->sign;
	enum writ_reason reason;

	if (!writ_policy_decode(in, out, err))
		return writ_reason_of(err->code);
	if (memcmp(out->root_kid, root, WRIT_KID_SIZE))
		return writ_refuse(err, "root-key", WRIT_UNKNOWN_ISSUER);
	if (memcmp(sign->kid.data, root, WRIT_KID_SIZE))
		return writ_refuse(err, "kid", WRIT_UNKNOWN_ISSUER);
	/* No algorithm is set for the root: its key's type leaves one. */
	reason = writ_verify_signed(sign, sign->alg, &out->root_key, scratch, err);
	if (reason != WRIT_AUTHORIZED)
		return reason;
	if (!writ_claims_for_host(&sign->claims, host))
		return writ_refuse(err, "aud", WRIT_WRONG_AUDIENCE);
	if (now < sign->claims.nbf)
		return writ_refuse(err, "nbf", WRIT_NOT_YET_VALID);
	if (now >= sign->claims.exp)
		return writ_refuse(err, "exp", WRIT_EXPIRED);
	return WRIT_AUTHORIZED;
}

/* Does every subject lie where the issuer, and every link above it, may authorize? */
static bool subjects_covered(const struct writ_artifact *artifact, const struct writ_authority *a,
			     const struct writ_issuer *issuer)
{
	struct writ_bytes rest = artifact->subjects;
	struct writ_subject subject;
	u32 n = 0;

	/* Most issuers have no paths: then one question stands for all subjects. */
	if (writ_issuer_covers(a, issuer, (struct writ_bytes){ NULL, 0 }))
		return true;
	while (writ_subject_next(&rest, &subject)) {
		if (!writ_issuer_covers(a, issuer, subject.path))
			return false;
		n++;
	}
	return n == artifact->nsubjects;
}

/* Find who signed, by key and name, and verify the signature. */
enum writ_reason writ_verify_issued(const struct writ_sign1 *sign, const struct writ_authority *a,
				    u8 *scratch, struct writ_error *err)
{
	const struct writ_issuer *issuer = writ_issuer_of(a, sign->kid.data);

	if (!issuer)
		return writ_refuse(err, "kid", WRIT_UNKNOWN_ISSUER);
	if (!writ_bytes_equal(sign->claims.iss, issuer->name))
		return writ_refuse(err, "iss", WRIT_UNKNOWN_ISSUER);
	return writ_verify_signed(sign, issuer->alg, &issuer->key, scratch, err);
}

enum writ_reason writ_admit_artifact(struct writ_bytes in, const struct writ_authority *a,
				     struct writ_bytes host, u8 *scratch,
				     struct writ_artifact *out, struct writ_grant *grant,
				     struct writ_error *err)
{
	const struct writ_sign1 *sign = &out->sign;
	const struct writ_issuer *issuer;
	enum writ_reason reason;
	struct writ_facts facts;
	const char *field;

	if (!writ_artifact_decode(in, out, err))
		return writ_reason_of(err->code);
	reason = writ_verify_issued(sign, a, scratch, err);
	if (reason != WRIT_AUTHORIZED)
		return reason;
	facts = writ_facts_of(out);
	reason = writ_standing_field(a, &facts, &issuer, &field);
	/* A limit that is exceeded tells more than that all of it was revoked. */
	if ((reason == WRIT_AUTHORIZED || reason == WRIT_REVOKED) &&
	    !subjects_covered(out, a, issuer))
		return writ_refuse(err, "subjects.path", WRIT_ISSUER_LIMIT);
	if (reason != WRIT_AUTHORIZED)
		return writ_refuse(err, field, reason);
	grant->nbf = sign->claims.nbf;
	grant->exp = sign->claims.exp;
	grant->iat = sign->claims.iat;
	grant->ops = out->ops;
	grant->for_host = writ_claims_for_host(&sign->claims, host);
	grant->identity = NULL;
	grant->terms = out->has_terms ? &out->terms : NULL;
	grant->used = NULL;
	return WRIT_AUTHORIZED;
}
