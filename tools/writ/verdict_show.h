/* SPDX-License-Identifier: GPL-2.0-only */
/* Telling a verdict, and what to do about it. */
#ifndef WRIT_VERDICT_SHOW_H
#define WRIT_VERDICT_SHOW_H

#include "evaluate.h"
#include "json.h"

/** verdict_text() - for people, on standard output; @err is NULL or says what was refused */
void verdict_text(const char *what, enum writ_reason reason, const struct writ_error *err);

/** verdict_json() - the same as members of an object */
void verdict_json(struct writ_json *j, enum writ_reason reason, const struct writ_error *err);

#endif
