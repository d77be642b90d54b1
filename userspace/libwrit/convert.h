/* SPDX-License-Identifier: GPL-2.0-only */
/* Between numbers and how people write them: hex, times, spans of time, operations. */
#ifndef LIBWRIT_CONVERT_H
#define LIBWRIT_CONVERT_H

#include <stdio.h>

#include "artifact.h"
#include "op.h"

/** writ_hex() - lower-case hex of @len bytes into @out, which takes 2 * @len + 1 */
const char *writ_hex(const u8 *data, size_t len, char *out);

/** writ_unhex() - exactly @len bytes from @len * 2 hex digits; true if that is what @text is */
bool writ_unhex(const char *text, u8 *out, size_t len);

/**
 * writ_time_parse() - RFC 3339 ("2026-11-22T23:00:00Z", with an offset instead of Z, or
 * only a date, which means its midnight in UTC)
 * @text: all of it must be the time
 * @out: seconds since the epoch
 *
 * Years before 2020 are refused: they come from a clock that was never set.
 *
 * Return: NULL, or what is wrong with @text.
 */
const char *writ_time_parse(const char *text, u64 *out);

/** writ_time_format() - RFC 3339 in UTC; "never" for U64_MAX */
const char *writ_time_format(u64 t, char out[32]);

/**
 * writ_span_parse() - a number and a unit: s, m, h, d or w
 * @text: such as "90d"
 * @out: seconds, at least 1
 *
 * Return: NULL, or what is wrong with @text.
 */
const char *writ_span_parse(const char *text, u64 *out);

/** writ_span_format() - in the largest unit that divides it */
const char *writ_span_format(u64 seconds, char out[32]);

/**
 * writ_ops_parse() - names of operations, separated by commas
 * @text: such as "execute,map"
 * @ops: WRIT_OP_BIT() mask
 *
 * Return: NULL, or what is wrong with @text.
 */
const char *writ_ops_parse(const char *text, u32 *ops);

/* Room for the names of all operations. */
#define WRIT_OPS_TEXT 128

/** writ_ops_format() - "execute, map" */
const char *writ_ops_format(u32 ops, char out[WRIT_OPS_TEXT]);

/**
 * writ_digest_parse() - "sha256:HEX" or "fsverity:HEX"
 *
 * Return: NULL, or what is wrong with @text.
 */
const char *writ_digest_parse(const char *text, enum writ_digest *kind, u8 out[WRIT_DIGEST_SIZE]);

/** writ_name_valid() - may @text be an issuer, a host, a policy id or a filesystem? */
bool writ_name_valid(const char *text);

/**
 * writ_utf8() - the UTF-8 sequence at the start of some bytes
 * @p: at least one byte
 * @len: bytes at @p
 * @out: receives the code point; may be NULL
 *
 * Return: bytes of the sequence, or 0 if there is none.
 */
size_t writ_utf8(const u8 *p, size_t len, u32 *out);

/**
 * writ_char_safe() - may a character reach a reader as it is?
 *
 * Controls, line and paragraph separators and directional marks, embeddings, overrides
 * and isolates do something to the text around them.
 */
bool writ_char_safe(u32 cp);

/**
 * writ_print_safe() - print text that came from elsewhere so that it can do
 * nothing to a terminal: what writ_char_safe() refuses appears as \xHH
 */
void writ_print_safe(FILE *f, const void *text, size_t len);

#endif
