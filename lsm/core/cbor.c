// SPDX-License-Identifier: GPL-2.0-only
#include "cbor.h"

/* Additional information (RFC 8949 section 3) */
#define INFO_ONE_BYTE	24
#define INFO_EIGHT_BYTES 27
#define INFO_INDEFINITE	31

/* Major type 7 (RFC 8949 section 3.3) */
#define SIMPLE_FALSE	20
#define SIMPLE_TRUE	21
#define FLOAT_HALF	25
#define FLOAT_DOUBLE	27

/* The head of an item: where it begins, what it is and its argument. */
struct head {
	size_t pos;
	u64 arg;
	enum writ_cbor_type type;
};

void writ_cbor_init(struct writ_cbor *c, struct writ_bytes in, size_t base,
		    struct writ_error *err)
{
	c->in = in;
	c->pos = 0;
	c->base = base;
	c->err = err;
	c->depth = 0;
}

void writ_cbor_init_within(struct writ_cbor *c, const struct writ_cbor *outer,
			   struct writ_bytes content)
{
	size_t base = outer->base;

	/* After an error @content points nowhere, and nothing will be read. */
	if (writ_cbor_ok(outer))
		base += (size_t)(content.data - outer->in.data);
	writ_cbor_init(c, content, base, outer->err);
}

void writ_cbor_fail(struct writ_cbor *c, enum writ_err code, size_t pos,
		    const char *field)
{
	if (!writ_cbor_ok(c))
		return;
	c->err->code = code;
	c->err->offset = c->base + pos;
	c->err->field = field;
}

enum writ_cbor_type writ_cbor_peek(const struct writ_cbor *c)
{
	if (!writ_cbor_ok(c) || c->pos == c->in.len)
		return WRIT_CBOR_NONE;
	return c->in.data[c->pos] >> 5;
}

/* Major type 7 holds no argument that anyone may use here. */
static enum writ_err check_simple(u8 info)
{
	if (info == SIMPLE_FALSE || info == SIMPLE_TRUE)
		return WRIT_OK;
	if (info >= FLOAT_HALF && info <= FLOAT_DOUBLE)
		return WRIT_ERR_FLOAT;
	if (info > FLOAT_DOUBLE && info < INFO_INDEFINITE)
		return WRIT_ERR_RESERVED;
	/* A "break" outside of what it could end */
	if (info == INFO_INDEFINITE)
		return WRIT_ERR_INDEFINITE;
	return WRIT_ERR_SIMPLE;
}

static enum writ_err check_info(enum writ_cbor_type type, u8 info)
{
	if (type == WRIT_CBOR_SIMPLE)
		return check_simple(info);
	if (info <= INFO_EIGHT_BYTES)
		return WRIT_OK;
	/* Only strings, arrays and maps have an indefinite form. */
	if (info == INFO_INDEFINITE && type >= WRIT_CBOR_BYTES && type <= WRIT_CBOR_MAP)
		return WRIT_ERR_INDEFINITE;
	return WRIT_ERR_RESERVED;
}

/* The @n bytes of an argument, big-endian; @n is 1, 2, 4 or 8. */
static enum writ_err read_argument(const u8 *p, size_t n, u64 *arg)
{
	u64 value = 0;
	size_t i;

	for (i = 0; i < n; i++)
		value = value << 8 | p[i];
	*arg = value;
	if (n == 1)
		return value < INFO_ONE_BYTE ? WRIT_ERR_NOT_SHORTEST : WRIT_OK;
	/* The upper half must be needed. */
	return value >> (n * 4) ? WRIT_OK : WRIT_ERR_NOT_SHORTEST;
}

static bool take_head(struct writ_cbor *c, const char *field, struct head *h)
{
	enum writ_err code;
	const u8 *p;
	size_t left;
	size_t n;
	u8 info;

	if (!writ_cbor_ok(c))
		return false;
	h->pos = c->pos;
	left = c->in.len - c->pos;
	if (!left) {
		writ_cbor_fail(c, WRIT_ERR_TRUNCATED, h->pos, field);
		return false;
	}
	p = c->in.data + c->pos;
	info = p[0] & 0x1f;
	h->type = p[0] >> 5;
	h->arg = info;
	c->pos++;
	if (info < INFO_ONE_BYTE && h->type != WRIT_CBOR_SIMPLE)
		return true;

	code = check_info(h->type, info);
	if (code == WRIT_OK && info >= INFO_ONE_BYTE) {
		n = (size_t)1 << (info - INFO_ONE_BYTE);
		if (left - 1 < n) {
			code = WRIT_ERR_TRUNCATED;
		} else {
			code = read_argument(p + 1, n, &h->arg);
			c->pos += n;
		}
	}
	if (code != WRIT_OK)
		writ_cbor_fail(c, code, h->pos, field);
	return code == WRIT_OK;
}

static bool take_typed(struct writ_cbor *c, const char *field,
		       enum writ_cbor_type type, struct head *h)
{
	if (!take_head(c, field, h))
		return false;
	if (h->type == type)
		return true;
	writ_cbor_fail(c, h->type == WRIT_CBOR_TAG ? WRIT_ERR_TAG : WRIT_ERR_TYPE,
		       h->pos, field);
	return false;
}

/* A tag is left as soon as the one item that it holds is complete. */
static void item_done(struct writ_cbor *c)
{
	while (c->depth && c->level[c->depth - 1].type == WRIT_CBOR_TAG)
		c->depth--;
}

static void enter(struct writ_cbor *c, const char *field, const struct head *h)
{
	struct writ_cbor_level *level;

	if (c->depth == WRIT_CBOR_DEPTH) {
		writ_cbor_fail(c, WRIT_ERR_DEPTH, h->pos, field);
		return;
	}
	level = &c->level[c->depth++];
	level->left = h->arg;
	level->key.data = NULL;
	level->key.len = 0;
	level->type = h->type;
}

u64 writ_cbor_uint(struct writ_cbor *c, const char *field, u64 min, u64 max)
{
	struct head h;

	if (!take_typed(c, field, WRIT_CBOR_UINT, &h))
		return 0;
	if (h.arg < min || h.arg > max) {
		writ_cbor_fail(c, WRIT_ERR_RANGE, h.pos, field);
		return 0;
	}
	item_done(c);
	return h.arg;
}

/* From a head of type UINT or NINT; false if it does not fit. */
static bool head_to_int(const struct head *h, s64 *value)
{
	if (h->arg > (u64)S64_MAX)
		return false;
	*value = h->type == WRIT_CBOR_NINT ? -1 - (s64)h->arg : (s64)h->arg;
	return true;
}

s64 writ_cbor_int(struct writ_cbor *c, const char *field)
{
	enum writ_cbor_type type = WRIT_CBOR_UINT;
	struct head h;
	s64 value;

	if (writ_cbor_peek(c) == WRIT_CBOR_NINT)
		type = WRIT_CBOR_NINT;
	if (!take_typed(c, field, type, &h))
		return 0;
	if (!head_to_int(&h, &value)) {
		writ_cbor_fail(c, WRIT_ERR_RANGE, h.pos, field);
		return 0;
	}
	item_done(c);
	return value;
}

bool writ_cbor_bool(struct writ_cbor *c, const char *field)
{
	struct head h;

	if (!take_typed(c, field, WRIT_CBOR_SIMPLE, &h))
		return false;
	item_done(c);
	return h.arg == SIMPLE_TRUE;
}

static struct writ_bytes take_string(struct writ_cbor *c, const char *field,
				     enum writ_cbor_type type, size_t min, size_t max)
{
	struct writ_bytes none = { NULL, 0 };
	struct writ_bytes s;
	struct head h;

	if (!take_typed(c, field, type, &h))
		return none;
	if (h.arg > c->in.len - c->pos) {
		writ_cbor_fail(c, WRIT_ERR_TRUNCATED, h.pos, field);
		return none;
	}
	s.data = c->in.data + c->pos;
	s.len = (size_t)h.arg;
	if (s.len < min || s.len > max) {
		writ_cbor_fail(c, WRIT_ERR_LIMIT, h.pos, field);
		return none;
	}
	if (type == WRIT_CBOR_TEXT && !writ_text_valid(s)) {
		writ_cbor_fail(c, WRIT_ERR_UTF8, h.pos, field);
		return none;
	}
	c->pos += s.len;
	item_done(c);
	return s;
}

struct writ_bytes writ_cbor_bytes(struct writ_cbor *c, const char *field,
				  size_t min, size_t max)
{
	return take_string(c, field, WRIT_CBOR_BYTES, min, max);
}

struct writ_bytes writ_cbor_text(struct writ_cbor *c, const char *field,
				 size_t min, size_t max)
{
	return take_string(c, field, WRIT_CBOR_TEXT, min, max);
}

u64 writ_cbor_array(struct writ_cbor *c, const char *field, u64 min, u64 max)
{
	struct head h;

	if (!take_typed(c, field, WRIT_CBOR_ARRAY, &h))
		return 0;
	/* Each element takes a byte at least. */
	if (h.arg > c->in.len - c->pos)
		writ_cbor_fail(c, WRIT_ERR_TRUNCATED, h.pos, field);
	else if (h.arg < min || h.arg > max)
		writ_cbor_fail(c, WRIT_ERR_LIMIT, h.pos, field);
	else
		enter(c, field, &h);
	return writ_cbor_ok(c) ? h.arg : 0;
}

bool writ_cbor_more(struct writ_cbor *c)
{
	struct writ_cbor_level *level;

	if (!writ_cbor_ok(c) || !c->depth)
		return false;
	level = &c->level[c->depth - 1];
	if (!level->left) {
		writ_cbor_leave(c);
		return false;
	}
	level->left--;
	return true;
}

void writ_cbor_leave(struct writ_cbor *c)
{
	if (!writ_cbor_ok(c) || !c->depth)
		return;
	c->depth--;
	item_done(c);
}

void writ_cbor_map(struct writ_cbor *c, const char *field)
{
	struct head h;

	if (!take_typed(c, field, WRIT_CBOR_MAP, &h))
		return;
	/* Each pair takes two bytes at least. */
	if (h.arg > (c->in.len - c->pos) / 2)
		writ_cbor_fail(c, WRIT_ERR_TRUNCATED, h.pos, field);
	else
		enter(c, field, &h);
}

/* Keys ascend in the bytewise order of their encodings: no two are equal. */
static bool key_ascends(struct writ_cbor *c, const char *field, size_t pos)
{
	struct writ_cbor_level *level = &c->level[c->depth - 1];
	struct writ_bytes key = { c->in.data + pos, c->pos - pos };
	int order = level->key.data ? writ_bytes_order(level->key, key) : -1;

	level->key = key;
	if (order < 0)
		return true;
	writ_cbor_fail(c, order ? WRIT_ERR_KEY_ORDER : WRIT_ERR_KEY_REPEATED, pos, field);
	return false;
}

bool writ_cbor_key(struct writ_cbor *c, const char *field, s64 *key)
{
	bool is_text = writ_cbor_peek(c) == WRIT_CBOR_TEXT;
	struct head h;
	bool fits;

	if (!writ_cbor_more(c))
		return false;
	h.pos = c->pos;
	if (is_text) {
		writ_cbor_text(c, field, 0, c->in.len);
		if (!writ_cbor_ok(c))
			return false;
		fits = false;
	} else {
		if (!take_head(c, field, &h))
			return false;
		if (h.type != WRIT_CBOR_UINT && h.type != WRIT_CBOR_NINT) {
			writ_cbor_fail(c, h.type == WRIT_CBOR_TAG ? WRIT_ERR_TAG : WRIT_ERR_TYPE,
				       h.pos, field);
			return false;
		}
		fits = head_to_int(&h, key);
	}
	if (!key_ascends(c, field, h.pos))
		return false;
	if (!fits)
		writ_cbor_key_unknown(c, field);
	return fits;
}

void writ_cbor_key_unknown(struct writ_cbor *c, const char *field)
{
	const struct writ_cbor_level *level;

	if (!writ_cbor_ok(c) || !c->depth)
		return;
	level = &c->level[c->depth - 1];
	writ_cbor_fail(c, WRIT_ERR_UNSUPPORTED, (size_t)(level->key.data - c->in.data), field);
}

void writ_cbor_tag(struct writ_cbor *c, const char *field, u64 tag)
{
	struct head h;

	if (!take_typed(c, field, WRIT_CBOR_TAG, &h))
		return;
	if (h.arg != tag)
		writ_cbor_fail(c, WRIT_ERR_TAG, h.pos, field);
	else
		enter(c, field, &h);
}

void writ_cbor_skip(struct writ_cbor *c, size_t len)
{
	if (!writ_cbor_ok(c))
		return;
	c->pos += len;
	item_done(c);
}

void writ_cbor_end(struct writ_cbor *c, const char *field)
{
	if (c->pos != c->in.len)
		writ_cbor_fail(c, WRIT_ERR_TRAILING, c->pos, field);
}
