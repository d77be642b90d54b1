// SPDX-License-Identifier: GPL-2.0-only
/* The subjects of an artifact. */
#include "subjects.h"

#include <stdlib.h>

#include "cbor_write.h"
#include "policy.h"

static bool reserve(struct writ_subjects *list)
{
	size_t cap = list->cap ? list->cap * 2 : 64;
	struct writ_blob *v;

	if (list->n < list->cap)
		return true;
	v = realloc(list->v, cap * sizeof(*v));
	if (!v)
		return false;
	list->v = v;
	list->cap = cap;
	return true;
}

bool writ_subjects_add(struct writ_subjects *list, enum writ_digest kind,
		       const u8 digest[WRIT_DIGEST_SIZE], const char *path, struct writ_msg *msg)
{
	size_t path_len = path ? strlen(path) : 0;
	struct writ_cbor_out o;
	struct writ_blob blob;

	if (path && (path_len > WRIT_PATH_MAX ||
		     !writ_path_valid((struct writ_bytes){ (const u8 *)path, path_len })))
		return writ_msgf(msg, "%s cannot be bound: not an absolute path without empty, "
				 "\".\" and \"..\" components", path);
	blob.data = malloc(WRIT_DIGEST_SIZE + path_len + 16);
	if (!blob.data || !reserve(list)) {
		free(blob.data);
		return writ_msgf(msg, "out of memory after %zu subjects", list->n);
	}
	writ_cbor_out_init(&o, blob.data, WRIT_DIGEST_SIZE + path_len + 16);
	writ_cbor_put_array(&o, path ? 3 : 2);
	writ_cbor_put_uint(&o, kind);
	writ_cbor_put_bytes(&o, digest, WRIT_DIGEST_SIZE);
	if (path)
		writ_cbor_put_text(&o, path, path_len);
	blob.len = o.len;
	list->v[list->n++] = blob;
	return true;
}

void writ_subjects_sort(struct writ_subjects *list)
{
	size_t kept = 0;

	if (!list->n)
		return;
	qsort(list->v, list->n, sizeof(*list->v), writ_blob_order);
	for (size_t i = 1; i < list->n; i++) {
		if (writ_blob_order(&list->v[kept], &list->v[i]) == 0)
			writ_blob_free(&list->v[i]);
		else
			list->v[++kept] = list->v[i];
	}
	list->n = kept + 1;
}

void writ_subjects_free(struct writ_subjects *list)
{
	for (size_t i = 0; i < list->n; i++)
		writ_blob_free(&list->v[i]);
	free(list->v);
	*list = (struct writ_subjects){ 0 };
}

bool writ_subjects_payload(const struct writ_subjects *list, size_t first, size_t n, u32 ops,
			   struct writ_blob *out, struct writ_msg *msg)
{
	struct writ_cbor_out o;
	u64 nops = 0;
	size_t cap = 64;

	for (size_t i = first; i < first + n; i++)
		cap += list->v[i].len;
	out->data = malloc(cap);
	if (!out->data)
		return writ_msgf(msg, "out of memory for a payload of %zu bytes", cap);
	for (u32 op = WRIT_OP_EXECUTE; op < __WRIT_OP_END; op++)
		nops += !!(ops & WRIT_OP_BIT(op));
	writ_cbor_out_init(&o, out->data, cap);
	writ_cbor_put_map(&o, 2);
	writ_cbor_put_uint(&o, 1);
	writ_cbor_put_array(&o, n);
	for (size_t i = first; i < first + n; i++)
		writ_cbor_put_raw(&o, list->v[i].data, list->v[i].len);
	writ_cbor_put_uint(&o, 2);
	writ_cbor_put_array(&o, nops);
	for (u32 op = WRIT_OP_EXECUTE; op < __WRIT_OP_END; op++) {
		if (ops & WRIT_OP_BIT(op))
			writ_cbor_put_uint(&o, op);
	}
	out->len = o.len;
	return true;
}
