// SPDX-License-Identifier: GPL-2.0-only
/*
 * The verdict about one file and one operation: the rules of the policy, then,
 * in judge_content.c, the artifacts that name the content.
 *
 * Warm, locks are taken only to find out a path that some rule or artifact
 * demands.
 */
#include <linux/binfmts.h>
#include <linux/cred.h>
#include <linux/magic.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "compat/compat.h"
#include "content.h"
#include "inquiry.h"
#include "judge.h"
#include "lineage.h"
#include "location.h"
#include "matter.h"
#include "script.h"
#include "writ.h"

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
	m->req.by_script = q->bprm && q->bprm->interp != q->bprm->filename &&
			   writ_lineage_by_script();
	m->req.asked_only = q->op == WRIT_OP_SCRIPT && !q->bprm;
	writ_facts_begin(&m->room, &m->req);
	/* Once, for the rules and for every artifact. */
	if (m->force->authority.policy->need_cgroup) {
		m->req.cgroup = writ_cgroup_of(current, m->room.cgroup);
		m->req.have |= WRIT_FACT_CGROUP;
	}
}

static void matter_exit(struct matter *m)
{
	writ_facts_end(&m->room);
	writ_location_put(&m->loc);
	writ_force_put(m->force);
}

/* Member by member: most of it is read only where it was written before. */
static void inquire(struct writ_inquiry *q)
{
	q->governed = q->record = q->has_digest = q->has_identity = false;
	q->asks_for_code = false;
	q->mark = 0;
	q->use = NULL;
	q->scripts = NULL;
	q->home = NULL;
	q->what = NULL;
	q->contents = 0;
	q->granted = 0;
	q->stored = false;
	q->depth = 0;
}

/* What a verdict took hold of. */
static void let_go(struct writ_inquiry *q)
{
	if (q->use)
		writ_use_put(q->use);
	if (q->scripts)
		writ_scripts_put(q->scripts);
	if (q->home)
		writ_home_put(q->home);
}

/* Return: 0 or -EACCES. */
static int deny(const struct writ_inquiry *q)
{
	bool permitted = writ_permissive();

	writ_evidence_denied(q, permitted);
	writ_tell(q, permitted);
	return permitted ? 0 : -EACCES;
}

/*
 * Every verdict passes here: recorded, counted, told of if it denies, and put as an
 * errno. What it took hold of is let go of last, since a denial that is let through
 * still becomes an execution, with the control group in which it was governed.
 */
int writ_conclude(struct writ_inquiry *q)
{
	int ret = 0;

	if (q->record && writ_reason_allows(q->reason)) {
		enum writ_reason recorded = writ_evidence_allowed(q);

		if (recorded != WRIT_AUTHORIZED)
			q->reason = recorded;
	}
	writ_count(q->reason);
	if (unlikely(!writ_reason_allows(q->reason)))
		ret = deny(q);
	let_go(q);
	return ret;
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

	/* Nothing lies open yet below an overlay: the later hooks look there. */
	if (inode->i_sb->s_magic == OVERLAYFS_SUPER_MAGIC)
		return 0;
	writ_exec_read_begin(file);
	/* It is there to prove the later ones. */
	if (writ_is_canary(current))
		return 0;
	rcu_read_lock();
	q.reason = writ_content_trusted(writ_policy_rcu(), inode);
	rcu_read_unlock();
	if (q.reason == WRIT_AUTHORIZED)
		return 0;
	matter_init(&m, &q);
	if (m.force->authority.policy->need_path && writ_matter_locate(&m))
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
 * The rules are those of what was in force at the beginning, the standings of
 * artifacts those of now. Only if both are of the same does an authorization
 * count. Pairs with writ_store_judge(), which gives standing after publishing.
 */
static bool still_in_force(const struct writ_force *force)
{
	bool still;

	smp_rmb();
	rcu_read_lock();
	still = force == writ_force_rcu();
	rcu_read_unlock();
	return still;
}

/* An artifact authorized it, but perhaps not all that its headers ask for. */
static void judge_headers(struct writ_inquiry *q, const struct writ_policy *policy)
{
	if (unlikely(q->asks_for_code) && !policy->writable_code &&
	    q->reason == WRIT_AUTHORIZED)
		q->reason = WRIT_WRITABLE_CODE;
}

/*
 * What was looked up before it was held counts only if it is the same that holds
 * under the hold. Under RCU.
 */
static bool pin_known(const struct writ_inquiry *q, struct inode *inode,
		      const struct writ_content *content)
{
	if (!writ_content_hold(inode))
		return false;
	if (writ_cache_lookup(inode) == content && writ_exec_read_holds(inode) &&
	    !writ_pin(q, inode, GFP_NOWAIT | __GFP_NOWARN))
		return true;
	writ_content_release(inode);
	return false;
}

/* What a rule allows without an artifact. */
static void leave_alone(struct writ_inquiry *q)
{
	q->reason = WRIT_UNGOVERNED;
	q->record = q->bprm;
}

/*
 * What was read of a file before it is judged, or will be afterwards, may be something
 * else than what is verified: see writ_content_read_trusted().
 */
static bool read_apart(const struct writ_inquiry *q)
{
	if (current->in_execve)
		return writ_on_overlay(q->file) || writ_execution_unguarded(q->file);
	return writ_on_overlay(q->file) && (WRIT_OP_BIT(q->op) & WRIT_OP_KERNEL);
}

/*
 * The warm path: is there nothing to find out, because a rule leaves it alone, or
 * the grant that served this content last serves again? If not, for whatever
 * reason, all is judged from the beginning. A grant that has been revoked or
 * dropped is not found here any more: see writ_cache_forget_served().
 */
static bool judge_warm(struct writ_inquiry *q)
{
	struct inode *inode = file_inode(writ_content_file(q->file));
	const struct writ_content *content;
	const struct writ_policy *policy;
	const struct writ_grant *served;
	const struct writ_force *force;
	struct writ_request req __uninitialized;
	enum writ_answer answer;
	bool done = false, pinned;

	rcu_read_lock();
	force = writ_force_rcu();
	policy = force->authority.policy;
	/* What the options of the policy ask is asked anew each time. */
	if (policy->need_path ||
	    (policy->ninterpreters && (q->bprm || q->op == WRIT_OP_MAP)) ||
	    (q->bprm && (policy->nguarded || policy->need_cgroup || q->op == WRIT_OP_SCRIPT)))
		goto out;
	writ_request_init(&req, policy, q->op, inode);
	answer = writ_answer_of(policy, &req);
	if (answer == WRIT_ANSWER_ALLOW) {
		leave_alone(q);
		done = true;
	}
	if (answer != WRIT_ANSWER_REQUIRE || unlikely(read_apart(q)))
		goto out;
	/* In this order: what is looked up under the pin needs no second look. */
	pinned = writ_pinned(q, inode);
	content = writ_cache_lookup(inode);
	if (!content)
		goto out;
	served = READ_ONCE(content->served);
	done = served &&
	       writ_grant_check(served, (struct writ_bytes){}, &req) == WRIT_AUTHORIZED &&
	       still_in_force(force) && (pinned || pin_known(q, inode, content));
	if (done) {
		q->reason = WRIT_AUTHORIZED;
		q->governed = true;
		writ_note_authorized(q, content, served);
		judge_headers(q, policy);
	}
out:
	rcu_read_unlock();
	return done;
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

static void judge_matter(struct matter *m)
{
	const struct writ_policy *policy = m->force->authority.policy;
	struct writ_inquiry *q = m->q;

	if (policy->need_path && writ_matter_locate(m)) {
		q->reason = WRIT_INTERNAL_ERROR;
		return;
	}
	switch (writ_answer_of(policy, &m->req)) {
	case WRIT_ANSWER_ALLOW:
		leave_alone(q);
		break;
	case WRIT_ANSWER_REQUIRE:
		q->governed = true;
		q->reason = writ_judge_content(m);
		judge_headers(q, policy);
		/* Where it was when the rules were asked: it may be elsewhere by now. */
		if (q->bprm && policy->need_cgroup) {
			q->home = writ_home_new(m->req.cgroup);
			if (!q->home)
				q->reason = WRIT_INTERNAL_ERROR;
		}
		if (q->reason == WRIT_AUTHORIZED && q->bprm && note_scripts(m))
			q->reason = WRIT_INTERNAL_ERROR;
		break;
	default:
		q->reason = WRIT_POLICY_DENIED;
		break;
	}
}

#define JUDGE_TRIES 8

static noinline void judge_all(struct writ_inquiry *q)
{
	struct matter m;
	bool holds;
	int tries;

	for (tries = 0; tries < JUDGE_TRIES; tries++) {
		matter_init(&m, q);
		judge_matter(&m);
		holds = q->reason != WRIT_AUTHORIZED || still_in_force(m.force);
		matter_exit(&m);
		if (holds)
			return;
		let_go(q);
		inquire(q);
	}
	q->governed = true;
	q->reason = WRIT_INTERNAL_ERROR;
}

static void reach_verdict(struct writ_inquiry *q)
{
	if (!judge_warm(q))
		judge_all(q);
}

static int judge(struct writ_inquiry *q)
{
	reach_verdict(q);
	/* If nothing was required now, it may be when its segments are mapped. */
	if (current->in_execve && (q->governed || !q->bprm))
		writ_exec_read_done(file_inode(writ_content_file(q->file)));
	return writ_conclude(q);
}

/*
 * Into a @q that is not initialized: where the kernel zeroes what lies on the stack,
 * that alone is a tenth of a warm verdict.
 */
static __always_inline void ask(struct writ_inquiry *q, enum writ_op op, struct file *file,
				struct linux_binprm *bprm, bool may_sleep)
{
	q->op = op;
	q->file = file;
	q->bprm = bprm;
	q->may_sleep = may_sleep;
	inquire(q);
}

int writ_judge(enum writ_op op, struct file *file, bool may_sleep)
{
	struct writ_inquiry q __uninitialized;

	ask(&q, op, file, NULL, may_sleep);
	return judge(&q);
}

int writ_judge_execution(struct linux_binprm *bprm, enum writ_op op)
{
	struct writ_inquiry q __uninitialized;

	ask(&q, op, bprm->file, bprm, true);
	return judge(&q);
}

int writ_judge_loader(struct file *file)
{
	struct writ_inquiry q __uninitialized;

	ask(&q, WRIT_OP_MAP, file, NULL, true);
	reach_verdict(&q);
	if (!writ_reason_allows(q.reason))
		return writ_conclude(&q);
	let_go(&q);
	return 0;
}
