/* SPDX-License-Identifier: GPL-2.0-only */
/* Base64 (RFC 4648 section 4) in its one canonical form. */
#ifndef LIBWRIT_BASE64_H
#define LIBWRIT_BASE64_H

#include "bytes.h"

/** writ_base64_size() - characters of an encoding, and the NUL behind it */
static inline size_t writ_base64_size(size_t len)
{
	return (len + 2) / 3 * 4 + 1;
}

/** writ_base64() - encode into writ_base64_size() characters */
void writ_base64(struct writ_bytes data, char *out);

/**
 * writ_unbase64() - decode all of a text
 * @text: without white space
 * @out: receives at most @cap bytes
 * @len: receives how many
 *
 * One text stands for one value: other padding bits are refused, so that a
 * changed text never means the same.
 *
 * Return: true, or false if it is not the encoding of at most @cap bytes.
 */
bool writ_unbase64(struct writ_bytes text, u8 *out, size_t cap, size_t *len);

#endif
