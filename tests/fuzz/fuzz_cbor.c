// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the reader accepts, libcbor must accept too, and the writer must write
 * again byte for byte: then it was the one deterministic encoding.
 */
#include "check.h"

#include <cbor.h>

/* libcbor's header has the same name as the core's. */
#include "../../lsm/core/cbor.h"
#include "cbor_write.h"

#define SIZE_CAP 65536

/* Not 18, COSE_Sign1's: libcbor 0.8 refuses the tags 6 to 20. */
#define TAG 32

static void copy_item(struct writ_cbor *c, struct writ_cbor_out *o)
{
	struct writ_bytes s;

	switch (writ_cbor_peek(c)) {
	case WRIT_CBOR_UINT:
		writ_cbor_put_uint(o, writ_cbor_uint(c, "item", 0, U64_MAX));
		break;
	case WRIT_CBOR_NINT:
		writ_cbor_put_int(o, writ_cbor_int(c, "item"));
		break;
	case WRIT_CBOR_BYTES:
		s = writ_cbor_bytes(c, "item", 0, SIZE_CAP);
		writ_cbor_put_bytes(o, s.data, s.len);
		break;
	case WRIT_CBOR_TEXT:
		s = writ_cbor_text(c, "item", 0, SIZE_CAP);
		writ_cbor_put_text(o, (const char *)s.data, s.len);
		break;
	case WRIT_CBOR_ARRAY:
		writ_cbor_put_array(o, writ_cbor_array(c, "item", 0, SIZE_CAP));
		break;
	case WRIT_CBOR_MAP:
		writ_cbor_map(c, "item");
		if (writ_cbor_ok(c))
			writ_cbor_put_map(o, c->level[c->depth - 1].left);
		break;
	case WRIT_CBOR_TAG:
		writ_cbor_tag(c, "item", TAG);
		writ_cbor_put_tag(o, TAG);
		break;
	default:
		writ_cbor_put_bool(o, writ_cbor_bool(c, "item"));
		break;
	}
}

/* False at the end of the innermost array or map, which is left with that. */
static bool next_element(struct writ_cbor *c, struct writ_cbor_out *o)
{
	s64 key;

	switch (c->level[c->depth - 1].type) {
	case WRIT_CBOR_ARRAY:
		return writ_cbor_more(c);
	case WRIT_CBOR_MAP:
		if (!writ_cbor_key(c, "item", &key))
			return false;
		writ_cbor_put_int(o, key);
		return true;
	default:
		return true;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static u8 again[SIZE_CAP];
	struct writ_bytes in = { data, size };
	struct writ_error err = { 0 };
	struct cbor_load_result result;
	struct writ_cbor_out o;
	cbor_item_t *item;
	struct writ_cbor c;

	if (size > SIZE_CAP)
		return 0;
	writ_cbor_init(&c, in, 0, &err);
	writ_cbor_out_init(&o, again, sizeof(again));
	copy_item(&c, &o);
	while (writ_cbor_ok(&c) && c.depth) {
		if (next_element(&c, &o))
			copy_item(&c, &o);
	}
	writ_cbor_end(&c, "item");
	demand_error(writ_cbor_ok(&c), &err, size);
	if (!writ_cbor_ok(&c))
		return 0;

	demand(o.len == size && !memcmp(again, data, size));
	item = cbor_load(data, size, &result);
	demand(item && result.read == size);
	cbor_decref(&item);
	return 0;
}
