/* SPDX-License-Identifier: GPL-2.0-only */
/* The authorization that a denial says is missing, as options of writ issue. */
#ifndef WRIT_FROM_DENIAL_H
#define WRIT_FROM_DENIAL_H

#include "grant.h"
#include "reason.h"

#define DENIAL_VALID 3600	/* seconds, unless something else is said */

/**
 * struct denial - what `writctl why --json` told
 * @reason: why it was denied
 * @op: what was asked for
 * @digest: "sha256:HEX" of the content
 * @path: where it lay; empty if an artifact cannot name that
 * @uid: who asked, in decimal; empty if that is not known
 * @arguments: patterns, from argv[0] on
 * @narguments: how many; 0 if they are not known
 * @no_variables: which variables were set is not known, and matters
 */
struct denial {
	enum writ_reason reason;
	enum writ_op op;
	char digest[sizeof("sha256:") + 2 * WRIT_DIGEST_SIZE];
	char path[WRIT_PATH_MAX + 1];
	char uid[16];
	char *arguments[WRIT_ARGUMENTS_MAX];
	size_t narguments;
	bool no_variables;
};

/** denial_read() - read it; EXIT_GOOD, or EXIT_REFUSED after complaints with their places */
int denial_read(struct denial *d, const char *file);

/** denial_draft() - let @g grant what is missing, as far as it does not say otherwise */
int denial_draft(const struct denial *d, struct grant *g);

void denial_free(struct denial *d);

#endif
