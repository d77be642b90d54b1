/* SPDX-License-Identifier: GPL-2.0-only */
/* Collecting the subjects of an artifact and encoding its payload. */
#ifndef LIBWRIT_SUBJECTS_H
#define LIBWRIT_SUBJECTS_H

#include "artifact.h"
#include "fileio.h"

/**
 * struct writ_subjects - encoded subjects, each on the heap
 * @v: writ_blob of each encoded subject; after writ_subjects_sort() strictly ascending
 * @n: how many
 * @cap: room in @v
 */
struct writ_subjects {
	struct writ_blob *v;
	size_t n;
	size_t cap;
};

/**
 * writ_subjects_add() - encode and append one subject
 * @list: zero-initialized before the first
 * @kind: what @digest is
 * @digest: the digest
 * @path: where it must lie, or NULL for anywhere; must be acceptable to writ_path_valid()
 * @msg: filled on failure
 *
 * Return: true, or false with @msg set.
 */
bool writ_subjects_add(struct writ_subjects *list, enum writ_digest kind,
		       const u8 digest[WRIT_DIGEST_SIZE], const char *path, struct writ_msg *msg);

/** writ_subjects_sort() - put them into the format's order, and drop repetitions */
void writ_subjects_sort(struct writ_subjects *list);

void writ_subjects_free(struct writ_subjects *list);

/**
 * writ_subjects_payload() - the payload of an artifact for subjects @first to @first + @n - 1
 * @list: sorted
 * @first: of them
 * @n: how many
 * @ops: WRIT_OP_BIT() mask
 * @out: filled on success
 * @msg: filled on failure
 *
 * Return: true, or false with @msg set.
 */
bool writ_subjects_payload(const struct writ_subjects *list, size_t first, size_t n, u32 ops,
			   struct writ_blob *out, struct writ_msg *msg);

#endif
