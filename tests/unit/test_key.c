// SPDX-License-Identifier: GPL-2.0-only
/* Public keys as COSE_Key. */
#include "check.h"
#include "notation.h"

static const struct {
	const char *why;
	const char *text;
	enum writ_err code;
	const char *field;
} table[] = {
	{ "nothing", "", WRIT_ERR_TRUNCATED, "cose-key" },
	{ "an array", "80", WRIT_ERR_TYPE, "cose-key" },
	{ "empty", "a0", WRIT_ERR_MISSING, "kty" },
	{ "kty not there", "a1 20 01", WRIT_ERR_MISSING, "kty" },
	{ "kty OKP", "a1 01 01", WRIT_ERR_UNSUPPORTED, "kty" },
	{ "kty symmetric", "a1 01 04", WRIT_ERR_UNSUPPORTED, "kty" },
	{ "kty text", "a1 01 63'EC2'", WRIT_ERR_TYPE, "kty" },
	{ "with kid", "a2 0102 02 40", WRIT_ERR_UNSUPPORTED, "cose-key" },
	{ "with alg", "a2 0103 03 28", WRIT_ERR_UNSUPPORTED, "cose-key" },
	{ "keys twice", "a2 0102 0102", WRIT_ERR_KEY_REPEATED, "cose-key" },
	{ "keys descending", "a3 0102 2101 2001", WRIT_ERR_TYPE, "x" },
	{ "EC2 without crv", "a1 0102", WRIT_ERR_MISSING, "crv" },
	{ "EC2 without x", "a2 0102 2001", WRIT_ERR_MISSING, "x" },
	{ "EC2 without y", "a3 0102 2001 215820 11*32", WRIT_ERR_MISSING, "y" },
	{ "P-384", "a2 0102 2002", WRIT_ERR_UNSUPPORTED, "crv" },
	{ "x of 31", "a3 0102 2001 21581f 11*31", WRIT_ERR_LIMIT, "x" },
	{ "y of 33", "a4 0102 2001 215820 11*32 225821 11*33", WRIT_ERR_LIMIT, "y" },
	{ "y as a sign bit", "a4 0102 2001 215820 11*32 22 f5", WRIT_ERR_TYPE, "y" },
	{ "private d", "a5 0102 2001 215820 11*32 225820 22*32 235820 33*32",
	  WRIT_ERR_UNSUPPORTED, "cose-key" },
	{ "RSA without n", "a1 0103", WRIT_ERR_MISSING, "n" },
	{ "RSA without e", "a2 0103 20590100 ff*256", WRIT_ERR_MISSING, "e" },
	{ "n of 2047 bits", RSA_KEY("7f"), WRIT_ERR_LIMIT, "n" },
	{ "n of 255 bytes", "a3 0103 2058ff ff*255 2143010001", WRIT_ERR_LIMIT, "n" },
	{ "n of 513 bytes", "a3 0103 20590201 ff*513 2143010001", WRIT_ERR_LIMIT, "n" },
	{ "n with a leading zero", "a3 0103 20590101 00 ff*256 2143010001", WRIT_ERR_VALUE,
	  "n" },
	{ "n even", "a3 0103 20590100 fe*256 2143010001", WRIT_ERR_VALUE, "n" },
	{ "e empty", "a3 0103 20590100 ff*256 2140", WRIT_ERR_LIMIT, "e" },
	{ "e of five bytes", "a3 0103 20590100 ff*256 2145 01 00*3 01", WRIT_ERR_LIMIT, "e" },
	{ "e 1", "a3 0103 20590100 ff*256 2141 01", WRIT_ERR_VALUE, "e" },
	{ "e even", "a3 0103 20590100 ff*256 2142 0100", WRIT_ERR_VALUE, "e" },
	{ "e with a leading zero", "a3 0103 20590100 ff*256 2142 0003", WRIT_ERR_VALUE, "e" },
	{ "private exponent", "a4 0103 20590100 ff*256 2143010001 22 41 01",
	  WRIT_ERR_UNSUPPORTED, "cose-key" },
	{ "bytes after", EC_KEY("11", "22") " 00", WRIT_ERR_TRAILING, "cose-key" },
	{ "crv not shortest", "a2 0102 201801", WRIT_ERR_NOT_SHORTEST, "crv" },
	{ "indefinite", "bf ff", WRIT_ERR_INDEFINITE, "cose-key" },
};

static bool decode(const char *text, struct writ_key *key, struct writ_error *err)
{
	static u8 buf[1024];
	struct writ_bytes in = { NULL, notation(text, buf, sizeof(buf), 0) };
	u8 *copy = exact_copy(buf, in.len);
	bool ok;

	in.data = copy;
	ok = writ_key_decode(in, key, err);
	free(copy);
	return ok;
}

static void refuses(void **state)
{
	struct writ_error err;
	struct writ_key key;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(table); i++) {
		if (decode(table[i].text, &key, &err) || err.code != table[i].code ||
		    strcmp(err.field, table[i].field))
			fail_msg("%s: %s %s", table[i].why, err.field ? err.field : "it",
				 writ_err_text(err.code));
	}
}

static void accepts(void **state)
{
	struct writ_error err;
	struct writ_key key;

	(void)state;
	assert_true(decode(EC_KEY("11", "22"), &key, &err));
	assert_int_equal(key.kty, WRIT_KTY_EC2);
	assert_int_equal(key.x.len, 32);
	assert_true(writ_key_fits(&key, WRIT_ALG_ESP256));
	assert_false(writ_key_fits(&key, WRIT_ALG_RS256));
	assert_false(writ_key_fits(&key, 0));
	assert_true(decode(RSA_KEY("80"), &key, &err));
	assert_int_equal(key.n.len, 256);
	assert_int_equal(key.e.len, 3);
	assert_true(writ_key_fits(&key, WRIT_ALG_RS256));
	assert_false(writ_key_fits(&key, WRIT_ALG_ESP256));
	assert_true(decode("a3 0103 20590101 01 ff*256 2141 03", &key, &err));
	assert_true(decode("a3 0103 20590200 ff*512 2144 ff*4", &key, &err));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses),
		cmocka_unit_test(accepts),
	};

	return cmocka_run_group_tests_name("key", tests, NULL, NULL) ? 1 : 0;
}
