// SPDX-License-Identifier: GPL-2.0-only
#include "put.h"

void put_true(struct writ_cbor_out *o, u64 key, bool on)
{
	if (!on)
		return;
	writ_cbor_put_uint(o, key);
	writ_cbor_put_bool(o, true);
}

void put_texts(struct writ_cbor_out *o, u64 key, const struct writ_bytes *v, u32 n)
{
	if (!n)
		return;
	writ_cbor_put_uint(o, key);
	writ_cbor_put_array(o, n);
	for (u32 i = 0; i < n; i++)
		writ_cbor_put_text(o, (const char *)v[i].data, v[i].len);
}

void put_range(struct writ_cbor_out *o, u32 first, u32 last)
{
	writ_cbor_put_array(o, 2);
	writ_cbor_put_uint(o, first);
	writ_cbor_put_uint(o, last);
}

void put_ids(struct writ_cbor_out *o, u64 key, const struct writ_ids *ids)
{
	if (!ids->n)
		return;
	writ_cbor_put_uint(o, key);
	writ_cbor_put_array(o, ids->n);
	for (u32 i = 0; i < ids->n; i++)
		put_range(o, ids->range[i].first, ids->range[i].last);
}
