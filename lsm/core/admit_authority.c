// SPDX-License-Identifier: GPL-2.0-only
/* Admission of what changes the authority itself: delegations and revocations. */
#include "admit.h"
#include "standing.h"

/* Is each path of the narrower one at or under one of the wider one's? */
static bool paths_within(const struct writ_bytes *narrow, u32 nnarrow,
			 const struct writ_bytes *wide, u32 nwide)
{
	u32 i, k;

	if (!nwide)
		return true;
	for (i = 0; i < nnarrow; i++) {
		for (k = 0; k < nwide; k++)
			if (writ_path_under(narrow[i], wide[k]))
				break;
		if (k == nwide)
			return false;
	}
	return nnarrow > 0;
}

/* The first field in which a delegate would get more than who delegates has, or NULL. */
static const char *widens(const struct writ_issuer *to, const struct writ_issuer *from)
{
	if (to->depth >= from->depth)
		return "issuers.delegation-depth";
	if (to->ops & ~from->ops)
		return "issuers.operations";
	if (to->max_validity > from->max_validity)
		return "issuers.max-validity";
	if (to->max_subjects > from->max_subjects)
		return "issuers.max-subjects";
	if (!paths_within(to->paths, to->npaths, from->paths, from->npaths))
		return "issuers.paths";
	if (from->uids.n && !writ_ids_within(&to->uids, &from->uids))
		return "issuers.uids";
	if (!paths_within(to->cgroups, to->ncgroups, from->cgroups, from->ncgroups))
		return "issuers.cgroups";
	if (from->max_uses && (!to->max_uses || to->max_uses > from->max_uses))
		return "issuers.max-uses";
	return NULL;
}

/*
 * As far as time and revocation go, a delegation stands like an artifact of who
 * signs it: within its longest validity, and within the time of every link above.
 */
static enum writ_reason judge_link(const struct writ_delegation *d,
				   const struct writ_authority *a, struct writ_error *err)
{
	const struct writ_claims *claims = &d->sign.claims;
	const struct writ_facts facts = {
		.key = d->sign.kid.data,
		.iss = claims->iss,
		.cti = claims->cti,
		.iat = claims->iat,
		.nbf = claims->nbf,
		.exp = claims->exp,
		.ops = d->issuer.ops,
		.nsubjects = 0,
		.is_link = true,
	};
	const struct writ_issuer *from;
	const char *field, *wider;
	enum writ_reason reason;

	reason = writ_standing_field(a, &facts, &from, &field);
	if (reason == WRIT_AUTHORIZED || reason == WRIT_REVOKED) {
		wider = widens(&d->issuer, from);
		if (wider)
			return writ_refuse(err, wider, WRIT_ISSUER_LIMIT);
	}
	if (reason != WRIT_AUTHORIZED)
		return writ_refuse(err, field, reason);
	return WRIT_AUTHORIZED;
}

enum writ_reason writ_delegation_standing(const struct writ_delegation *d,
					  const struct writ_authority *a)
{
	struct writ_error err;

	return judge_link(d, a, &err);
}

enum writ_reason writ_admit_delegation(struct writ_bytes in, const struct writ_authority *a,
				       struct writ_bytes host, u8 *scratch,
				       struct writ_delegation *out, struct writ_error *err)
{
	enum writ_reason reason;

	if (!writ_delegation_decode(in, out, err))
		return writ_reason_of(err->code);
	reason = writ_verify_issued(&out->sign, a, scratch, err);
	if (reason != WRIT_AUTHORIZED)
		return reason;
	/* With one key under two limits, the first would hide the other. */
	if (writ_issuer_of(a, out->issuer.kid) ||
	    !memcmp(out->issuer.kid, a->policy->root_kid, WRIT_KID_SIZE))
		return writ_refuse(err, "issuers.key", WRIT_ISSUER_LIMIT);
	reason = judge_link(out, a, err);
	if (reason != WRIT_AUTHORIZED)
		return reason;
	if (!writ_claims_for_host(&out->sign.claims, host))
		return writ_refuse(err, "aud", WRIT_WRONG_AUDIENCE);
	return WRIT_AUTHORIZED;
}

/* Is @key the one that signed, or delegated from it, at any remove? */
static bool descends(const struct writ_authority *a, const u8 *key, const u8 *from)
{
	int links;

	for (links = 0; links <= WRIT_DELEGATION_DEPTH; links++) {
		const struct writ_delegation *d;

		if (!memcmp(key, from, WRIT_KID_SIZE))
			return true;
		d = writ_delegation_of(a, key);
		if (!d)
			return false;
		key = d->sign.kid.data;
	}
	return false;
}

static bool may_revoke(const struct writ_revocation *r, const struct writ_authority *a)
{
	struct writ_bytes rest = r->entries;
	struct writ_revoked entry;
	u32 n = 0;

	while (writ_revoked_next(&rest, &entry)) {
		if (entry.kind == WRIT_REVOKED_DIGEST ||
		    !descends(a, entry.key, r->sign.kid.data))
			return false;
		n++;
	}
	return n == r->nentries;
}

enum writ_reason writ_admit_revocation(struct writ_bytes in, const struct writ_authority *a,
				       struct writ_bytes host, u8 *scratch,
				       struct writ_revocation *out, struct writ_error *err)
{
	enum writ_reason reason;
	bool by_root;

	if (!writ_revocation_decode(in, out, err))
		return writ_reason_of(err->code);
	by_root = !memcmp(out->sign.kid.data, a->policy->root_kid, WRIT_KID_SIZE);
	/* No algorithm is set for the root: its key's type leaves one. */
	reason = by_root ? writ_verify_signed(&out->sign, out->sign.alg, &a->policy->root_key,
					      scratch, err) :
			   writ_verify_issued(&out->sign, a, scratch, err);
	if (reason != WRIT_AUTHORIZED)
		return reason;
	if (!by_root && !may_revoke(out, a))
		return writ_refuse(err, "entries", WRIT_ISSUER_LIMIT);
	if (!writ_claims_for_host(&out->sign.claims, host))
		return writ_refuse(err, "aud", WRIT_WRONG_AUDIENCE);
	return WRIT_AUTHORIZED;
}
