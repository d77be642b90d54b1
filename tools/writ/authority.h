/* SPDX-License-Identifier: GPL-2.0-only */
/* What stands beside a policy: delegations and revocations, read from files. */
#ifndef WRIT_AUTHORITY_FILES_H
#define WRIT_AUTHORITY_FILES_H

#include "evaluate.h"
#include "fileio.h"

/**
 * struct authority_object - one that was given
 * @file: its name
 * @type: delegation or revocation
 * @blob: its bytes
 * @reason: of its admission
 * @err: what was refused, if it was
 */
struct authority_object {
	const char *file;
	enum writ_type type;
	struct writ_blob blob;
	enum writ_reason reason;
	struct writ_error err;
};

/**
 * struct authority - under which artifacts are judged
 * @a: what the evaluator wants; points into the rest
 * @objects: in the order in which they were given
 * @n: how many
 * @delegations: of @a
 * @revoked: of @a
 */
struct authority {
	struct writ_authority a;
	struct authority_object *objects;
	size_t n;
	const struct writ_delegation *delegations[WRIT_DELEGATIONS_MAX];
	struct writ_revoked *revoked;
};

/** authority_read() - read one more object; false with @msg set */
bool authority_read(struct authority *all, const char *file, enum writ_type type,
		    struct writ_msg *msg);

/**
 * authority_admit() - admit all of them, as a host would that got them in this order
 * @all: @all->a.policy is set
 * @host: identity of the host
 * @scratch: WRIT_TBS_HEAD_MAX bytes
 * @msg: filled on failure
 *
 * Return: true; each object's reason says what became of it. False with @msg
 * set if there was no memory or too many of them.
 */
bool authority_admit(struct authority *all, struct writ_bytes host, u8 *scratch,
		     struct writ_msg *msg);

void authority_free(struct authority *all);

#endif
