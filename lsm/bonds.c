// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a lineage is bound to: the control group in which it was governed first,
 * and the artifacts under which it and those it descends from run. Both are
 * shared by executions and never change.
 */
#include <linux/err.h>
#include <linux/slab.h>

#include "authority.h"
#include "inquiry.h"
#include "lineage.h"
#include "process.h"

void writ_home_put(struct writ_home *home)
{
	if (home && refcount_dec_and_test(&home->users))
		kfree(home);
}

void writ_bonds_put(struct writ_bonds *bonds)
{
	if (bonds && refcount_dec_and_test(&bonds->users))
		kfree(bonds);
}

struct writ_home *writ_home_new(struct writ_bytes cgroup)
{
	struct writ_home *home = kmalloc(struct_size(home, path, cgroup.len), GFP_KERNEL);

	if (!home)
		return NULL;
	refcount_set(&home->users, 1);
	home->len = cgroup.len;
	if (cgroup.len)
		memcpy(home->path, cgroup.data, cgroup.len);
	return home;
}

static bool is_bond(const struct writ_bond *bond, const struct writ_inquiry *q)
{
	return bond->id_len == q->identity.id_len &&
	       !memcmp(bond->artifact, q->identity.id, bond->id_len) &&
	       !memcmp(bond->key, q->identity.key, WRIT_KID_SIZE);
}

const struct writ_bond *writ_bonds_find(const struct writ_bonds *bonds,
					const struct writ_inquiry *q)
{
	u32 i;

	for (i = 0; q->has_identity && bonds && i < bonds->n; i++)
		if (is_bond(&bonds->bond[i], q))
			return &bonds->bond[i];
	return NULL;
}

struct writ_bonds *writ_bonds_hold(struct writ_bonds *bonds)
{
	if (bonds)
		refcount_inc(&bonds->users);
	return bonds;
}

/*
 * Those of before, and the artifact that authorizes now unless it is one of them.
 * An error where there are too many: what cannot be watched does not happen.
 */
struct writ_bonds *writ_bonds_with(struct writ_bonds *before, const struct writ_inquiry *q)
{
	u32 n = before ? before->n : 0;
	struct writ_bonds *bonds;
	struct writ_bond *bond;

	if (!q->has_identity || writ_bonds_find(before, q))
		return writ_bonds_hold(before);
	if (n == WRIT_BONDS_MAX)
		return ERR_PTR(-E2BIG);
	bonds = kmalloc(struct_size(bonds, bond, n + 1), GFP_KERNEL);
	if (!bonds)
		return ERR_PTR(-ENOMEM);
	refcount_set(&bonds->users, 1);
	bonds->n = n + 1;
	if (n)
		memcpy(bonds->bond, before->bond, n * sizeof(*bond));
	bond = &bonds->bond[n];
	memset(bond, 0, sizeof(*bond));
	memcpy(bond->artifact, q->identity.id, q->identity.id_len);
	memcpy(bond->key, q->identity.key, WRIT_KID_SIZE);
	bond->id_len = q->identity.id_len;
	bond->iat = q->iat;
	bond->exp = q->exp;
	return bonds;
}

const struct writ_bond *writ_bond_ended(const struct writ_lineage *lineage,
					const struct writ_authority *a, u64 now,
					enum writ_reason *reason)
{
	const struct writ_bonds *bonds = lineage->bonds;
	u32 i;

	for (i = 0; bonds && i < bonds->n; i++) {
		const struct writ_bond *bond = &bonds->bond[i];

		*reason = writ_ended(a, bond->key,
				     (struct writ_bytes){ bond->artifact, bond->id_len },
				     bond->iat, bond->exp, now);
		if (*reason != WRIT_AUTHORIZED)
			return bond;
	}
	if (lineage->has_digest && lineage->governed && bonds &&
	    writ_revoked_digest(&a->revocations, lineage->digest)) {
		*reason = WRIT_REVOKED;
		return &bonds->bond[bonds->n - 1];
	}
	return NULL;
}
