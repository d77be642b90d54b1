/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bytes as tests write them down: hexadecimal digits, spaces anywhere between
 * bytes, "aa*32" for a byte repeated, and 'text' for its characters.
 */
#ifndef WRIT_TEST_NOTATION_H
#define WRIT_TEST_NOTATION_H

#include "bytes.h"

/** notation() - append to @buf, of @cap bytes, at @len; returns the new length */
size_t notation(const char *text, u8 *buf, size_t cap, size_t len);

#endif
