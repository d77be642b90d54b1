/* SPDX-License-Identifier: GPL-2.0-only */
/* Showing the terms of an artifact to people and to machines. */
#ifndef WRIT_TERMS_SHOW_H
#define WRIT_TERMS_SHOW_H

#include "json.h"
#include "terms.h"

/** terms_text() - a line for each, in the words of the options that demand them */
void terms_text(FILE *f, const struct writ_terms *t);

/** terms_json() - the object "terms", which holds only what is demanded */
void terms_json(struct writ_json *j, const struct writ_terms *t);

#endif
