// SPDX-License-Identifier: GPL-2.0-only
/* What the core demands of text: UTF-8 (RFC 3629), and nothing unprintable. */
#include "bytes.h"

static bool is_continuation(u8 b)
{
	return (b & 0xc0) == 0x80;
}

/*
 * One character at @p: its length, or 0 if it is not valid. The second byte's
 * range is what excludes overlong forms, surrogates and code points beyond
 * U+10FFFF (RFC 3629 section 4).
 */
static size_t char_length(const u8 *p, size_t left)
{
	u8 low = 0x80;
	u8 high = 0xbf;
	size_t n;

	if (p[0] < 0x80)
		return p[0] ? 1 : 0;
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;
	n = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	if (left < n)
		return 0;
	switch (p[0]) {
	case 0xe0:
		low = 0xa0;
		break;
	case 0xed:
		high = 0x9f;
		break;
	case 0xf0:
		low = 0x90;
		break;
	case 0xf4:
		high = 0x8f;
		break;
	}
	if (p[1] < low || p[1] > high)
		return 0;
	if (n > 2 && !is_continuation(p[2]))
		return 0;
	if (n > 3 && !is_continuation(p[3]))
		return 0;
	return n;
}

bool writ_text_valid(struct writ_bytes text)
{
	size_t i = 0;

	while (i < text.len) {
		size_t n = char_length(text.data + i, text.len - i);

		if (!n)
			return false;
		i += n;
	}
	return true;
}

bool writ_text_printable(struct writ_bytes text)
{
	size_t i;

	for (i = 0; i < text.len; i++) {
		u8 b = text.data[i];

		if (b < 0x20 || b == 0x7f)
			return false;
		/* U+0080 to U+009F are c2 80 to c2 9f */
		if (b == 0xc2 && i + 1 < text.len && text.data[i + 1] < 0xa0)
			return false;
	}
	return true;
}
