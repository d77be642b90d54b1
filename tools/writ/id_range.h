/* SPDX-License-Identifier: GPL-2.0-only */
/* Ranges of user and group ids, as people write them. */
#ifndef WRIT_ID_RANGE_H
#define WRIT_ID_RANGE_H

#include <stdio.h>

#include "terms.h"

/**
 * id_range_parse() - "1000" or "2000-2999"
 * @text: all of it must be the range
 * @first: receives where it begins
 * @last: receives its end, inclusive
 *
 * Return: NULL, or what is wrong with @text.
 */
const char *id_range_parse(const char *text, u32 *first, u32 *last);

/** id_range_print() - "1000" or "2000 to 2999", behind what separates it from those before */
void id_range_print(FILE *f, u32 first, u32 last, u32 i, u32 n);

/** id_ranges_print() - all of them: "1000, 1005 or 2000 to 2999" */
void id_ranges_print(FILE *f, const struct writ_ids *ids);

#endif
