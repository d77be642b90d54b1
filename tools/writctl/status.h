/* SPDX-License-Identifier: GPL-2.0-only */
/* What the module says of itself, read from securityfs. */
#ifndef WRITCTL_STATUS_H
#define WRITCTL_STATUS_H

#include <stdio.h>

#include "fileio.h"

/** enum status_kind - what reading the status came to */
enum status_kind {
	STATUS_READ,		/* it was read */
	STATUS_NOT_LOADED,	/* there is no module */
	STATUS_UNREADABLE,	/* it could not be found out; the message says why */
};

struct status_line {
	const char *key;
	const char *value;
};

/**
 * struct status - the lines of the status file, in its order
 * @text: owns what @v points to
 * @v: the lines
 * @n: how many
 */
struct status {
	struct writ_blob text;
	struct status_line *v;
	size_t n;
};

/**
 * status_read() - read and split the status
 * @s: filled when STATUS_READ is returned; free it with status_free()
 * @file: a copy taken elsewhere; NULL for this host's own
 * @msg: filled when STATUS_UNREADABLE is returned
 */
enum status_kind status_read(struct status *s, const char *file, struct writ_msg *msg);
void status_free(struct status *s);

/** status_get() - the value of @key, or NULL */
const char *status_get(const struct status *s, const char *key);

/** status_enforcing() - does it say that the policy is enforced? */
bool status_enforcing(const struct status *s);

/** status_in_force() - the same, or at least that it could be and is not yet meant to be */
bool status_in_force(const struct status *s);

/** status_expires() - when the policy expires; U64_MAX if never */
u64 status_expires(const struct status *s);

/**
 * status_headline() - one line that says whether this host is enforcing
 * @s: as read
 * @f: where it goes; coloured on a terminal
 */
void status_headline(const struct status *s, FILE *f);

/** status_show() - the rest for people; counters that are zero only if @all */
void status_show(const struct status *s, FILE *f, bool all);

/** status_json() - all of it for machines; @s is NULL if the module is not loaded */
void status_json(const struct status *s, FILE *f);

#endif
