// SPDX-License-Identifier: GPL-2.0-only
/* Talking to people. */
#include "ui.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cmd.h"
#include "convert.h"

static const char *command = "writ";
static bool progress_shown;

void ui_init(const char *name)
{
	command = name;
}

static bool coloured(FILE *f)
{
	const char *no = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	return isatty(fileno(f)) && !(no && *no) && !(term && !strcmp(term, "dumb"));
}

void ui_word(FILE *f, enum ui_colour colour, const char *text)
{
	static const char *const codes[] = {
		[UI_GOOD] = "32", [UI_BAD] = "31", [UI_WARN] = "33", [UI_STRONG] = "1",
	};

	if (coloured(f))
		fprintf(f, "\033[%sm%s\033[0m", codes[colour], text);
	else
		fputs(text, f);
}

/* The words may quote a file's name, which may be anything. */
static void say(const char *fmt, va_list ap)
{
	char text[2 * WRIT_MSG_MAX];

	ui_progress_end();
	vsnprintf(text, sizeof(text), fmt, ap);
	fprintf(stderr, "%s: ", command);
	writ_print_safe(stderr, text, strlen(text));
}

int ui_fail(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	return EXIT_REFUSED;
}

int ui_fail_msg(const struct writ_msg *msg)
{
	return ui_fail("%s", msg->text);
}

int ui_usage(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(fmt, ap);
	va_end(ap);
	fprintf(stderr, "; see %s --help\n", command);
	return EXIT_USAGE;
}

void ui_note(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
}

void ui_text(FILE *f, struct writ_bytes text)
{
	writ_print_safe(f, text.data, text.len);
}

void ui_progress(const char *what, size_t done, size_t total)
{
	static struct timespec last;
	struct timespec now;

	if (!isatty(STDERR_FILENO))
		return;
	clock_gettime(CLOCK_MONOTONIC, &now);
	if ((now.tv_sec - last.tv_sec) * 10 + (now.tv_nsec - last.tv_nsec) / 100000000 < 1)
		return;
	last = now;
	if (total)
		fprintf(stderr, "\r%s %zu of %zu (%zu %%) ", what, done, total,
			done * 100 / total);
	else
		fprintf(stderr, "\r%s %zu ", what, done);
	progress_shown = true;
}

void ui_progress_end(void)
{
	if (progress_shown)
		fputs("\r\033[K", stderr);
	progress_shown = false;
}
