// SPDX-License-Identifier: GPL-2.0-only
/* Errors and warnings about a text. */
#include "diag.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "convert.h"
#include "ui.h"

static void add(struct diags *d, struct at at, bool warning, const char *fmt, va_list ap)
{
	struct diag *v;

	/* room doubles whenever the count is a power of two */
	if ((d->n & (d->n - 1)) == 0) {
		v = realloc(d->v, (d->n ? 2 * d->n : 1) * sizeof(*v));
		if (!v) {
			d->lost = true;
			return;
		}
		d->v = v;
	}
	v = &d->v[d->n++];
	v->at = at;
	v->warning = warning;
	vsnprintf(v->text, sizeof(v->text), fmt, ap);
	d->errors += !warning;
}

void diag_error(struct diags *d, struct at at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(d, at, false, fmt, ap);
	va_end(ap);
}

void diag_warn(struct diags *d, struct at at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(d, at, true, fmt, ap);
	va_end(ap);
}

static int by_place(const void *a, const void *b)
{
	const struct diag *x = a;
	const struct diag *y = b;

	if (x->at.line != y->at.line)
		return x->at.line < y->at.line ? -1 : 1;
	if (x->at.column != y->at.column)
		return x->at.column < y->at.column ? -1 : 1;
	return strcmp(x->text, y->text);
}

void diags_print(struct diags *d, FILE *f)
{
	if (d->n)
		qsort(d->v, d->n, sizeof(*d->v), by_place);
	for (size_t i = 0; i < d->n; i++) {
		writ_print_safe(f, d->file, strlen(d->file));
		fprintf(f, ":%d:%d: ", d->v[i].at.line, d->v[i].at.column);
		if (d->v[i].warning)
			ui_word(f, UI_WARN, "warning: ");
		writ_print_safe(f, d->v[i].text, strlen(d->v[i].text));
		fputc('\n', f);
	}
	if (d->lost)
		fprintf(f, "%s: more was found than memory could hold\n", d->file);
}

void diags_free(struct diags *d)
{
	free(d->v);
	d->v = NULL;
	d->n = 0;
}
