/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading deterministic CBOR (RFC 8949 section 4.2.1) from hostile bytes.
 *
 * The reader walks the input once, item by item, in the order in which the
 * caller asks. It holds its own small stack instead of recursing, allocates
 * nothing, and its error is sticky: after the first one every function returns
 * zero or nothing, so that a caller may read a whole structure and look at the
 * error once at the end.
 */
#ifndef WRIT_CORE_CBOR_H
#define WRIT_CORE_CBOR_H

#include "bounds.h"
#include "bytes.h"
#include "error.h"

/** enum writ_cbor_type - major types (RFC 8949 section 3.1) */
enum writ_cbor_type {
	WRIT_CBOR_UINT = 0,
	WRIT_CBOR_NINT = 1,
	WRIT_CBOR_BYTES = 2,
	WRIT_CBOR_TEXT = 3,
	WRIT_CBOR_ARRAY = 4,
	WRIT_CBOR_MAP = 5,
	WRIT_CBOR_TAG = 6,
	WRIT_CBOR_SIMPLE = 7,
	WRIT_CBOR_NONE = 8,	/* nothing left, or an error before */
};

/**
 * struct writ_cbor_level - an array, map or tag that has been entered
 * @left: elements, or pairs of a map, that have not been begun
 * @key: the last key of a map, to compare the next one with
 * @type: which of the three it is
 */
struct writ_cbor_level {
	u64 left;
	struct writ_bytes key;
	enum writ_cbor_type type;
};

/**
 * struct writ_cbor - a reader
 * @in: the input
 * @pos: where in @in the next item begins
 * @base: where @in begins in the object that the user passed in; added to the
 *	offsets of errors
 * @err: the sticky error
 * @depth: levels in use
 * @level: what has been entered, outermost first
 */
struct writ_cbor {
	struct writ_bytes in;
	size_t pos;
	size_t base;
	struct writ_error *err;
	unsigned int depth;
	struct writ_cbor_level level[WRIT_CBOR_DEPTH];
};

/**
 * writ_cbor_init() - begin to read
 * @c: the reader
 * @in: what to read
 * @base: offset of @in in the user's object
 * @err: where errors go; if it holds one already, nothing is read
 */
void writ_cbor_init(struct writ_cbor *c, struct writ_bytes in, size_t base,
		    struct writ_error *err);

/**
 * writ_cbor_init_within() - begin to read the content of a byte string
 * @c: the new reader
 * @outer: the reader that gave @content
 * @content: from writ_cbor_bytes() of @outer
 *
 * It shares the error of @outer and counts its depth anew.
 */
void writ_cbor_init_within(struct writ_cbor *c, const struct writ_cbor *outer,
			   struct writ_bytes content);

/** writ_cbor_ok() - true while there is no error */
static inline bool writ_cbor_ok(const struct writ_cbor *c)
{
	return c->err->code == WRIT_OK;
}

/**
 * writ_cbor_fail() - refuse; the first refusal stays
 * @c: the reader
 * @code: why
 * @pos: where, as a position in @c->in
 * @field: a string constant
 */
void writ_cbor_fail(struct writ_cbor *c, enum writ_err code, size_t pos,
		    const char *field);

/** writ_cbor_peek() - the next item's type; says nothing about its validity */
enum writ_cbor_type writ_cbor_peek(const struct writ_cbor *c);

/*
 * Each of the following takes one item. @field is for the error; @min and @max
 * bound the value (WRIT_ERR_RANGE), or the count of bytes or elements
 * (WRIT_ERR_LIMIT).
 */
u64 writ_cbor_uint(struct writ_cbor *c, const char *field, u64 min, u64 max);
s64 writ_cbor_int(struct writ_cbor *c, const char *field);
bool writ_cbor_bool(struct writ_cbor *c, const char *field);
struct writ_bytes writ_cbor_bytes(struct writ_cbor *c, const char *field,
				  size_t min, size_t max);
/** writ_cbor_text() - checked by writ_text_valid() */
struct writ_bytes writ_cbor_text(struct writ_cbor *c, const char *field,
				 size_t min, size_t max);

/**
 * writ_cbor_array() - enter an array
 * @c: the reader
 * @field: for the error
 * @min: least count of elements
 * @max: greatest
 *
 * The caller takes the elements while writ_cbor_more() says so, or, when it
 * knows the count, takes them all and then calls writ_cbor_leave().
 *
 * Return: the count.
 */
u64 writ_cbor_array(struct writ_cbor *c, const char *field, u64 min, u64 max);

/** writ_cbor_more() - one element is to be taken; at the end leaves the array */
bool writ_cbor_more(struct writ_cbor *c);

/** writ_cbor_leave() - leave an array whose elements have all been taken */
void writ_cbor_leave(struct writ_cbor *c);

/** writ_cbor_map() - enter a map; take its pairs while writ_cbor_key() says so */
void writ_cbor_map(struct writ_cbor *c, const char *field);

/**
 * writ_cbor_key() - take the next key of a map
 * @c: the reader
 * @field: the map's name, for the error
 * @key: receives it
 *
 * Demands that keys ascend bytewise. All keys of the formats are integers, so
 * a text key is one that this version does not know (WRIT_ERR_UNSUPPORTED).
 *
 * Return: true if @key was set and its value is to be taken; false at the end,
 * when the map is left, and after an error.
 */
bool writ_cbor_key(struct writ_cbor *c, const char *field, s64 *key);

/**
 * writ_cbor_key_unknown() - refuse the key that was just taken
 * @c: the reader
 * @field: the map's name
 */
void writ_cbor_key_unknown(struct writ_cbor *c, const char *field);

/** writ_cbor_tag() - take a tag, which must be @tag; its content is the next item */
void writ_cbor_tag(struct writ_cbor *c, const char *field, u64 tag);

/**
 * writ_cbor_skip() - take an element whose encoding the caller has checked itself
 * @c: the reader
 * @len: its bytes
 */
void writ_cbor_skip(struct writ_cbor *c, size_t len);

/** writ_cbor_end() - demand that nothing is left */
void writ_cbor_end(struct writ_cbor *c, const char *field);

#endif
