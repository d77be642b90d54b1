/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is in force: the policy, the delegations under it and the revocations,
 * as one object that never changes once it is published. A change builds the
 * next one whole and swaps it under RCU.
 */
#ifndef WRIT_AUTHORITY_H
#define WRIT_AUTHORITY_H

#include <linux/rcupdate.h>
#include <linux/refcount.h>

#include "core/evaluate.h"
#include "core/record.h"
#include "uapi/writ_netlink.h"

struct sk_buff;

/**
 * struct writ_force - what is in force
 * @authority: policy, delegations and revocations, as the evaluator wants them
 * @generation: grows with each change of what is in force
 * @users: writ_force_get() without writ_force_put(), and one while published
 * @rcu: for freeing
 */
struct writ_force {
	struct writ_authority authority;
	u32 generation;
	refcount_t users;
	struct rcu_head rcu;
};

extern struct writ_force __rcu *writ_in_force;

/* Under rcu_read_lock(); never NULL once init has loaded the policy. */
static inline const struct writ_force *writ_force_rcu(void)
{
	return rcu_dereference(writ_in_force);
}

/**
 * writ_policy_rcu() - the policy in force
 *
 * Under rcu_read_lock(), until whose end the result holds still.
 *
 * Not before init has loaded one. Return: the policy; never NULL.
 */
static inline const struct writ_policy *writ_policy_rcu(void)
{
	return writ_force_rcu()->authority.policy;
}

/* For who may sleep while he uses it. Any context. */
const struct writ_force *writ_force_get(void);
void writ_force_put(const struct writ_force *force);

/* Copy the id of the policy in force to @room (WRIT_NAME_MAX), and put it and the version into @r. */
void writ_force_name(struct writ_record *r, u8 *room);

/* Replaces what is in force; the caller holds writ_change_lock and passes its reference. */
void writ_force_publish(struct writ_force *force);

/**
 * struct writ_change - a change of what is in force, and what came of it
 * @object: which kind of signed object
 * @reason: WRIT_AUTHORIZED if it was accepted, or why not
 * @error: what the decoder or a limit objects to; @error.code is 0 if nothing
 * @message: a sentence about a refusal that @error cannot tell (a version that
 *	does not grow, a full table); a constant, or NULL
 * @id: cti of the object, once it could be decoded
 * @id_len: of @id
 */
struct writ_change {
	enum writ_object object;
	enum writ_reason reason;
	struct writ_error error;
	const char *message;
	u8 id[WRIT_CTI_MAX];
	u8 id_len;
};

/** enum writ_change_how - bits */
enum writ_change_how {
	WRIT_CHANGE_CHECK = 1,		/* judge an artifact, keep and record nothing */
	WRIT_CHANGE_BY_WRITD = 2,	/* who brings it keeps account of uses across boots */
};

/**
 * writ_change_add() - verify a signed object and put it into force
 * @object: which kind
 * @bytes: the object; copied where it is kept
 * @how: enum writ_change_how
 * @change: filled
 *
 * A transaction: accepted whole, or nothing changed. What it narrows is denied
 * by every check that begins after the return. Writes a record either way,
 * before it returns. Adding once more what is there already is accepted and
 * changes nothing. May sleep.
 *
 * Return: 0; -EKEYREJECTED if it was refused, with @change saying why; -ESTALE
 * for a policy whose version does not grow; -EEXIST for another object with the
 * same identity; -ENOSPC for a full table; -ENOMEM.
 */
int writ_change_add(enum writ_object object, struct writ_bytes bytes, u32 how,
		    struct writ_change *change);

/**
 * writ_change_drop() - drop an artifact from the store
 * @id: its cti
 * @key: thumbprint of the key that signed it, or empty for any
 *
 * May sleep. Writes a record. Return: 0, -ENOENT, or -ENOTUNIQ if several keys
 * have signed artifacts with that cti and @key is empty.
 */
int writ_change_drop(struct writ_bytes id, struct writ_bytes key);

/**
 * writ_change_list() - the next entry of what was added, as netlink attributes
 * @object: which kind
 * @cursor: 0 at first; moved behind the entry that was put
 * @skb: receives ID, KEY, ISSUER, NBF, EXP, OPERATIONS, SUBJECTS, REASON
 *	(its standing) and DIGEST_SELF, as far as they apply
 *
 * Return: 0; -ENOENT beyond the last; -EMSGSIZE if @skb is full.
 */
int writ_change_list(enum writ_object object, unsigned long *cursor, struct sk_buff *skb);

/* One change at a time. */
extern struct mutex writ_change_lock;

/**
 * struct writ_holdings - how much is held, for status
 * @artifacts: in the store
 * @subjects: that they name
 * @delegations: in force
 * @revocations: that were accepted
 */
struct writ_holdings {
	u32 artifacts;
	u64 subjects;
	u32 delegations;
	u32 revocations;
};

/* Not all of one moment. Takes writ_change_lock, may sleep. */
void writ_holdings(struct writ_holdings *out);

/**
 * writ_explain() - judge a request without doing it, and say what was considered
 * @req: the request, with all facts that can be told; its policy is set
 * @kind: which digest
 * @digest: of the content
 * @skb: receives ANSWER, REASON and a CANDIDATE for each artifact that names
 *	the content, as far as they fit
 *
 * May sleep. Return: 0 or -EMSGSIZE.
 */
int writ_explain(struct writ_request *req, enum writ_digest kind, const u8 *digest,
		 struct sk_buff *skb);

/**
 * writ_permissive() - does the policy let through what it denies?
 *
 * Until a time, by the clock that nobody turns back. Never for the canary, whose
 * denial is the proof that enforcement is possible. Any context.
 */
bool writ_permissive(void);

#endif
