// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who widens just one field of what was delegated to him, at whichever link of a
 * chain of four, is refused with that field's name; and so is an artifact below.
 */
#include "check.h"
#include "hosted.h"

static struct limits all_limited(int key)
{
	return (struct limits){
		.key = key, .name = key, .depth = (u32)(5 - key), .subjects = 3, .uses = 3,
		.ops = WRIT_OP_BIT(WRIT_OP_EXECUTE),
		.validity = 60, .paths = { { "/a", "/b" } }, .cgroups = { { "/s", "/t" } },
		.uids = { { { 10, 19 }, { 30, 39 } }, 2 },
	};
}

static const struct envelope at_noon = { .nbf = 100, .exp = 160, .iat = 100, .cti = 9 };

static struct link full_link(int from)
{
	struct link l = { .by = at_noon, .to = all_limited(from + 1) };

	l.by.key = l.by.iss = from;
	return l;
}

/* Key 1 is the issuer; 2 to 5 are its delegates, one below the other. */
static void full_chain(struct world *w, int length)
{
	int i;

	*w = (struct world){ .version = 1, .nissuers = 1, .issuers = { all_limited(1) } };
	hosted_begin(w);
	for (i = 1; i <= length; i++) {
		const struct link l = full_link(i);

		assert_int_equal(hosted_link(&l), WRIT_AUTHORIZED);
	}
}

static void widen(struct link *l, int field)
{
	switch (field) {
	case 0:
		l->to.depth++;
		break;
	case 1:
		l->to.ops |= WRIT_OP_BIT(WRIT_OP_MAP);
		break;
	case 2:
		l->to.validity++;
		break;
	case 3:
		l->to.subjects++;
		break;
	case 4:
		l->to.subjects = 0;
		break;
	case 5:
		l->to.paths.at[1] = "/";
		break;
	case 6:
		l->to.paths.at[0] = NULL;
		break;
	case 7:
		l->to.uids.range[1].last++;
		break;
	case 8:
		l->to.uids.range[0].first--;
		break;
	case 9:
		l->to.uids.n = 0;
		break;
	case 10:
		l->to.cgroups.at[0] = "/ss";
		break;
	case 11:
		l->to.cgroups.at[0] = NULL;
		break;
	case 12:
		l->to.uses++;
		break;
	case 13:
		l->to.uses = 0;
		break;
	case 14:
		l->by.exp++;
		break;
	default:
		/* No longer than before, but earlier: the issuer alone has no time of its own. */
		l->by.nbf--;
		l->by.exp--;
		break;
	}
}

static void each_field_at_each_link(void **state)
{
	static const char *const names[] = {
		"issuers.delegation-depth", "operations", "issuers.max-validity",
		"issuers.max-subjects", "issuers.max-subjects", "issuers.paths", "issuers.paths",
		"issuers.uids", "issuers.uids", "issuers.uids", "issuers.cgroups",
		"issuers.cgroups", "issuers.max-uses", "issuers.max-uses", "exp", "nbf",
	};
	struct world w;
	struct link last;
	int length, field;

	(void)state;
	for (length = 0; length < 4; length++) {
		for (field = 0; field < (int)ARRAY_SIZE(names); field++) {
			struct link l = full_link(length + 1);

			full_chain(&w, length);
			widen(&l, field);
			if (!length && !strcmp(names[field], "nbf")) {
				assert_int_equal(hosted_link(&l), WRIT_AUTHORIZED);
				continue;
			}
			assert_int_equal(hosted_link(&l), WRIT_ISSUER_LIMIT);
			assert_string_equal(hosted.err.field, names[field]);
		}
	}
	/* Nobody hangs a fifth one below. */
	full_chain(&w, 4);
	last = full_link(5);
	last.to.depth = 0;
	assert_int_equal(hosted_link(&last), WRIT_ISSUER_LIMIT);
	assert_string_equal(hosted.err.field, "issuers.delegation-depth");
}

/* ---- artifacts */

enum { OPERATIONS, VALIDITY, BEGIN, SUBJECTS, PATH, UIDS, CGROUPS, USES, FIELDS };

static const char *const names_of[FIELDS] = {
	"operations", "exp", "nbf", "subjects", "subjects.path", "initiator.uids",
	"initiator.cgroups", "uses",
};

static struct permit full_permit(int key)
{
	struct permit p = {
		.by = at_noon, .ops = WRIT_OP_BIT(WRIT_OP_EXECUTE), .nsubjects = 3, .uses = 3,
		.subject = { { 1, "/a/x" }, { 2, "/b" }, { 3, "/a" } },
		.uids = { { { 10, 19 } }, 1 }, .cgroups = { { "/s/x" } },
	};

	p.by.key = p.by.iss = key;
	return p;
}

static void exceed(struct permit *p, int field)
{
	switch (field) {
	case OPERATIONS:
		p->ops |= WRIT_OP_BIT(WRIT_OP_SCRIPT);
		break;
	case VALIDITY:
		p->by.exp++;
		break;
	case BEGIN:
		p->by.nbf--;
		p->by.exp--;
		break;
	case SUBJECTS:
		p->subject[3].digest = 4;
		p->subject[3].path = "/b/x";
		p->nsubjects++;
		break;
	case PATH:
		p->subject[2].path = "/ab";
		break;
	case UIDS:
		p->uids.range[0].last++;
		break;
	case CGROUPS:
		p->cgroups.at[1] = "/";
		break;
	default:
		p->uses++;
		break;
	}
}

/* What must be bound is not bound by an artifact that says nothing of it. */
static void forget(struct permit *p, int field)
{
	if (field == PATH)
		p->subject[0].path = NULL;
	else if (field == UIDS)
		p->uids.n = 0;
	else if (field == CGROUPS)
		p->cgroups.at[0] = NULL;
	else if (field == USES)
		p->uses = 0;
	else
		exceed(p, field);
}

static void artifacts_exceed(void **state)
{
	int length, field, how;

	(void)state;
	for (length = 0; length <= 4; length++)
	for (field = 0; field < FIELDS; field++)
	for (how = 0; how < 2; how++) {
		struct permit p = full_permit(length + 1);
		struct world w;

		full_chain(&w, length);
		assert_int_equal(hosted_permit(&p, 0), WRIT_AUTHORIZED);
		if (how)
			forget(&p, field);
		else
			exceed(&p, field);
		/* The issuer of the policy alone has no time of his own. */
		if (field == BEGIN && !length) {
			assert_int_equal(hosted_permit(&p, 0), WRIT_AUTHORIZED);
			continue;
		}
		assert_int_equal(hosted_permit(&p, 0), WRIT_ISSUER_LIMIT);
		assert_string_equal(hosted.err.field, names_of[field]);
	}
}

/* A little less than the artifact asks for. */
static void lose(struct limits *l, int field)
{
	switch (field) {
	case OPERATIONS:
		l->ops = WRIT_OP_BIT(WRIT_OP_SCRIPT);
		break;
	case VALIDITY:
		l->validity = 59;
		break;
	case SUBJECTS:
		l->subjects = 2;
		break;
	case PATH:
		l->paths.at[1] = "/b/x";
		break;
	case UIDS:
		l->uids.range[0].last = 18;
		break;
	case CGROUPS:
		l->cgroups.at[0] = "/s/x/y";
		break;
	default:
		l->uses = 2;
		break;
	}
}

/* Once the policy takes that from the issuer above all, nobody below has it any more. */
static void issuer_loses(void **state)
{
	int length, field;

	(void)state;
	for (length = 0; length <= 4; length++)
	for (field = 0; field < FIELDS; field++) {
		struct permit p = full_permit(length + 1);
		const struct writ_issuer *issuer;
		struct writ_facts facts;
		struct world w;

		if (field == BEGIN)
			continue;
		full_chain(&w, length);
		assert_int_equal(hosted_permit(&p, 0), WRIT_AUTHORIZED);
		facts = writ_facts_of(&hosted.artifact[0]);
		lose(&w.issuers[0], field);
		hosted_policy(&w);
		if (field == PATH) {
			assert_int_equal(writ_standing(&hosted.authority, &facts, &issuer),
					 WRIT_AUTHORIZED);
			assert_true(writ_issuer_covers(&hosted.authority, issuer,
						       writ_bytes_of("/a/x")));
			assert_false(writ_issuer_covers(&hosted.authority, issuer,
							writ_bytes_of("/b")));
		} else {
			assert_int_equal(writ_standing(&hosted.authority, &facts, &issuer),
					 WRIT_ISSUER_LIMIT);
			assert_null(issuer);
		}
		/* Every link had all of it, so that none is left. */
		hosted_judge_anew();
		assert_int_equal(hosted.world.nlinks, 0);
		assert_int_equal(writ_standing(&hosted.authority, &facts, &issuer),
				 length ? WRIT_UNKNOWN_ISSUER :
				 field == PATH ? WRIT_AUTHORIZED : WRIT_ISSUER_LIMIT);
	}
}

/* ---- what admission never lets come about */

/* Delegations by hand: each of @n keys from 4 on was delegated by the next; the last by @by. */
static struct writ_authority by_hand(struct writ_delegation *d, const struct writ_delegation **list,
				     u32 n, int by)
{
	struct writ_authority a = hosted.authority;
	u32 i;

	for (i = 0; i < n; i++) {
		int from = i + 1 < n ? 5 + (int)i : by;

		memset(&d[i], 0, sizeof(d[i]));
		d[i].issuer = hosted.authority.policy->issuers[0];
		memcpy(d[i].issuer.kid, world_kid(4 + (int)i), WRIT_KID_SIZE);
		d[i].sign.kid = (struct writ_bytes){ world_kid(from), WRIT_KID_SIZE };
		d[i].sign.claims.cti = writ_bytes_of("12345678");
		d[i].sign.claims.nbf = 100;
		d[i].sign.claims.exp = 160;
		list[i] = &d[i];
	}
	a.delegations = list;
	a.ndelegations = n;
	return a;
}

/* Chains that are too long, or lead back to themselves, hold nothing, and end. */
static void never_without_end(void **state)
{
	static struct writ_delegation d[6];
	const struct writ_delegation *list[6];
	const struct writ_issuer *issuer;
	struct permit p = full_permit(1);
	struct writ_facts facts;
	struct world w;
	u32 n;
	int circle;

	(void)state;
	full_chain(&w, 0);
	assert_int_equal(hosted_permit(&p, 0), WRIT_AUTHORIZED);
	facts = writ_facts_of(&hosted.artifact[0]);
	facts.key = world_kid(4);
	for (n = 1; n <= 6; n++)
	for (circle = 0; circle < 2; circle++) {
		struct writ_authority a = by_hand(d, list, n, circle ? 4 : 1);
		bool good = n <= WRIT_DELEGATION_DEPTH && !circle;

		assert_int_equal(writ_standing(&a, &facts, &issuer),
				 good ? WRIT_AUTHORIZED : WRIT_UNKNOWN_ISSUER);
		assert_int_equal(writ_issuer_covers(&a, &d[0].issuer, writ_bytes_of("/a")), good);
		assert_int_equal(writ_ended(&a, facts.key, facts.cti, facts.iat, 160, 159),
				 good ? WRIT_AUTHORIZED : WRIT_UNKNOWN_ISSUER);
		assert_int_equal(writ_ended(&a, facts.key, facts.cti, facts.iat, 160, 160),
				 WRIT_EXPIRED);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_field_at_each_link),
		cmocka_unit_test(artifacts_exceed),
		cmocka_unit_test(issuer_loses),
		cmocka_unit_test(never_without_end),
	};

	return cmocka_run_group_tests_name("widening", tests, NULL, NULL) ? 1 : 0;
}
