// SPDX-License-Identifier: GPL-2.0-only
/* The reader and the writer of CBOR, by themselves and against libcbor. */
#include "check.h"

#include <cbor.h>

/* libcbor's header has the same name as the core's, which comes second. */
#include "../../lsm/core/cbor.h"
#include "cbor_write.h"
#include "notation.h"

static u8 buf[4096];
static struct writ_error err;
static struct writ_cbor c;

static void begin(const char *text)
{
	struct writ_bytes in = { buf, notation(text, buf, sizeof(buf), 0) };

	memset(&err, 0, sizeof(err));
	writ_cbor_init(&c, in, 100, &err);
}

static const u64 heads[] = {
	0, 1, 23, 24, 25, 255, 256, 257, 65535, 65536, 0xffffffff, 0x100000000,
	0x7fffffffffffffff, 0x8000000000000000, 0xfffffffffffffffe, U64_MAX,
};

/* What one writes, the other writes too, and both read it back. */
static void integers_agree(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(heads); i++) {
		struct writ_cbor_out o;
		struct writ_bytes in = { buf, 0 };
		struct cbor_load_result result;
		cbor_item_t *item;
		u8 other[16];
		size_t n;

		writ_cbor_out_init(&o, buf, sizeof(buf));
		writ_cbor_put_uint(&o, heads[i]);
		n = cbor_encode_uint(heads[i], other, sizeof(other));
		assert_int_equal(n, o.len);
		assert_memory_equal(buf, other, n);
		item = cbor_load(buf, o.len, &result);
		assert_non_null(item);
		assert_true(cbor_get_int(item) == heads[i]);
		cbor_decref(&item);

		memset(&err, 0, sizeof(err));
		in.len = o.len;
		writ_cbor_init(&c, in, 0, &err);
		assert_true(writ_cbor_uint(&c, "x", 0, U64_MAX) == heads[i]);
		writ_cbor_end(&c, "x");
		assert_true(writ_cbor_ok(&c));

		if (heads[i] > (u64)S64_MAX)
			continue;
		writ_cbor_out_init(&o, buf, sizeof(buf));
		writ_cbor_put_int(&o, -1 - (s64)heads[i]);
		writ_cbor_put_int(&o, (s64)heads[i]);
		n = cbor_encode_negint(heads[i], other, sizeof(other));
		assert_memory_equal(buf, other, n);
		in.len = o.len;
		writ_cbor_init(&c, in, 0, &err);
		assert_true(writ_cbor_int(&c, "x") == -1 - (s64)heads[i]);
		assert_true(writ_cbor_int(&c, "x") == (s64)heads[i]);
		assert_true(writ_cbor_ok(&c));
	}
}

static void heads_agree(void **state)
{
	static const u64 sizes[] = { 0, 23, 24, 255, 256, 65535, 65536, 0x100000000 };
	u8 other[16];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct writ_cbor_out o;
		size_t n;

		writ_cbor_out_init(&o, buf, sizeof(buf));
		writ_cbor_put_array(&o, sizes[i]);
		n = cbor_encode_array_start(sizes[i], other, sizeof(other));
		assert_int_equal(n, o.len);
		assert_memory_equal(buf, other, n);
		writ_cbor_out_init(&o, buf, sizeof(buf));
		writ_cbor_put_map(&o, sizes[i]);
		n = cbor_encode_map_start(sizes[i], other, sizeof(other));
		assert_memory_equal(buf, other, n);
		writ_cbor_out_init(&o, buf, sizeof(buf));
		writ_cbor_put_bytes_head(&o, sizes[i]);
		n = cbor_encode_bytestring_start(sizes[i], other, sizeof(other));
		assert_memory_equal(buf, other, n);
		writ_cbor_out_init(&o, buf, sizeof(buf));
		writ_cbor_put_tag(&o, sizes[i]);
		n = cbor_encode_tag(sizes[i], other, sizeof(other));
		assert_memory_equal(buf, other, n);
	}
}

/* The same structure from both: an artifact's payload with a path. */
static void structures_agree(void **state)
{
	cbor_item_t *map = cbor_new_definite_map(2);
	cbor_item_t *subjects = cbor_new_definite_array(1);
	cbor_item_t *subject = cbor_new_definite_array(3);
	cbor_item_t *ops = cbor_new_definite_array(2);
	struct cbor_load_result result;
	struct writ_cbor_out o;
	u8 digest[32] = { 7 };
	cbor_item_t *loaded;
	unsigned char *other;
	size_t other_size;
	size_t n;

	(void)state;
	assert_true(cbor_array_push(subject, cbor_move(cbor_build_uint8(1))));
	assert_true(cbor_array_push(subject, cbor_move(cbor_build_bytestring(digest, 32))));
	assert_true(cbor_array_push(subject, cbor_move(cbor_build_string("/usr/bin/\xc3\xa9"))));
	assert_true(cbor_array_push(subjects, cbor_move(subject)));
	assert_true(cbor_array_push(ops, cbor_move(cbor_build_uint8(1))));
	assert_true(cbor_array_push(ops, cbor_move(cbor_build_bool(true))));
	assert_true(cbor_map_add(map, (struct cbor_pair){ cbor_move(cbor_build_uint8(1)),
							   cbor_move(subjects) }));
	assert_true(cbor_map_add(map, (struct cbor_pair){ cbor_move(cbor_build_negint8(0)),
							   cbor_move(ops) }));
	n = cbor_serialize_alloc(map, &other, &other_size);
	cbor_decref(&map);

	writ_cbor_out_init(&o, buf, sizeof(buf));
	writ_cbor_put_map(&o, 2);
	writ_cbor_put_uint(&o, 1);
	writ_cbor_put_array(&o, 1);
	writ_cbor_put_array(&o, 3);
	writ_cbor_put_uint(&o, 1);
	writ_cbor_put_bytes(&o, digest, sizeof(digest));
	writ_cbor_put_text(&o, "/usr/bin/\xc3\xa9", 11);
	writ_cbor_put_int(&o, -1);
	writ_cbor_put_array(&o, 2);
	writ_cbor_put_uint(&o, 1);
	writ_cbor_put_bool(&o, true);
	assert_true(writ_cbor_out_ok(&o));
	assert_int_equal(n, o.len);
	assert_memory_equal(buf, other, n);
	free(other);

	loaded = cbor_load(buf, o.len, &result);
	assert_non_null(loaded);
	assert_int_equal(result.read, o.len);
	assert_int_equal(cbor_map_size(loaded), 2);
	cbor_decref(&loaded);
}

static void writer_without_room(void **state)
{
	struct writ_cbor_out o;
	u8 small[4] = { 0, 0, 0, 0xee };

	(void)state;
	writ_cbor_out_init(&o, small, 3);
	writ_cbor_put_bytes(&o, "abcd", 4);
	assert_false(writ_cbor_out_ok(&o));
	assert_int_equal(o.len, 5);
	assert_int_equal(small[3], 0xee);
	writ_cbor_put_raw(&o, "x", SIZE_MAX);
	assert_true(o.len == SIZE_MAX);
	writ_cbor_put_bool(&o, false);
	assert_false(writ_cbor_out_ok(&o));

	writ_cbor_out_init(&o, NULL, 100);
	writ_cbor_put_text(&o, "abc", 3);
	assert_int_equal(o.len, 4);
}

static void depth_is_bounded(void **state)
{
	unsigned int i;

	(void)state;
	begin("81*6 00");
	for (i = 0; i < WRIT_CBOR_DEPTH; i++) {
		assert_int_equal(writ_cbor_array(&c, "x", 1, 1), 1);
		assert_true(writ_cbor_more(&c));
	}
	writ_cbor_uint(&c, "x", 0, 0);
	for (i = 0; i < WRIT_CBOR_DEPTH; i++)
		assert_false(writ_cbor_more(&c));
	assert_int_equal(c.depth, 0);
	writ_cbor_end(&c, "x");
	assert_true(writ_cbor_ok(&c));

	begin("81*6 a1 00 00");
	for (i = 0; i < WRIT_CBOR_DEPTH; i++)
		writ_cbor_array(&c, "x", 1, 1);
	assert_true(writ_cbor_ok(&c));
	writ_cbor_map(&c, "deep");
	assert_int_equal(err.code, WRIT_ERR_DEPTH);
	assert_int_equal(err.offset, 106);
	assert_string_equal(err.field, "deep");

	/* A tag counts, and is left with what it holds. */
	begin("82 d2 80 d2 00");
	writ_cbor_array(&c, "x", 2, 2);
	writ_cbor_tag(&c, "x", 18);
	assert_int_equal(c.depth, 2);
	writ_cbor_array(&c, "x", 0, 0);
	assert_false(writ_cbor_more(&c));
	assert_int_equal(c.depth, 1);
	writ_cbor_tag(&c, "x", 18);
	writ_cbor_uint(&c, "x", 0, 0);
	assert_int_equal(c.depth, 1);
	writ_cbor_leave(&c);
	assert_int_equal(c.depth, 0);
	assert_false(writ_cbor_more(&c));
	writ_cbor_leave(&c);
	assert_true(writ_cbor_ok(&c));
}

static void first_error_stays(void **state)
{
	struct writ_cbor inner;
	s64 key = 5;

	(void)state;
	begin("00 61 61");
	writ_cbor_bytes(&c, "first", 0, 9);
	assert_int_equal(err.code, WRIT_ERR_TYPE);
	assert_int_equal(writ_cbor_peek(&c), WRIT_CBOR_NONE);
	assert_int_equal(writ_cbor_uint(&c, "x", 0, 9), 0);
	assert_int_equal(writ_cbor_int(&c, "x"), 0);
	assert_false(writ_cbor_bool(&c, "x"));
	assert_null(writ_cbor_text(&c, "x", 0, 9).data);
	assert_int_equal(writ_cbor_array(&c, "x", 0, 9), 0);
	assert_false(writ_cbor_more(&c));
	writ_cbor_leave(&c);
	writ_cbor_map(&c, "x");
	assert_false(writ_cbor_key(&c, "x", &key));
	writ_cbor_key_unknown(&c, "x");
	writ_cbor_tag(&c, "x", 18);
	writ_cbor_skip(&c, 1000);
	writ_cbor_end(&c, "x");
	writ_cbor_init_within(&inner, &c, writ_cbor_bytes(&c, "x", 0, 9));
	assert_int_equal(writ_cbor_uint(&inner, "x", 0, 9), 0);
	assert_string_equal(err.field, "first");
	assert_int_equal(err.offset, 100);
	assert_int_equal(key, 5);
}

static void map_keys(void **state)
{
	s64 key;

	(void)state;
	begin("a5 00 00 17 00 1818 00 20 00 3818 00");
	writ_cbor_map(&c, "m");
	while (writ_cbor_key(&c, "m", &key))
		writ_cbor_uint(&c, "v", 0, 0);
	assert_true(writ_cbor_ok(&c));
	assert_int_equal(key, -25);

	begin("a2 20 00 00 00");
	writ_cbor_map(&c, "m");
	assert_true(writ_cbor_key(&c, "m", &key));
	writ_cbor_uint(&c, "v", 0, 0);
	assert_false(writ_cbor_key(&c, "m", &key));
	assert_int_equal(err.code, WRIT_ERR_KEY_ORDER);
	assert_int_equal(err.offset, 103);

	begin("a1 3b ff*8 00");
	writ_cbor_map(&c, "m");
	assert_false(writ_cbor_key(&c, "m", &key));
	assert_int_equal(err.code, WRIT_ERR_UNSUPPORTED);
	begin("ba 80000000 00 00");
	writ_cbor_map(&c, "m");
	assert_int_equal(err.code, WRIT_ERR_TRUNCATED);
	begin("00");
	assert_int_equal(writ_cbor_peek(&c), WRIT_CBOR_UINT);
	writ_cbor_key_unknown(&c, "m");
	assert_true(writ_cbor_ok(&c));
}

/* Every first byte with nothing after it, and each head cut short. */
static void first_bytes(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < 256; i++) {
		u8 *byte = malloc(1);
		struct writ_bytes in = { byte, 1 };
		unsigned int info = i & 0x1f;

		assert_non_null(byte);
		*byte = (u8)i;
		memset(&err, 0, sizeof(err));
		writ_cbor_init(&c, in, 0, &err);
		writ_cbor_uint(&c, "x", 0, U64_MAX);
		if (i < 24)
			assert_int_equal(err.code, WRIT_OK);
		else if (i >= 0xe0)
			assert_int_equal(err.code, info == 20 || info == 21 ? WRIT_ERR_TYPE :
					 info < 25 ? WRIT_ERR_SIMPLE :
					 info < 28 ? WRIT_ERR_FLOAT :
					 info < 31 ? WRIT_ERR_RESERVED : WRIT_ERR_INDEFINITE);
		else if (info >= 24 && info < 28)
			assert_int_equal(err.code, WRIT_ERR_TRUNCATED);
		else if (info == 31 && i >= 0x40 && i < 0xc0)
			assert_int_equal(err.code, WRIT_ERR_INDEFINITE);
		else if (info >= 28)
			assert_int_equal(err.code, WRIT_ERR_RESERVED);
		else
			assert_int_equal(err.code, i >= 0xc0 ? WRIT_ERR_TAG : WRIT_ERR_TYPE);
		free(byte);
	}
}

/* RFC 9052 section 4.4 for a header of three bytes and a payload of 300. */
static void signed_bytes(void **state)
{
	static u8 out[WRIT_TBS_HEAD_MAX];
	static const u8 big[WRIT_PROTECTED_MAX + 64];
	struct writ_bytes header = { (const u8 *)"\xa1\x01\x28", 3 };
	size_t n;

	(void)state;
	n = notation("84 6a 'Signature1' 43 a10128 40 59012c", buf, sizeof(buf), 0);
	assert_int_equal(writ_sign1_tbs_head(header, 300, out), n);
	assert_memory_equal(out, buf, n);
	header.data = big;
	header.len = WRIT_PROTECTED_MAX;
	assert_in_range(writ_sign1_tbs_head(header, SIZE_MAX, out), WRIT_PROTECTED_MAX,
			WRIT_TBS_HEAD_MAX);
	header.len = sizeof(big);
	assert_int_equal(writ_sign1_tbs_head(header, 0, out), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(integers_agree),
		cmocka_unit_test(heads_agree),
		cmocka_unit_test(structures_agree),
		cmocka_unit_test(writer_without_room),
		cmocka_unit_test(depth_is_bounded),
		cmocka_unit_test(first_error_stays),
		cmocka_unit_test(map_keys),
		cmocka_unit_test(first_bytes),
		cmocka_unit_test(signed_bytes),
	};

	return cmocka_run_group_tests_name("cbor", tests, NULL, NULL) ? 1 : 0;
}
