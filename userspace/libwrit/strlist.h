/* SPDX-License-Identifier: GPL-2.0-only */
/* A list of strings on the heap. */
#ifndef LIBWRIT_STRLIST_H
#define LIBWRIT_STRLIST_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct writ_strlist - grows at its end; zero-initialized it is empty
 * @v: the strings
 * @n: how many
 * @cap: room in @v
 */
struct writ_strlist {
	char **v;
	size_t n;
	size_t cap;
};

/** writ_strlist_add() - append a copy of @len bytes; false if out of memory */
bool writ_strlist_add(struct writ_strlist *list, const char *s, size_t len);
/** writ_strlist_has() - is @s in it? */
bool writ_strlist_has(const struct writ_strlist *list, const char *s);
void writ_strlist_free(struct writ_strlist *list);

#endif
