// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the artifacts that name a content say: those in the store, and the one in
 * the file's own attribute.
 *
 * Warm, this hashes nothing and reads nothing. Cold, the file is held against
 * writers while it is read, and what was learnt is remembered before the hold
 * ends, so that it cannot be about other bytes.
 */
#include <linux/binfmts.h>
#include <linux/ratelimit.h>
#include <linux/sched.h>

#include "admission.h"
#include "content.h"
#include "inquiry.h"
#include "location.h"
#include "matter.h"

int writ_matter_locate(struct matter *m)
{
	int ret;

	if (m->located)
		return 0;
	ret = writ_locate(m->q->file, m->q->may_sleep ? GFP_KERNEL : GFP_ATOMIC, &m->loc);
	if (ret)
		return ret;
	m->located = true;
	m->req.path = m->loc.path;
	m->req.path_ambiguous = m->loc.ambiguous;
	return 0;
}

static bool revoked(const struct writ_content *content, const struct writ_revocations *all)
{
	int kind;

	for (kind = 0; kind < __WRIT_DIGEST_COUNT; kind++)
		if ((content->known & BIT(kind)) && writ_revoked_digest(all, content->digest[kind]))
			return true;
	return false;
}

/*
 * A revoked content is nobody's to authorize, so no candidate is looked at. An
 * own artifact counts only under the authority that admitted it: once that has
 * changed it is read and admitted anew.
 */
static bool consider_content(struct writ_verdict *v, struct writ_content *content,
			     const struct writ_force *force, const struct writ_request *req,
			     bool *wants_path)
{
	const struct writ_own *own;
	int kind;

	lockdep_assert(rcu_read_lock_held());
	if (revoked(content, &force->authority.revocations)) {
		writ_verdict_refused(v, WRIT_REVOKED);
		return false;
	}
	for (kind = 0; kind < __WRIT_DIGEST_COUNT; kind++) {
		if (!(content->known & BIT(kind)) ||
		    !writ_store_consider(v, kind, content->digest[kind], req, wants_path))
			continue;
		/*
		 * Who judges by what was in force before must not have it served again:
		 * a change waits for this section to end, and then forgets all of it.
		 */
		if (v->plain && force == writ_force_rcu())
			WRITE_ONCE(content->served, v->grant);
		return true;
	}
	own = rcu_dereference(content->own);
	if (!own || own->generation != force->generation)
		return false;
	if (own->path.len)
		*wants_path = true;
	return writ_verdict_consider(v, &own->grant, own->path, req);
}

static void note_digest(struct writ_inquiry *q, const struct writ_content *content)
{
	if (!(content->known & BIT(WRIT_DIGEST_SHA256)))
		return;
	q->has_digest = true;
	memcpy(q->digest, content->digest[WRIT_DIGEST_SHA256], WRIT_DIGEST_SIZE);
}

void writ_note_identity(struct writ_inquiry *q, const struct writ_grant *grant)
{
	const struct writ_identity *identity = grant->identity;

	if (!identity)
		return;
	/* Not the whole of it: the room for a name is rarely used up. */
	memcpy(&q->identity, identity,
	       offsetof(struct writ_identity, issuer) + identity->issuer_len);
	q->has_identity = true;
	q->iat = grant->iat;
	q->exp = grant->exp;
}

void writ_note_authorized(struct writ_inquiry *q, const struct writ_content *content,
			  const struct writ_grant *grant)
{
	const struct writ_own *own = rcu_dereference(content->own);

	q->asks_for_code = unlikely(content->traits) && writ_elf_asks(q, content->traits) &&
			   !(grant->ops & WRIT_OP_BIT(WRIT_OP_GENERATE_CODE));
	if (!q->bprm && !(WRIT_OP_BIT(q->op) & WRIT_OP_KERNEL)) {
		if (q->op != WRIT_OP_MAP)
			return;
		q->mark = writ_mapping_mark(content->digest[WRIT_DIGEST_SHA256]);
		if (!q->mark)
			return;
	}
	q->record = true;
	q->granted = grant->ops;
	q->stored = !own || grant != &own->grant;
	note_digest(q, content);
	writ_note_identity(q, grant);
}

/* What an execution takes from its artifact, and what it hands on. Under RCU. */
static void note_terms(struct writ_inquiry *q, const struct writ_grant *grant,
		       const struct writ_request *req)
{
	const struct writ_terms *terms = grant->terms;
	const struct writ_kept_terms *kept;

	if (!terms || !q->bprm)
		return;
	q->contents = terms->contents;
	if (writ_inherits(terms, grant->identity, req)) {
		q->depth = req->asker->depth_left - 1;
		return;
	}
	kept = container_of(terms, struct writ_kept_terms, terms);
	q->depth = terms->depth;
	if (kept->use && !q->use)
		q->use = writ_use_hold(kept->use);
}

/* It is asked again, and another grant may serve then. */
static void forget_terms(struct writ_inquiry *q)
{
	if (q->use)
		writ_use_put(q->use);
	q->use = NULL;
	q->contents = 0;
	q->depth = 0;
}

/*
 * Some artifact asks for what nobody has found out yet: find it out, and let all
 * of them be asked once more. Each fact is found out once, so this ends.
 */
static bool find_out(struct matter *m, struct writ_verdict *v, bool wants_path)
{
	u32 need = v->need & ~m->req.have;

	if (wants_path && !m->located) {
		if (writ_matter_locate(m)) {
			writ_verdict_refused(v, WRIT_INTERNAL_ERROR);
			return false;
		}
		/* With the path, others may ask for more of the same fact. */
	} else if (!need) {
		return false;
	} else if (writ_facts_gather(&m->room, &m->req, m->q, v)) {
		writ_verdict_refused(v, WRIT_INTERNAL_ERROR);
		return false;
	}
	/* What was said without the facts does not count. */
	if (v->grant == NULL)
		v->reason = WRIT_MISSING_AUTHORIZATION;
	return true;
}

/**
 * from_cache() - judge by what is known of the content
 * @m: the matter
 * @v: the verdict in the making
 * @copy: receives the digests, if any are known; its artifact stays behind
 *
 * Return: true if the content is known and still holds.
 */
static bool from_cache(struct matter *m, struct writ_verdict *v, struct writ_content *copy)
{
	struct writ_content *content;
	bool wants_path;

	do {
		wants_path = false;
		v->need = 0;
		rcu_read_lock();
		content = writ_cache_lookup(m->inode);
		if (content) {
			if (content->known & BIT(WRIT_DIGEST_SHA256)) {
				memcpy(m->digest, content->digest[WRIT_DIGEST_SHA256],
				       WRIT_DIGEST_SIZE);
				m->req.digest = m->digest;
			}
			if (consider_content(v, content, m->force, &m->req, &wants_path)) {
				writ_note_authorized(m->q, content, v->grant);
				note_terms(m->q, v->grant, &m->req);
			} else {
				if (v->closest)
					writ_note_identity(m->q, v->closest);
				*copy = *content;
				/* Neither stays true outside of this section. */
				RCU_INIT_POINTER(copy->own, NULL);
				copy->served = NULL;
			}
		}
		rcu_read_unlock();
		v->closest = NULL;
		if (!content || v->reason == WRIT_AUTHORIZED || !find_out(m, v, wants_path))
			break;
	} while (true);
	return content;
}

/*
 * A rename or a new mode changes the inode, and so what is remembered of it does
 * not hold, although nobody could write to it: then it is remembered once more,
 * as it is now. Who keeps changing it for so long is in the way of its execution.
 */
#define REMEMBER_TRIES 16

/* The artifact in the file's own attribute, when no other one served. */
static void from_attribute(struct matter *m, struct writ_verdict *v, struct writ_content *content)
{
	struct writ_own *own;
	enum writ_reason reason;
	int tries;

	reason = writ_matter_locate(m) ? WRIT_INTERNAL_ERROR : WRIT_AUTHORIZED;
	for (tries = 0; reason == WRIT_AUTHORIZED && tries < REMEMBER_TRIES; tries++) {
		reason = writ_own_read(m->q->file, content, m->req.path, m->force, &own);
		if (reason != WRIT_AUTHORIZED)
			break;
		RCU_INIT_POINTER(content->own, own);
		if (writ_cache_insert(m->inode, content))
			break;
		if (from_cache(m, v, content))
			return;
	}
	writ_verdict_refused(v, reason == WRIT_AUTHORIZED ? WRIT_INTERNAL_ERROR : reason);
}

/*
 * The inode is held against writers throughout. What was known before the hold
 * does not count here: somebody may have written meanwhile, and whatever is
 * remembered from now on must be about these bytes.
 */
static enum writ_reason from_file(struct matter *m)
{
	struct writ_verdict v = WRIT_VERDICT_INIT;
	struct writ_content content = {}, learnt = {};
	int tries;

	for (tries = 0; !from_cache(m, &v, &content); tries++) {
		int ret = learnt.known ? 0 : writ_content_learn(m->file, &learnt);

		if (ret == -EBUSY)
			return WRIT_FILE_BEING_WRITTEN;
		if (ret == -EBADMSG) {
			pr_notice_ratelimited("a file has something behind its end inode=%lu dev=%s\n",
					      (unsigned long)m->inode->i_ino, m->inode->i_sb->s_id);
			return WRIT_UNVERIFIED_CONTENT;
		}
		if (ret || tries == REMEMBER_TRIES || writ_cache_insert(m->inode, &learnt))
			return WRIT_INTERNAL_ERROR;
	}
	/* Where it authorizes, whoever said so has noted it. */
	if (v.reason != WRIT_AUTHORIZED) {
		note_digest(m->q, &content);
		from_attribute(m, &v, &content);
	}
	return v.reason;
}

/* The same where nothing can be read. */
static enum writ_reason from_memory(struct matter *m)
{
	struct writ_verdict v = WRIT_VERDICT_INIT;
	struct writ_content content = {};
	bool known = from_cache(m, &v, &content);

	if (v.reason == WRIT_AUTHORIZED)
		return v.reason;
	note_digest(m->q, &content);
	return known ? v.reason : WRIT_UNVERIFIED_CONTENT;
}

/*
 * What is known, and authorized by nobody, is denied without a hold: else whoever
 * may read a file could keep others from writing to it, by asking again and again.
 * An artifact of its own, which not everybody can give it, has to be read first.
 */
static bool denied_as_known(struct matter *m, enum writ_reason *reason)
{
	struct writ_verdict v = WRIT_VERDICT_INIT;
	struct writ_content content = {};

	if (!m->q->may_sleep || !from_cache(m, &v, &content))
		return false;
	if (v.reason == WRIT_AUTHORIZED) {
		forget_terms(m->q);
		return false;
	}
	if (writ_own_there(m->q->file))
		return false;
	note_digest(m->q, &content);
	*reason = v.reason;
	return true;
}

/*
 * What is authorized stays held: from the moment in which it was found out on,
 * nobody has been able to write it.
 */
static enum writ_reason judge_held(struct matter *m, bool pinned)
{
	const gfp_t gfp = m->q->may_sleep ? GFP_KERNEL : GFP_ATOMIC;
	enum writ_reason reason;
	int ret;

	if (!writ_content_hold(m->inode))
		return m->q->may_sleep ? WRIT_FILE_BEING_WRITTEN : WRIT_UNVERIFIED_CONTENT;
	reason = m->q->may_sleep ? from_file(m) : from_memory(m);
	if (reason == WRIT_AUTHORIZED && !pinned && !writ_exec_read_holds(m->inode))
		reason = WRIT_UNVERIFIED_CONTENT;
	if (reason == WRIT_AUTHORIZED && !pinned) {
		ret = writ_pin(m->q, m->inode, gfp);
		if (!ret)
			return reason;
		reason = ret == -ETXTBSY ? WRIT_FILE_BEING_WRITTEN : WRIT_INTERNAL_ERROR;
		if (ret == -ENOSPC)
			pr_notice_ratelimited("too many files are pinned by one program pid=%d\n",
					      task_tgid_nr(current));
	}
	writ_content_release(m->inode);
	return reason;
}

enum writ_reason writ_judge_content(struct matter *m)
{
	enum writ_reason reason;
	bool pinned;

	reason = writ_content_read_trusted(m->q);
	if (reason == WRIT_AUTHORIZED)
		reason = writ_content_trusted(m->force->authority.policy, m->inode);
	if (reason != WRIT_AUTHORIZED)
		return reason;
	rcu_read_lock();
	pinned = writ_pinned(m->q, m->inode);
	rcu_read_unlock();
	if (pinned) {
		struct writ_verdict v = WRIT_VERDICT_INIT;
		struct writ_content content = {};

		from_cache(m, &v, &content);
		if (v.reason == WRIT_AUTHORIZED)
			return v.reason;
	}
	if (denied_as_known(m, &reason))
		return reason;
	return judge_held(m, pinned);
}
