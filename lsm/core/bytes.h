/* SPDX-License-Identifier: GPL-2.0-only */
/* Borrowed bytes: the only way in which the core passes input around. */
#ifndef WRIT_CORE_BYTES_H
#define WRIT_CORE_BYTES_H

#include "shim.h"

/** struct writ_bytes - a pointer and its length, always together; no owner */
struct writ_bytes {
	const u8 *data;
	size_t len;
};

/** writ_bytes_of() - the characters of @text, which ends with a NUL and must stay */
static inline struct writ_bytes writ_bytes_of(const char *text)
{
	return (struct writ_bytes){ (const u8 *)text, strlen(text) };
}

/** writ_bytes_equal() - same length and same content; empty ones are equal */
bool writ_bytes_equal(struct writ_bytes a, struct writ_bytes b);

/**
 * writ_bytes_order() - bytewise lexicographic order
 * @a: one
 * @b: the other
 *
 * This is the order of RFC 8949 section 4.2.1 when both are encodings.
 *
 * Return: negative, 0 or positive, as @a is before, equal to or after @b.
 */
int writ_bytes_order(struct writ_bytes a, struct writ_bytes b);

/**
 * writ_text_valid() - UTF-8 (RFC 3629) without a NUL
 * @text: any bytes
 *
 * Refuses what is not the shortest form, surrogates, and beyond U+10FFFF.
 *
 * Return: true if all of @text is valid.
 */
bool writ_text_valid(struct writ_bytes text);

/**
 * writ_text_printable() - no control characters (U+0000-U+001F, U+007F-U+009F)
 * @text: valid according to writ_text_valid()
 *
 * Names and paths go to logs and terminals, which a control character could
 * steer.
 *
 * Return: true if there is none.
 */
bool writ_text_printable(struct writ_bytes text);

#endif
