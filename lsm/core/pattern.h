/* SPDX-License-Identifier: GPL-2.0-only */
/* Patterns for one argument or one variable's value. */
#ifndef WRIT_CORE_PATTERN_H
#define WRIT_CORE_PATTERN_H

#include "bounds.h"
#include "cbor.h"

/** enum writ_pattern_kind - the numbers are the format's */
enum writ_pattern_kind {
	WRIT_PATTERN_ANY = 0,		/* whatever it is */
	WRIT_PATTERN_LITERAL = 1,	/* exactly these bytes */
	WRIT_PATTERN_GLOB = 2,		/* "*" for any bytes, "?" for one, "\" before a byte for itself */
	WRIT_PATTERN_ONE_OF = 3,	/* one of several literals */
	WRIT_PATTERN_RANGE = 4,		/* a decimal number within bounds */
	WRIT_PATTERN_UNDER = 5,		/* an absolute path at or below a directory, without ".." */
	WRIT_PATTERN_CONTENT = 6,	/* names a file with this content */
	__WRIT_PATTERN_COUNT
};

/** writ_pattern_name() - "any", "literal", "glob" …; or "unknown" */
const char *writ_pattern_name(enum writ_pattern_kind kind);

/**
 * struct writ_pattern - one pattern; points into the input
 * @kind: which of the following count
 * @text: LITERAL, GLOB, UNDER
 * @choices: ONE_OF: encoded, for writ_choice_next()
 * @low: RANGE, inclusive
 * @high: RANGE, inclusive
 * @digest: CONTENT: SHA-256, WRIT_DIGEST_SIZE bytes
 */
struct writ_pattern {
	enum writ_pattern_kind kind;
	struct writ_bytes text;
	struct writ_bytes choices;
	s64 low;
	s64 high;
	const u8 *digest;
};

/** writ_pattern_read() - take one pattern from a reader; refusals are in its error */
void writ_pattern_read(struct writ_cbor *c, const char *field, struct writ_pattern *out);

/** writ_choice_next() - take the next literal of ONE_OF; @rest shrinks; false at the end */
bool writ_choice_next(struct writ_bytes *rest, struct writ_bytes *out);

/**
 * writ_pattern_matches() - does @text fit?
 * @p: validated when it was read
 * @text: the argument, or the value
 * @digest: of the file that @text names, for CONTENT; NULL if it is not known
 *
 * Any context. Time is linear, but for GLOB, which is given up as not fitting
 * after 262144 comparisons. Unknown kinds match nothing.
 */
bool writ_pattern_matches(const struct writ_pattern *p, struct writ_bytes text,
			  const u8 *digest);

/** writ_glob_matches() - does all of @text fit a GLOB? */
bool writ_glob_matches(struct writ_bytes glob, struct writ_bytes text);

/** writ_glob_valid() - no "\" at the end */
bool writ_glob_valid(struct writ_bytes glob);

#endif
