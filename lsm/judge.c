// SPDX-License-Identifier: GPL-2.0-only
/*
 * The verdict about one file and one operation: the rules of the policy, then
 * what is known of the content, then the artifacts that name it.
 *
 * Warm, this hashes nothing and reads nothing, and takes locks only to find out
 * a path that some rule or artifact demands. Cold, the file is held against
 * writers while it is read, and what was learnt is remembered before the hold
 * ends, so that it cannot be about other bytes.
 */
#include <linux/binfmts.h>
#include <linux/cred.h>
#include <linux/magic.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "clock.h"
#include "authority.h"
#include "lineage.h"
#include "script.h"
#include "terms.h"
#include "writ.h"

/**
 * struct matter - a request with all that belongs to it
 * @q: what the hook asked, and the verdict
 * @force: policy and revocations by which it is judged
 * @file: from writ_content_file()
 * @inode: of @file: holds the bytes
 * @req: for the evaluator
 * @loc: the path, once somebody wanted it
 * @located: @loc has been asked for
 * @digest: of the content, once it is known
 * @room: for the facts that artifacts ask for
 */
struct matter {
	struct writ_inquiry *q;
	const struct writ_force *force;
	struct file *file;
	struct inode *inode;
	struct writ_request req;
	struct writ_location loc;
	bool located;
	u8 digest[WRIT_DIGEST_SIZE];
	struct writ_facts_room room;
};

static int locate(struct matter *m)
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
	q->has_digest = content->known & BIT(WRIT_DIGEST_SHA256);
	if (q->has_digest)
		memcpy(q->digest, content->digest[WRIT_DIGEST_SHA256], WRIT_DIGEST_SIZE);
}

static void note_identity(struct writ_inquiry *q, const struct writ_grant *grant)
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

/*
 * Under RCU, since the grant may go. An execution is recorded each time; a
 * mapping when a program maps a content for the first time; its own segments
 * are part of its execution.
 */
static void note_authorized(struct writ_inquiry *q, const struct writ_content *content,
			    const struct writ_grant *grant)
{
	if (!q->bprm && (q->op != WRIT_OP_MAP ||
			 !writ_first_mapping(content->digest[WRIT_DIGEST_SHA256])))
		return;
	q->record = true;
	note_digest(q, content);
	note_identity(q, grant);
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

/*
 * Some artifact asks for what nobody has found out yet: find it out, and let all
 * of them be asked once more. Each fact is found out once, so this ends.
 */
static bool find_out(struct matter *m, struct writ_verdict *v, bool wants_path)
{
	u32 need = v->need & ~m->req.have;

	if (wants_path && !m->located) {
		if (locate(m)) {
			writ_verdict_refused(v, WRIT_INTERNAL_ERROR);
			return false;
		}
		/* With the path, others may ask for more of the same fact. */
	} else if (need) {
		writ_facts_gather(&m->room, &m->req, m->q, v);
	} else {
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
				note_authorized(m->q, content, v->grant);
				note_terms(m->q, v->grant, &m->req);
			} else {
				if (v->closest)
					note_identity(m->q, v->closest);
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

/* The artifact in the file's own attribute, when no other one served. */
static void from_attribute(struct matter *m, struct writ_verdict *v, struct writ_content *content)
{
	struct writ_own *own;
	enum writ_reason reason;

	if (locate(m)) {
		writ_verdict_refused(v, WRIT_INTERNAL_ERROR);
		return;
	}
	reason = writ_own_read(m->q->file, content, m->req.path, m->force, &own);
	if (reason != WRIT_AUTHORIZED) {
		writ_verdict_refused(v, reason);
		return;
	}
	RCU_INIT_POINTER(content->own, own);
	if (writ_cache_insert(m->inode, content)) {
		writ_verdict_refused(v, WRIT_INTERNAL_ERROR);
		return;
	}
	from_cache(m, v, content);
}

/*
 * The inode is held against writers throughout. What was known before the hold
 * does not count here: somebody may have written meanwhile, and whatever is
 * remembered from now on must be about these bytes.
 */
static enum writ_reason from_file(struct matter *m)
{
	struct writ_verdict v = WRIT_VERDICT_INIT;
	struct writ_content content = {};

	if (!from_cache(m, &v, &content)) {
		if (writ_content_learn(m->file, &content) ||
		    writ_cache_insert(m->inode, &content))
			return WRIT_INTERNAL_ERROR;
		from_cache(m, &v, &content);
	}
	note_digest(m->q, &content);
	if (v.reason != WRIT_AUTHORIZED)
		from_attribute(m, &v, &content);
	return v.reason;
}

static enum writ_reason judge_content(struct matter *m)
{
	struct writ_verdict v = WRIT_VERDICT_INIT;
	struct writ_content content = {};
	enum writ_reason reason;
	bool known;

	known = from_cache(m, &v, &content);
	if (v.reason == WRIT_AUTHORIZED)
		return v.reason;
	if (!m->q->may_sleep) {
		note_digest(m->q, &content);
		return known ? v.reason : WRIT_UNVERIFIED_CONTENT;
	}
	reason = writ_content_trusted(m->force->authority.policy, m->inode);
	if (reason != WRIT_AUTHORIZED)
		return reason;
	if (!writ_content_hold(m->inode))
		return WRIT_FILE_BEING_WRITTEN;
	reason = from_file(m);
	writ_content_release(m->inode);
	return reason;
}

/* Member by member: the room for facts is large, and says itself what of it is filled. */
static void matter_init(struct matter *m, struct writ_inquiry *q)
{
	m->q = q;
	m->force = writ_force_get();
	m->file = writ_content_file(q->file);
	m->inode = file_inode(m->file);
	m->loc = (struct writ_location){};
	m->located = false;
	writ_request_init(&m->req, m->force->authority.policy, q->op, m->inode);
	/* Only the mappings of an execve() are executions without being asked as such. */
	m->req.segment = q->op == WRIT_OP_EXECUTE && !q->bprm;
	m->req.by_script = q->bprm && q->bprm->interp != q->bprm->filename;
	writ_facts_begin(&m->room, &m->req);
	/* Once, for the rules and for every artifact. */
	if (m->force->authority.policy->need_cgroup) {
		m->req.cgroup = writ_cgroup_of_current(m->room.cgroup);
		m->req.have |= WRIT_FACT_CGROUP;
	}
}

static void matter_exit(struct matter *m)
{
	writ_facts_end(&m->room);
	writ_location_put(&m->loc);
	writ_force_put(m->force);
}

/* Every verdict passes here: recorded, counted, told of if it denies, and put as an errno. */
int writ_conclude(struct writ_inquiry *q)
{
	if (q->record && writ_reason_allows(q->reason)) {
		enum writ_reason recorded = writ_evidence_allowed(q);

		if (recorded != WRIT_AUTHORIZED)
			q->reason = recorded;
	}
	writ_count(q->reason);
	if (q->use)
		writ_use_put(q->use);
	if (q->scripts)
		writ_scripts_put(q->scripts);
	if (q->home)
		writ_home_put(q->home);
	if (likely(writ_reason_allows(q->reason)))
		return 0;
	writ_evidence_denied(q);
	writ_tell(q);
	return -EACCES;
}

/*
 * Does a rule allow this file anything at all without an artifact? The path is
 * left unknown, which no allowing rule matches, unless the policy needs it.
 */
static bool may_be_ungoverned(struct matter *m)
{
	const struct writ_policy *policy = m->force->authority.policy;
	enum writ_op op;

	for (op = WRIT_OP_EXECUTE; op <= WRIT_OP_SCRIPT; op++) {
		m->req.op = op;
		if (writ_answer_of(policy, &m->req) == WRIT_ANSWER_ALLOW)
			return true;
	}
	return false;
}

int writ_judge_opening(struct file *file)
{
	struct writ_inquiry q = { .op = WRIT_OP_EXECUTE, .file = file, .may_sleep = true };
	struct inode *inode = file_inode(file);
	struct matter m;

	/*
	 * Nothing lies open yet below an overlay: the later hooks look there. And
	 * the canary is there to prove those.
	 */
	if (inode->i_sb->s_magic == OVERLAYFS_SUPER_MAGIC || writ_is_canary(current))
		return 0;
	rcu_read_lock();
	q.reason = writ_content_trusted(writ_policy_rcu(), inode);
	rcu_read_unlock();
	if (q.reason == WRIT_AUTHORIZED)
		return 0;
	matter_init(&m, &q);
	if (m.force->authority.policy->need_path && locate(&m))
		q.reason = WRIT_INTERNAL_ERROR;
	else if (may_be_ungoverned(&m))
		q.reason = WRIT_UNGOVERNED;
	matter_exit(&m);
	/* What may go on is counted once, by the hook that decides. */
	if (q.reason == WRIT_UNGOVERNED)
		return 0;
	return writ_conclude(&q);
}

/*
 * The warm path: is there nothing to find out, because the grant that served
 * this content last serves again? If not, for whatever reason, all is judged
 * from the beginning. A grant that has been revoked or dropped is not found
 * here any more: see writ_cache_forget_served().
 */
static bool serves_again(struct writ_inquiry *q)
{
	struct inode *inode = file_inode(writ_content_file(q->file));
	const struct writ_content *content;
	const struct writ_policy *policy;
	const struct writ_grant *served;
	struct writ_request req;
	bool serves = false;

	rcu_read_lock();
	policy = writ_policy_rcu();
	/* What the options of the policy ask of an execution is asked anew each time. */
	if (policy->need_path ||
	    (q->bprm && (policy->nguarded || policy->ninterpreters || policy->need_cgroup ||
			 q->op == WRIT_OP_SCRIPT)))
		goto out;
	writ_request_init(&req, policy, q->op, inode);
	if (writ_answer_of(policy, &req) != WRIT_ANSWER_REQUIRE)
		goto out;
	content = writ_cache_lookup(inode);
	if (!content)
		goto out;
	served = READ_ONCE(content->served);
	serves = served &&
		 writ_grant_check(served, (struct writ_bytes){}, &req) == WRIT_AUTHORIZED;
	if (serves) {
		q->reason = WRIT_AUTHORIZED;
		q->governed = true;
		note_authorized(q, content, served);
	}
out:
	rcu_read_unlock();
	return serves;
}

/*
 * What this level's program is going to read by name: a script itself, and the
 * files that its arguments are bound to.
 */
static int note_scripts(struct matter *m)
{
	struct writ_inquiry *q = m->q;
	u64 contents = q->contents;
	int ret = 0;

	if (q->op != WRIT_OP_SCRIPT && !contents)
		return 0;
	q->scripts = writ_scripts_new();
	if (!q->scripts)
		return -ENOMEM;
	if (q->op == WRIT_OP_SCRIPT)
		ret = writ_scripts_add(q->scripts, q->digest, file_inode(q->file),
				       q->bprm->interp);
	return ret ?: writ_facts_scripts(&m->room, contents, q->scripts);
}

static noinline void judge_all(struct writ_inquiry *q)
{
	const struct writ_policy *policy;
	struct matter m;

	matter_init(&m, q);
	policy = m.force->authority.policy;
	if (policy->need_path && locate(&m)) {
		q->reason = WRIT_INTERNAL_ERROR;
		goto out;
	}
	switch (writ_answer_of(policy, &m.req)) {
	case WRIT_ANSWER_ALLOW:
		q->reason = WRIT_UNGOVERNED;
		q->record = q->bprm;
		break;
	case WRIT_ANSWER_REQUIRE:
		q->governed = true;
		q->reason = judge_content(&m);
		/* Where it was when the rules were asked: it may be elsewhere by now. */
		if (q->bprm && policy->need_cgroup) {
			q->home = writ_home_new(m.req.cgroup);
			if (!q->home)
				q->reason = WRIT_INTERNAL_ERROR;
		}
		if (q->reason == WRIT_AUTHORIZED && q->bprm && note_scripts(&m))
			q->reason = WRIT_INTERNAL_ERROR;
		break;
	default:
		q->reason = WRIT_POLICY_DENIED;
		break;
	}
out:
	matter_exit(&m);
}

static int judge(struct writ_inquiry *q)
{
	if (!serves_again(q))
		judge_all(q);
	return writ_conclude(q);
}

int writ_judge(enum writ_op op, struct file *file, bool may_sleep)
{
	/* Member by member: most of it is read only where it was written before. */
	struct writ_inquiry q;

	q.op = op;
	q.file = file;
	q.bprm = NULL;
	q.may_sleep = may_sleep;
	q.governed = q.record = q.has_digest = q.has_identity = false;
	q.use = NULL;
	q.scripts = NULL;
	q.home = NULL;
	q.depth = 0;
	return judge(&q);
}

int writ_judge_execution(struct linux_binprm *bprm, enum writ_op op)
{
	struct writ_inquiry q;

	q.op = op;
	q.file = bprm->file;
	q.bprm = bprm;
	q.may_sleep = true;
	q.governed = q.record = q.has_digest = q.has_identity = false;
	q.use = NULL;
	q.scripts = NULL;
	q.home = NULL;
	q.contents = 0;
	q.depth = 0;
	return judge(&q);
}
