/* SPDX-License-Identifier: GPL-2.0-only */
/* Writing deterministic CBOR (RFC 8949 section 4.2) into a caller's buffer. */
#ifndef WRIT_CORE_CBOR_WRITE_H
#define WRIT_CORE_CBOR_WRITE_H

#include "shim.h"

/**
 * struct writ_cbor_out - an encoder
 * @buf: destination, or NULL to measure only
 * @cap: bytes at @buf
 * @len: bytes that the encoding needs so far; larger than @cap means that it
 *	did not fit, and that @buf holds a truncated encoding
 *
 * The caller puts map keys in ascending bytewise order: the writer does not
 * sort.
 */
struct writ_cbor_out {
	u8 *buf;
	size_t cap;
	size_t len;
};

/**
 * writ_cbor_out_init() - begin an encoding
 * @o: the encoder
 * @buf: destination; NULL to measure only
 * @cap: bytes at @buf; without meaning if that is NULL
 */
void writ_cbor_out_init(struct writ_cbor_out *o, u8 *buf, size_t cap);
/** writ_cbor_out_ok() - true if everything put so far fitted */
bool writ_cbor_out_ok(const struct writ_cbor_out *o);

/*
 * All that puts appends to @o, in any context. It reports no error: what does not fit
 * is cut off and counted, and writ_cbor_out_ok() tells of it at the end. Heads are the
 * shortest possible, as the deterministic encoding demands.
 */

/**
 * writ_cbor_put_uint() - an unsigned integer (major type 0)
 * @o: the encoder
 * @v: its value
 */
void writ_cbor_put_uint(struct writ_cbor_out *o, u64 v);

/**
 * writ_cbor_put_int() - an integer of either sign (major type 0 or 1)
 * @o: the encoder
 * @v: its value
 */
void writ_cbor_put_int(struct writ_cbor_out *o, s64 v);

/**
 * writ_cbor_put_bytes() - a byte string (major type 2) with its content
 * @o: the encoder
 * @p: the content; may be NULL if @len is 0
 * @len: bytes at @p
 */
void writ_cbor_put_bytes(struct writ_cbor_out *o, const void *p, size_t len);

/**
 * writ_cbor_put_text() - a text string (major type 3) with its content
 * @o: the encoder
 * @p: UTF-8, which is the caller's affair; need not end with a NUL
 * @len: bytes at @p
 */
void writ_cbor_put_text(struct writ_cbor_out *o, const char *p, size_t len);

/**
 * writ_cbor_put_array() - the head of an array (major type 4)
 * @o: the encoder
 * @n: how many items the caller puts next
 */
void writ_cbor_put_array(struct writ_cbor_out *o, u64 n);

/**
 * writ_cbor_put_map() - the head of a map (major type 5)
 * @o: the encoder
 * @n: how many pairs, key and value, the caller puts next; in the order of their keys
 */
void writ_cbor_put_map(struct writ_cbor_out *o, u64 n);

/**
 * writ_cbor_put_tag() - a tag (major type 6)
 * @o: the encoder
 * @tag: its number; the caller puts the tagged item next
 */
void writ_cbor_put_tag(struct writ_cbor_out *o, u64 tag);

/**
 * writ_cbor_put_bool() - true or false (major type 7, simple values 21 and 20)
 * @o: the encoder
 * @v: which one
 */
void writ_cbor_put_bool(struct writ_cbor_out *o, bool v);

/**
 * writ_cbor_put_raw() - bytes that are already an encoding
 * @o: the encoder
 * @p: whole items, deterministically encoded, which is the caller's affair
 * @len: bytes at @p
 */
void writ_cbor_put_raw(struct writ_cbor_out *o, const void *p, size_t len);

/**
 * writ_cbor_put_bytes_head() - the head of a byte string whose content follows elsewhere
 * @o: the encoder
 * @len: bytes of the content, which the caller sees to
 */
void writ_cbor_put_bytes_head(struct writ_cbor_out *o, u64 len);

#endif
