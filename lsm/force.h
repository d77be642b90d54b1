/* SPDX-License-Identifier: GPL-2.0-only */
/* What stands behind struct writ_force; for authority.c and change.c. */
#ifndef WRIT_FORCE_H
#define WRIT_FORCE_H

#include "authority.h"

/**
 * struct kept_policy - a policy with the bytes that it points into
 * @users: forces that hold it
 * @object: SHA-256 of the bytes
 * @policy: decoded
 * @bytes: the signed object
 */
struct kept_policy {
	refcount_t users;
	u8 object[WRIT_DIGEST_SIZE];
	struct writ_policy policy;
	u8 bytes[];
};

/**
 * struct kept_delegation - a delegation with the bytes that it points into
 * @users: forces that hold it
 * @object: SHA-256 of the bytes
 * @delegation: decoded
 * @bytes: the signed object
 */
struct kept_delegation {
	refcount_t users;
	u8 object[WRIT_DIGEST_SIZE];
	struct writ_delegation delegation;
	u8 bytes[];
};

/**
 * struct kept_revoked - all that is revoked
 * @users: forces that hold it
 * @n: entries
 * @entry: in order
 */
struct kept_revoked {
	refcount_t users;
	u32 n;
	struct writ_revoked entry[];
};

/**
 * struct kept_force - what is in force, with all that it holds references to
 * @force: what others see
 * @policy: where its policy is
 * @delegation: where its delegations are
 * @view: the same, as the evaluator wants them
 * @revoked: where its revocations are; NULL for none
 */
struct kept_force {
	struct writ_force force;
	struct kept_policy *policy;
	struct kept_delegation *delegation[WRIT_DELEGATIONS_MAX];
	const struct writ_delegation *view[WRIT_DELEGATIONS_MAX];
	struct kept_revoked *revoked;
};

/* A copy of @now (which may be NULL) to be changed and published, or NULL. May sleep. */
struct kept_force *writ_force_next(const struct kept_force *now);
/* Adds a delegation, of which it takes a reference of its own; there must be room. */
void writ_force_delegate(struct kept_force *force, struct kept_delegation *kept);
/* One that was never published, or that nobody sees any more. Any context. */
void writ_force_free(struct kept_force *force);

/* ---- revocation_list.c: what was admitted; under writ_change_lock unless said otherwise */

/**
 * struct kept_revocation - an admitted revocation
 * @identity: of it
 * @object: SHA-256 of the signed object
 * @nentries: how much it revokes
 */
struct kept_revocation {
	struct writ_identity identity;
	u8 object[WRIT_DIGEST_SIZE];
	u32 nentries;
};

/* How many there are; WRIT_REVOCATIONS_MAX at most. */
u32 writ_revocations(void);
/* By index, NULL past the last; and by the digest of the object, or NULL. */
const struct kept_revocation *writ_revocation_at(u32 index);
const struct kept_revocation *writ_revocation_known(const u8 object[WRIT_DIGEST_SIZE]);
/* Takes it over; there must be room. */
void writ_revocation_keep(struct kept_revocation *kept);
/* Only when init fails, when nobody else is there: without the lock. */
void writ_revocations_forget(void);

/* Give a reference back, NULL included. Preemptible, or in an interrupt: see kvfree(). */
void writ_policy_put(struct kept_policy *kept);
void writ_delegation_put(struct kept_delegation *kept);

#endif
