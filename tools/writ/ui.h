/* SPDX-License-Identifier: GPL-2.0-only */
/* Talking to people: on standard error, with colour only on a terminal. */
#ifndef WRIT_UI_H
#define WRIT_UI_H

#include <stdio.h>

#include "bytes.h"
#include "msg.h"

/** ui_init() - remember which command speaks */
void ui_init(const char *command);

/** ui_fail() - say what failed; returns EXIT_REFUSED */
int ui_fail(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/** ui_fail_msg() - the same with the library's words */
int ui_fail_msg(const struct writ_msg *msg);
/** ui_usage() - say what was asked for wrongly; returns EXIT_USAGE */
int ui_usage(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/** ui_note() - tell something that is no failure */
void ui_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/** enum ui_colour - what a word means */
enum ui_colour { UI_GOOD, UI_BAD, UI_WARN, UI_STRONG };

/** ui_word() - print @text in colour if @f is a terminal and NO_COLOR is unset */
void ui_word(FILE *f, enum ui_colour colour, const char *text);

/** ui_text() - print bytes from a signed object so that they cannot act on a terminal */
void ui_text(FILE *f, struct writ_bytes text);

/** ui_progress() - show @done of @total on a terminal, at most ten times a second */
void ui_progress(const char *what, size_t done, size_t total);
/** ui_progress_end() - remove it */
void ui_progress_end(void);

#endif
