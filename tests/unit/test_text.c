// SPDX-License-Identifier: GPL-2.0-only
/* Text, paths and the tables of names. */
#include "check.h"
#include "notation.h"

static const struct {
	const char *text;
	bool valid;
	bool printable;
} texts[] = {
	{ "", true, true }, { "'abc'", true, true }, { "00", false, false },
	{ "6100", false, false }, { "7e", true, true }, { "7f", true, false },
	{ "1f", true, false }, { "20", true, true }, { "80", false, false },
	{ "bf", false, false }, { "c1bf", false, false }, { "c280", true, false },
	{ "c29f", true, false }, { "c2a0", true, true }, { "c2", false, false },
	{ "c27f", false, false }, { "c2c0", false, false }, { "dfbf", true, true },
	{ "e09fbf", false, false }, { "e0a080", true, true }, { "ed9fbf", true, true },
	{ "eda080", false, false }, { "edbfbf", false, false }, { "ee8080", true, true },
	{ "efbfbf", true, true }, { "e282", false, false }, { "e28228", false, false },
	{ "f08fbfbf", false, false }, { "f0908080", true, true }, { "f48fbfbf", true, true },
	{ "f4908080", false, false }, { "f5808080", false, false }, { "f09080", false, false },
	{ "f0908028", false, false }, { "f0902880", false, false }, { "ff", false, false },
	{ "61c280", true, false },
};

static void utf8(void **state)
{
	u8 buf[64];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		struct writ_bytes t = { NULL, notation(texts[i].text, buf, sizeof(buf), 0) };
		u8 *copy = exact_copy(buf, t.len);

		t.data = copy;
		if (writ_text_valid(t) != texts[i].valid)
			fail_msg("valid: %s", texts[i].text);
		if (texts[i].valid && writ_text_printable(t) != texts[i].printable)
			fail_msg("printable: %s", texts[i].text);
		free(copy);
	}
}

static void valid_paths(void **state)
{
	static const char *const good[] = { "/", "/a", "/a/b", "/.a", "/..a", "/...", "/a.",
					    "/a..", "/.a/..b/c.d" };
	static const char *const bad[] = { "", "a", "a/b", "//", "/a/", "//a", "/a//b", "/.",
					   "/..", "/./a", "/../a", "/a/./b", "/a/../b", "/a/.",
					   "/a/..", "./a" };
	char longest[WRIT_PATH_MAX + 2];
	struct writ_bytes nul = { (const u8 *)"/a\0b", 4 };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(good); i++)
		if (!writ_path_valid(writ_bytes_of(good[i])))
			fail_msg("refused: %s", good[i]);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		if (writ_path_valid(writ_bytes_of(bad[i])))
			fail_msg("accepted: %s", bad[i]);
	assert_false(writ_path_valid(nul));
	memset(longest, 'a', sizeof(longest));
	longest[0] = '/';
	nul.data = (const u8 *)longest;
	nul.len = WRIT_PATH_MAX;
	assert_true(writ_path_valid(nul));
	nul.len++;
	assert_false(writ_path_valid(nul));
}

static void paths_under(void **state)
{
	static const struct {
		const char *path, *prefix;
		bool under;
	} table[] = {
		{ "/a", "/a", true }, { "/a/b", "/a", true }, { "/ab", "/a", false },
		{ "/a", "/a/b", false }, { "/a/b", "/", true }, { "/", "/", true },
		{ "/", "/a", false }, { "/b/a", "/a", false }, { "", "/", false },
		{ "/a", "", false }, { "", "", false }, { "/a/b/c", "/a/b", true },
		{ "/a/bc", "/a/b", false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(table); i++)
		if (writ_path_under(writ_bytes_of(table[i].path), writ_bytes_of(table[i].prefix)) !=
		    table[i].under)
			fail_msg("%s under %s", table[i].path, table[i].prefix);
}

static void bytes_in_order(void **state)
{
	(void)state;
	assert_true(writ_bytes_order(writ_bytes_of("a"), writ_bytes_of("b")) < 0);
	assert_true(writ_bytes_order(writ_bytes_of("b"), writ_bytes_of("a")) > 0);
	assert_true(writ_bytes_order(writ_bytes_of("a"), writ_bytes_of("ab")) < 0);
	assert_true(writ_bytes_order(writ_bytes_of("ab"), writ_bytes_of("a")) > 0);
	assert_true(writ_bytes_order(writ_bytes_of(""), writ_bytes_of("")) == 0);
	assert_true(writ_bytes_order(writ_bytes_of("x"), writ_bytes_of("x")) == 0);
	assert_true(writ_bytes_equal(writ_bytes_of(""), writ_bytes_of("")));
	assert_false(writ_bytes_equal(writ_bytes_of("a"), writ_bytes_of("b")));
}

/* The enum's name in lower case with dashes, in the enum's order. */
static const char *const reasons[] = {
	"undecided", "authorized", "ungoverned", "missing-authorization", "malformed-artifact",
	"unsupported-claim", "unsupported-algorithm", "unknown-issuer", "invalid-signature",
	"issuer-limit", "revoked", "wrong-audience", "not-yet-valid", "expired", "operation-mismatch",
	"path-mismatch", "policy-mismatch", "environment-mismatch", "identity-mismatch",
	"argv-mismatch", "envvar-mismatch", "replay", "policy-denied", "file-being-written",
	"untrusted-filesystem", "unsealed-memory", "not-regular", "writable-code", "unverified-content",
	"lineage-discontinuity", "internal-error", "tracing", "kernel-access",
};

static void reasons_named(void **state)
{
	enum writ_reason r;

	(void)state;
	assert_int_equal(ARRAY_SIZE(reasons), __WRIT_REASON_COUNT);
	for (r = 0; r < __WRIT_REASON_COUNT; r++) {
		const char *help = writ_reason_help(r);

		assert_string_equal(writ_reason_name(r), reasons[r]);
		assert_non_null(help);
		assert_true(strlen(help) > 20);
		assert_int_equal(help[strlen(help) - 1], '.');
		assert_int_equal(writ_reason_allows(r),
				 r == WRIT_AUTHORIZED || r == WRIT_UNGOVERNED);
	}
	assert_string_equal(writ_reason_name(r), "internal-error");
	assert_string_equal(writ_reason_name(-1), "internal-error");
	assert_string_equal(writ_reason_help(r), writ_reason_help(WRIT_INTERNAL_ERROR));
}

static void errors_named(void **state)
{
	enum writ_err e, other;

	(void)state;
	for (e = 0; e < __WRIT_ERR_COUNT; e++)
		for (other = 0; other < e; other++)
			assert_string_not_equal(writ_err_text(e), writ_err_text(other));
	assert_string_equal(writ_err_text(e), "unknown error");
	assert_string_equal(writ_err_text(-1), "unknown error");
}

static void others_named(void **state)
{
	(void)state;
	assert_string_equal(writ_op_name(WRIT_OP_EXECUTE), "execute");
	assert_string_equal(writ_op_name(WRIT_OP_MAP), "map");
	assert_string_equal(writ_op_name(WRIT_OP_SCRIPT), "script");
	assert_string_equal(writ_op_name(0), "unknown");
	assert_string_equal(writ_digest_name(WRIT_DIGEST_SHA256), "sha256");
	assert_string_equal(writ_digest_name(WRIT_DIGEST_VERITY), "fsverity");
	assert_string_equal(writ_digest_name(2), "unknown");
	assert_string_equal(writ_answer_name(WRIT_ANSWER_REQUIRE), "require");
	assert_string_equal(writ_answer_name(WRIT_ANSWER_ALLOW), "allow");
	assert_string_equal(writ_answer_name(WRIT_ANSWER_DENY), "deny");
	assert_string_equal(writ_answer_name(3), "unknown");
	assert_string_equal(writ_alg_name(-9), "ESP256");
	assert_string_equal(writ_alg_name(-257), "RS256");
	assert_null(writ_alg_name(-7));
	assert_string_equal(writ_type_name(WRIT_TYPE_POLICY), "application/writ-policy+cose");
	assert_string_equal(writ_type_name(__WRIT_TYPE_COUNT), "unknown");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(utf8),
		cmocka_unit_test(valid_paths),
		cmocka_unit_test(paths_under),
		cmocka_unit_test(bytes_in_order),
		cmocka_unit_test(reasons_named),
		cmocka_unit_test(errors_named),
		cmocka_unit_test(others_named),
	};

	return cmocka_run_group_tests_name("text", tests, NULL, NULL) ? 1 : 0;
}
