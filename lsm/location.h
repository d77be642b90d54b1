/* SPDX-License-Identifier: GPL-2.0-only */
/* location.c: where a file lies, in words that the asker cannot choose. */
#ifndef WRIT_LOCATION_H
#define WRIT_LOCATION_H

#include <linux/fs.h>
#include <linux/slab.h>

#include "core/bytes.h"

/**
 * struct writ_location - a path, if there is one that can be believed
 * @path: empty until writ_locate() succeeded
 * @ambiguous: the asker, or the file, is not in the host's own mount namespace and
 *	root
 */
struct writ_location {
	struct writ_bytes path;
	bool ambiguous;
	char *buffer;
};

/*
 * Does current live in the mount namespace and the root of process 1? Takes the
 * alloc_lock of process 1: under no such lock, of whatever task, and not under
 * tasklist_lock held for writing, which rules out the hooks about tracing.
 */
bool writ_asker_at_home(void);

/* Is it, and does @file lie there too, or in memory? Under the same conditions. */
bool writ_file_at_home(const struct file *file);

/* Returns 0 or -ENOMEM; writ_location_put() in any case. */
int writ_locate(const struct file *file, gfp_t gfp, struct writ_location *loc);

static inline void writ_location_put(struct writ_location *loc)
{
	if (loc->buffer)
		kfree(loc->buffer);
}

#endif
