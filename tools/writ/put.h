/* SPDX-License-Identifier: GPL-2.0-only */
/* Encoding what policies and terms have in common: pairs of a map, left out where there is nothing to say. */
#ifndef WRIT_PUT_H
#define WRIT_PUT_H

#include "cbor_write.h"
#include "terms.h"

/** put_true() - @key with true; nothing unless @on */
void put_true(struct writ_cbor_out *o, u64 key, bool on);
/** put_texts() - @key with an array of texts; nothing if there are none */
void put_texts(struct writ_cbor_out *o, u64 key, const struct writ_bytes *v, u32 n);
/** put_range() - [first, last] */
void put_range(struct writ_cbor_out *o, u32 first, u32 last);
/** put_ids() - @key with an array of ranges; nothing if there are none */
void put_ids(struct writ_cbor_out *o, u64 key, const struct writ_ids *ids);

#endif
