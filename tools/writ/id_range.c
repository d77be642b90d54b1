// SPDX-License-Identifier: GPL-2.0-only
/* Ranges of user and group ids. */
#include "id_range.h"

#include <inttypes.h>

static bool parse_id(const char **p, u32 *out)
{
	const char *start = *p;
	u64 n = 0;

	for (; **p >= '0' && **p <= '9' && n < U32_MAX; (*p)++)
		n = n * 10 + (u64)(**p - '0');
	*out = (u32)n;
	/* 2^32 - 1 is nobody: it means "none" in the kernel's interfaces */
	return *p != start && n < U32_MAX;
}

const char *id_range_parse(const char *text, u32 *first, u32 *last)
{
	static const char form[] = "is neither a number nor a range such as 2000-2999";

	if (!parse_id(&text, first))
		return form;
	*last = *first;
	if (*text == '-') {
		text++;
		if (!parse_id(&text, last))
			return form;
	}
	if (*text)
		return form;
	return *first > *last ? "ends before it begins" : NULL;
}

void id_range_print(FILE *f, u32 first, u32 last, u32 i, u32 n)
{
	fprintf(f, "%s%" PRIu32, !i ? "" : i + 1 == n ? " or " : ", ", first);
	if (last != first)
		fprintf(f, " to %" PRIu32, last);
}

void id_ranges_print(FILE *f, const struct writ_ids *ids)
{
	for (u32 i = 0; i < ids->n; i++)
		id_range_print(f, ids->range[i].first, ids->range[i].last, i, ids->n);
}
