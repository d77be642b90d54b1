// SPDX-License-Identifier: GPL-2.0-only
#include "imagine.h"

#define DAWN 100	/* when most of it begins */

static const char *const paths[] = { "/", "/a", "/a/b", "/a/b/c", "/ab", "/b", "/b/a" };
static const char *const cgroups[] = { "/", "/s", "/s/x", "/s/x/y", "/sx", "/u" };

static u64 state;

void imagine_seed(u64 seed)
{
	state = seed;
}

/* splitmix64 */
static u64 next(void)
{
	u64 z = state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

u32 imagine_below(u32 n)
{
	return (u32)(next() >> 32) % n;
}

bool imagine_chance(u32 percent)
{
	return imagine_below(100) < percent;
}

/* ---- single values */

static u32 some_ops(u32 of)
{
	u32 ops = of & (u32)next();

	return ops ? ops : of;
}

static const char *some_path(void)
{
	return paths[imagine_below(ARRAY_SIZE(paths))];
}

static const char *some_cgroup(void)
{
	return cgroups[imagine_below(ARRAY_SIZE(cgroups))];
}

/* Below @outer, if a few tries find one. */
static const char *narrower(const char *outer, const char *(*some)(void))
{
	size_t len = strlen(outer) == 1 ? 0 : strlen(outer);
	int i;

	for (i = 0; i < 6; i++) {
		const char *p = some();

		if (!strncmp(p, outer, len) && (!p[len] || p[len] == '/'))
			return p;
	}
	return outer;
}

static struct places some_places(const char *(*some)(void))
{
	struct places p = { { NULL, NULL } };

	p.at[0] = some();
	if (imagine_chance(30))
		p.at[1] = some();
	return p;
}

static struct places narrower_places(const struct places *outer, const char *(*some)(void))
{
	struct places p = { { NULL, NULL } };

	if (!outer->at[0])
		return imagine_chance(20) ? some_places(some) : p;
	p.at[0] = narrower(outer->at[outer->at[1] && imagine_chance(50)], some);
	if (imagine_chance(30))
		p.at[1] = narrower(outer->at[outer->at[1] && imagine_chance(50)], some);
	return p;
}

static struct id_set some_ids(void)
{
	struct id_set s = { .n = 1 + imagine_below(2) };
	u32 i;

	for (i = 0; i < s.n; i++) {
		s.range[i].first = imagine_below(10);
		s.range[i].last = s.range[i].first + imagine_below(6);
	}
	return s;
}

static struct id_set narrower_ids(const struct id_set *outer)
{
	struct id_set s = { .n = 1 };
	u32 width;

	if (!outer->n)
		return imagine_chance(20) ? some_ids() : (struct id_set){ .n = 0 };
	s.range[0] = outer->range[imagine_below(outer->n)];
	width = s.range[0].last - s.range[0].first;
	s.range[0].first += imagine_below(2) % (width + 1);
	width = s.range[0].last - s.range[0].first;
	s.range[0].last -= imagine_below(2) % (width + 1);
	if (outer->n == 2 && imagine_chance(40))
		s = *outer;
	return s;
}

/* Within a bound of which 0 says that there is none. */
static u32 within(u32 bound)
{
	if (!bound)
		return imagine_chance(30) ? 1 + imagine_below(4) : 0;
	return imagine_chance(70) ? bound : 1 + imagine_below(bound);
}

/* ---- limits */

static void disturb(struct limits *l)
{
	switch (imagine_below(8)) {
	case 0:
		l->ops = some_ops(WRIT_OP_ALL);
		break;
	case 1:
		l->validity = 1 + imagine_below(70);
		break;
	case 2:
		l->subjects = imagine_below(WORLD_SUBJECTS + 1);
		break;
	case 3:
		l->paths = imagine_chance(30) ? (struct places){ { NULL, NULL } } :
						some_places(some_path);
		break;
	case 4:
		l->depth = imagine_below(WRIT_DELEGATION_DEPTH + 1);
		break;
	case 5:
		l->uids = imagine_chance(30) ? (struct id_set){ .n = 0 } : some_ids();
		break;
	case 6:
		l->cgroups = imagine_chance(30) ? (struct places){ { NULL, NULL } } :
						  some_places(some_cgroup);
		break;
	default:
		l->uses = imagine_below(4);
		break;
	}
}

static struct limits narrower_limits(const struct limits *from, int key)
{
	struct limits to = {
		.key = key, .name = imagine_chance(90) ? key : (int)imagine_below(WORLD_KEYS),
		.ops = imagine_chance(70) ? from->ops : some_ops(from->ops),
		.validity = from->validity - imagine_below(3) % from->validity,
		.subjects = within(from->subjects),
		.paths = narrower_places(&from->paths, some_path),
		.depth = from->depth ? from->depth - 1 : 0,
		.uids = narrower_ids(&from->uids),
		.cgroups = narrower_places(&from->cgroups, some_cgroup),
		.uses = within(from->uses),
	};

	if (imagine_chance(20))
		disturb(&to);
	if (imagine_chance(5))
		disturb(&to);
	return to;
}

void imagine_policy(struct world *w)
{
	static const struct limits unlimited = { .ops = WRIT_OP_ALL, .validity = 60 };
	u32 i;

	memset(w, 0, sizeof(*w));
	w->version = 1 + imagine_below(3);
	w->nissuers = 1 + imagine_below(WORLD_ISSUERS);
	for (i = 0; i < w->nissuers; i++) {
		w->issuers[i] = narrower_limits(&unlimited, (int)i + 1);
		w->issuers[i].depth = imagine_chance(60) ? WRIT_DELEGATION_DEPTH :
							   imagine_below(WRIT_DELEGATION_DEPTH + 1);
		if (imagine_chance(50))
			disturb(&w->issuers[i]);
	}
}

void imagine_other_policy(struct world *w)
{
	u32 i;

	w->version++;
	for (i = 0; i < w->nissuers; i++)
		if (imagine_chance(40))
			disturb(&w->issuers[i]);
	if (w->nissuers > 1 && imagine_chance(15))
		w->nissuers--;
	/* A delegate may become an issuer by himself. */
	else if (w->nissuers < WORLD_ISSUERS && imagine_chance(15)) {
		w->issuers[w->nissuers] = narrower_limits(&w->issuers[0], 4);
		w->nissuers++;
	}
	if (imagine_chance(5))
		w->issuers[0].name = 9;
}

/* ---- who signs, and when */

static const struct limits *limits_of(const struct world *w, int key, const struct link **by)
{
	u32 i;

	*by = NULL;
	for (i = 0; i < w->nissuers; i++)
		if (w->issuers[i].key == key)
			return &w->issuers[i];
	for (i = 0; i < w->nlinks; i++) {
		if (w->links[i].to.key != key)
			continue;
		*by = &w->links[i];
		return &w->links[i].to;
	}
	return NULL;
}

/* The last link's, so that chains grow; an issuer's; or anybody's. */
static int some_signer(const struct world *w)
{
	if (w->nlinks && imagine_chance(75))
		return w->links[imagine_chance(70) ? w->nlinks - 1 :
						     imagine_below(w->nlinks)].to.key;
	if (imagine_chance(95))
		return w->issuers[imagine_below(w->nissuers)].key;
	return (int)imagine_below(WORLD_KEYS);
}

static struct envelope envelope_by(const struct world *w, int key, const struct limits **from)
{
	static const struct limits nobody = { .ops = WRIT_OP_ALL, .validity = 60 };
	const struct link *by;
	const struct limits *l = limits_of(w, key, &by);
	struct envelope e = {
		.key = key, .iss = l ? l->name : key, .cti = (u8)(1 + imagine_below(6)),
		.forged = imagine_chance(2),
	};

	*from = l ? l : &nobody;
	e.nbf = by ? by->by.nbf + imagine_below(2) : DAWN + imagine_below(4);
	e.exp = e.nbf + (*from)->validity - imagine_below(2) % (*from)->validity;
	if (by && e.exp > by->by.exp)
		e.exp = by->by.exp;
	if (e.exp <= e.nbf || imagine_chance(4))
		e.exp = e.nbf + 1 + imagine_below(70);
	if (imagine_chance(3))
		e.nbf -= 1 + imagine_below(5);
	if (imagine_chance(60))
		e.iat = DAWN + imagine_below(6);
	if (imagine_chance(3))
		e.iss = (int)imagine_below(WORLD_KEYS);
	if (imagine_chance(20))
		e.aud = imagine_chance(80) ? THIS_HOST : OTHER_HOST;
	return e;
}

struct link imagine_link(const struct world *w)
{
	const struct limits *from;
	struct link l;
	int key = 4 + (int)w->nlinks % (WORLD_KEYS - 4);

	l.by = envelope_by(w, some_signer(w), &from);
	l.to = narrower_limits(from, imagine_chance(93) ? key : (int)imagine_below(WORLD_KEYS));
	return l;
}

struct permit imagine_permit(const struct world *w)
{
	static const struct limits nobody = { .ops = WRIT_OP_ALL, .validity = 60 };
	const struct limits *from;
	struct limits l;
	struct permit p = { .nsubjects = 0 };
	u32 i, n, anywhere;

	p.by = envelope_by(w, some_signer(w), &from);
	l = narrower_limits(imagine_chance(97) ? from : &nobody, 0);
	p.ops = l.ops;
	p.uids = l.uids;
	p.cgroups = l.cgroups;
	p.uses = l.uses;
	n = l.subjects ? l.subjects : 1 + imagine_below(WORLD_SUBJECTS);
	if (n > WORLD_SUBJECTS)
		n = WORLD_SUBJECTS;
	/* The encodings of those without a path come first. */
	anywhere = l.paths.at[0] ? imagine_chance(3) : imagine_below(n + 1);
	for (i = 0; i < n; i++) {
		p.subject[i].digest = (u8)(i + 1);
		if (i >= anywhere)
			p.subject[i].path = l.paths.at[0] ?
				narrower(l.paths.at[l.paths.at[1] && imagine_chance(50)],
					 some_path) : some_path();
	}
	p.nsubjects = n;
	if (imagine_chance(25))
		p.parent = (u8)(1 + imagine_below(2));
	if (imagine_chance(20))
		p.arguments = (u8)(1 + imagine_below(2));
	if (imagine_chance(30))
		p.depth = 1 + imagine_below(3);
	if (imagine_chance(20))
		p.version = 1 + imagine_below(4);
	if ((p.uses || p.arguments || p.parent) && imagine_chance(95))
		p.ops &= ~(u32)WRIT_OP_BIT(WRIT_OP_MAP);
	if (!p.ops)
		p.ops = WRIT_OP_BIT(WRIT_OP_EXECUTE);
	return p;
}

struct recall imagine_recall(const struct world *w)
{
	const struct limits *from;
	struct recall r;
	u32 i;

	r.by = envelope_by(w, imagine_chance(40) ? 0 : some_signer(w), &from);
	r.n = 1 + imagine_below(WORLD_ENTRIES);
	for (i = 0; i < r.n; i++) {
		struct entry *e = &r.entry[i];

		memset(e, 0, sizeof(*e));
		e->kind = imagine_chance(10) ? WRIT_REVOKED_DIGEST :
			  imagine_chance(60) ? WRIT_REVOKED_ARTIFACT :
			  imagine_chance(50) ? WRIT_REVOKED_BEFORE : WRIT_REVOKED_KEY;
		e->key = imagine_chance(50) ? some_signer(w) : (int)imagine_below(WORLD_KEYS);
		e->id = (u8)(1 + imagine_below(6));
		e->before = DAWN + imagine_below(7);
	}
	return r;
}

/* ---- requests */

static enum writ_op one_of(u32 ops)
{
	u32 op = 1 + imagine_below(__WRIT_OP_END - 1);

	while (!(ops & WRIT_OP_BIT(op)))
		op = op % (__WRIT_OP_END - 1) + 1;
	return op;
}

struct question imagine_question(const struct permit *p, const struct permit *other)
{
	u32 subject = imagine_below(p->nsubjects);
	struct question q = {
		.op = one_of(p->ops), .digest = p->subject[subject].digest,
		.path = p->subject[subject].path, .uid = imagine_below(16),
		.now = p->by.nbf + imagine_below((u32)(p->by.exp - p->by.nbf)),
		.cgroup = p->cgroups.at[0] ? narrower(p->cgroups.at[0], some_cgroup) :
					     some_cgroup(),
		.asker = true, .program = p->parent, .under_key = -1, .arguments = p->arguments,
		.depth_left = imagine_below(3), .segment = imagine_chance(8),
	};

	if (p->uids.n && imagine_chance(95))
		q.uid = p->uids.range[imagine_below(p->uids.n)].first;
	if (!q.path || imagine_chance(5))
		q.path = imagine_chance(90) ? some_path() : NULL;
	if (imagine_chance(50)) {
		q.under_key = other->by.key;
		q.under_cti = other->by.cti;
	}
	switch (imagine_below(24)) {
	case 0:
		q.op = one_of(WRIT_OP_ALL);
		break;
	case 1:
		q.uid = imagine_chance(80) ? imagine_below(16) : U32_MAX;
		break;
	case 2:
		q.now = p->by.exp - 2 + imagine_below(4);
		break;
	case 3:
		q.now = p->by.nbf - 2 + imagine_below(4);
		break;
	case 4:
		q.cgroup = imagine_chance(80) ? some_cgroup() : NULL;
		break;
	case 5:
		q.asker = false;
		break;
	case 6:
		q.program = (u8)imagine_below(3);
		break;
	case 7:
		q.arguments = (int)imagine_below(4) - 1;
		break;
	case 8:
		q.digest = (u8)(1 + imagine_below(WORLD_SUBJECTS + 1));
		break;
	case 9:
		q.path = some_path();
		break;
	default:
		break;
	}
	return q;
}
