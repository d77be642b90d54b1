// SPDX-License-Identifier: GPL-2.0-only
/* Records: what is encoded comes back, and nothing else is taken for one. */
#include "check.h"
#include "notation.h"
#include "record.h"

static u8 buf[WRIT_RECORD_MAX];

/* Every field set, each byte string as long as it may be (or @len if that is less). */
static struct writ_record full(const u8 *fill, size_t len)
{
	struct writ_record r;
	u32 i;

	memset(&r, 0, sizeof(r));
	for (i = 0; i < writ_record_nfields; i++) {
		const struct writ_record_field *f = &writ_record_fields[i];
		u8 *at = (u8 *)&r + f->offset;

		if (f->bytes)
			*(struct writ_bytes *)at = (struct writ_bytes){ fill, len < f->max ? len : f->max };
		else
			*(u64 *)at = 0xffffffff00000001ull + i;
	}
	r.kind = WRIT_KIND_EXEC;
	r.reason = WRIT_AUTHORIZED;
	r.op = WRIT_OP_EXECUTE;
	return r;
}

static void comes_back(void **state)
{
	u8 *fill = malloc(70000), again[WRIT_RECORD_MAX];
	struct writ_record r = full(memset(fill, 0x61, 70000), 70000), got;
	struct writ_bytes in = { buf, 0 };
	struct writ_error err;
	size_t n, i;

	(void)state;
	in.len = writ_record_encode(&r, buf, sizeof(buf));
	assert_in_range(in.len, 1, WRIT_RECORD_MAX);
	assert_true(writ_record_decode(in, &got, &err));
	n = writ_record_encode(&got, again, sizeof(again));
	assert_int_equal(n, in.len);
	assert_memory_equal(again, buf, n);
	assert_int_equal(got.status, r.status);
	assert_int_equal(got.argv.len, WRIT_RECORD_ARGV_MAX);
	/* It does not fit into less, and no part of it is one. */
	for (i = 0; i < n; i++) {
		u8 *copy = exact_copy(buf, i);

		assert_int_equal(writ_record_encode(&r, again, i), 0);
		assert_false(writ_record_decode((struct writ_bytes){ copy, i }, &got, &err));
		free(copy);
	}
	free(fill);
}

static void longer_is_cut(void **state)
{
	static const u8 path[WRIT_PATH_MAX + 10] = { '/' };
	struct writ_record r = { .seq = 1, .real_ns = 1, .mono_ns = 1, .kind = WRIT_KIND_TAMPER }, got;
	u8 boot[WRIT_BOOT_SIZE] = { 1 };
	struct writ_error err;
	size_t n;

	(void)state;
	r.boot = (struct writ_bytes){ boot, sizeof(boot) };
	r.path = (struct writ_bytes){ path, sizeof(path) };
	n = writ_record_encode(&r, buf, sizeof(buf));
	assert_true(writ_record_decode((struct writ_bytes){ buf, n }, &got, &err));
	assert_int_equal(got.path.len, WRIT_PATH_MAX);
}

#define BOOT "07 50 01*16"
#define LEAST "a5 01 01 02 02 03 03 04 08 " BOOT

static void refused(void **state)
{
	static const struct {
		const char *text;
		enum writ_err code;
		const char *field;
	} table[] = {
		{ "80", WRIT_ERR_TYPE, "record" },
		{ "a0", WRIT_ERR_MISSING, "seq" },
		{ "a4 01 01 02 02 03 03 04 08", WRIT_ERR_MISSING, "boot" },
		{ "a5 01 01 02 02 03 03 04 00 " BOOT, WRIT_ERR_RANGE, "kind" },
		{ "a5 01 00 02 02 03 03 04 08 " BOOT, WRIT_ERR_RANGE, "seq" },
		{ "a5 01 01 02 02 03 03 04 08 07 4f 01*15", WRIT_ERR_LIMIT, "boot" },
		{ "a6 01 01 02 02 03 03 04 08 " BOOT " 10 581f 01*31", WRIT_ERR_LIMIT, "digest" },
		{ "a6 01 01 02 02 03 03 04 08 " BOOT " 18 25 01", WRIT_ERR_UNSUPPORTED, "record" },
		{ "a6 01 01 02 02 03 03 04 08 " BOOT " 18 24 01", WRIT_ERR_TYPE, "governance" },
		{ "a6 01 01 02 02 03 03 04 08 " BOOT " 18 24 590801 01*2049", WRIT_ERR_LIMIT,
		  "governance" },
		{ "a6 00 01 01 01 02 02 03 03 04 08 " BOOT, WRIT_ERR_UNSUPPORTED, "record" },
		{ "a6 01 01 02 02 03 03 04 08 " BOOT " 0d 51 01*17", WRIT_ERR_LIMIT, "comm" },
		{ LEAST " 00", WRIT_ERR_TRAILING, "record" },
	};
	struct writ_record r;
	struct writ_error err;
	size_t i, n;

	(void)state;
	n = notation(LEAST, buf, sizeof(buf), 0);
	assert_true(writ_record_decode((struct writ_bytes){ buf, n }, &r, &err));
	assert_int_equal(r.kind, WRIT_KIND_EXEC);
	for (i = 0; i < ARRAY_SIZE(table); i++) {
		u8 *copy;

		n = notation(table[i].text, buf, sizeof(buf), 0);
		copy = exact_copy(buf, n);
		if (writ_record_decode((struct writ_bytes){ copy, n }, &r, &err))
			fail_msg("%s: accepted", table[i].text);
		if (err.code != table[i].code || strcmp(err.field, table[i].field))
			fail_msg("%s: %s %s", table[i].text, err.field, writ_err_text(err.code));
		free(copy);
	}
	assert_false(writ_record_decode((struct writ_bytes){ buf, WRIT_RECORD_MAX + 1 }, &r, &err));
}

static void kinds_named(void **state)
{
	u64 kind;

	(void)state;
	assert_string_equal(writ_kind_name(0), "unknown");
	assert_string_equal(writ_kind_name(__WRIT_KIND_END), "unknown");
	assert_string_equal(writ_kind_name(WRIT_KIND_LOAD), "load");
	assert_string_equal(writ_kind_name(WRIT_KIND_ROOT), "root");
	for (kind = 1; kind < __WRIT_KIND_END; kind++)
		assert_string_not_equal(writ_kind_name(kind), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comes_back),
		cmocka_unit_test(longer_is_cut),
		cmocka_unit_test(refused),
		cmocka_unit_test(kinds_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
