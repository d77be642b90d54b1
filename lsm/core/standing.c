// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a key may authorize: its own limits and those of every link above it, up
 * to an issuer of the policy.
 */
#include "standing.h"

const struct writ_delegation *writ_delegation_of(const struct writ_authority *a, const u8 *key)
{
	u32 i;

	for (i = 0; i < a->ndelegations; i++)
		if (!memcmp(a->delegations[i]->issuer.kid, key, WRIT_KID_SIZE))
			return a->delegations[i];
	return NULL;
}

const struct writ_issuer *writ_issuer_of(const struct writ_authority *a, const u8 *key)
{
	struct writ_bytes kid = { key, WRIT_KID_SIZE };
	const struct writ_issuer *issuer = writ_policy_issuer(a->policy, kid);
	const struct writ_delegation *d;

	if (issuer)
		return issuer;
	d = writ_delegation_of(a, key);
	return d ? &d->issuer : NULL;
}

struct writ_facts writ_facts_of(const struct writ_artifact *artifact)
{
	const struct writ_claims *claims = &artifact->sign.claims;

	return (struct writ_facts){
		.key = artifact->sign.kid.data,
		.iss = claims->iss,
		.cti = claims->cti,
		.iat = claims->iat,
		.nbf = claims->nbf,
		.exp = claims->exp,
		.ops = artifact->ops,
		.nsubjects = artifact->nsubjects,
		.terms = artifact->has_terms ? &artifact->terms : NULL,
	};
}

static bool cgroups_within(const struct writ_terms *t, const struct writ_issuer *issuer)
{
	u32 i, k;

	for (i = 0; i < t->ncgroups; i++) {
		for (k = 0; k < issuer->ncgroups; k++)
			if (writ_path_under(t->cgroups[i], issuer->cgroups[k]))
				break;
		if (k == issuer->ncgroups)
			return false;
	}
	return t->ncgroups > 0;
}

/* What an issuer must bind is bound only by an artifact that has terms. */
static const char *unbound(const struct writ_terms *t, const struct writ_issuer *issuer)
{
	if (issuer->uids.n && !(t && writ_ids_within(&t->uids, &issuer->uids)))
		return "initiator.uids";
	if (issuer->ncgroups && !(t && cgroups_within(t, issuer)))
		return "initiator.cgroups";
	if (issuer->max_uses && !(t && t->uses && t->uses <= issuer->max_uses))
		return "uses";
	/* Descendants are not counted, so that they would be uses without bound. */
	if (issuer->max_uses && t->depth)
		return "inheritance";
	return NULL;
}

/* The first limit of one link that the facts exceed, by name; NULL if none. */
static const char *exceeds(const struct writ_facts *facts, const struct writ_issuer *issuer)
{
	if (facts->ops & ~issuer->ops)
		return "operations";
	if (facts->exp - facts->nbf > issuer->max_validity)
		return "exp";
	if (facts->nsubjects > issuer->max_subjects)
		return "subjects";
	return facts->is_link ? NULL : unbound(facts->terms, issuer);
}

/* What a delegate authorizes holds at most while its delegation does. */
static const char *outlasts(const struct writ_facts *facts, const struct writ_claims *claims)
{
	if (facts->nbf < claims->nbf)
		return "nbf";
	if (facts->exp > claims->exp)
		return "exp";
	return NULL;
}

/* Links from a delegate to the policy cannot be more than its depth allowed. */
#define LINKS_MAX (WRIT_DELEGATION_DEPTH + 1)

enum writ_reason writ_standing_field(const struct writ_authority *a,
				     const struct writ_facts *facts,
				     const struct writ_issuer **issuer, const char **field)
{
	const u8 *key = facts->key;
	bool revoked = writ_revoked_object(&a->revocations, key, facts->cti, facts->iat);
	const char *wrong = NULL;
	int links;

	*issuer = NULL;
	*field = "kid";
	for (links = 0; links < LINKS_MAX; links++) {
		const struct writ_issuer *link = writ_issuer_of(a, key);
		const struct writ_delegation *d;

		if (!link)
			return WRIT_UNKNOWN_ISSUER;
		if (!links)
			*issuer = link;
		if (!wrong)
			wrong = exceeds(facts, link);
		/* An issuer of the policy ends the chain. */
		if (writ_policy_issuer(a->policy, (struct writ_bytes){ key, WRIT_KID_SIZE }))
			break;
		d = writ_delegation_of(a, key);
		if (!wrong)
			wrong = outlasts(facts, &d->sign.claims);
		if (writ_revoked_object(&a->revocations, d->sign.kid.data, d->sign.claims.cti,
					d->sign.claims.iat))
			revoked = true;
		key = d->sign.kid.data;
	}
	if (links == LINKS_MAX)
		return WRIT_UNKNOWN_ISSUER;
	if (!writ_bytes_equal(facts->iss, (*issuer)->name)) {
		*field = "iss";
		return WRIT_UNKNOWN_ISSUER;
	}
	*field = wrong;
	if (wrong)
		return WRIT_ISSUER_LIMIT;
	*field = "cti";
	return revoked ? WRIT_REVOKED : WRIT_AUTHORIZED;
}

enum writ_reason writ_standing(const struct writ_authority *a, const struct writ_facts *facts,
			       const struct writ_issuer **issuer)
{
	const char *field;
	enum writ_reason reason = writ_standing_field(a, facts, issuer, &field);

	if (reason != WRIT_AUTHORIZED && reason != WRIT_REVOKED)
		*issuer = NULL;
	return reason;
}

enum writ_reason writ_ended(const struct writ_authority *a, const u8 key[WRIT_KID_SIZE],
			    struct writ_bytes cti, u64 iat, u64 exp, u64 now)
{
	const u8 *at = key;
	int links;

	if (now >= exp)
		return WRIT_EXPIRED;
	if (writ_revoked_object(&a->revocations, key, cti, iat))
		return WRIT_REVOKED;
	for (links = 0; links < LINKS_MAX; links++) {
		const struct writ_delegation *d;

		if (writ_policy_issuer(a->policy, (struct writ_bytes){ at, WRIT_KID_SIZE }))
			return WRIT_AUTHORIZED;
		d = writ_delegation_of(a, at);
		if (!d)
			break;
		if (writ_revoked_object(&a->revocations, d->sign.kid.data, d->sign.claims.cti,
					d->sign.claims.iat))
			return WRIT_REVOKED;
		at = d->sign.kid.data;
	}
	return WRIT_UNKNOWN_ISSUER;
}

bool writ_key_grants(const struct writ_authority *a, const u8 key[WRIT_KID_SIZE], enum writ_op op)
{
	int links;

	for (links = 0; links < LINKS_MAX; links++) {
		const struct writ_issuer *link = writ_issuer_of(a, key);

		if (!link || !(link->ops & WRIT_OP_BIT(op)))
			return false;
		if (writ_policy_issuer(a->policy, (struct writ_bytes){ key, WRIT_KID_SIZE }))
			return true;
		key = writ_delegation_of(a, key)->sign.kid.data;
	}
	return false;
}

static bool link_covers(const struct writ_issuer *issuer, struct writ_bytes path)
{
	u32 i;

	if (!issuer->npaths)
		return true;
	for (i = 0; i < issuer->npaths; i++)
		if (path.len && writ_path_under(path, issuer->paths[i]))
			return true;
	return false;
}

bool writ_issuer_covers(const struct writ_authority *a, const struct writ_issuer *issuer,
			struct writ_bytes path)
{
	int links;

	for (links = 0; links < LINKS_MAX && issuer; links++) {
		struct writ_bytes kid = { issuer->kid, WRIT_KID_SIZE };
		const struct writ_delegation *d;

		if (!link_covers(issuer, path))
			return false;
		if (writ_policy_issuer(a->policy, kid))
			return true;
		d = writ_delegation_of(a, issuer->kid);
		issuer = d ? writ_issuer_of(a, d->sign.kid.data) : NULL;
	}
	return false;
}
