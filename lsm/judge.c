// SPDX-License-Identifier: GPL-2.0-only
/*
 * The verdict about one file and one operation: the rules of the policy, then
 * what is known of the content, then the artifacts that name it.
 *
 * Warm, this hashes nothing and reads nothing, and takes locks only to find out
 * a path that some rule or artifact demands. Cold, the file is
 * held against writers while it is read, and what was learnt is remembered
 * before the hold ends, so that it cannot be about other bytes.
 */
#include <linux/cred.h>
#include <linux/magic.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>

#include "writ.h"

/**
 * struct matter - a request with all that belongs to it
 * @q: what the hook asked
 * @file: from writ_content_file()
 * @inode: of @file: holds the bytes
 * @req: for the evaluator
 * @loc: the path, once somebody wanted it
 * @located: @loc has been asked for
 */
struct matter {
	struct writ_inquiry *q;
	struct file *file;
	struct inode *inode;
	struct writ_request req;
	struct writ_location loc;
	bool located;
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

static bool consider_content(struct writ_verdict *v, struct writ_content *content,
			     const struct writ_request *req, bool *wants_path)
{
	const struct writ_grant *served = READ_ONCE(content->served);
	const struct writ_own *own;
	int kind;

	lockdep_assert(rcu_read_lock_held());
	if (served && writ_verdict_consider(v, served, (struct writ_bytes){}, req))
		return true;
	for (kind = 0; kind < __WRIT_DIGEST_COUNT; kind++) {
		if (!(content->known & BIT(kind)) ||
		    !writ_store_consider(v, kind, content->digest[kind], req, wants_path))
			continue;
		if (!*wants_path)
			WRITE_ONCE(content->served, v->grant);
		return true;
	}
	own = rcu_dereference(content->own);
	if (!own)
		return false;
	if (own->path.len)
		*wants_path = true;
	return writ_verdict_consider(v, &own->auth.grant, own->path, req);
}

/**
 * from_cache() - judge by what is known of the content
 * @m: the matter
 * @v: the verdict in the making
 * @copy: receives the digests, if any are known; its artifact stays behind. Or NULL
 *
 * Return: true if the content is known and still holds.
 */
static bool from_cache(struct matter *m, struct writ_verdict *v, struct writ_content *copy)
{
	struct writ_content *content;
	bool wants_path;

	do {
		wants_path = false;
		rcu_read_lock();
		content = writ_cache_lookup(m->inode);
		if (content) {
			if (!consider_content(v, content, &m->req, &wants_path) && copy) {
				*copy = *content;
				RCU_INIT_POINTER(copy->own, NULL);
			}
		}
		rcu_read_unlock();
		if (!content || v->reason == WRIT_AUTHORIZED || !wants_path || m->located)
			break;
		/* Some artifact demands a path: find it out, and judge once more. */
		if (locate(m)) {
			v->reason = WRIT_INTERNAL_ERROR;
			break;
		}
	} while (true);
	return content;
}

static void note_digest(struct writ_inquiry *q, const struct writ_content *content)
{
	q->has_digest = content->known & BIT(WRIT_DIGEST_SHA256);
	if (q->has_digest)
		memcpy(q->digest, content->digest[WRIT_DIGEST_SHA256], WRIT_DIGEST_SIZE);
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
	reason = writ_own_read(m->q->file, content, m->req.path, &own);
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

/* The inode is held against writers throughout. */
static enum writ_reason from_file(struct matter *m, struct writ_verdict *v,
				  struct writ_content *content, bool known)
{
	if (!known) {
		if (writ_content_learn(m->file, content) ||
		    writ_cache_insert(m->inode, content))
			return WRIT_INTERNAL_ERROR;
		from_cache(m, v, content);
	}
	note_digest(m->q, content);
	if (v->reason != WRIT_AUTHORIZED)
		from_attribute(m, v, content);
	return v->reason;
}

/* Nothing that is known authorizes it; apart, so that the warm path needs none of its stack. */
static noinline enum writ_reason judge_cold(struct matter *m)
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
	reason = writ_content_trusted(m->inode);
	if (reason != WRIT_AUTHORIZED)
		return reason;
	if (!writ_content_hold(m->inode))
		return WRIT_FILE_BEING_WRITTEN;
	reason = from_file(m, &v, &content, known);
	writ_content_release(m->inode);
	return reason;
}

static enum writ_reason judge_content(struct matter *m)
{
	struct writ_verdict v = WRIT_VERDICT_INIT;

	from_cache(m, &v, NULL);
	return v.reason == WRIT_AUTHORIZED ? v.reason : judge_cold(m);
}

/* A kuid is the uid of the initial user namespace, which maps every uid to itself. */
static u32 asking_uid(void)
{
	return __kuid_val(current_uid());
}

static void request_init(struct writ_request *req, enum writ_op op, const struct inode *inode)
{
	req->op = op;
	req->uid = asking_uid();
	if (writ_policy->need_fstype) {
		const char *type = inode->i_sb->s_type->name;

		req->fstype.data = (const u8 *)type;
		req->fstype.len = strlen(type);
	}
	req->now = ktime_get_real_seconds();
}

/* The canary is governed whatever the rules say. */
static enum writ_answer answer_of(const struct writ_request *req)
{
	if (unlikely(writ_is_canary(current)))
		return WRIT_ANSWER_REQUIRE;
	return writ_policy_answer(writ_policy, req);
}

/*
 * Does a rule allow this file anything at all without an artifact? The path is
 * left unknown, which no allowing rule matches, unless the policy needs it.
 */
static bool may_be_ungoverned(struct matter *m)
{
	enum writ_op op;

	for (op = WRIT_OP_EXECUTE; op < __WRIT_OP_END; op++) {
		m->req.op = op;
		if (writ_policy_answer(writ_policy, &m->req) == WRIT_ANSWER_ALLOW)
			return true;
	}
	return false;
}

int writ_judge_opening(struct file *file)
{
	struct writ_inquiry q = { .op = WRIT_OP_EXECUTE, .file = file, .may_sleep = true };
	struct matter m = { .q = &q, .file = file };

	m.inode = file_inode(file);
	/*
	 * Nothing lies open yet below an overlay: the later hooks look there. And
	 * the canary is there to prove those.
	 */
	if (m.inode->i_sb->s_magic == OVERLAYFS_SUPER_MAGIC || writ_is_canary(current))
		return 0;
	q.reason = writ_content_trusted(m.inode);
	if (q.reason == WRIT_AUTHORIZED)
		return 0;
	request_init(&m.req, q.op, m.inode);
	if (writ_policy->need_path && locate(&m))
		q.reason = WRIT_INTERNAL_ERROR;
	else if (may_be_ungoverned(&m))
		q.reason = WRIT_UNGOVERNED;
	writ_location_put(&m.loc);
	/* What may go on is counted once, by the hook that decides. */
	if (q.reason == WRIT_UNGOVERNED)
		return 0;
	writ_report(&q);
	return -EACCES;
}

int writ_judge(struct writ_inquiry *q)
{
	struct matter m = { .q = q, .file = writ_content_file(q->file) };

	m.inode = file_inode(m.file);
	request_init(&m.req, q->op, m.inode);
	if (writ_policy->need_path && locate(&m)) {
		q->reason = WRIT_INTERNAL_ERROR;
		goto out;
	}
	switch (answer_of(&m.req)) {
	case WRIT_ANSWER_ALLOW:
		q->reason = WRIT_UNGOVERNED;
		break;
	case WRIT_ANSWER_REQUIRE:
		q->reason = judge_content(&m);
		break;
	default:
		q->reason = WRIT_POLICY_DENIED;
		break;
	}
out:
	writ_location_put(&m.loc);
	writ_report(q);
	return writ_reason_allows(q->reason) ? 0 : -EACCES;
}

int writ_judge_memory(struct file *file, bool may_sleep)
{
	struct writ_inquiry q = { .op = WRIT_OP_MAP, .file = file, .may_sleep = may_sleep };
	struct writ_request req = {
		.op = WRIT_OP_MAP,
		.uid = asking_uid(),
		.memory = true,
		.now = ktime_get_real_seconds(),
	};

	switch (answer_of(&req)) {
	case WRIT_ANSWER_ALLOW:
		q.reason = WRIT_UNGOVERNED;
		break;
	case WRIT_ANSWER_REQUIRE:
		q.reason = writ_policy->writable_code ? WRIT_UNGOVERNED : WRIT_WRITABLE_CODE;
		break;
	default:
		q.reason = WRIT_POLICY_DENIED;
		break;
	}
	writ_report(&q);
	return writ_reason_allows(q.reason) ? 0 : -EACCES;
}
