/* SPDX-License-Identifier: GPL-2.0-only */
/* Errors and warnings about a text, each with its place. */
#ifndef WRIT_DIAG_H
#define WRIT_DIAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/** struct at - a place in a text, counted from 1 as editors do */
struct at {
	int line;
	int column;
};

/**
 * struct diags - what was found
 * @file: name of the text
 * @v: in order of finding
 * @n: how many
 * @errors: of them are errors
 * @lost: more were found than memory could hold; counts as an error
 */
struct diags {
	const char *file;
	struct diag *v;
	size_t n;
	size_t errors;
	bool lost;
};

struct diag {
	struct at at;
	bool warning;
	char text[256];
};

void diag_error(struct diags *d, struct at at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void diag_warn(struct diags *d, struct at at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static inline bool diags_bad(const struct diags *d)
{
	return d->errors || d->lost;
}

/** diags_print() - as "file:line:column: message", in the text's order */
void diags_print(struct diags *d, FILE *f);
void diags_free(struct diags *d);

#endif
