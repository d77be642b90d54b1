// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is wrong with the files is wrong at every look. It is said when it is new:
 * what the look before has found as well was said then.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evaluate.h"
#include "writd.h"

struct found {
	u8 (*text)[WRIT_DIGEST_SIZE];	/* SHA-256 of each */
	size_t n;
};

static struct found before, now;

static bool has(const struct found *found, const u8 text[WRIT_DIGEST_SIZE])
{
	size_t i;

	for (i = 0; i < found->n; i++)
		if (!memcmp(found->text[i], text, WRIT_DIGEST_SIZE))
			return true;
	return false;
}

/* Without memory it is said once too often. */
static void note(const u8 text[WRIT_DIGEST_SIZE])
{
	void *more = realloc(now.text, (now.n + 1) * sizeof(*now.text));

	if (!more)
		return;
	now.text = more;
	memcpy(now.text[now.n++], text, WRIT_DIGEST_SIZE);
}

void complain(int priority, const char *fmt, ...)
{
	char text[WRIT_MSG_MAX + 256];
	u8 digest[WRIT_DIGEST_SIZE];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	writ_sha256((const u8 *)text, strlen(text), digest);
	if (has(&now, digest))
		return;
	note(digest);
	if (!has(&before, digest))
		say(priority, "%s", text);
}

void complain_anew(void)
{
	free(before.text);
	before = now;
	now = (struct found){ NULL, 0 };
}

void complain_again(void)
{
	free(now.text);
	now = (struct found){ NULL, 0 };
}
