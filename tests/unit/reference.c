// SPDX-License-Identifier: GPL-2.0-only
#include "reference.h"

#include <stdio.h>

/* An issuer, four links, and one more that must not be. */
#define CHAIN_MAX 6

static const char *const names[FIELD_COUNT] = {
	[FIELD_KID] = "kid", [FIELD_ISS] = "iss", [FIELD_SIGNATURE] = "signature",
	[FIELD_CTI] = "cti", [FIELD_AUD] = "aud", [FIELD_NBF] = "nbf", [FIELD_EXP] = "exp",
	[FIELD_OPERATIONS] = "operations", [FIELD_SUBJECTS] = "subjects",
	[FIELD_PATH] = "subjects.path", [FIELD_UIDS] = "initiator.uids",
	[FIELD_CGROUPS] = "initiator.cgroups", [FIELD_USES] = "uses",
	[FIELD_INHERITANCE] = "inheritance",
	[FIELD_TO_KEY] = "issuers.key", [FIELD_TO_DEPTH] = "issuers.delegation-depth",
	[FIELD_TO_VALIDITY] = "issuers.max-validity",
	[FIELD_TO_SUBJECTS] = "issuers.max-subjects", [FIELD_TO_PATHS] = "issuers.paths",
	[FIELD_TO_UIDS] = "issuers.uids", [FIELD_TO_CGROUPS] = "issuers.cgroups",
	[FIELD_TO_USES] = "issuers.max-uses", [FIELD_ENTRIES] = "entries",
};

bool reference_names(u32 fields, const char *name)
{
	int i;

	for (i = 0; i < FIELD_COUNT; i++)
		if ((fields >> i & 1) && !strcmp(names[i], name))
			return true;
	return false;
}

static struct finding refused(enum writ_reason reason, u32 fields)
{
	return (struct finding){ reason, fields };
}

/* ---- sets */

/* By whole components: "/a" holds "/a" and "/a/b", not "/ab". */
static bool place_holds(const char *outer, const char *inner)
{
	char a[64], b[64];

	if (!strcmp(outer, "/"))
		return true;
	snprintf(a, sizeof(a), "%s/", outer);
	snprintf(b, sizeof(b), "%s/", inner);
	return !strncmp(a, b, strlen(a));
}

static bool limited(const struct places *p)
{
	return p->at[0] != NULL;
}

static bool places_hold(const struct places *p, const char *inner)
{
	return inner && ((p->at[0] && place_holds(p->at[0], inner)) ||
			 (p->at[1] && place_holds(p->at[1], inner)));
}

/* What is not limited holds everything; and everything is held by nothing less. */
static bool places_hold_all(const struct places *outer, const struct places *inner)
{
	if (!limited(outer))
		return true;
	return limited(inner) && places_hold(outer, inner->at[0]) &&
	       (!inner->at[1] || places_hold(outer, inner->at[1]));
}

static bool ids_hold_range(const struct id_set *s, struct writ_id_range r)
{
	u32 i;

	for (i = 0; i < s->n; i++)
		if (s->range[i].first <= r.first && r.last <= s->range[i].last)
			return true;
	return false;
}

static bool ids_hold_all(const struct id_set *outer, const struct id_set *inner)
{
	u32 i;

	for (i = 0; i < inner->n; i++)
		if (outer->n && !ids_hold_range(outer, inner->range[i]))
			return false;
	return !outer->n || inner->n;
}

static bool ids_hold(const struct id_set *s, u32 id)
{
	return !s->n || ids_hold_range(s, (struct writ_id_range){ id, id });
}

/* 0 stands for no bound. */
static bool bound_holds(u64 outer, u64 inner)
{
	return !outer || (inner && inner <= outer);
}

/* ---- chains */

/**
 * struct chain - a key and all above it
 * @who: nearest first; the last is an issuer of the policy
 * @by: the link by which each holds what it has; NULL for the issuer
 */
struct chain {
	const struct limits *who[CHAIN_MAX];
	const struct link *by[CHAIN_MAX];
	int n;
};

static const struct limits *issuer_of(const struct world *w, int key)
{
	u32 i;

	for (i = 0; i < w->nissuers; i++)
		if (w->issuers[i].key == key)
			return &w->issuers[i];
	return NULL;
}

static const struct link *link_to(const struct world *w, int key)
{
	u32 i;

	for (i = 0; i < w->nlinks; i++)
		if (w->links[i].to.key == key)
			return &w->links[i];
	return NULL;
}

static bool find_chain(const struct world *w, int key, struct chain *c)
{
	memset(c, 0, sizeof(*c));
	while (c->n < CHAIN_MAX) {
		const struct limits *issuer = issuer_of(w, key);
		const struct link *l = link_to(w, key);

		if (!issuer && !l)
			return false;
		c->who[c->n] = issuer ? issuer : &l->to;
		c->by[c->n] = issuer ? NULL : l;
		c->n++;
		if (issuer)
			return true;
		key = l->by.key;
	}
	return false;
}

int reference_length(const struct world *w, int key)
{
	struct chain c;

	return find_chain(w, key, &c) ? c.n - 1 : -1;
}

/* ---- revocations */

static bool revoked(const struct world *w, const struct envelope *e)
{
	u32 i;

	for (i = 0; i < w->nrevoked; i++) {
		const struct entry *r = &w->revoked[i];

		if (r->kind == WRIT_REVOKED_DIGEST || r->key != e->key)
			continue;
		if (r->kind == WRIT_REVOKED_KEY ||
		    (r->kind == WRIT_REVOKED_ARTIFACT && r->id == e->cti) ||
		    (r->kind == WRIT_REVOKED_BEFORE && e->iat < r->before))
			return true;
	}
	return false;
}

static bool revoked_or_above(const struct world *w, const struct envelope *e,
			     const struct chain *c)
{
	int i;

	if (revoked(w, e))
		return true;
	for (i = 0; i < c->n; i++)
		if (c->by[i] && revoked(w, &c->by[i]->by))
			return true;
	return false;
}

bool reference_digest_revoked(const struct world *w, u8 digest)
{
	u32 i;

	for (i = 0; i < w->nrevoked; i++)
		if (w->revoked[i].kind == WRIT_REVOKED_DIGEST && w->revoked[i].id == digest)
			return true;
	return false;
}

/* ---- admission */

/* Whoever signs: his longest validity and that of each above him, and their time. */
static u32 beyond_time(const struct chain *c, const struct envelope *e)
{
	u32 fields = 0;
	int i;

	for (i = 0; i < c->n; i++) {
		if (e->exp - e->nbf > c->who[i]->validity)
			fields |= 1u << FIELD_EXP;
		if (c->by[i] && e->nbf < c->by[i]->by.nbf)
			fields |= 1u << FIELD_NBF;
		if (c->by[i] && e->exp > c->by[i]->by.exp)
			fields |= 1u << FIELD_EXP;
	}
	return fields;
}

static u32 permit_beyond(const struct chain *c, const struct permit *p)
{
	u32 fields = beyond_time(c, &p->by);
	int i;

	for (i = 0; i < c->n; i++) {
		const struct limits *l = c->who[i];

		fields |= (u32)((p->ops & l->ops) != p->ops) << FIELD_OPERATIONS;
		fields |= (u32)!bound_holds(l->subjects, p->nsubjects) << FIELD_SUBJECTS;
		fields |= (u32)!ids_hold_all(&l->uids, &p->uids) << FIELD_UIDS;
		fields |= (u32)!places_hold_all(&l->cgroups, &p->cgroups) << FIELD_CGROUPS;
		fields |= (u32)!bound_holds(l->uses, p->uses) << FIELD_USES;
		/* Nobody counts what descendants run. */
		fields |= (u32)(l->uses && p->depth) << FIELD_INHERITANCE;
	}
	return fields;
}

static u32 link_beyond(const struct chain *c, const struct link *l)
{
	u32 fields = beyond_time(c, &l->by);
	int i;

	fields |= (u32)(l->to.depth >= c->who[0]->depth) << FIELD_TO_DEPTH;
	for (i = 0; i < c->n; i++) {
		const struct limits *from = c->who[i];

		fields |= (u32)((l->to.ops & from->ops) != l->to.ops) << FIELD_OPERATIONS;
		fields |= (u32)(l->to.validity > from->validity) << FIELD_TO_VALIDITY;
		fields |= (u32)!bound_holds(from->subjects, l->to.subjects) << FIELD_TO_SUBJECTS;
		fields |= (u32)!places_hold_all(&from->paths, &l->to.paths) << FIELD_TO_PATHS;
		fields |= (u32)!ids_hold_all(&from->uids, &l->to.uids) << FIELD_TO_UIDS;
		fields |= (u32)!places_hold_all(&from->cgroups, &l->to.cgroups) << FIELD_TO_CGROUPS;
		fields |= (u32)!bound_holds(from->uses, l->to.uses) << FIELD_TO_USES;
	}
	return fields;
}

bool reference_covers(const struct world *w, int key, const char *path)
{
	struct chain c;
	int i;

	if (!find_chain(w, key, &c))
		return false;
	for (i = 0; i < c.n; i++)
		if (limited(&c.who[i]->paths) && !places_hold(&c.who[i]->paths, path))
			return false;
	return true;
}

/* Who signed must be known by key and by name; then his signature must fit. */
static struct finding find_signer(const struct world *w, const struct envelope *e,
				  struct chain *c)
{
	if (!find_chain(w, e->key, c))
		return refused(WRIT_UNKNOWN_ISSUER, 1u << FIELD_KID);
	if (c->who[0]->name != e->iss)
		return refused(WRIT_UNKNOWN_ISSUER, 1u << FIELD_ISS);
	if (e->forged)
		return refused(WRIT_INVALID_SIGNATURE, 1u << FIELD_SIGNATURE);
	return refused(WRIT_AUTHORIZED, 0);
}

struct finding reference_link(const struct world *w, const struct link *l)
{
	struct chain c;
	struct finding f = find_signer(w, &l->by, &c);

	if (f.reason != WRIT_AUTHORIZED)
		return f;
	f.fields = link_beyond(&c, l);
	/* A key that nobody else on the host has, and that is not the root's. */
	if (!l->to.key || issuer_of(w, l->to.key) || link_to(w, l->to.key))
		f.fields |= 1u << FIELD_TO_KEY;
	if (f.fields)
		return refused(WRIT_ISSUER_LIMIT, f.fields);
	if (revoked_or_above(w, &l->by, &c))
		return refused(WRIT_REVOKED, 1u << FIELD_CTI);
	if (l->by.aud == OTHER_HOST)
		return refused(WRIT_WRONG_AUDIENCE, 1u << FIELD_AUD);
	return f;
}

struct finding reference_permit(const struct world *w, const struct permit *p)
{
	struct chain c;
	struct finding f;
	u32 i;

	/* Only executions have arguments and a parent, and are uses. */
	if ((p->ops & ~(WRIT_OP_BIT(WRIT_OP_EXECUTE) | WRIT_OP_BIT(WRIT_OP_SCRIPT))) && (p->arguments || p->uses || p->parent))
		return refused(WRIT_MALFORMED_ARTIFACT, 1u << FIELD_OPERATIONS);
	f = find_signer(w, &p->by, &c);
	if (f.reason != WRIT_AUTHORIZED)
		return f;
	f.fields = permit_beyond(&c, p);
	for (i = 0; i < p->nsubjects; i++)
		if (!reference_covers(w, p->by.key, p->subject[i].path))
			f.fields |= 1u << FIELD_PATH;
	if (f.fields)
		return refused(WRIT_ISSUER_LIMIT, f.fields);
	if (revoked_or_above(w, &p->by, &c))
		return refused(WRIT_REVOKED, 1u << FIELD_CTI);
	return f;
}

/* May @signer revoke what @key signed? If it is his, or hangs below his. */
static bool hangs_below(const struct world *w, int key, int signer)
{
	const struct link *l;
	int i;

	for (i = 0; i < CHAIN_MAX; i++) {
		if (key == signer)
			return true;
		l = link_to(w, key);
		if (!l)
			return false;
		key = l->by.key;
	}
	return false;
}

struct finding reference_recall(const struct world *w, const struct recall *r)
{
	struct finding f = refused(WRIT_AUTHORIZED, 0);
	struct chain c;
	u32 i;

	if (r->by.key)
		f = find_signer(w, &r->by, &c);
	else if (r->by.forged)
		f = refused(WRIT_INVALID_SIGNATURE, 1u << FIELD_SIGNATURE);
	for (i = 0; r->by.key && f.reason == WRIT_AUTHORIZED && i < r->n; i++)
		if (r->entry[i].kind == WRIT_REVOKED_DIGEST ||
		    !hangs_below(w, r->entry[i].key, r->by.key))
			f = refused(WRIT_ISSUER_LIMIT, 1u << FIELD_ENTRIES);
	if (f.reason == WRIT_AUTHORIZED && r->by.aud == OTHER_HOST)
		f = refused(WRIT_WRONG_AUDIENCE, 1u << FIELD_AUD);
	return f;
}

/* ---- standing */

static enum writ_reason stands(const struct world *w, const struct envelope *e,
			       const struct chain *c, bool found, u32 fields)
{
	if (!found || c->who[0]->name != e->iss)
		return WRIT_UNKNOWN_ISSUER;
	if (fields)
		return WRIT_ISSUER_LIMIT;
	return revoked_or_above(w, e, c) ? WRIT_REVOKED : WRIT_AUTHORIZED;
}

enum writ_reason reference_link_stands(const struct world *w, const struct link *l)
{
	struct chain c;
	bool found = find_chain(w, l->by.key, &c);

	return stands(w, &l->by, &c, found, found ? link_beyond(&c, l) : 0);
}

enum writ_reason reference_permit_stands(const struct world *w, const struct permit *p)
{
	struct chain c;
	bool found = find_chain(w, p->by.key, &c);

	return stands(w, &p->by, &c, found, found ? permit_beyond(&c, p) : 0);
}

enum writ_reason reference_ended(const struct world *w, const struct permit *p, u64 now)
{
	struct chain c;

	if (now >= p->by.exp)
		return WRIT_EXPIRED;
	if (!find_chain(w, p->by.key, &c))
		return WRIT_UNKNOWN_ISSUER;
	return revoked_or_above(w, &p->by, &c) ? WRIT_REVOKED : WRIT_AUTHORIZED;
}

/* ---- answers */

static bool inherits(const struct permit *p, const struct question *q)
{
	return p->depth && q->asker && q->depth_left && q->under_key == p->by.key &&
	       q->under_cti == p->by.cti;
}

static bool who_asks_fits(const struct permit *p, const struct question *q)
{
	if (!p->uids.n && !limited(&p->cgroups) && !p->parent)
		return true;
	if (!q->asker || !ids_hold(&p->uids, q->uid))
		return false;
	if (limited(&p->cgroups) && !places_hold(&p->cgroups, q->cgroup))
		return false;
	/* Descendants under the same artifact and parts of an execution have no parent. */
	return !p->parent || q->segment || inherits(p, q) || q->program == p->parent;
}

enum writ_reason reference_answer(const struct world *w, const struct permit *p, const char *path,
				  int used, const struct question *q)
{
	bool execution = (q->op == WRIT_OP_EXECUTE || q->op == WRIT_OP_SCRIPT) && !q->segment;

	if (p->by.aud == OTHER_HOST)
		return WRIT_WRONG_AUDIENCE;
	if (q->now < p->by.nbf)
		return WRIT_NOT_YET_VALID;
	if (q->now >= p->by.exp)
		return WRIT_EXPIRED;
	if (!(p->ops & WRIT_OP_BIT(q->op)))
		return WRIT_OPERATION_MISMATCH;
	if (path && (!q->path || strcmp(path, q->path)))
		return WRIT_PATH_MISMATCH;
	if (p->version > w->version)
		return WRIT_POLICY_MISMATCH;
	if (!who_asks_fits(p, q))
		return WRIT_IDENTITY_MISMATCH;
	if (execution && p->arguments && q->arguments < 1)
		return WRIT_ARGV_MISMATCH;
	if (execution && p->arguments == 1 && q->arguments != 1)
		return WRIT_ARGV_MISMATCH;
	if (execution && p->uses && !inherits(p, q) && (u32)used >= p->uses)
		return WRIT_REPLAY;
	return WRIT_AUTHORIZED;
}

bool reference_allows(const struct world *w, const struct permit *p, int used,
		      const struct question *q)
{
	bool execution = (q->op == WRIT_OP_EXECUTE || q->op == WRIT_OP_SCRIPT) && !q->segment;
	struct chain c;
	int i;

	if (!find_chain(w, p->by.key, &c) || revoked_or_above(w, &p->by, &c))
		return false;
	for (i = 0; i < c.n; i++) {
		const struct limits *l = c.who[i];

		if (!(l->ops & WRIT_OP_BIT(q->op)) || !ids_hold(&l->uids, q->uid) ||
		    (limited(&l->paths) && !places_hold(&l->paths, q->path)) ||
		    (limited(&l->cgroups) && !places_hold(&l->cgroups, q->cgroup)) ||
		    (c.by[i] && (q->now < c.by[i]->by.nbf || q->now >= c.by[i]->by.exp)) ||
		    q->now - p->by.nbf >= l->validity)
			return false;
		if (execution && l->uses && (u32)used >= l->uses && !inherits(p, q))
			return false;
	}
	return true;
}
