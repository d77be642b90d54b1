// SPDX-License-Identifier: GPL-2.0-only
#include "fields.h"
#include "op.h"
#include "policy.h"

void writ_field_require(struct writ_cbor *c, u32 seen, unsigned int key, size_t pos,
			const char *field)
{
	if (!(seen & 1u << key))
		writ_cbor_fail(c, WRIT_ERR_MISSING, pos, field);
}

struct writ_bytes writ_field_label(struct writ_cbor *c, const char *field, size_t max)
{
	size_t pos = c->pos;
	struct writ_bytes text = writ_cbor_text(c, field, 1, max);

	if (!writ_text_printable(text))
		writ_cbor_fail(c, WRIT_ERR_VALUE, pos, field);
	return text;
}

struct writ_bytes writ_field_name(struct writ_cbor *c, const char *field)
{
	return writ_field_label(c, field, WRIT_NAME_MAX);
}

struct writ_bytes writ_field_path(struct writ_cbor *c, const char *field)
{
	size_t pos = c->pos;
	struct writ_bytes path = writ_field_label(c, field, WRIT_PATH_MAX);

	if (!writ_path_valid(path))
		writ_cbor_fail(c, WRIT_ERR_VALUE, pos, field);
	return path;
}

u32 writ_field_names(struct writ_cbor *c, const char *field, struct writ_bytes *out,
		     u32 max)
{
	u32 n = 0;

	writ_cbor_array(c, field, 1, max);
	while (writ_cbor_more(c))
		out[n++] = writ_field_name(c, field);
	return n;
}

u32 writ_field_paths(struct writ_cbor *c, const char *field, struct writ_bytes *out,
		     u32 max)
{
	u32 n = 0;

	writ_cbor_array(c, field, 1, max);
	while (writ_cbor_more(c))
		out[n++] = writ_field_path(c, field);
	return n;
}

u32 writ_field_operations(struct writ_cbor *c, const char *field)
{
	u32 ops = 0;

	writ_cbor_array(c, field, 1, __WRIT_OP_END - 1);
	while (writ_cbor_more(c)) {
		size_t pos = c->pos;
		u64 op = writ_cbor_uint(c, field, 0, U64_MAX);

		if (op < WRIT_OP_EXECUTE || op >= __WRIT_OP_END) {
			writ_cbor_fail(c, WRIT_ERR_UNSUPPORTED, pos, field);
			break;
		}
		/* Any bit at or above this one was set by one not before it. */
		if (ops >= WRIT_OP_BIT(op))
			writ_cbor_fail(c, WRIT_ERR_ORDER, pos, field);
		ops |= WRIT_OP_BIT(op);
	}
	return ops;
}

enum writ_alg writ_field_alg(struct writ_cbor *c, const char *field)
{
	size_t pos = c->pos;
	s64 alg = writ_cbor_int(c, field);

	if (!writ_alg_name(alg))
		writ_cbor_fail(c, WRIT_ERR_ALGORITHM, pos, field);
	return (enum writ_alg)alg;
}
