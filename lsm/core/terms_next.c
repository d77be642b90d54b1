// SPDX-License-Identifier: GPL-2.0-only
/* Walking through the lists of terms, which were validated when they were read. */
#include "terms.h"

/* A reader of what is left; @err receives what cannot be, but is checked all the same. */
struct walk {
	struct writ_error err;
	struct writ_cbor c;
};

static bool walk_begin(struct walk *w, struct writ_bytes rest)
{
	if (!rest.len)
		return false;
	w->err = (struct writ_error){ WRIT_OK, 0, NULL };
	writ_cbor_init(&w->c, rest, 0, &w->err);
	return true;
}

static bool walk_end(struct walk *w, struct writ_bytes *rest)
{
	if (!writ_cbor_ok(&w->c))
		return false;
	rest->data += w->c.pos;
	rest->len -= w->c.pos;
	return true;
}

bool writ_argument_next(struct writ_bytes *rest, struct writ_pattern *out)
{
	struct walk w;

	if (!walk_begin(&w, *rest))
		return false;
	writ_pattern_read(&w.c, "argument", out);
	return walk_end(&w, rest);
}

bool writ_variable_next(struct writ_bytes *rest, struct writ_bytes *name, struct writ_pattern *out)
{
	struct walk w;

	if (!walk_begin(&w, *rest))
		return false;
	writ_cbor_array(&w.c, "variable", 2, 2);
	*name = writ_cbor_bytes(&w.c, "variable", 1, WRIT_NAME_MAX);
	writ_pattern_read(&w.c, "variable", out);
	return walk_end(&w, rest);
}

bool writ_pcr_next(struct writ_bytes *rest, u32 *index, const u8 **digest)
{
	struct walk w;

	if (!walk_begin(&w, *rest))
		return false;
	writ_cbor_array(&w.c, "pcr", 2, 2);
	*index = (u32)writ_cbor_uint(&w.c, "pcr", 0, WRIT_PCRS_MAX - 1);
	*digest = writ_cbor_bytes(&w.c, "pcr", WRIT_DIGEST_SIZE, WRIT_DIGEST_SIZE).data;
	return walk_end(&w, rest);
}

bool writ_governance_next(struct writ_bytes *rest, struct writ_bytes *name,
			  struct writ_bytes *text)
{
	struct walk w;

	if (!walk_begin(&w, *rest))
		return false;
	writ_cbor_array(&w.c, "governance", 2, 2);
	*name = writ_cbor_text(&w.c, "governance", 1, WRIT_NAME_MAX);
	*text = writ_cbor_text(&w.c, "governance", 1, WRIT_GOVERNANCE_TEXT_MAX);
	return walk_end(&w, rest);
}

bool writ_id_next(struct writ_bytes *rest, struct writ_bytes *out)
{
	struct walk w;

	if (!walk_begin(&w, *rest))
		return false;
	*out = writ_cbor_bytes(&w.c, "id", 1, WRIT_DIGEST_SIZE);
	return walk_end(&w, rest);
}

bool writ_ids_hold(const struct writ_ids *ids, u32 id)
{
	u32 i;

	for (i = 0; i < ids->n; i++)
		if (id >= ids->range[i].first && id <= ids->range[i].last)
			return true;
	return !ids->n;
}

bool writ_ids_within(const struct writ_ids *narrow, const struct writ_ids *wide)
{
	u32 i, k;

	for (i = 0; i < narrow->n; i++) {
		for (k = 0; k < wide->n; k++)
			if (narrow->range[i].first >= wide->range[k].first &&
			    narrow->range[i].last <= wide->range[k].last)
				break;
		if (k == wide->n)
			return false;
	}
	return narrow->n > 0;
}
