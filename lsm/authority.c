// SPDX-License-Identifier: GPL-2.0-only
/* What is in force: reading it, and putting another in its place. */
#include <linux/mutex.h>
#include <linux/slab.h>

#include "authority.h"
#include "clock.h"
#include "force.h"
#include "writ.h"

struct writ_force __rcu *writ_in_force;

const struct writ_force *writ_force_get(void)
{
	struct writ_force *force;

	rcu_read_lock();
	do {
		/* One that is on its way out has been replaced by another. */
		force = rcu_dereference(writ_in_force);
	} while (!refcount_inc_not_zero(&force->users));
	rcu_read_unlock();
	return force;
}

/* The last reader under RCU may come later than the last reference goes. */
static void free_rcu(struct rcu_head *rcu)
{
	writ_force_free(container_of(container_of(rcu, struct writ_force, rcu), struct kept_force,
				     force));
}

void writ_force_put(const struct writ_force *force)
{
	struct writ_force *f = (struct writ_force *)force;

	if (f && refcount_dec_and_test(&f->users))
		call_rcu(&f->rcu, free_rcu);
}

void writ_force_publish(struct writ_force *force)
{
	struct writ_force *before;

	before = rcu_replace_pointer(writ_in_force, force, lockdep_is_held(&writ_change_lock));
	writ_force_put(before);
}

void writ_force_name(struct writ_record *r, u8 *room)
{
	const struct writ_force *force;

	rcu_read_lock();
	force = rcu_dereference(writ_in_force);
	if (force) {
		const struct writ_policy *policy = force->authority.policy;

		r->policy.data = room;
		r->policy.len = min_t(size_t, policy->id.len, WRIT_NAME_MAX);
		memcpy(room, policy->id.data, r->policy.len);
		r->policy_version = policy->version;
	}
	rcu_read_unlock();
}

bool writ_permissive(void)
{
	u64 until;

	rcu_read_lock();
	until = writ_policy_rcu()->permissive_until;
	rcu_read_unlock();
	return until && !writ_is_canary(current) && writ_now() < until;
}

/* ---- the parts of it */

void writ_policy_put(struct kept_policy *kept)
{
	if (kept && refcount_dec_and_test(&kept->users))
		kvfree(kept);
}

void writ_delegation_put(struct kept_delegation *kept)
{
	if (kept && refcount_dec_and_test(&kept->users))
		kvfree(kept);
}

struct kept_force *writ_force_next(const struct kept_force *now)
{
	struct kept_force *next = kvzalloc(sizeof(*next), GFP_KERNEL);
	u32 i;

	if (!next)
		return NULL;
	refcount_set(&next->force.users, 1);
	next->force.authority.delegations = next->view;
	next->force.generation = 1;
	if (!now)
		return next;
	next->force.generation = now->force.generation + 1;
	next->policy = now->policy;
	if (next->policy)
		refcount_inc(&next->policy->users);
	next->force.authority.policy = now->force.authority.policy;
	for (i = 0; i < now->force.authority.ndelegations; i++)
		writ_force_delegate(next, now->delegation[i]);
	next->revoked = now->revoked;
	if (next->revoked)
		refcount_inc(&next->revoked->users);
	next->force.authority.revocations = now->force.authority.revocations;
	return next;
}

void writ_force_delegate(struct kept_force *force, struct kept_delegation *kept)
{
	u32 n = force->force.authority.ndelegations++;

	refcount_inc(&kept->users);
	force->delegation[n] = kept;
	force->view[n] = &kept->delegation;
}

void writ_force_free(struct kept_force *force)
{
	u32 i;

	for (i = 0; i < force->force.authority.ndelegations; i++)
		writ_delegation_put(force->delegation[i]);
	if (force->revoked && refcount_dec_and_test(&force->revoked->users))
		kvfree(force->revoked);
	writ_policy_put(force->policy);
	kvfree(force);
}
