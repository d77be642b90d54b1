// SPDX-License-Identifier: GPL-2.0-only
/* What was added, and what would be decided, as netlink attributes. */
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>
#include <net/netlink.h>

#include "admission.h"
#include "force.h"
#include "store.h"

static int put_identity(struct sk_buff *skb, const struct writ_identity *identity)
{
	if (nla_put(skb, WRIT_ATTR_ID, identity->id_len, identity->id) ||
	    nla_put(skb, WRIT_ATTR_KEY, WRIT_KID_SIZE, identity->key) ||
	    nla_put(skb, WRIT_ATTR_ISSUER, identity->issuer_len, identity->issuer))
		return -EMSGSIZE;
	return 0;
}

static int put_validity(struct sk_buff *skb, u64 nbf, u64 exp, u32 ops)
{
	if (nla_put_u64_64bit(skb, WRIT_ATTR_NBF, nbf, WRIT_ATTR_PAD) ||
	    nla_put_u64_64bit(skb, WRIT_ATTR_EXP, exp, WRIT_ATTR_PAD) ||
	    nla_put_u32(skb, WRIT_ATTR_OPERATIONS, ops))
		return -EMSGSIZE;
	return 0;
}

static int list_artifact(unsigned long *cursor, struct sk_buff *skb)
{
	const struct stored_artifact *stored = writ_store_at(cursor);

	if (!stored)
		return -ENOENT;
	if (put_identity(skb, &stored->identity) ||
	    put_validity(skb, stored->grant.nbf, stored->grant.exp, stored->grant.ops) ||
	    nla_put_u64_64bit(skb, WRIT_ATTR_SUBJECTS, stored->nsubjects, WRIT_ATTR_PAD) ||
	    nla_put_u32(skb, WRIT_ATTR_REASON, stored->standing) ||
	    nla_put(skb, WRIT_ATTR_DIGEST_SELF, WRIT_DIGEST_SIZE, stored->object))
		return -EMSGSIZE;
	++*cursor;
	return 0;
}

static int list_delegation(unsigned long *cursor, struct sk_buff *skb)
{
	struct writ_force *force = rcu_dereference_protected(writ_in_force,
							     lockdep_is_held(&writ_change_lock));
	struct kept_force *now = container_of(force, struct kept_force, force);
	const struct kept_delegation *kept;
	struct writ_identity identity;
	struct writ_authority above;
	enum writ_reason standing;

	if (*cursor >= force->authority.ndelegations)
		return -ENOENT;
	kept = now->delegation[*cursor];
	writ_identity_of(&identity, &kept->delegation.sign);
	/* A delegation stands after all that it hangs on. */
	above = force->authority;
	above.ndelegations = *cursor;
	standing = writ_delegation_standing(&kept->delegation, &above);
	if (put_identity(skb, &identity) ||
	    put_validity(skb, kept->delegation.sign.claims.nbf, kept->delegation.sign.claims.exp,
			 kept->delegation.issuer.ops) ||
	    nla_put_u32(skb, WRIT_ATTR_REASON, standing) ||
	    nla_put(skb, WRIT_ATTR_DIGEST_SELF, WRIT_DIGEST_SIZE, kept->object))
		return -EMSGSIZE;
	++*cursor;
	return 0;
}

static int list_revocation(unsigned long *cursor, struct sk_buff *skb)
{
	const struct kept_revocation *kept = writ_revocation_at(*cursor);

	if (!kept)
		return -ENOENT;
	if (put_identity(skb, &kept->identity) ||
	    nla_put_u64_64bit(skb, WRIT_ATTR_SUBJECTS, kept->nentries, WRIT_ATTR_PAD) ||
	    nla_put_u32(skb, WRIT_ATTR_REASON, WRIT_AUTHORIZED) ||
	    nla_put(skb, WRIT_ATTR_DIGEST_SELF, WRIT_DIGEST_SIZE, kept->object))
		return -EMSGSIZE;
	++*cursor;
	return 0;
}

static int list_policy(unsigned long *cursor, struct sk_buff *skb)
{
	struct writ_force *force = rcu_dereference_protected(writ_in_force,
							     lockdep_is_held(&writ_change_lock));
	struct kept_force *now = container_of(force, struct kept_force, force);
	struct writ_identity identity;

	if (*cursor)
		return -ENOENT;
	writ_identity_of(&identity, &now->policy->policy.sign);
	if (put_identity(skb, &identity) ||
	    nla_put_u64_64bit(skb, WRIT_ATTR_POLICY_VERSION, now->policy->policy.version,
			      WRIT_ATTR_PAD) ||
	    nla_put_u64_64bit(skb, WRIT_ATTR_EXP, now->policy->policy.sign.claims.exp,
			      WRIT_ATTR_PAD) ||
	    nla_put(skb, WRIT_ATTR_DIGEST_SELF, WRIT_DIGEST_SIZE, now->policy->object))
		return -EMSGSIZE;
	++*cursor;
	return 0;
}

int writ_change_list(enum writ_object object, unsigned long *cursor, struct sk_buff *skb)
{
	static int (* const list[])(unsigned long *cursor, struct sk_buff *skb) = {
		[WRIT_OBJECT_POLICY] = list_policy,
		[WRIT_OBJECT_ARTIFACT] = list_artifact,
		[WRIT_OBJECT_DELEGATION] = list_delegation,
		[WRIT_OBJECT_REVOCATION] = list_revocation,
	};
	int ret;

	if (object >= ARRAY_SIZE(list))
		return -EINVAL;
	mutex_lock(&writ_change_lock);
	ret = list[object](cursor, skb);
	mutex_unlock(&writ_change_lock);
	return ret;
}

void writ_holdings(struct writ_holdings *out)
{
	const struct writ_force *force = writ_force_get();

	writ_store_counts(&out->artifacts, &out->subjects);
	out->delegations = force->authority.ndelegations;
	writ_force_put(force);
	mutex_lock(&writ_change_lock);
	out->revocations = writ_revocations();
	mutex_unlock(&writ_change_lock);
}

/* ---- explaining */

struct explanation {
	struct sk_buff *skb;
	const struct writ_request *req;
	struct writ_verdict verdict;
	bool full;
};

static bool put_candidate(struct explanation *e, const struct stored_subject *s,
			  enum writ_reason reason)
{
	const struct stored_artifact *stored = s->artifact;
	struct writ_bytes path = writ_stored_path(s);
	struct nlattr *nest = nla_nest_start(e->skb, WRIT_ATTR_CANDIDATE);

	if (!nest)
		return false;
	if (put_identity(e->skb, &stored->identity) ||
	    put_validity(e->skb, stored->grant.nbf, stored->grant.exp, stored->grant.ops) ||
	    (path.len && nla_put(e->skb, WRIT_ATTR_PATH, path.len, path.data)) ||
	    nla_put_u32(e->skb, WRIT_ATTR_REASON, reason)) {
		nla_nest_cancel(e->skb, nest);
		return false;
	}
	nla_nest_end(e->skb, nest);
	return true;
}

/* Every candidate counts for the verdict; those that fit are told. */
static bool explain_one(const struct stored_subject *s, void *context)
{
	struct explanation *e = context;
	enum writ_reason reason = READ_ONCE(s->artifact->standing);

	if (reason == WRIT_AUTHORIZED)
		reason = writ_grant_check(&s->artifact->grant, writ_stored_path(s), e->req);
	if (reason == WRIT_AUTHORIZED)
		reason = writ_terms_check(&s->artifact->grant, e->req);
	if (reason == WRIT_AUTHORIZED)
		e->verdict.reason = reason;
	else if (e->verdict.reason != WRIT_AUTHORIZED)
		writ_verdict_refused(&e->verdict, reason);
	if (!e->full)
		e->full = !put_candidate(e, s, reason);
	return true;
}

int writ_explain(struct writ_request *req, enum writ_digest kind, const u8 *digest,
		 struct sk_buff *skb)
{
	struct explanation e = { .skb = skb, .req = req, .verdict = WRIT_VERDICT_INIT };
	enum writ_reason reason = WRIT_POLICY_DENIED;
	struct nlattr *at_answer, *at_reason;
	enum writ_answer answer;

	/* The verdict stands before the candidates, so that it always fits. */
	at_answer = nla_reserve(skb, WRIT_ATTR_ANSWER, sizeof(u32));
	at_reason = nla_reserve(skb, WRIT_ATTR_REASON, sizeof(u32));
	if (!at_answer || !at_reason)
		return -EMSGSIZE;
	rcu_read_lock();
	req->policy = writ_policy_rcu();
	answer = writ_policy_answer(req->policy, req);
	writ_store_each(kind, digest, explain_one, &e);
	if (writ_revoked_digest(&writ_force_rcu()->authority.revocations, digest))
		e.verdict.reason = WRIT_REVOKED;
	rcu_read_unlock();
	if (answer == WRIT_ANSWER_ALLOW)
		reason = WRIT_UNGOVERNED;
	else if (answer == WRIT_ANSWER_REQUIRE)
		reason = e.verdict.reason;
	*(u32 *)nla_data(at_answer) = answer;
	*(u32 *)nla_data(at_reason) = reason;
	return 0;
}
