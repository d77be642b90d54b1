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

void writ_cbor_out_init(struct writ_cbor_out *o, u8 *buf, size_t cap);
/** writ_cbor_out_ok() - true if everything put so far fitted */
bool writ_cbor_out_ok(const struct writ_cbor_out *o);

void writ_cbor_put_uint(struct writ_cbor_out *o, u64 v);
void writ_cbor_put_int(struct writ_cbor_out *o, s64 v);
void writ_cbor_put_bytes(struct writ_cbor_out *o, const void *p, size_t len);
void writ_cbor_put_text(struct writ_cbor_out *o, const char *p, size_t len);
void writ_cbor_put_array(struct writ_cbor_out *o, u64 n);
void writ_cbor_put_map(struct writ_cbor_out *o, u64 n);
void writ_cbor_put_tag(struct writ_cbor_out *o, u64 tag);
void writ_cbor_put_bool(struct writ_cbor_out *o, bool v);
/** writ_cbor_put_raw() - bytes that are already an encoding */
void writ_cbor_put_raw(struct writ_cbor_out *o, const void *p, size_t len);
/** writ_cbor_put_bytes_head() - the head of a byte string whose content follows elsewhere */
void writ_cbor_put_bytes_head(struct writ_cbor_out *o, u64 len);

#endif
