// SPDX-License-Identifier: GPL-2.0-only
/*
 * Changes of what is in force, each a transaction: the next state is built and
 * verified beside the one in force, and then takes its place, or is thrown away.
 *
 * An artifact's standing is part of that state. So that no moment mixes the rules
 * of one with the standings of the other to allow what neither would, standings
 * are first only taken away, then the rest is published, then standings are given.
 */
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/sort.h>

#include "admission.h"
#include "clock.h"
#include "content.h"
#include "crypto.h"
#include "events.h"
#include "force.h"
#include "origin.h"
#include "store.h"
#include "watch.h"
#include "writ.h"

DEFINE_MUTEX(writ_change_lock);

static struct kept_force *in_force(void)
{
	struct writ_force *force = rcu_dereference_protected(writ_in_force,
							     lockdep_is_held(&writ_change_lock));

	return force ? container_of(force, struct kept_force, force) : NULL;
}

/**
 * struct work - a change under way
 * @change: for the caller
 * @bytes: the object
 * @object: SHA-256 of it
 * @identity: of it, once it was decoded
 * @known: it is in force already
 * @how: enum writ_change_how
 * @governance: of an artifact
 * @told: for people, of one that is accepted
 * @scratch: for signatures
 */
struct work {
	struct writ_change *change;
	struct writ_bytes bytes;
	u8 object[WRIT_DIGEST_SIZE];
	struct writ_identity identity;
	bool known;
	u32 how;
	struct writ_bytes governance;
	char told[WRIT_NAME_MAX + 96];
	u8 scratch[WRIT_TBS_HEAD_MAX];
};

static int refuse(struct work *w, int error, const char *message)
{
	w->change->message = message;
	return error;
}

/* What the evaluator said; whose envelope could be decoded is known by name. */
static int judged(struct work *w, enum writ_reason reason, const struct writ_sign1 *sign)
{
	w->change->reason = reason;
	if (reason == WRIT_AUTHORIZED || reason > WRIT_UNSUPPORTED_ALGORITHM)
		if (sign->kid.len == WRIT_KID_SIZE)
			writ_identity_of(&w->identity, sign);
	if (reason == WRIT_AUTHORIZED)
		return 0;
	return reason == WRIT_INTERNAL_ERROR ? -ENOMEM : -EKEYREJECTED;
}

/*
 * What was narrowed must not be served again unasked. The first wait is for those
 * who judged by the old state and may still remember what served them; then all
 * of that is forgotten. Whoever frees a grant waits once more (drop_stored()).
 */
static void settle(void)
{
	if (!writ_is_armed())
		return;
	synchronize_rcu_expedited();
	writ_cache_forget_served();
}

static void put_in_force(struct kept_force *next)
{
	writ_store_judge(&next->force.authority, true);
	writ_force_publish(&next->force);
	writ_store_judge(&next->force.authority, false);
	settle();
	writ_watch_now();
}

/* ---- policies */

static int check_succession(struct work *w, const struct kept_force *now,
			    const struct writ_policy *policy)
{
	const struct writ_policy *before = now ? now->force.authority.policy : NULL;

	if (policy->version < writ_params.least_version)
		return refuse(w, -ESTALE, "the policy's version is below one that this host has enforced");
	if (!before)
		return 0;
	if (!writ_bytes_equal(policy->id, before->id))
		return refuse(w, -EKEYREJECTED, "the policy has another id than the one in force");
	if (policy->version <= before->version)
		return refuse(w, -ESTALE, "the policy's version is not above the one in force");
	return 0;
}

/* Delegations whose chain no longer holds under the new policy are left behind. */
static void redelegate(struct kept_force *next, const struct kept_force *now)
{
	u32 i;

	for (i = 0; now && i < now->force.authority.ndelegations; i++) {
		struct kept_delegation *kept = now->delegation[i];
		enum writ_reason reason = writ_delegation_standing(&kept->delegation,
								   &next->force.authority);

		if (reason == WRIT_AUTHORIZED || reason == WRIT_REVOKED)
			writ_force_delegate(next, kept);
		else
			pr_notice("a delegation to %.*s ends with the new policy: %s\n",
				  (int)kept->delegation.issuer.name.len,
				  kept->delegation.issuer.name.data, writ_reason_name(reason));
	}
}

static int add_policy(struct work *w)
{
	struct kept_force *now = in_force(), *next;
	struct kept_policy *kept;
	int ret;

	if (now && !memcmp(now->policy->object, w->object, WRIT_DIGEST_SIZE)) {
		w->known = true;
		return judged(w, WRIT_AUTHORIZED, &now->policy->policy.sign);
	}
	kept = kvzalloc(struct_size(kept, bytes, w->bytes.len), GFP_KERNEL);
	if (!kept)
		return -ENOMEM;
	refcount_set(&kept->users, 1);
	memcpy(kept->object, w->object, WRIT_DIGEST_SIZE);
	memcpy(kept->bytes, w->bytes.data, w->bytes.len);
	ret = judged(w, writ_admit_policy((struct writ_bytes){ kept->bytes, w->bytes.len },
					  writ_params.root, writ_params.host,
					  writ_now(), w->scratch, &kept->policy,
					  &w->change->error), &kept->policy.sign);
	ret = ret ?: check_succession(w, now, &kept->policy);
	if (ret)
		goto out;
	ret = -ENOMEM;
	next = writ_force_next(NULL);
	if (!next)
		goto out;
	next->policy = kept;
	next->force.authority.policy = &kept->policy;
	if (now) {
		next->force.generation = now->force.generation + 1;
		next->revoked = now->revoked;
		if (next->revoked)
			refcount_inc(&next->revoked->users);
		next->force.authority.revocations = now->force.authority.revocations;
	}
	redelegate(next, now);
	put_in_force(next);
	/* The root's own word, which nobody can give twice, is a way to go on. */
	if (now)
		writ_log_continue();
	writ_clock_attest(kept->policy.sign.claims.iat);
	return 0;
out:
	writ_policy_put(kept);
	return ret;
}

/* ---- delegations */

static int add_delegation(struct work *w)
{
	struct kept_force *now = in_force(), *next;
	struct kept_delegation *kept;
	u32 i;
	int ret;

	for (i = 0; i < now->force.authority.ndelegations; i++) {
		if (memcmp(now->delegation[i]->object, w->object, WRIT_DIGEST_SIZE))
			continue;
		w->known = true;
		return judged(w, WRIT_AUTHORIZED, &now->delegation[i]->delegation.sign);
	}
	kept = kvzalloc(struct_size(kept, bytes, w->bytes.len), GFP_KERNEL);
	if (!kept)
		return -ENOMEM;
	refcount_set(&kept->users, 1);
	memcpy(kept->object, w->object, WRIT_DIGEST_SIZE);
	memcpy(kept->bytes, w->bytes.data, w->bytes.len);
	ret = judged(w, writ_admit_delegation((struct writ_bytes){ kept->bytes, w->bytes.len },
					      &now->force.authority, writ_params.host, w->scratch,
					      &kept->delegation, &w->change->error),
		     &kept->delegation.sign);
	if (!ret && now->force.authority.ndelegations == WRIT_DELEGATIONS_MAX)
		ret = refuse(w, -ENOSPC, "no more delegations can be held");
	next = ret ? NULL : writ_force_next(now);
	if (next) {
		const struct writ_issuer *to = &kept->delegation.issuer;

		snprintf(w->told, sizeof(w->told), "delegates to %.*s with key %*phN",
			 (int)to->name.len, to->name.data, WRIT_KID_SIZE, to->kid);
		writ_force_delegate(next, kept);
		/* It widens only: nothing that was served before is in doubt. */
		writ_force_publish(&next->force);
		writ_store_judge(&next->force.authority, false);
	} else if (!ret) {
		ret = -ENOMEM;
	}
	writ_delegation_put(kept);
	return ret;
}

/* ---- revocations */

static int order(const void *a, const void *b)
{
	return writ_revoked_order(a, b);
}

static struct kept_revoked *merge(const struct kept_force *now, const struct writ_revocation *more)
{
	u32 n = now->force.authority.revocations.n, i, kept;
	struct writ_bytes rest = more->entries;
	struct kept_revoked *all;

	all = kvmalloc(struct_size(all, entry, n + more->nentries), GFP_KERNEL);
	if (!all)
		return NULL;
	refcount_set(&all->users, 1);
	if (n)
		memcpy(all->entry, now->force.authority.revocations.entry,
		       n * sizeof(*all->entry));
	while (n < now->force.authority.revocations.n + more->nentries &&
	       writ_revoked_next(&rest, &all->entry[n]))
		n++;
	sort(all->entry, n, sizeof(*all->entry), order, NULL);
	for (i = kept = 0; i < n; i++)
		if (!kept || writ_revoked_order(&all->entry[kept - 1], &all->entry[i]))
			all->entry[kept++] = all->entry[i];
	all->n = kept;
	return all;
}

static int put_revocation(struct work *w, const struct writ_revocation *revocation,
			  struct kept_revocation *kept)
{
	struct kept_force *now = in_force(), *next;
	struct kept_revoked *all;

	if (writ_revocations() == WRIT_REVOCATIONS_MAX ||
	    now->force.authority.revocations.n + revocation->nentries > WRIT_REVOKED_TOTAL_MAX)
		return refuse(w, -ENOSPC, "no more revocations can be held");
	all = merge(now, revocation);
	if (!all)
		return -ENOMEM;
	next = writ_force_next(now);
	if (!next) {
		kvfree(all);
		return -ENOMEM;
	}
	if (next->revoked && refcount_dec_and_test(&next->revoked->users))
		WARN_ON_ONCE(1);	/* @now holds it too */
	next->revoked = all;
	next->force.authority.revocations.n = all->n;
	next->force.authority.revocations.entry = all->entry;
	memcpy(kept->object, w->object, WRIT_DIGEST_SIZE);
	kept->identity = w->identity;
	kept->nentries = revocation->nentries;
	writ_revocation_keep(kept);
	put_in_force(next);
	return 0;
}

static int add_revocation(struct work *w)
{
	const struct kept_revocation *known = writ_revocation_known(w->object);
	struct writ_revocation *revocation;
	struct kept_revocation *kept;
	int ret = -ENOMEM;

	if (known) {
		w->known = true;
		w->identity = known->identity;
		w->change->reason = WRIT_AUTHORIZED;
		return 0;
	}
	revocation = kzalloc(sizeof(*revocation), GFP_KERNEL);
	kept = kzalloc(sizeof(*kept), GFP_KERNEL);
	if (revocation && kept)
		ret = judged(w, writ_admit_revocation(w->bytes, &in_force()->force.authority,
						      writ_params.host, w->scratch, revocation,
						      &w->change->error), &revocation->sign);
	if (!ret)
		ret = put_revocation(w, revocation, kept);
	if (!ret && !memcmp(revocation->sign.kid.data, writ_params.root, WRIT_KID_SIZE))
		writ_clock_attest(revocation->sign.claims.iat);
	if (ret)
		kfree(kept);
	kfree(revocation);
	return ret;
}

/* ---- artifacts */

static int add_artifact(struct work *w)
{
	struct writ_admission *admission = kmalloc(sizeof(*admission), GFP_KERNEL);
	const struct stored_artifact *there;
	bool others;
	int ret;

	if (!admission)
		return -ENOMEM;
	ret = judged(w, writ_admit(w->bytes, &in_force()->force.authority, admission),
		     &admission->artifact.sign);
	w->change->error = admission->error;
	if (ret || (w->how & WRIT_CHANGE_CHECK))
		goto out;
	if (!writ_origin_holds(&admission->artifact)) {
		w->change->reason = WRIT_LINEAGE_DISCONTINUITY;
		ret = refuse(w, -EKEYREJECTED, "its origin is no execution that this host's lineage holds");
		goto out;
	}
	if (!writ_terms_accountable(&admission->artifact, w->how & WRIT_CHANGE_BY_WRITD)) {
		ret = refuse(w, -EPERM, "its uses are bounded: only writd keeps account of them beyond this boot");
		goto out;
	}
	/* It points into the object, which outlives the record. */
	w->governance = admission->artifact.terms.governance;
	there = writ_store_find(admission->artifact.sign.claims.cti,
				admission->artifact.sign.kid, &others);
	if (!there)
		ret = writ_store_add(&admission->artifact, &admission->grant, w->object);
	else if (memcmp(there->object, w->object, WRIT_DIGEST_SIZE))
		ret = refuse(w, -EEXIST, "another artifact with the same cti and key is held");
	else
		w->known = true;
	if (ret == -ENOSPC)
		refuse(w, ret, "no more artifacts or subjects can be held");
out:
	kfree(admission);
	return ret;
}

/* ---- all of them */

static const enum writ_kind kinds[] = {
	[WRIT_OBJECT_POLICY] = WRIT_KIND_POLICY,
	[WRIT_OBJECT_ARTIFACT] = WRIT_KIND_ARTIFACT,
	[WRIT_OBJECT_DELEGATION] = WRIT_KIND_KEY,
	[WRIT_OBJECT_REVOCATION] = WRIT_KIND_REVOCATION,
};

static void put_identity(struct writ_record *r, const struct writ_identity *identity)
{
	if (!identity->id_len)
		return;
	r->artifact = (struct writ_bytes){ identity->id, identity->id_len };
	r->issuer = (struct writ_bytes){ identity->issuer, identity->issuer_len };
	r->key = (struct writ_bytes){ identity->key, WRIT_KID_SIZE };
}

static void record(const struct work *w, int ret)
{
	const struct writ_change *change = w->change;
	struct writ_event event;
	char detail[192];

	writ_event_begin(&event, kinds[change->object], current);
	put_identity(&event.record, &w->identity);
	event.record.governance = w->governance;
	event.record.object = (struct writ_bytes){ w->object, WRIT_DIGEST_SIZE };
	event.record.reason = !ret ? WRIT_AUTHORIZED :
			      change->reason == WRIT_AUTHORIZED || !change->reason ?
			      WRIT_POLICY_DENIED : change->reason;
	if (ret && !change->message && change->error.code)
		snprintf(detail, sizeof(detail), "%s at byte %zu: %s", change->error.field,
			 change->error.offset, writ_err_text(change->error.code));
	else if (ret)
		snprintf(detail, sizeof(detail), "%s", change->message ?: "out of memory");
	if (ret)
		event.record.detail = writ_bytes_of(detail);
	else
		event.record.detail = writ_bytes_of(w->told);
	writ_event_append(&event, WRIT_CLASS_VITAL);
}

int writ_change_add(enum writ_object object, struct writ_bytes bytes, u32 how,
		    struct writ_change *change)
{
	static int (* const add[])(struct work *w) = {
		[WRIT_OBJECT_POLICY] = add_policy,
		[WRIT_OBJECT_ARTIFACT] = add_artifact,
		[WRIT_OBJECT_DELEGATION] = add_delegation,
		[WRIT_OBJECT_REVOCATION] = add_revocation,
	};
	struct work *w;
	int ret;

	memset(change, 0, sizeof(*change));
	change->object = object;
	if (object >= ARRAY_SIZE(add))
		return -EINVAL;
	if ((how & WRIT_CHANGE_CHECK) && object != WRIT_OBJECT_ARTIFACT) {
		change->message = "only an artifact can be judged without being kept";
		return -EOPNOTSUPP;
	}
	w = kzalloc(sizeof(*w), GFP_KERNEL);
	if (!w)
		return -ENOMEM;
	w->change = change;
	w->bytes = bytes;
	w->how = how;
	ret = writ_digest_parts(bytes, (struct writ_bytes){}, w->object);
	mutex_lock(&writ_change_lock);
	ret = ret ?: add[object](w);
	memcpy(change->id, w->identity.id, w->identity.id_len);
	change->id_len = w->identity.id_len;
	if (!w->known && !(how & WRIT_CHANGE_CHECK))
		record(w, ret);
	mutex_unlock(&writ_change_lock);
	kfree(w);
	return ret;
}

static void record_drop(const struct stored_artifact *stored)
{
	struct writ_event event;

	writ_event_begin(&event, WRIT_KIND_ARTIFACT, current);
	put_identity(&event.record, &stored->identity);
	event.record.object = (struct writ_bytes){ stored->object, WRIT_DIGEST_SIZE };
	event.record.reason = WRIT_AUTHORIZED;
	event.record.flags |= WRIT_RECORD_DROPPED;
	writ_event_append(&event, WRIT_CLASS_VITAL);
}

int writ_change_drop(struct writ_bytes id, struct writ_bytes key)
{
	struct stored_artifact *stored;
	bool others;
	int ret = 0;

	mutex_lock(&writ_change_lock);
	stored = writ_store_find(id, key, &others);
	if (!stored) {
		ret = -ENOENT;
	} else if (others) {
		ret = -ENOTUNIQ;
	} else {
		writ_store_unlink(stored);
		settle();
		/* Whoever took a grant of it from the cache is through after this. */
		synchronize_rcu_expedited();
		record_drop(stored);
		writ_store_free(stored);
	}
	mutex_unlock(&writ_change_lock);
	return ret;
}
