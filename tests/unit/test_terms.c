// SPDX-License-Identifier: GPL-2.0-only
/* The terms of an artifact: what is refused, and why. */
#include "decode.h"

#define DIGEST(x) "5820 " x "*32 "
#define BOOT "50 bb*16"

/* Each replaces the terms, of which there are none, of an artifact for execution alone. */
static const struct refusal table[] = {
	{ "scope a number", PAY3, "03 00", WRIT_ERR_TYPE, "scope" },
	{ "scope empty", PAY3, "03 a0", WRIT_ERR_MISSING, "scope" },
	{ "scope key 0", PAY3, "03 a1 00 00", WRIT_ERR_UNSUPPORTED, "scope" },
	{ "scope key 4", PAY3, "03 a1 04 00", WRIT_ERR_UNSUPPORTED, "scope" },
	{ "scope key a text", PAY3, "03 a1 61'x' 00", WRIT_ERR_UNSUPPORTED, "scope" },
	{ "scope keys descending", PAY3, "03 a2 03 81 82 4161 8100 01 81 8100",
	  WRIT_ERR_KEY_ORDER, "scope" },
	{ "scope keys repeated", PAY3, "03 a2 01 81 8100 01 81 8100", WRIT_ERR_KEY_REPEATED,
	  "scope" },
	{ "arguments a number", PAY3, "03 a1 01 00", WRIT_ERR_TYPE, "scope.arguments" },
	{ "arguments empty", PAY3, "03 a1 01 80", WRIT_ERR_LIMIT, "scope.arguments" },
	{ "arguments 65", PAY3, "03 a1 01 9841 00*65", WRIT_ERR_LIMIT, "scope.arguments" },
	{ "argument a string", PAY3, "03 a1 01 81 4161", WRIT_ERR_TYPE, "scope.arguments" },
	{ "argument of unknown kind", PAY3, "03 a1 01 82 8100 8107", WRIT_ERR_UNSUPPORTED,
	  "scope.arguments" },
	{ "more-arguments false", PAY3, "03 a2 01 81 8100 02 f4", WRIT_ERR_VALUE,
	  "scope.more-arguments" },
	{ "more-arguments a number", PAY3, "03 a2 01 81 8100 02 01", WRIT_ERR_TYPE,
	  "scope.more-arguments" },
	{ "more-arguments alone", PAY3, "03 a1 02 f5", WRIT_ERR_MISSING, "scope.arguments" },
	{ "more-arguments beside variables", PAY3, "03 a2 02 f5 03 81 82 4161 8100",
	  WRIT_ERR_MISSING, "scope.arguments" },
	{ "variables empty", PAY3, "03 a1 03 80", WRIT_ERR_LIMIT, "scope.variables" },
	{ "variables 33", PAY3, "03 a1 03 9821 00*33", WRIT_ERR_LIMIT, "scope.variables" },
	{ "variable a name", PAY3, "03 a1 03 81 4161", WRIT_ERR_TYPE, "scope.variables" },
	{ "variable of one", PAY3, "03 a1 03 81 81 4161", WRIT_ERR_LIMIT, "scope.variables" },
	{ "variable of three", PAY3, "03 a1 03 81 83 4161 8100 00", WRIT_ERR_LIMIT,
	  "scope.variables" },
	{ "variable without a name", PAY3, "03 a1 03 81 82 40 8100", WRIT_ERR_LIMIT,
	  "scope.variables" },
	{ "variable's name of 256", PAY3, "03 a1 03 81 82 590100 61*256 8100", WRIT_ERR_LIMIT,
	  "scope.variables" },
	{ "variable's name a text", PAY3, "03 a1 03 81 82 6161 8100", WRIT_ERR_TYPE,
	  "scope.variables" },
	{ "variable's name with =", PAY3, "03 a1 03 81 82 43'a=b' 8100", WRIT_ERR_VALUE,
	  "scope.variables" },
	{ "variable's name with NUL", PAY3, "03 a1 03 81 82 43 610062 8100", WRIT_ERR_VALUE,
	  "scope.variables" },
	{ "variable's value by content", PAY3, "03 a1 03 81 82 4161 82 06 " DIGEST("01"),
	  WRIT_ERR_VALUE, "scope.variables" },
	{ "variables repeated", PAY3, "03 a1 03 82 82 4161 8100 82 4161 8100", WRIT_ERR_ORDER,
	  "scope.variables" },
	{ "variables descending", PAY3, "03 a1 03 82 82 4162 8100 82 4161 8100", WRIT_ERR_ORDER,
	  "scope.variables" },

	{ "initiator an array", PAY3, "04 80", WRIT_ERR_TYPE, "initiator" },
	{ "initiator empty", PAY3, "04 a0", WRIT_ERR_MISSING, "initiator" },
	{ "initiator key 7", PAY3, "04 a1 07 00", WRIT_ERR_UNSUPPORTED, "initiator" },
	{ "initiator keys descending", PAY3, "04 a2 02 81 820000 01 81 820000",
	  WRIT_ERR_KEY_ORDER, "initiator" },
	{ "uids a number", PAY3, "04 a1 01 00", WRIT_ERR_TYPE, "initiator.uids" },
	{ "uids empty", PAY3, "04 a1 01 80", WRIT_ERR_LIMIT, "initiator.uids" },
	{ "uids 9", PAY3, "04 a1 01 89 00*9", WRIT_ERR_LIMIT, "initiator.uids" },
	{ "uid alone", PAY3, "04 a1 01 81 00", WRIT_ERR_TYPE, "initiator.uids" },
	{ "uid range of one", PAY3, "04 a1 01 81 8100", WRIT_ERR_LIMIT, "initiator.uids" },
	{ "uid range of three", PAY3, "04 a1 01 81 83000000", WRIT_ERR_LIMIT, "initiator.uids" },
	{ "uid range backwards", PAY3, "04 a1 01 81 820100", WRIT_ERR_VALUE, "initiator.uids" },
	{ "uid 2^32-1", PAY3, "04 a1 01 81 8200 1affffffff", WRIT_ERR_RANGE, "initiator.uids" },
	{ "uid 2^32", PAY3, "04 a1 01 81 82 1b0000000100000000 1b0000000100000000",
	  WRIT_ERR_RANGE, "initiator.uids" },
	{ "uid negative", PAY3, "04 a1 01 81 822000", WRIT_ERR_TYPE, "initiator.uids" },
	{ "gids backwards", PAY3, "04 a1 02 81 820100", WRIT_ERR_VALUE, "initiator.gids" },
	{ "gids 9", PAY3, "04 a1 02 89 00*9", WRIT_ERR_LIMIT, "initiator.gids" },
	{ "login uid unset", PAY3, "04 a1 03 81 82 1affffffff 1affffffff", WRIT_ERR_RANGE,
	  "initiator.login-uids" },
	{ "login uids empty", PAY3, "04 a1 03 80", WRIT_ERR_LIMIT, "initiator.login-uids" },
	{ "cgroups empty", PAY3, "04 a1 04 80", WRIT_ERR_LIMIT, "initiator.cgroups" },
	{ "cgroups 9", PAY3, "04 a1 04 89 612f*9", WRIT_ERR_LIMIT, "initiator.cgroups" },
	{ "cgroup relative", PAY3, "04 a1 04 81 6161", WRIT_ERR_VALUE, "initiator.cgroups" },
	{ "cgroup with ..", PAY3, "04 a1 04 81 65'/a/..'", WRIT_ERR_VALUE, "initiator.cgroups" },
	{ "parents empty", PAY3, "04 a1 05 80", WRIT_ERR_LIMIT, "initiator.parents" },
	{ "parents 17", PAY3, "04 a1 05 91 00*17", WRIT_ERR_LIMIT, "initiator.parents" },
	{ "parent of 31", PAY3, "04 a1 05 81 581f 01*31", WRIT_ERR_LIMIT, "initiator.parents" },
	{ "parent of 33", PAY3, "04 a1 05 81 5821 01*33", WRIT_ERR_LIMIT, "initiator.parents" },
	{ "parents repeated", PAY3, "04 a1 05 82 " DIGEST("01") DIGEST("01"), WRIT_ERR_ORDER,
	  "initiator.parents" },
	{ "parents descending", PAY3, "04 a1 05 82 " DIGEST("02") DIGEST("01"), WRIT_ERR_ORDER,
	  "initiator.parents" },
	{ "authorizations empty", PAY3, "04 a1 06 80", WRIT_ERR_LIMIT,
	  "initiator.authorizations" },
	{ "authorizations 17", PAY3, "04 a1 06 91 00*17", WRIT_ERR_LIMIT,
	  "initiator.authorizations" },
	{ "authorization of 7", PAY3, "04 a1 06 81 47 01*7", WRIT_ERR_LIMIT,
	  "initiator.authorizations" },
	{ "authorization of 33", PAY3, "04 a1 06 81 5821 01*33", WRIT_ERR_LIMIT,
	  "initiator.authorizations" },
	{ "authorizations by content, not by encoding", PAY3,
	  "04 a1 06 82 49 01*9 48 02*8", WRIT_ERR_ORDER, "initiator.authorizations" },

	{ "environment a truth", PAY3, "05 f5", WRIT_ERR_TYPE, "environment" },
	{ "environment empty", PAY3, "05 a0", WRIT_ERR_MISSING, "environment" },
	{ "environment key 7", PAY3, "05 a1 07 00", WRIT_ERR_UNSUPPORTED, "environment" },
	{ "environment keys repeated", PAY3, "05 a2 03 01 03 01", WRIT_ERR_KEY_REPEATED,
	  "environment" },
	{ "boot of 15", PAY3, "05 a1 01 4f 01*15", WRIT_ERR_LIMIT, "environment.boot" },
	{ "boot of 17", PAY3, "05 a1 01 51 01*17", WRIT_ERR_LIMIT, "environment.boot" },
	{ "boot a text", PAY3, "05 a1 01 70 61*16", WRIT_ERR_TYPE, "environment.boot" },
	{ "kernels empty", PAY3, "05 a1 02 80", WRIT_ERR_LIMIT, "environment.kernels" },
	{ "kernels 9", PAY3, "05 a1 02 89 6161*9", WRIT_ERR_LIMIT, "environment.kernels" },
	{ "kernel empty", PAY3, "05 a1 02 81 60", WRIT_ERR_LIMIT, "environment.kernels" },
	{ "kernel of 256", PAY3, "05 a1 02 81 790100 61*256", WRIT_ERR_LIMIT,
	  "environment.kernels" },
	{ "kernel with newline", PAY3, "05 a1 02 81 610a", WRIT_ERR_VALUE,
	  "environment.kernels" },
	{ "kernel ends in a backslash", PAY3, "05 a1 02 81 62'6\\'", WRIT_ERR_VALUE,
	  "environment.kernels" },
	{ "lockdown 0", PAY3, "05 a1 03 00", WRIT_ERR_RANGE, "environment.lockdown" },
	{ "lockdown 3", PAY3, "05 a1 03 03", WRIT_ERR_RANGE, "environment.lockdown" },
	{ "secure-boot false", PAY3, "05 a1 04 f4", WRIT_ERR_VALUE, "environment.secure-boot" },
	{ "secure-boot 1", PAY3, "05 a1 04 01", WRIT_ERR_TYPE, "environment.secure-boot" },
	{ "module-signatures false", PAY3, "05 a1 05 f4", WRIT_ERR_VALUE,
	  "environment.module-signatures" },
	{ "pcrs empty", PAY3, "05 a1 06 80", WRIT_ERR_LIMIT, "environment.pcrs" },
	{ "pcrs 25", PAY3, "05 a1 06 9819 00*25", WRIT_ERR_LIMIT, "environment.pcrs" },
	{ "pcr 24", PAY3, "05 a1 06 81 82 1818 " DIGEST("01"), WRIT_ERR_RANGE,
	  "environment.pcrs" },
	{ "pcr of 20", PAY3, "05 a1 06 81 82 00 54 01*20", WRIT_ERR_LIMIT, "environment.pcrs" },
	{ "pcr of three", PAY3, "05 a1 06 81 83 00 " DIGEST("01") " 00", WRIT_ERR_LIMIT,
	  "environment.pcrs" },
	{ "pcrs descending", PAY3, "05 a1 06 82 82 01 " DIGEST("01") " 82 00 " DIGEST("01"),
	  WRIT_ERR_ORDER, "environment.pcrs" },
	{ "pcr with two values", PAY3, "05 a1 06 82 82 01 " DIGEST("01") " 82 01 " DIGEST("02"),
	  WRIT_ERR_ORDER, "environment.pcrs" },

	{ "uses 0", PAY3, "06 00", WRIT_ERR_RANGE, "uses" },
	{ "uses 1000001", PAY3, "06 1a000f4241", WRIT_ERR_RANGE, "uses" },
	{ "uses 2^32+1", PAY3, "06 1b0000000100000001", WRIT_ERR_RANGE, "uses" },
	{ "uses negative", PAY3, "06 20", WRIT_ERR_TYPE, "uses" },
	{ "policy a name", PAY3, "07 6161", WRIT_ERR_TYPE, "policy" },
	{ "policy of one", PAY3, "07 81 6161", WRIT_ERR_LIMIT, "policy" },
	{ "policy of three", PAY3, "07 83 6161 01 01", WRIT_ERR_LIMIT, "policy" },
	{ "policy without a name", PAY3, "07 82 60 01", WRIT_ERR_LIMIT, "policy.id" },
	{ "policy's name with escape", PAY3, "07 82 611b 01", WRIT_ERR_VALUE, "policy.id" },
	{ "policy version 0", PAY3, "07 82 6161 00", WRIT_ERR_RANGE, "policy.version" },
	{ "policy version a text", PAY3, "07 82 6161 6131", WRIT_ERR_TYPE, "policy.version" },
	{ "inheritance 0", PAY3, "08 00", WRIT_ERR_RANGE, "inheritance" },
	{ "inheritance 65", PAY3, "08 1841", WRIT_ERR_RANGE, "inheritance" },
	{ "inheritance true", PAY3, "08 f5", WRIT_ERR_TYPE, "inheritance" },
	{ "governance a map", PAY3, "09 a0", WRIT_ERR_TYPE, "governance" },
	{ "governance empty", PAY3, "09 80", WRIT_ERR_LIMIT, "governance" },
	{ "governance 17", PAY3, "09 91 00*17", WRIT_ERR_LIMIT, "governance" },
	{ "governance of one", PAY3, "09 81 81 6161", WRIT_ERR_LIMIT, "governance" },
	{ "governance without a name", PAY3, "09 81 82 60 6161", WRIT_ERR_LIMIT, "governance" },
	{ "governance without a text", PAY3, "09 81 82 6161 60", WRIT_ERR_LIMIT, "governance" },
	{ "governance's name of 256", PAY3, "09 81 82 790100 61*256 6161", WRIT_ERR_LIMIT,
	  "governance" },
	{ "governance's text of 257", PAY3, "09 81 82 6161 790101 61*257", WRIT_ERR_LIMIT,
	  "governance" },
	{ "governance of 2049 bytes", PAY3,
	  "09 88 82 6141 78ff 61*255 82 6142 78ff 61*255 82 6143 78ff 61*255 82 6144 78ff 61*255"
	  " 82 6145 78ff 61*255 82 6146 78ff 61*255 82 6147 78ff 61*255 82 6148 78e0 61*224",
	  WRIT_ERR_LIMIT, "governance" },
	{ "governance with newline", PAY3, "09 81 82 6161 610a", WRIT_ERR_VALUE, "governance" },
	{ "governance repeated", PAY3, "09 82 82 6161 6161 82 6161 6161", WRIT_ERR_ORDER,
	  "governance" },
	{ "origin a number", PAY3, "0a 00", WRIT_ERR_TYPE, "origin" },
	{ "origin of three", PAY3, "0a 83 6161 " BOOT " 01", WRIT_ERR_LIMIT, "origin" },
	{ "origin of five", PAY3, "0a 85 6161 " BOOT " 01 " DIGEST("01") " 00", WRIT_ERR_LIMIT,
	  "origin" },
	{ "origin without a host", PAY3, "0a 84 60 " BOOT " 01 " DIGEST("01"), WRIT_ERR_LIMIT,
	  "origin.host" },
	{ "origin's boot of 15", PAY3, "0a 84 6161 4f 01*15 01 " DIGEST("01"), WRIT_ERR_LIMIT,
	  "origin.boot" },
	{ "origin's seq 0", PAY3, "0a 84 6161 " BOOT " 00 " DIGEST("01"), WRIT_ERR_RANGE,
	  "origin.seq" },
	{ "origin's hash of 31", PAY3, "0a 84 6161 " BOOT " 01 581f 01*31", WRIT_ERR_LIMIT,
	  "origin.hash" },

	{ "terms before operations", PAY2, "03 a1 01 81 8100 02 8101", WRIT_ERR_MISSING,
	  "operations" },
	{ "term as a text", PAY3, "61'3' 00", WRIT_ERR_UNSUPPORTED, "artifact-payload" },
	{ "8193 bytes of terms", PAY3, "03 a1 01 82 82 01 591000 61*4096 82 01 590ff3 61*4083",
	  WRIT_ERR_LIMIT, "artifact-payload" },
};

static void refuses(void **state)
{
	const struct refusal *r = *state;
	struct writ_artifact a;
	struct writ_error err;
	struct object o;
	u8 *copy;

	execution_alone(&o);
	o.part[r->part] = r->text;
	assert_false(decode(&o, &a, &err, &copy));
	free(copy);
	assert_string_equal(writ_err_text(err.code), writ_err_text(r->code));
	assert_string_equal(err.field, r->field);
}

/* A mapping has neither arguments nor a parent, and is no use. */
static void not_for_mappings(void **state)
{
	static const struct {
		const char *operations;
		const char *term;
		bool accepted;
	} both[] = {
		{ "02 8102", "03 a1 01 81 8100", false },
		{ "02 820102", "03 a1 01 81 8100", false },
		{ "02 83010203", "06 01", false }, { "02 8102", "06 01", false },
		{ "02 8102", "03 a2 01 81 8100 02 f5", false },
		{ "02 8102", "04 a1 05 81 " DIGEST("01"), false },
		{ "02 8102", "04 a1 06 81 48 01*8", false },
		{ "02 8102", "04 a2 01 81 820000 06 81 48 01*8", false },
		{ "02 820103", "04 a1 05 81 " DIGEST("01"), true },
		{ "02 820103", "03 a1 01 81 8100", true }, { "02 820103", "06 01", true },
		{ "02 8104", "06 01", false }, { "02 820105", "03 a1 01 81 8100", false },
		 { "02 8102", "04 a1 01 81 820000", true },
		{ "02 8102", "05 a1 03 01", true }, { "02 8102", "07 82 6161 01", true },
		{ "02 8102", "08 01", true }, { "02 8102", "09 81 82 6161 6161", true },
	};
	struct writ_artifact a;
	struct writ_error err;
	struct object o;
	size_t i;
	u8 *copy;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(both); i++) {
		object_artifact(&o);
		o.part[PAY2] = both[i].operations;
		o.part[PAY3] = both[i].term;
		if (decode(&o, &a, &err, &copy) != both[i].accepted)
			fail_msg("%s with %s", both[i].operations, both[i].term);
		if (!both[i].accepted) {
			assert_int_equal(err.code, WRIT_ERR_VALUE);
			assert_string_equal(err.field, "operations");
			/* It points at the operations. */
			assert_int_equal(copy[err.offset - 1], 2);
		}
		free(copy);
	}
}

int main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(not_for_mappings),
	};
	static struct CMUnitTest tests[ARRAY_SIZE(table)];
	size_t i;
	int bad;

	for (i = 0; i < ARRAY_SIZE(table); i++) {
		tests[i].name = table[i].why;
		tests[i].test_func = refuses;
		tests[i].initial_state = (void *)&table[i];
	}
	bad = cmocka_run_group_tests_name("terms refused", tests, NULL, NULL);
	bad += cmocka_run_group_tests_name("terms", others, NULL, NULL);
	return bad ? 1 : 0;
}
