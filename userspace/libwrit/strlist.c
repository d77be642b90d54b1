// SPDX-License-Identifier: GPL-2.0-only
/* A list of strings on the heap. */
#include "strlist.h"

#include <stdlib.h>
#include <string.h>

bool writ_strlist_add(struct writ_strlist *list, const char *s, size_t len)
{
	char *copy;

	if (list->n == list->cap) {
		size_t cap = list->cap ? list->cap * 2 : 16;
		char **v = realloc(list->v, cap * sizeof(*v));

		if (!v)
			return false;
		list->v = v;
		list->cap = cap;
	}
	copy = strndup(s, len);
	if (!copy)
		return false;
	list->v[list->n++] = copy;
	return true;
}

bool writ_strlist_has(const struct writ_strlist *list, const char *s)
{
	for (size_t i = 0; i < list->n; i++) {
		if (!strcmp(list->v[i], s))
			return true;
	}
	return false;
}

void writ_strlist_free(struct writ_strlist *list)
{
	for (size_t i = 0; i < list->n; i++)
		free(list->v[i]);
	free(list->v);
	*list = (struct writ_strlist){ 0 };
}
