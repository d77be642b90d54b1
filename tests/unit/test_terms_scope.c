// SPDX-License-Identifier: GPL-2.0-only
/* Arguments, guarded variables, and interpreters that are run by themselves. */
#include "check.h"
#include "situation.h"

#define DIGEST(x) "5820 " x "*32 "

static enum writ_reason with_arguments(const char *terms, const char *arguments)
{
	struct situation s;
	enum writ_reason reason, again;

	situation_begin(&s, terms);
	if (arguments)
		situation_arguments(&s, arguments);
	else
		s.req.arguments = (struct writ_bytes){ NULL, 0 };
	reason = writ_terms_check(&s.grant, &s.req);
	/* A script has the arguments of its execution, too. */
	s.req.op = WRIT_OP_SCRIPT;
	again = writ_terms_check(&s.grant, &s.req);
	assert_int_equal(reason, again);
	s.req.have &= ~(u32)WRIT_FACT_ARGUMENTS;
	assert_int_equal(writ_terms_check(&s.grant, &s.req), WRIT_ARGV_MISMATCH);
	situation_end(&s);
	return reason;
}

static void arguments(void **state)
{
	static const char *const two = "a1 03 a1 01 82 8100 82 01 42'-v'";
	static const char *const two_or_more = "a1 03 a2 01 82 8100 82 01 42'-v' 02 f5";
	static const char *const empty_first = "a1 03 a1 01 82 82 01 40 8100";
	static const struct {
		const char *strings;
		bool two;
		bool more;
	} table[] = {
		{ "'tool' 00 '-v' 00", true, true }, { "'tool' 00 '-w' 00", false, false },
		{ "'tool' 00 '-vv' 00", false, false }, { "'tool' 00 '-' 00", false, false },
		{ "00 '-v' 00", true, true }, { "'-v' 00 'tool' 00", false, false },
		{ "'tool' 00", false, false }, { "", false, false },
		{ "'tool' 00 '-v' 00 'x' 00", false, true },
		{ "'tool' 00 '-v' 00 00", false, true },
		{ "'tool' 00 'x' 00 '-v' 00", false, false },
		/* Without an end it is no argument. */
		{ "'tool' 00 '-v'", false, false }, { "'tool'", false, false },
		{ NULL, false, false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(table); i++) {
		if ((with_arguments(two, table[i].strings) == WRIT_AUTHORIZED) != table[i].two)
			fail_msg("two: %s", table[i].strings);
		if ((with_arguments(two_or_more, table[i].strings) == WRIT_AUTHORIZED) !=
		    table[i].more)
			fail_msg("two or more: %s", table[i].strings);
	}
	assert_int_equal(with_arguments(empty_first, "00 00"), WRIT_AUTHORIZED);
	assert_int_equal(with_arguments(empty_first, "00"), WRIT_ARGV_MISMATCH);
	assert_int_equal(with_arguments(empty_first, "'a' 00 00"), WRIT_ARGV_MISMATCH);
}

/* The third argument names a file; what counts is whether its content could be told. */
static void arguments_by_content(void **state)
{
	struct situation s;

	(void)state;
	situation_begin(&s, "a1 03 a1 01 83 8100 8100 82 06 " DIGEST("09"));
	situation_arguments(&s, "'sh' 00 '-e' 00 '/opt/x' 00");
	memset(s.contents[2], 9, WRIT_DIGEST_SIZE);
	assert_int_equal(writ_terms_check(&s.grant, &s.req), WRIT_ARGV_MISMATCH);
	s.req.contents_known = ~(u64)4;
	assert_int_equal(writ_terms_check(&s.grant, &s.req), WRIT_ARGV_MISMATCH);
	s.req.contents_known = 4;
	assert_int_equal(writ_terms_check(&s.grant, &s.req), WRIT_AUTHORIZED);
	s.contents[2][31] = 8;
	assert_int_equal(writ_terms_check(&s.grant, &s.req), WRIT_ARGV_MISMATCH);
	s.contents[2][31] = 9;
	s.req.contents = NULL;
	assert_int_equal(writ_terms_check(&s.grant, &s.req), WRIT_ARGV_MISMATCH);
	situation_end(&s);
}

/* As many patterns as there may be, the last of which asks for a content. */
static void sixty_four_arguments(void **state)
{
	static char terms[1024] = "a1 03 a1 01 9840", strings[1024];
	struct situation s;
	size_t i;

	(void)state;
	for (i = 0; i < WRIT_ARGUMENTS_MAX; i++) {
		strcat(terms, i + 1 < WRIT_ARGUMENTS_MAX ? " 8100" : " 82 06 " DIGEST("09"));
		strcat(strings, "'a' 00 ");
	}
	situation_begin(&s, terms);
	situation_arguments(&s, strings);
	memset(s.contents[63], 9, WRIT_DIGEST_SIZE);
	s.req.contents_known = 1ULL << 63;
	assert_int_equal(writ_terms_check(&s.grant, &s.req), WRIT_AUTHORIZED);
	s.req.contents_known = ~(1ULL << 63);
	assert_int_equal(writ_terms_check(&s.grant, &s.req), WRIT_ARGV_MISMATCH);
	situation_end(&s);
}

/* ---- variables */

static enum writ_reason with_variables(const char *terms, const char *variables)
{
	struct situation s;
	enum writ_reason reason;

	situation_begin(&s, terms);
	s.policy->nguarded = 3;
	s.policy->guarded[0] = writ_bytes_of("LD_*");
	s.policy->guarded[1] = writ_bytes_of("PATH");
	s.policy->guarded[2] = writ_bytes_of("?");
	if (variables)
		situation_variables(&s, variables);
	s.req.variables_known = variables != NULL;
	reason = writ_terms_check(&s.grant, &s.req);
	if (reason == WRIT_AUTHORIZED) {
		s.req.have &= ~(u32)WRIT_FACT_VARIABLES;
		assert_int_equal(writ_terms_check(&s.grant, &s.req), WRIT_ENVVAR_MISMATCH);
		s.policy->nguarded = 0;
		assert_int_equal(writ_terms_check(&s.grant, &s.req), WRIT_AUTHORIZED);
	}
	situation_end(&s);
	return reason;
}

static void variables(void **state)
{
	/* PATH below /usr; LD_DEBUG is "all", or any number up to 9 */
	static const char *const grants = "a1 03 a1 03 83 82 44'PATH' 82 05 64'/usr'"
		" 82 48'LD_DEBUG' 82 01 43'all' 82 48'LD_DEBUG' 83 04 00 09";
	static const char *const any = "a1 03 a1 03 81 82 46'LD_ANY' 8100";
	static const struct {
		const char *terms;
		const char *strings;
		bool fits;
	} table[] = {
		{ NULL, "'HOME=/' 00", true }, { NULL, "", true }, { NULL, NULL, false },
		{ NULL, "'PATH=/usr' 00", false }, { NULL, "'LD_X=' 00", false },
		{ NULL, "'LD_' 00", false }, { NULL, "'LD=1' 00", true },
		{ NULL, "'XLD_X=1' 00", true },
		{ NULL, "'A=1' 00", false }, { NULL, "'=A' 00", true }, { NULL, "00", true },
		{ NULL, "'HOME=PATH=/' 00", true }, { NULL, "'PATHS=/' 00", true },
		{ "a1 06 01", "'PATH=/usr' 00", false }, { "a1 06 01", NULL, false },
		{ grants, "'PATH=/usr' 00", true }, { grants, "'PATH=/usr/bin' 00", true },
		{ grants, "'PATH=/bin' 00", false }, { grants, "'PATH=' 00", false },
		{ grants, "'PATH' 00", false }, { grants, "'PATH==/usr' 00", false },
		{ grants, "'HOME=/' 00 'PATH=/usr' 00 'LD_DEBUG=all' 00", true },
		{ grants, "'HOME=/' 00 'PATH=/usr' 00 'LD_DEBUG=some' 00", false },
		{ grants, "'LD_DEBUG=9' 00", true }, { grants, "'LD_DEBUG=10' 00", false },
		/* Each of two of one name, since programs take either. */
		{ grants, "'PATH=/usr' 00 'PATH=/bin' 00", false },
		{ grants, "'PATH=/bin' 00 'PATH=/usr' 00", false },
		{ grants, "'LD_OTHER=all' 00", false }, { grants, "'LD_DEBU=all' 00", false },
		{ grants, "'LD_DEBUG=all'", false }, { grants, "'HOME=/' 00 'HOME'", false },
		{ grants, "'HOME=/'", false },
		{ any, "'LD_ANY=1' 00", true }, { any, "'LD_ANY=' 00", true },
		{ any, "'LD_ANY' 00", true }, { any, "'LD_ANY=a=b' 00", true },
		{ any, "'LD_ANYS=' 00", false }, { any, "'ld_any=' 00", true },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(table); i++)
		if (with_variables(table[i].terms, table[i].strings) !=
		    (table[i].fits ? WRIT_AUTHORIZED : WRIT_ENVVAR_MISMATCH))
			fail_msg("%s with %s", table[i].terms, table[i].strings);
}

static void variables_of_who_asks(void **state)
{
	struct situation s;

	(void)state;
	situation_begin(&s, NULL);
	s.policy->nguarded = 1;
	s.policy->guarded[0] = writ_bytes_of("LD_*");
	s.req.op = WRIT_OP_SCRIPT;
	s.req.have &= ~(u32)WRIT_FACT_VARIABLES;
	assert_int_equal(writ_scope_need(&s.req), WRIT_FACT_VARIABLES);
	assert_int_equal(writ_terms_check(&s.grant, &s.req), WRIT_ENVVAR_MISMATCH);
	s.req.asked_only = true;
	assert_int_equal(writ_scope_need(&s.req), 0);
	assert_int_equal(writ_terms_check(&s.grant, &s.req), WRIT_AUTHORIZED);
	situation_end(&s);
}

/* ---- interpreters that are run by themselves */

static void bare_interpreters(void **state)
{
	static const char *const said = "a1 03 a2 01 81 8100 02 f5";
	u8 other[WRIT_DIGEST_SIZE] = { 9 };
	struct situation s;
	int by_digest;

	(void)state;
	for (by_digest = 0; by_digest < 2; by_digest++) {
		situation_begin(&s, NULL);
		/* The second of two. */
		s.policy->ninterpreters = 2;
		s.policy->interpreters[0].digest = other;
		if (by_digest)
			s.policy->interpreters[1].digest = s.digest;
		else
			s.policy->interpreters[1].path = writ_bytes_of("/opt/tool");
		assert_int_equal(writ_terms_check(&s.grant, &s.req), WRIT_ARGV_MISMATCH);
		s.req.by_script = true;
		assert_int_equal(writ_terms_check(&s.grant, &s.req), WRIT_AUTHORIZED);
		s.req.by_script = false;
		s.req.op = WRIT_OP_SCRIPT;
		assert_int_equal(writ_terms_check(&s.grant, &s.req), WRIT_AUTHORIZED);
		/* A loader maps it: what it is to do nobody has said. */
		s.req.op = WRIT_OP_MAP;
		assert_int_equal(writ_terms_check(&s.grant, &s.req), WRIT_ARGV_MISMATCH);
		s.req.path_ambiguous = true;
		assert_int_equal(writ_terms_check(&s.grant, &s.req),
				 by_digest ? WRIT_ARGV_MISMATCH : WRIT_AUTHORIZED);
		s.req.path_ambiguous = false;
		s.req.op = WRIT_OP_EXECUTE;
		s.req.segment = true;
		assert_int_equal(writ_terms_check(&s.grant, &s.req), WRIT_AUTHORIZED);
		s.req.segment = false;
		/* Another content, and another place, are another program; */
		if (by_digest)
			s.policy->interpreters[1].digest = other;
		else
			s.req.path = writ_bytes_of("/opt/tools");
		assert_int_equal(writ_terms_check(&s.grant, &s.req), WRIT_AUTHORIZED);
		/* and what cannot be told may be one. */
		if (by_digest)
			s.req.digest = NULL;
		else
			s.req.path.data = NULL;
		assert_int_equal(writ_terms_check(&s.grant, &s.req), WRIT_ARGV_MISMATCH);
		s.req.digest = s.digest;
		s.req.path = writ_bytes_of("/opt/tools");
		s.req.path_ambiguous = true;
		assert_int_equal(writ_terms_check(&s.grant, &s.req),
				 by_digest ? WRIT_AUTHORIZED : WRIT_ARGV_MISMATCH);
		situation_end(&s);

		situation_begin(&s, by_digest ? said : "a1 03 a1 03 81 82 4161 8100");
		s.policy->ninterpreters = 1;
		s.policy->interpreters[0].digest = s.digest;
		/* Variables say nothing of arguments. */
		assert_int_equal(writ_terms_check(&s.grant, &s.req),
				 by_digest ? WRIT_AUTHORIZED : WRIT_ARGV_MISMATCH);
		situation_end(&s);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(arguments),
		cmocka_unit_test(arguments_by_content),
		cmocka_unit_test(sixty_four_arguments),
		cmocka_unit_test(variables),
		cmocka_unit_test(variables_of_who_asks),
		cmocka_unit_test(bare_interpreters),
	};

	return cmocka_run_group_tests_name("terms' scope", tests, NULL, NULL) ? 1 : 0;
}
