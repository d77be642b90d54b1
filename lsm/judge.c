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
#include <linux/cred.h>
#include <linux/magic.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>

#include "writ.h"

/**
 * struct matter - a request with all that belongs to it
 * @q: what the hook asked, and the verdict
 * @file: from writ_content_file()
 * @inode: of @file: holds the bytes
 * @req: for the evaluator
 * @loc: the path, once somebody wanted it
 * @located: @loc has been asked for
 */
struct matter {
	struct writ_inquiry q;
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
	ret = writ_locate(m->q.file, m->q.may_sleep ? GFP_KERNEL : GFP_ATOMIC, &m->loc);
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
	const struct writ_own *own;
	int kind;

	lockdep_assert(rcu_read_lock_held());
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
	return writ_verdict_consider(v, &own->grant, own->path, req);
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
		rcu_read_lock();
		content = writ_cache_lookup(m->inode);
		if (content) {
			if (!consider_content(v, content, &m->req, &wants_path)) {
				*copy = *content;
				RCU_INIT_POINTER(copy->own, NULL);
			}
		}
		rcu_read_unlock();
		if (!content || v->reason == WRIT_AUTHORIZED || !wants_path || m->located)
			break;
		/* Some artifact demands a path: find it out, and judge once more. */
		if (locate(m)) {
			writ_verdict_refused(v, WRIT_INTERNAL_ERROR);
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
	reason = writ_own_read(m->q.file, content, m->req.path, &own);
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
	note_digest(&m->q, &content);
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
	if (!m->q.may_sleep) {
		note_digest(&m->q, &content);
		return known ? v.reason : WRIT_UNVERIFIED_CONTENT;
	}
	reason = writ_content_trusted(m->inode);
	if (reason != WRIT_AUTHORIZED)
		return reason;
	if (!writ_content_hold(m->inode))
		return WRIT_FILE_BEING_WRITTEN;
	reason = from_file(m);
	writ_content_release(m->inode);
	return reason;
}

/* A kuid is the uid of the initial user namespace, which maps every uid to itself. */
static u32 asking_uid(void)
{
	return __kuid_val(current_uid());
}

/* Member by member, since zeroing costs much of what the warm path may. */
static void request_init(struct writ_request *req, enum writ_op op, const struct inode *inode)
{
	req->op = op;
	req->uid = asking_uid();
	req->path = (struct writ_bytes){};
	req->path_ambiguous = false;
	req->fstype = (struct writ_bytes){};
	if (writ_policy->need_fstype) {
		const char *type = inode->i_sb->s_type->name;

		req->fstype.data = (const u8 *)type;
		req->fstype.len = strlen(type);
	}
	req->memory = false;
	req->now = ktime_get_real_seconds();
}

static void matter_init(struct matter *m, enum writ_op op, struct file *file, bool may_sleep)
{
	memset(m, 0, sizeof(*m));
	m->q.op = op;
	m->q.file = file;
	m->q.may_sleep = may_sleep;
	m->file = writ_content_file(file);
	m->inode = file_inode(m->file);
	request_init(&m->req, op, m->inode);
}

/* The canary is governed whatever the rules say. */
static enum writ_answer answer_of(const struct writ_request *req)
{
	if (unlikely(writ_is_canary(current)))
		return WRIT_ANSWER_REQUIRE;
	if (!writ_policy->nrules)
		return writ_policy->default_answer;
	return writ_policy_answer(writ_policy, req);
}

/* Every verdict passes here: counted, told of if it denies, and put as an errno. */
static int conclude(const struct writ_inquiry *q)
{
	writ_count(q->reason);
	if (likely(writ_reason_allows(q->reason)))
		return 0;
	writ_tell(q);
	return -EACCES;
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
	struct inode *inode = file_inode(file);
	enum writ_reason reason;
	struct matter m;

	/*
	 * Nothing lies open yet below an overlay: the later hooks look there. And
	 * the canary is there to prove those.
	 */
	if (inode->i_sb->s_magic == OVERLAYFS_SUPER_MAGIC || writ_is_canary(current))
		return 0;
	reason = writ_content_trusted(inode);
	if (reason == WRIT_AUTHORIZED)
		return 0;
	matter_init(&m, WRIT_OP_EXECUTE, file, true);
	if (writ_policy->need_path && locate(&m))
		reason = WRIT_INTERNAL_ERROR;
	else if (may_be_ungoverned(&m))
		reason = WRIT_UNGOVERNED;
	writ_location_put(&m.loc);
	/* What may go on is counted once, by the hook that decides. */
	if (reason == WRIT_UNGOVERNED)
		return 0;
	m.q.reason = reason;
	return conclude(&m.q);
}

/*
 * The warm path: is there nothing to find out, because the grant that served
 * this content last serves again? If not, for whatever reason, all is judged
 * from the beginning.
 */
static bool serves_again(enum writ_op op, struct file *file)
{
	struct inode *inode = file_inode(writ_content_file(file));
	const struct writ_content *content;
	const struct writ_grant *served;
	struct writ_request req;
	bool serves = false;

	if (writ_policy->need_path)
		return false;
	request_init(&req, op, inode);
	if (answer_of(&req) != WRIT_ANSWER_REQUIRE)
		return false;
	rcu_read_lock();
	content = writ_cache_lookup(inode);
	if (content) {
		served = READ_ONCE(content->served);
		serves = served && writ_grant_check(served, (struct writ_bytes){}, &req) ==
				   WRIT_AUTHORIZED;
	}
	rcu_read_unlock();
	return serves;
}

static noinline int judge_all(enum writ_op op, struct file *file, bool may_sleep)
{
	struct matter m;

	matter_init(&m, op, file, may_sleep);
	if (writ_policy->need_path && locate(&m)) {
		m.q.reason = WRIT_INTERNAL_ERROR;
		goto out;
	}
	switch (answer_of(&m.req)) {
	case WRIT_ANSWER_ALLOW:
		m.q.reason = WRIT_UNGOVERNED;
		break;
	case WRIT_ANSWER_REQUIRE:
		m.q.reason = judge_content(&m);
		break;
	default:
		m.q.reason = WRIT_POLICY_DENIED;
		break;
	}
out:
	writ_location_put(&m.loc);
	return conclude(&m.q);
}

int writ_judge(enum writ_op op, struct file *file, bool may_sleep)
{
	if (!serves_again(op, file))
		return judge_all(op, file, may_sleep);
	writ_count(WRIT_AUTHORIZED);
	return 0;
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
	return conclude(&q);
}
