/* SPDX-License-Identifier: GPL-2.0-only */
/* Patterns for arguments and variables, as people write them. */
#ifndef WRIT_PATTERN_ARGS_H
#define WRIT_PATTERN_ARGS_H

#include <stdio.h>

#include "cbor_write.h"
#include "pattern.h"

#define PATTERN_HELP \
"A PATTERN is any, literal:TEXT, glob:TEXT (\"*\" any bytes, \"?\" one, \"\\\" before a byte\n" \
"for itself), one-of:A,B,C (\"\\\" before a comma that belongs to the text),\n" \
"range:LOW..HIGH (a decimal number), under:/DIR (a path at or below it), content:FILE\n" \
"or content:sha256:HEX (names a file with this content). Other text is a literal.\n"

/**
 * pattern_put() - encode one pattern
 * @option: for complaints
 * @text: as a person wrote it
 * @content: content: is allowed
 * @o: receives the encoding
 *
 * Return: EXIT_GOOD; EXIT_USAGE or EXIT_REFUSED after a complaint.
 */
int pattern_put(const char *option, const char *text, bool content, struct writ_cbor_out *o);

/** pattern_print() - in the form that pattern_put() takes, safe for a terminal */
void pattern_print(FILE *f, const struct writ_pattern *p);

#endif
