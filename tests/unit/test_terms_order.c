// SPDX-License-Identifier: GPL-2.0-only
/*
 * Terms together: which check comes first, what of them descendants and parts
 * of an execution are asked, how uses end, and what several candidates amount to.
 */
#include "check.h"
#include "situation.h"

#define DIGEST(x) "5820 " x "*32 "

/* The checks in their order; each is a bit of what fails. */
static const enum writ_reason order[] = {
	WRIT_POLICY_MISMATCH, WRIT_ENVIRONMENT_MISMATCH, WRIT_IDENTITY_MISMATCH,
	WRIT_ARGV_MISMATCH, WRIT_ENVVAR_MISMATCH, WRIT_REPLAY,
};

enum { POLICY = 1, ENVIRONMENT = 2, IDENTITY = 4, ARGV = 8, ENVVAR = 16, REPLAY = 32 };

/* Fits the situation as it is; variables are guarded below. */
static const char *const all_terms =
	"a5 03 a2 01 82 8100 82 01 42'-v' 03 81 82 44'HOME' 82 01 41'/'"
	" 04 a1 01 81 82 1903e8 1903e8 05 a1 01 50 bb*16 06 02 07 82 64'main' 05";

static void begin_guarded(struct situation *s, const char *terms)
{
	situation_begin(s, terms);
	s->policy->nguarded = 1;
	s->policy->guarded[0] = writ_bytes_of("HOME");
}

static void break_them(struct situation *s, unsigned int which)
{
	static const u8 other_boot[16];

	if (which & POLICY)
		s->policy->version = 4;
	if (which & ENVIRONMENT)
		s->host.boot = other_boot;
	if (which & IDENTITY)
		s->req.uid = 0;
	if (which & ARGV)
		situation_arguments(s, "'tool' 00");
	if (which & ENVVAR)
		situation_variables(s, "'HOME=/root' 00");
	if (which & REPLAY)
		s->used = 2;
}

static enum writ_reason first_of(unsigned int which)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(order); i++)
		if (which >> i & 1)
			return order[i];
	return WRIT_AUTHORIZED;
}

/* Of every set of failures, the first in the order is told. */
static void first_failure(void **state)
{
	const unsigned int of_all = POLICY | ENVIRONMENT | IDENTITY;
	struct situation s;
	unsigned int which;
	enum writ_op op;

	(void)state;
	for (which = 0; which < 64; which++) {
		begin_guarded(&s, all_terms);
		break_them(&s, which);
		for (op = WRIT_OP_EXECUTE; op < __WRIT_OP_END; op++) {
			bool execution = op == WRIT_OP_EXECUTE || op == WRIT_OP_SCRIPT;

			s.req.op = op;
			assert_string_equal(writ_reason_name(writ_terms_check(&s.grant, &s.req)),
					    writ_reason_name(first_of(execution ? which :
								      which & of_all)));
			/* A part of an execution that was judged as a whole. */
			s.req.segment = true;
			assert_int_equal(writ_terms_check(&s.grant, &s.req),
					 first_of(which & of_all));
			s.req.segment = false;
		}
		situation_end(&s);
	}
	for (which = 1; which < ARRAY_SIZE(order); which++)
		assert_true(order[which - 1] < order[which]);
}

/* An interpreter by itself is refused like arguments: after who asks, before variables. */
static void interpreter_in_the_order(void **state)
{
	static const char *const terms =
		"a3 04 a1 01 81 82 1903e8 1903e8 05 a1 01 50 bb*16 06 02";
	struct situation s;
	unsigned int which;

	(void)state;
	for (which = 0; which < 64; which++) {
		begin_guarded(&s, terms);
		s.policy->ninterpreters = 1;
		s.policy->interpreters[0].digest = s.digest;
		break_them(&s, which & ~(unsigned int)POLICY);
		assert_int_equal(writ_terms_check(&s.grant, &s.req),
				 first_of((which & ~(unsigned int)POLICY) | ARGV));
		situation_end(&s);
	}
}

/* ---- uses */

static void uses(void **state)
{
	static const int counts[] = { 0, 1, 2, 3, 1000000, INT32_MAX, -1, INT32_MIN };
	struct situation s;
	enum writ_op op;
	size_t i;

	(void)state;
	situation_begin(&s, "a1 06 02");
	for (i = 0; i < ARRAY_SIZE(counts); i++) {
		s.used = counts[i];
		for (op = WRIT_OP_EXECUTE; op <= WRIT_OP_SCRIPT; op++) {
			s.req.op = op;
			assert_int_equal(writ_terms_check(&s.grant, &s.req),
					 op == WRIT_OP_MAP || i < 2 ? WRIT_AUTHORIZED :
								      WRIT_REPLAY);
		}
	}
	/* An account that is not there has nothing left. */
	s.req.op = WRIT_OP_EXECUTE;
	s.grant.used = NULL;
	assert_int_equal(writ_terms_check(&s.grant, &s.req), WRIT_REPLAY);
	s.terms.uses = 0;
	assert_int_equal(writ_terms_check(&s.grant, &s.req), WRIT_AUTHORIZED);
	situation_end(&s);
	situation_begin(&s, "a1 06 1a000f4240");
	s.used = 999999;
	assert_int_equal(writ_terms_check(&s.grant, &s.req), WRIT_AUTHORIZED);
	s.used++;
	assert_int_equal(writ_terms_check(&s.grant, &s.req), WRIT_REPLAY);
	situation_end(&s);
}

/* Nothing is taken by asking alone, so nothing that is counted is there to be had. */
static void asked_only(void **state)
{
	struct situation s;

	(void)state;
	situation_begin(&s, "a2 06 02 08 01");
	s.req.op = WRIT_OP_SCRIPT;
	assert_int_equal(writ_terms_check(&s.grant, &s.req), WRIT_AUTHORIZED);
	s.req.asked_only = true;
	assert_int_equal(writ_terms_check(&s.grant, &s.req), WRIT_REPLAY);
	/* Descendants under the same artifact take none when they execute, either. */
	s.asker.artifact = (struct writ_bytes){ s.identity.id, s.identity.id_len };
	s.asker.key = s.identity.key;
	s.asker.depth_left = 1;
	assert_int_equal(writ_terms_check(&s.grant, &s.req), WRIT_AUTHORIZED);
	s.asker.depth_left = 0;
	assert_int_equal(writ_terms_check(&s.grant, &s.req), WRIT_REPLAY);
	/* What is not counted is answered as ever. */
	s.terms.uses = 0;
	assert_int_equal(writ_terms_check(&s.grant, &s.req), WRIT_AUTHORIZED);
	situation_end(&s);
}

/* ---- inheritance */

/* The asker runs under the very same artifact, with executions left to hand on. */
static void make_heir(struct situation *s)
{
	s->asker.artifact = (struct writ_bytes){ s->identity.id, s->identity.id_len };
	s->asker.key = s->identity.key;
	s->asker.depth_left = 1;
}

static const char *const for_heirs =
	"a3 04 a6 01 81 82 1903e8 1903e8 02 81 82 1864 1864 03 81 82 1903e9 1903e9"
	" 04 81 62'/s' 05 81 " DIGEST("09") " 06 81 48 09*8 06 01 08 02";

static void heirs(void **state)
{
	static const u8 other[WRIT_KID_SIZE] = { 1 };
	struct situation s;
	int what;

	(void)state;
	for (what = 0; what < 16; what++) {
		enum writ_reason wanted = what ? WRIT_IDENTITY_MISMATCH : WRIT_AUTHORIZED;
		u8 longer[WRIT_CTI_MAX];

		situation_begin(&s, for_heirs);
		s.used = 1;
		make_heir(&s);
		memcpy(longer, s.identity.id, sizeof(longer));
		switch (what) {
		case 1: /* no longer under it */
			s.asker.artifact.len = 0;
			break;
		case 2: /* another artifact of the same key */
			s.asker.artifact = writ_bytes_of("\x05\x05\x05\x05\x05\x05\x05\x06");
			break;
		case 3: /* one whose identity only begins so */
			s.asker.artifact = (struct writ_bytes){ longer, 9 };
			break;
		case 4:
			s.asker.artifact.len = 7;
			break;
		case 5: /* the same identity by another key */
			s.asker.key = other;
			break;
		case 6:
			s.asker.key = NULL;
			break;
		case 7: /* nothing left to hand on */
			s.asker.depth_left = 0;
			break;
		case 8: /* what he runs under does not say that it may be */
			s.terms.depth = 0;
			break;
		case 9: /* whose grant it is, is not known */
			s.grant.identity = NULL;
			break;
		case 10:
			s.req.asker = NULL;
			break;
		/* Who he is, he is asked all the same. */
		case 11:
			s.req.uid = 0;
			break;
		case 12:
			s.asker.gid = 0;
			break;
		case 13:
			s.asker.login_uid = 0;
			break;
		case 14:
			s.req.cgroup = writ_bytes_of("/t");
			break;
		case 15:
			s.req.cgroup.len = 0;
			break;
		default:
			break;
		}
		assert_int_equal(writ_inherits(&s.terms, s.grant.identity, &s.req),
				 what == 0 || what > 10);
		if (writ_terms_check(&s.grant, &s.req) != wanted)
			fail_msg("heir %d", what);
		situation_end(&s);
	}
}

/* Uses are not asked of an heir, and nothing else is spared him. */
static void heirs_in_the_order(void **state)
{
	struct situation s;
	unsigned int which;

	(void)state;
	for (which = 0; which < 64; which++) {
		begin_guarded(&s, "a6 03 a2 01 82 8100 82 01 42'-v' 03 81 82 44'HOME' 82 01 41'/'"
			      " 04 a1 01 81 82 1903e8 1903e8 05 a1 01 50 bb*16 06 02"
			      " 07 82 64'main' 05 08 01");
		make_heir(&s);
		break_them(&s, which);
		assert_int_equal(writ_terms_check(&s.grant, &s.req),
				 first_of(which & ~(unsigned int)REPLAY));
		s.asker.depth_left = 0;
		assert_int_equal(writ_terms_check(&s.grant, &s.req), first_of(which));
		situation_end(&s);
	}
}

/* A segment has no parent and no authorization above it; its execution had. */
static void segments(void **state)
{
	struct situation s;

	(void)state;
	situation_begin(&s, "a1 04 a2 05 81 " DIGEST("09") " 06 81 48 09*8");
	assert_int_equal(writ_terms_check(&s.grant, &s.req), WRIT_IDENTITY_MISMATCH);
	s.req.segment = true;
	assert_int_equal(writ_terms_check(&s.grant, &s.req), WRIT_AUTHORIZED);
	s.req.asker = NULL;
	assert_int_equal(writ_terms_check(&s.grant, &s.req), WRIT_IDENTITY_MISMATCH);
	situation_end(&s);
}

/* ---- what must be found out */

static void needs(void **state)
{
	static const struct {
		const char *terms;
		u32 execution;
		u32 other;
	} table[] = {
		{ "a0", 0, 0 }, { "a1 03 a1 03 81 82 4161 8100", 0, 0 },
		{ "a1 03 a1 01 81 8100", WRIT_FACT_ARGUMENTS, 0 },
		{ "a1 03 a1 01 81 82 06 " DIGEST("01"), WRIT_FACT_ARGUMENTS | WRIT_FACT_CONTENTS,
		  0 },
		{ "a1 04 a1 01 81 820000", 0, 0 },
		{ "a1 04 a1 04 81 61'/'", WRIT_FACT_CGROUP, WRIT_FACT_CGROUP },
		{ "a1 05 a1 06 81 82 00 " DIGEST("01"), WRIT_FACT_PCRS, WRIT_FACT_PCRS },
		{ "a1 05 a1 03 01", 0, 0 }, { "a1 06 01", 0, 0 },
	};
	struct situation s;
	enum writ_op op;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(table); i++) {
		situation_begin(&s, table[i].terms);
		for (op = WRIT_OP_EXECUTE; op < __WRIT_OP_END; op++) {
			bool execution = op == WRIT_OP_EXECUTE || op == WRIT_OP_SCRIPT;

			s.req.op = op;
			assert_int_equal(writ_terms_need(&s.terms, &s.req),
					 execution ? table[i].execution : table[i].other);
			assert_int_equal(writ_scope_need(&s.req), 0);
			s.policy->nguarded = 1;
			assert_int_equal(writ_scope_need(&s.req),
					 execution ? WRIT_FACT_VARIABLES : 0);
			s.req.policy = NULL;
			assert_int_equal(writ_scope_need(&s.req), 0);
			s.req.policy = s.policy;
			s.req.segment = true;
			assert_int_equal(writ_scope_need(&s.req), 0);
			assert_int_equal(writ_terms_need(&s.terms, &s.req), table[i].other);
			s.req.segment = false;
			s.policy->nguarded = 0;
		}
		situation_end(&s);
	}
}

/* ---- several candidates */

static const enum writ_reason stages[] = {
	WRIT_WRONG_AUDIENCE, WRIT_NOT_YET_VALID, WRIT_EXPIRED, WRIT_OPERATION_MISMATCH,
	WRIT_PATH_MISMATCH, WRIT_POLICY_MISMATCH, WRIT_ENVIRONMENT_MISMATCH,
	WRIT_IDENTITY_MISMATCH, WRIT_ARGV_MISMATCH, WRIT_ENVVAR_MISMATCH, WRIT_REPLAY,
	WRIT_AUTHORIZED,
};

/* A grant that fails at just that one. */
static struct writ_bytes candidate(struct situation *s, enum writ_reason at)
{
	const char *terms = all_terms;

	if (at == WRIT_POLICY_MISMATCH)
		terms = "a2 03 a1 03 81 82 44'HOME' 8100 07 82 64'main' 06";
	else if (at == WRIT_ENVIRONMENT_MISMATCH)
		terms = "a2 03 a1 03 81 82 44'HOME' 8100 05 a1 03 02";
	else if (at == WRIT_IDENTITY_MISMATCH)
		terms = "a2 03 a1 03 81 82 44'HOME' 8100 04 a1 01 81 820000";
	else if (at == WRIT_ARGV_MISMATCH)
		terms = "a1 03 a2 01 81 8100 03 81 82 44'HOME' 8100";
	else if (at == WRIT_ENVVAR_MISMATCH)
		terms = NULL;
	begin_guarded(s, terms);
	s->grant.for_host = at != WRIT_WRONG_AUDIENCE;
	s->used = at == WRIT_REPLAY ? 2 : 0;
	if (at == WRIT_NOT_YET_VALID)
		s->grant.nbf = 151;
	if (at == WRIT_EXPIRED)
		s->grant.exp = 150;
	if (at == WRIT_OPERATION_MISMATCH)
		s->grant.ops = WRIT_OP_BIT(WRIT_OP_MAP);
	return writ_bytes_of(at == WRIT_PATH_MISMATCH ? "/opt/other" : "");
}

/* Any two, in both orders, with one before them that was not admitted. */
static void two_candidates(void **state)
{
	struct situation s[2];
	struct writ_bytes path[2];
	size_t i, k;
	int first;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(stages); i++)
	for (k = 0; k <= i; k++)
	for (first = 0; first < 2; first++) {
		struct writ_verdict v = WRIT_VERDICT_INIT;
		const struct writ_grant *highest;
		bool settled;

		path[0] = candidate(&s[0], stages[i]);
		path[1] = candidate(&s[1], stages[k]);
		writ_verdict_refused(&v, WRIT_REVOKED);
		settled = writ_verdict_consider(&v, &s[first].grant, path[first], &s[0].req);
		assert_int_equal(settled, stages[first ? k : i] == WRIT_AUTHORIZED);
		settled |= writ_verdict_consider(&v, &s[!first].grant, path[!first], &s[0].req);
		/* "authorized" stands last, so that the higher of the two is @i's. */
		assert_string_equal(writ_reason_name(v.reason), writ_reason_name(stages[i]));
		assert_int_equal(settled, stages[i] == WRIT_AUTHORIZED);
		highest = i == k ? &s[first].grant : &s[0].grant;
		if (!settled) {
			assert_null(v.grant);
			assert_ptr_equal(v.closest, highest);
		} else if (i != k) {
			assert_ptr_equal(v.grant, highest);
		}
		assert_false(v.plain);
		situation_end(&s[0]);
		situation_end(&s[1]);
	}
}

/* What the candidates want to know is told once they are candidates, and until it is known. */
static void candidates_ask(void **state)
{
	static const char *const terms =
		"a3 03 a1 01 82 8100 82 06 " DIGEST("09") " 04 a1 04 81 62'/s' 05 a1 06 81 82 00 "
		DIGEST("07");
	const struct writ_bytes anywhere = { NULL, 0 };
	const u32 all = WRIT_FACT_ARGUMENTS | WRIT_FACT_CONTENTS | WRIT_FACT_CGROUP |
			WRIT_FACT_PCRS | WRIT_FACT_VARIABLES;
	struct writ_verdict v = WRIT_VERDICT_INIT;
	struct situation s;

	(void)state;
	begin_guarded(&s, terms);
	situation_variables(&s, "");
	s.req.have = 0;
	/* An expired one asks for nothing. */
	s.grant.exp = 150;
	assert_false(writ_verdict_consider(&v, &s.grant, anywhere, &s.req));
	assert_int_equal(v.need, 0);
	assert_true(v.contents == 0);
	s.grant.exp = 151;
	assert_false(writ_verdict_consider(&v, &s.grant, anywhere, &s.req));
	assert_int_equal(v.need, all);
	assert_true(v.contents == 2);
	v = (struct writ_verdict)WRIT_VERDICT_INIT;
	s.req.have = all;
	memset(s.contents[1], 9, WRIT_DIGEST_SIZE);
	s.req.contents_known = 2;
	assert_true(writ_verdict_consider(&v, &s.grant, anywhere, &s.req));
	assert_int_equal(v.need, 0);
	assert_false(v.plain);
	/* Plain is what demands neither terms nor a path. */
	v = (struct writ_verdict)WRIT_VERDICT_INIT;
	s.grant.terms = NULL;
	assert_true(writ_verdict_consider(&v, &s.grant, writ_bytes_of("/opt/tool"), &s.req));
	assert_false(v.plain);
	assert_true(writ_verdict_consider(&v, &s.grant, anywhere, &s.req));
	assert_true(v.plain);
	situation_end(&s);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(first_failure),
		cmocka_unit_test(interpreter_in_the_order),
		cmocka_unit_test(uses),
		cmocka_unit_test(asked_only),
		cmocka_unit_test(heirs),
		cmocka_unit_test(heirs_in_the_order),
		cmocka_unit_test(segments),
		cmocka_unit_test(needs),
		cmocka_unit_test(two_candidates),
		cmocka_unit_test(candidates_ask),
	};

	return cmocka_run_group_tests_name("terms together", tests, NULL, NULL) ? 1 : 0;
}
