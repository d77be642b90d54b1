// SPDX-License-Identifier: GPL-2.0-only
/* Patterns: how they are read, what fits each kind, and at what cost. */
#include <time.h>

#include "check.h"
#include "notation.h"

#define ENCODED_MAX (2 * WRIT_ARGUMENT_MAX)

static const u8 digest_of_file[WRIT_DIGEST_SIZE] = { 7, 7, 7 };

/* ---- reading */

static const struct {
	const char *why;
	const char *text;
	enum writ_err code;
} refused[] = {
	{ "nothing", "", WRIT_ERR_TRUNCATED },
	{ "a number", "00", WRIT_ERR_TYPE },
	{ "an empty array", "80", WRIT_ERR_LIMIT },
	{ "an array of four", "84 00000000", WRIT_ERR_LIMIT },
	{ "a kind that is negative", "81 20", WRIT_ERR_TYPE },
	{ "a kind that is a text", "81 6161", WRIT_ERR_TYPE },
	{ "kind 7", "81 07", WRIT_ERR_UNSUPPORTED },
	{ "kind 7 with a value", "82 07 00", WRIT_ERR_UNSUPPORTED },
	{ "kind 2^32", "81 1b 0000000100000000", WRIT_ERR_UNSUPPORTED },
	{ "kind 2^64-1", "81 1b ff*8", WRIT_ERR_UNSUPPORTED },
	{ "any with a value", "82 00 40", WRIT_ERR_LIMIT },
	{ "literal without a value", "81 01", WRIT_ERR_LIMIT },
	{ "literal with two", "83 01 40 40", WRIT_ERR_LIMIT },
	{ "literal a text", "82 01 6161", WRIT_ERR_TYPE },
	{ "literal with NUL", "82 01 43 610062", WRIT_ERR_VALUE },
	{ "literal of 4097", "82 01 591001 61*4097", WRIT_ERR_LIMIT },
	{ "literal cut short", "82 01 43 6161", WRIT_ERR_TRUNCATED },
	{ "glob without a value", "81 02", WRIT_ERR_LIMIT },
	{ "glob with a backslash at the end", "82 02 42 '*\\'", WRIT_ERR_VALUE },
	{ "glob of one backslash", "82 02 41 '\\'", WRIT_ERR_VALUE },
	{ "glob of three backslashes", "82 02 43 '\\\\\\'", WRIT_ERR_VALUE },
	{ "glob with NUL", "82 02 42 2a00", WRIT_ERR_VALUE },
	{ "glob of 4097", "82 02 591001 61*4097", WRIT_ERR_LIMIT },
	{ "choices a string", "82 03 4161", WRIT_ERR_TYPE },
	{ "choices empty", "82 03 80", WRIT_ERR_LIMIT },
	{ "choices of one", "82 03 81 4161", WRIT_ERR_LIMIT },
	{ "choices of 17", "82 03 91 40*17", WRIT_ERR_LIMIT },
	{ "choices equal", "82 03 82 4161 4161", WRIT_ERR_ORDER },
	{ "choices descending", "82 03 82 4162 4161", WRIT_ERR_ORDER },
	{ "choices by text, not by encoding", "82 03 82 426161 4162", WRIT_ERR_ORDER },
	{ "choices out of order at the end", "82 03 83 4161 4163 4162", WRIT_ERR_ORDER },
	{ "choice a number", "82 03 82 00 4161", WRIT_ERR_TYPE },
	{ "choice with NUL", "82 03 82 4100 4161", WRIT_ERR_VALUE },
	{ "choice of 4097", "82 03 82 40 591001 61*4097", WRIT_ERR_LIMIT },
	{ "range without a bound", "81 04", WRIT_ERR_LIMIT },
	{ "range with one", "82 04 00", WRIT_ERR_LIMIT },
	{ "range backwards", "83 04 01 00", WRIT_ERR_VALUE },
	{ "range backwards below zero", "83 04 20 21", WRIT_ERR_VALUE },
	{ "range of texts", "83 04 6130 6139", WRIT_ERR_TYPE },
	{ "range of 2^63", "83 04 00 1b 8000000000000000", WRIT_ERR_RANGE },
	{ "range of -2^63-1", "83 04 3b 8000000000000000 00", WRIT_ERR_RANGE },
	{ "range of a float", "83 04 00 f93c00", WRIT_ERR_FLOAT },
	{ "under a byte string", "82 05 412f", WRIT_ERR_TYPE },
	{ "under nothing", "82 05 60", WRIT_ERR_LIMIT },
	{ "under a relative path", "82 05 61'a'", WRIT_ERR_VALUE },
	{ "under a slash at the end", "82 05 63'/a/'", WRIT_ERR_VALUE },
	{ "under ..", "82 05 65'/a/..'", WRIT_ERR_VALUE },
	{ "under .", "82 05 62'/.'", WRIT_ERR_VALUE },
	{ "under a doubled slash", "82 05 65'/a//b'", WRIT_ERR_VALUE },
	{ "under what is not UTF-8", "82 05 62 2fff", WRIT_ERR_UTF8 },
	{ "under with NUL", "82 05 63 2f6100", WRIT_ERR_UTF8 },
	{ "under 4096", "82 05 791000 2f 61*4095", WRIT_ERR_VALUE },
	{ "content of 31", "82 06 581f 01*31", WRIT_ERR_LIMIT },
	{ "content of 33", "82 06 5821 01*33", WRIT_ERR_LIMIT },
	{ "content a text", "82 06 7820 61*32", WRIT_ERR_TYPE },
	{ "kind not shortest", "81 1800", WRIT_ERR_NOT_SHORTEST },
	{ "indefinite", "9f 00 ff", WRIT_ERR_INDEFINITE },
};

static bool read_all(const char *text, struct writ_pattern *p, struct writ_error *err, u8 **copy)
{
	static u8 buf[ENCODED_MAX];
	struct writ_bytes in = { NULL, notation(text, buf, sizeof(buf), 0) };
	struct writ_cbor c;

	*copy = exact_copy(buf, in.len);
	in.data = *copy;
	memset(err, 0, sizeof(*err));
	writ_cbor_init(&c, in, 0, err);
	writ_pattern_read(&c, "field", p);
	writ_cbor_end(&c, "field");
	return writ_cbor_ok(&c);
}

static void refuses(void **state)
{
	struct writ_pattern p;
	struct writ_error err;
	size_t i;
	u8 *copy;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(refused); i++) {
		if (read_all(refused[i].text, &p, &err, &copy))
			fail_msg("%s: accepted", refused[i].why);
		if (err.code != refused[i].code)
			fail_msg("%s: %s", refused[i].why, writ_err_text(err.code));
		assert_string_equal(err.field, "field");
		free(copy);
	}
}

static void reads(void **state)
{
	static const struct {
		const char *text;
		enum writ_pattern_kind kind;
		size_t len;
	} table[] = {
		{ "81 00", WRIT_PATTERN_ANY, 0 },
		{ "82 01 40", WRIT_PATTERN_LITERAL, 0 },
		{ "82 01 43 ff0a20", WRIT_PATTERN_LITERAL, 3 },
		{ "82 01 591000 61*4096", WRIT_PATTERN_LITERAL, 4096 },
		{ "82 02 40", WRIT_PATTERN_GLOB, 0 },
		{ "82 02 42 '\\\\'", WRIT_PATTERN_GLOB, 2 },
		{ "82 02 591000 2a*4096", WRIT_PATTERN_GLOB, 4096 },
		{ "82 05 61'/'", WRIT_PATTERN_UNDER, 1 },
		{ "82 05 790fff 2f 61*4094", WRIT_PATTERN_UNDER, 4095 },
	};
	struct writ_pattern p;
	struct writ_error err;
	size_t i;
	u8 *copy;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(table); i++) {
		if (!read_all(table[i].text, &p, &err, &copy))
			fail_msg("%s: %s", table[i].text, writ_err_text(err.code));
		assert_int_equal(p.kind, table[i].kind);
		assert_int_equal(p.text.len, table[i].len);
		free(copy);
	}
	assert_true(read_all("83 04 3b 7fffffffffffffff 1b 7fffffffffffffff", &p, &err, &copy));
	assert_true(p.low == INT64_MIN && p.high == INT64_MAX);
	free(copy);
	assert_true(read_all("83 04 24 24", &p, &err, &copy));
	assert_true(p.low == -5 && p.high == -5);
	free(copy);
	assert_true(read_all("82 06 5820 07*32", &p, &err, &copy));
	assert_ptr_equal(p.digest, copy + 4);
	free(copy);
}

static void choices_in_turn(void **state)
{
	static const char *const text = "82 03 90 40 41'a' 41'b' 41'c' 41'd' 41'e' 41'f' 41'g'"
					" 41'h' 41'i' 41'j' 41'k' 41'l' 41'm' 42'aa' 42'ab'";
	static const char *const wanted[] = { "", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j",
					      "k", "l", "m", "aa", "ab" };
	struct writ_bytes rest, choice, bad = { (const u8 *)"\x42x", 2 };
	struct writ_pattern p;
	struct writ_error err;
	size_t i;
	u8 *copy;

	(void)state;
	assert_true(read_all(text, &p, &err, &copy));
	rest = p.choices;
	for (i = 0; i < ARRAY_SIZE(wanted); i++) {
		assert_true(writ_choice_next(&rest, &choice));
		assert_true(writ_bytes_equal(choice, writ_bytes_of(wanted[i])));
		assert_true(writ_pattern_matches(&p, writ_bytes_of(wanted[i]), NULL));
	}
	assert_false(writ_choice_next(&rest, &choice));
	assert_int_equal(rest.len, 0);
	/* What was never validated ends the walk. */
	assert_false(writ_choice_next(&bad, &choice));
	assert_false(writ_pattern_matches(&p, writ_bytes_of("n"), NULL));
	assert_false(writ_pattern_matches(&p, writ_bytes_of("aaa"), NULL));
	free(copy);
}

/* ---- matching */

/* Both lie in memory that ends where they end. */
static bool fits(const char *pattern, const char *text, const u8 *digest)
{
	u8 buf[256], *encoded, *copy;
	struct writ_bytes t = { NULL, notation(text, buf, sizeof(buf), 0) };
	struct writ_pattern p;
	struct writ_error err;
	bool result;

	t.data = copy = exact_copy(buf, t.len);
	if (!read_all(pattern, &p, &err, &encoded))
		fail_msg("%s: %s", pattern, writ_err_text(err.code));
	result = writ_pattern_matches(&p, t, digest);
	free(encoded);
	free(copy);
	return result;
}

#define UNDER(len, path) "82 05 " len "'" path "'"

static const struct {
	const char *pattern;
	const char *text;
	bool fits;
} matches[] = {
	{ "81 00", "", true }, { "81 00", "ff00", true },
	{ "82 01 40", "", true }, { "82 01 40", "'a'", false },
	{ "82 01 43'abc'", "'abc'", true }, { "82 01 43'abc'", "'abd'", false },
	{ "82 01 43'abc'", "'ab'", false }, { "82 01 43'abc'", "'abcd'", false },
	{ "82 01 43'abc'", "'ABC'", false }, { "82 01 41'*'", "'a'", false },
	{ "82 03 82 40 41'a'", "", true }, { "82 03 82 40 41'a'", "'aa'", false },

	{ UNDER("64", "/opt"), "'/opt'", true }, { UNDER("64", "/opt"), "'/opt/a'", true },
	{ UNDER("64", "/opt"), "'/opt/a/b'", true }, { UNDER("64", "/opt"), "'/'", false },
	{ UNDER("64", "/opt"), "'/opts'", false }, { UNDER("64", "/opt"), "'/op'", false },
	{ UNDER("64", "/opt"), "'opt'", false }, { UNDER("64", "/opt"), "'opt/a'", false },
	{ UNDER("64", "/opt"), "", false }, { UNDER("64", "/opt"), "'/opt/'", false },
	{ UNDER("64", "/opt"), "'/opt/..'", false },
	{ UNDER("64", "/opt"), "'/opt/../etc'", false },
	{ UNDER("64", "/opt"), "'/opt/a/..'", false }, { UNDER("64", "/opt"), "'/opt/.'", false },
	{ UNDER("64", "/opt"), "'/opt/./a'", false }, { UNDER("64", "/opt"), "'/opt//a'", false },
	{ UNDER("64", "/opt"), "'//opt/a'", false }, { UNDER("64", "/opt"), "'/opt/...'", true },
	{ UNDER("64", "/opt"), "'/opt/..a'", true }, { UNDER("64", "/opt"), "'/opt/a' 00", false },
	{ UNDER("64", "/opt"), "'/usr/../opt/a'", false },
	{ UNDER("64", "/opt"), "'/OPT/a'", false },
	{ UNDER("64", "/opt"), "'/opt/' fe", true }, { UNDER("61", "/"), "'/'", true },
	{ UNDER("61", "/"), "'/a/b'", true }, { UNDER("61", "/"), "'a'", false },
	{ UNDER("61", "/"), "'/a/../b'", false }, { UNDER("61", "/"), "'//'", false },
};

static void as_written(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(matches); i++)
		if (fits(matches[i].pattern, matches[i].text, NULL) != matches[i].fits)
			fail_msg("%s with %s", matches[i].pattern, matches[i].text);
}

static void contents(void **state)
{
	static const char *const same = "82 06 5820 070707 00*29";
	struct writ_pattern p;
	struct writ_error err;
	u8 *copy;

	(void)state;
	assert_true(fits(same, "'name'", digest_of_file));
	assert_true(fits(same, "", digest_of_file));
	assert_false(fits(same, "'name'", NULL));
	assert_false(fits("82 06 5820 070707 00*28 01", "'name'", digest_of_file));
	assert_false(fits("82 06 5820 060707 00*29", "'name'", digest_of_file));
	/* The digest of a file is nothing to any other kind. */
	assert_false(fits("82 01 41'a'", "'b'", digest_of_file));
	assert_true(read_all("81 00", &p, &err, &copy));
	p.kind = __WRIT_PATTERN_COUNT;
	assert_false(writ_pattern_matches(&p, writ_bytes_of(""), digest_of_file));
	p.kind = -1;
	assert_false(writ_pattern_matches(&p, writ_bytes_of(""), digest_of_file));
	free(copy);
}

/* ---- numbers */

static bool in_range(s64 low, s64 high, const char *text)
{
	struct writ_pattern p = { .kind = WRIT_PATTERN_RANGE, .low = low, .high = high };
	u8 *copy = exact_copy((const u8 *)text, strlen(text));
	bool result = writ_pattern_matches(&p, (struct writ_bytes){ copy, strlen(text) }, NULL);

	free(copy);
	return result;
}

static void numbers(void **state)
{
	static const char *const none[] = {
		"", "-", "+", "--1", "+1", "+0", "-0", "00", "01", "-01", "007", "-00", " 1", "1 ",
		"1\n", "\t1", "0x1", "1e1", "1.0", "1,0", "1_0", "a", "1a", "-a", "\xd9\xa1", "/",
		":",
		/* 19 digits may be more than what can be told apart */
		"1000000000000000000", "-1000000000000000000", "9223372036854775807",
		"-9223372036854775808", "9223372036854775808", "18446744073709551616",
		"18446744073709551617", "0000000000000000001", "99999999999999999999999999999999",
	};
	static const s64 edges[] = { 0, 1, -1, 9, 10, -9, -10, 99, 100, 999999999999999999,
				     -999999999999999999, 100000000000000000 };
	char text[32];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(none); i++)
		if (in_range(INT64_MIN, INT64_MAX, none[i]))
			fail_msg("a number: \"%s\"", none[i]);
	for (i = 0; i < ARRAY_SIZE(edges); i++) {
		s64 n = edges[i];

		snprintf(text, sizeof(text), "%lld", (long long)n);
		assert_true(in_range(INT64_MIN, INT64_MAX, text));
		assert_true(in_range(n, n, text));
		assert_true(in_range(n - 1, n, text));
		assert_true(in_range(n, n + 1, text));
		assert_false(in_range(n + 1, INT64_MAX, text));
		assert_false(in_range(INT64_MIN, n - 1, text));
	}
	for (i = 0; i < 2000; i++) {
		snprintf(text, sizeof(text), "%d", (int)i - 1000);
		assert_int_equal(in_range(-500, 499, text), i >= 500 && i < 1500);
	}
}

/* ---- globs */

/* The definition itself, which takes its time. */
static bool glob_by_definition(const char *g, const char *t)
{
	if (!*g)
		return !*t;
	if (*g == '*')
		return glob_by_definition(g + 1, t) || (*t && glob_by_definition(g, t + 1));
	if (!*t)
		return false;
	if (*g == '?')
		return glob_by_definition(g + 1, t + 1);
	if (*g == '\\')
		g++;
	return *g && *g == *t && glob_by_definition(g + 1, t + 1);
}

/* The @n'th string over @alphabet, shortest first; false past those of @max characters. */
static bool nth_string(const char *alphabet, size_t n, size_t max, char *out)
{
	size_t base = strlen(alphabet), len = 0, count = 1;

	while (n >= count) {
		n -= count;
		count *= base;
		if (++len > max)
			return false;
	}
	out[len] = 0;
	while (len--) {
		out[len] = alphabet[n % base];
		n /= base;
	}
	return true;
}

static void every_short_glob(void **state)
{
	char g[8], t[8];
	size_t i, k;

	(void)state;
	for (i = 0; nth_string("a*?\\b", i, 5, g); i++) {
		bool valid = writ_glob_valid(writ_bytes_of(g));
		size_t at = 0;

		while (g[at] && !(g[at] == '\\' && !g[at + 1]))
			at += g[at] == '\\' ? 2 : 1;
		assert_int_equal(valid, !g[at]);
		for (k = 0; valid && nth_string("ab*\\", k, 4, t); k++)
			if (writ_glob_matches(writ_bytes_of(g), writ_bytes_of(t)) !=
			    glob_by_definition(g, t))
				fail_msg("%s with %s", g, t);
	}
}

static void globs(void **state)
{
	(void)state;
	assert_true(fits("82 02 40", "", NULL));
	assert_false(fits("82 02 40", "'a'", NULL));
	assert_true(fits("82 02 41'*'", "", NULL));
	assert_true(fits("82 02 41'*'", "ff00'/'", NULL));
	assert_false(fits("82 02 41'?'", "", NULL));
	assert_true(fits("82 02 41'?'", "c3", NULL));
	/* Bytes, not characters. */
	assert_false(fits("82 02 41'?'", "c3a9", NULL));
	assert_true(fits("82 02 42 3f3f", "c3a9", NULL));
	assert_true(fits("82 02 47'--out=*'", "'--out=/etc/x'", NULL));
	assert_false(fits("82 02 47'--out=*'", "'--out'", NULL));
	assert_true(fits("82 02 44'[ab]'", "'[ab]'", NULL));
	assert_false(fits("82 02 44'[ab]'", "'a'", NULL));
	/* One that was never validated: what follows the backslash is nothing. */
	assert_false(writ_glob_matches(writ_bytes_of("a\\"), writ_bytes_of("a\\")));
	assert_false(writ_glob_matches(writ_bytes_of("\\"), writ_bytes_of("")));
}

/* The longest glob against a long text, which a matcher that branches would never finish. */
static void cost_of_globs(void **state)
{
	static const char *const ends[] = { "b", "*b", "a*b", "?b" };
	static u8 glob[WRIT_ARGUMENT_MAX], text[4 * 1024];
	struct writ_bytes t = { text, sizeof(text) };
	clock_t begin = clock();
	size_t i, k;

	(void)state;
	memset(text, 'a', sizeof(text));
	for (i = 0; i < ARRAY_SIZE(ends); i++) {
		size_t len = sizeof(glob) - strlen(ends[i]);
		struct writ_bytes g = { glob, sizeof(glob) };

		/* "*a*a…", "**…", and "*aaa…", which has to begin anew at each byte */
		for (k = 0; k < len; k++)
			glob[k] = k % 2 ? 'a' : '*';
		memcpy(glob + len, ends[i], strlen(ends[i]));
		assert_false(writ_glob_matches(g, t));
		memset(glob, '*', len);
		assert_false(writ_glob_matches(g, t));
		memset(glob + 1, 'a', len - 1);
		assert_false(writ_glob_matches(g, t));
		text[sizeof(text) - 1] = 'b';
		assert_true(writ_glob_matches(g, t));
		text[sizeof(text) - 1] = 'a';
	}
	assert_true((clock() - begin) / CLOCKS_PER_SEC < 60);
}

static void kinds_named(void **state)
{
	static const char *const names[] = { "any", "literal", "glob", "one-of", "range", "under",
					     "content" };
	size_t i;

	(void)state;
	assert_int_equal(ARRAY_SIZE(names), __WRIT_PATTERN_COUNT);
	for (i = 0; i < ARRAY_SIZE(names); i++)
		assert_string_equal(writ_pattern_name(i), names[i]);
	assert_string_equal(writ_pattern_name(i), "unknown");
	assert_string_equal(writ_pattern_name(-1), "unknown");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses),
		cmocka_unit_test(reads),
		cmocka_unit_test(choices_in_turn),
		cmocka_unit_test(as_written),
		cmocka_unit_test(contents),
		cmocka_unit_test(numbers),
		cmocka_unit_test(every_short_glob),
		cmocka_unit_test(globs),
		cmocka_unit_test(cost_of_globs),
		cmocka_unit_test(kinds_named),
	};

	return cmocka_run_group_tests_name("pattern", tests, NULL, NULL) ? 1 : 0;
}
