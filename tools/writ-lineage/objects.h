/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Signed objects beside a log. The log holds no object but the SHA-256 of each
 * that the kernel was told; one with such a digest is what the kernel verified.
 */
#ifndef WRIT_LINEAGE_OBJECTS_H
#define WRIT_LINEAGE_OBJECTS_H

#include "delegation.h"
#include "fileio.h"
#include "index.h"
#include "policy.h"

/**
 * struct object - a delegation or a policy
 * @self: SHA-256 of it
 * @blob: its bytes, into which the rest points
 * @delegation: if @policy is NULL
 * @policy: or NULL
 */
struct object {
	u8 self[WRIT_DIGEST_SIZE];
	struct writ_blob blob;
	struct writ_delegation delegation;
	struct writ_policy *policy;
};

struct objects {
	struct object **v;
	size_t n;
};

/** objects_read() - one more; false with @msg set if it is neither */
bool objects_read(struct objects *all, const char *file, struct writ_msg *msg);
/** objects_delegation() - the next after @last (NULL: the first) that delegates to @key */
const struct object *objects_delegation(const struct objects *all, const struct object *last,
					const u8 key[WRIT_KID_SIZE]);
/** objects_policy() - the next after @last that has an issuer with @key */
const struct object *objects_policy(const struct objects *all, const struct object *last,
				    const u8 key[WRIT_KID_SIZE],
				    const struct writ_issuer **issuer);
void objects_free(struct objects *all);

#endif
