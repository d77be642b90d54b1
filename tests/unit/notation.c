// SPDX-License-Identifier: GPL-2.0-only
#include "notation.h"

#include <stdio.h>
#include <stdlib.h>

/* A test that cannot be read is a defect of the test. */
static void stop(const char *text, const char *why)
{
	fprintf(stderr, "notation: %s: %s\n", why, text);
	abort();
}

static u8 digit(const char *text, char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c ? strchr(digits, c) : NULL;

	if (!at)
		stop(text, "not a hexadecimal digit");
	return (u8)(at - digits);
}

size_t notation(const char *text, u8 *buf, size_t cap, size_t len)
{
	const char *p = text;

	while (*p) {
		unsigned long times = 1;
		char *end;
		u8 byte;

		if (*p == ' ') {
			p++;
			continue;
		}
		if (*p == '\'') {
			for (p++; *p && *p != '\''; p++) {
				if (len == cap)
					stop(text, "too long");
				buf[len++] = (u8)*p;
			}
			if (!*p++)
				stop(text, "text without an end");
			continue;
		}
		byte = (u8)(digit(text, p[0]) << 4 | digit(text, p[1]));
		p += 2;
		if (*p == '*') {
			times = strtoul(p + 1, &end, 10);
			p = end;
		}
		if (times > cap - len)
			stop(text, "too long");
		memset(buf + len, byte, times);
		len += times;
	}
	return len;
}
