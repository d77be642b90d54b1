// SPDX-License-Identifier: GPL-2.0-only
#include "cbor.h"
#include "cbor_write.h"

void writ_cbor_out_init(struct writ_cbor_out *o, u8 *buf, size_t cap)
{
	o->buf = buf;
	o->cap = buf ? cap : 0;
	o->len = 0;
}

bool writ_cbor_out_ok(const struct writ_cbor_out *o)
{
	return o->len <= o->cap;
}

void writ_cbor_put_raw(struct writ_cbor_out *o, const void *p, size_t len)
{
	size_t room = o->len < o->cap ? o->cap - o->len : 0;
	size_t n = len < room ? len : room;

	if (n)
		memcpy(o->buf + o->len, p, n);
	/* A length that cannot be counted did not fit either. */
	o->len = len > SIZE_MAX - o->len ? SIZE_MAX : o->len + len;
}

/* The shortest head (RFC 8949 section 4.2.1). */
static void put_head(struct writ_cbor_out *o, enum writ_cbor_type type, u64 arg)
{
	u8 head[9];
	size_t n = 0;
	size_t i;

	if (arg < 24) {
		head[0] = (u8)(type << 5 | arg);
	} else {
		n = arg <= 0xff ? 1 : arg <= 0xffff ? 2 : arg <= U32_MAX ? 4 : 8;
		head[0] = (u8)(type << 5 | (n == 1 ? 24 : n == 2 ? 25 : n == 4 ? 26 : 27));
		for (i = 0; i < n; i++)
			head[1 + i] = (u8)(arg >> (8 * (n - 1 - i)));
	}
	writ_cbor_put_raw(o, head, 1 + n);
}

void writ_cbor_put_uint(struct writ_cbor_out *o, u64 v)
{
	put_head(o, WRIT_CBOR_UINT, v);
}

void writ_cbor_put_int(struct writ_cbor_out *o, s64 v)
{
	if (v < 0)
		put_head(o, WRIT_CBOR_NINT, (u64)(-1 - v));
	else
		put_head(o, WRIT_CBOR_UINT, (u64)v);
}

void writ_cbor_put_bytes(struct writ_cbor_out *o, const void *p, size_t len)
{
	put_head(o, WRIT_CBOR_BYTES, len);
	writ_cbor_put_raw(o, p, len);
}

void writ_cbor_put_bytes_head(struct writ_cbor_out *o, u64 len)
{
	put_head(o, WRIT_CBOR_BYTES, len);
}

void writ_cbor_put_text(struct writ_cbor_out *o, const char *p, size_t len)
{
	put_head(o, WRIT_CBOR_TEXT, len);
	writ_cbor_put_raw(o, p, len);
}

void writ_cbor_put_array(struct writ_cbor_out *o, u64 n)
{
	put_head(o, WRIT_CBOR_ARRAY, n);
}

void writ_cbor_put_map(struct writ_cbor_out *o, u64 n)
{
	put_head(o, WRIT_CBOR_MAP, n);
}

void writ_cbor_put_tag(struct writ_cbor_out *o, u64 tag)
{
	put_head(o, WRIT_CBOR_TAG, tag);
}

void writ_cbor_put_bool(struct writ_cbor_out *o, bool v)
{
	put_head(o, WRIT_CBOR_SIMPLE, v ? 21 : 20);
}
