// SPDX-License-Identifier: GPL-2.0-only
/* Telling a verdict, and what to do about it. */
#include "verdict_show.h"

#include "convert.h"
#include "ui.h"

/* The place in the object helps only where the object itself is at fault. */
static bool has_place(enum writ_reason reason, const struct writ_error *err)
{
	return err && err->code &&
	       (reason == WRIT_MALFORMED_ARTIFACT || reason == WRIT_UNSUPPORTED_CLAIM ||
		reason == WRIT_ISSUER_LIMIT);
}

void verdict_text(const char *what, enum writ_reason reason, const struct writ_error *err)
{
	bool good = writ_reason_allows(reason);

	writ_print_safe(stdout, what, strlen(what));
	fputs(": ", stdout);
	ui_word(stdout, good ? UI_GOOD : UI_BAD, writ_reason_name(reason));
	if (has_place(reason, err))
		printf(" (%s %s, at byte %zu)", err->field, writ_err_text(err->code), err->offset);
	putchar('\n');
	if (!good)
		printf("  %s\n", writ_reason_help(reason));
}

void verdict_json(struct writ_json *j, enum writ_reason reason, const struct writ_error *err)
{
	writ_json_text(j, "reason", writ_reason_name(reason));
	writ_json_bool(j, "good", writ_reason_allows(reason));
	if (!writ_reason_allows(reason))
		writ_json_text(j, "help", writ_reason_help(reason));
	if (has_place(reason, err)) {
		writ_json_text(j, "error", writ_err_text(err->code));
		writ_json_text(j, "field", err->field);
		writ_json_uint(j, "offset", err->offset);
	}
}
