// SPDX-License-Identifier: GPL-2.0-only
/*
 * Verdicts that no candidate is asked for: where an execution begins and where
 * its uses are taken, memory without a file, and a script that was replaced.
 */
#include <linux/binfmts.h>

#include "authority.h"
#include "clock.h"
#include "content.h"
#include "inquiry.h"
#include "judge.h"
#include "lineage.h"
#include "privilege.h"

int writ_conclude_privilege(struct writ_inquiry *q)
{
	q->governed = q->reason != WRIT_UNGOVERNED;
	q->record = q->reason == WRIT_AUTHORIZED;
	return writ_conclude(q);
}

int writ_judge_replaced(struct file *file, enum writ_reason reason)
{
	struct writ_inquiry q = {
		.op = WRIT_OP_SCRIPT, .file = file, .may_sleep = true, .governed = true,
		.reason = reason,
	};

	return writ_conclude(&q);
}

int writ_judge_beginning(struct linux_binprm *bprm)
{
	struct writ_inquiry q = { .op = WRIT_OP_EXECUTE, .file = bprm->file, .may_sleep = true };
	int ret = writ_lineage_begin();

	if (!ret)
		return 0;
	q.reason = ret == -ENOMEM ? WRIT_INTERNAL_ERROR : WRIT_LINEAGE_DISCONTINUITY;
	return writ_conclude(&q);
}

/*
 * The uses that the levels of this execution need are taken together, in the
 * last hook that can still deny: nothing that is denied for another reason uses
 * anything up, and of many that ask at once no more run than may.
 */
int writ_judge_consumption(struct linux_binprm *bprm)
{
	struct writ_inquiry q = {
		.op = WRIT_OP_EXECUTE, .file = bprm->file, .bprm = bprm, .may_sleep = true,
		.governed = true, .reason = WRIT_REPLAY,
	};

	return writ_lineage_consume() ? writ_conclude(&q) : 0;
}

int writ_judge_headers(struct file *file)
{
	struct writ_inquiry q = {
		.op = WRIT_OP_EXECUTE, .file = file, .may_sleep = true, .governed = true,
		.reason = WRIT_UNVERIFIED_CONTENT,
	};
	bool verified;

	if (writ_overlay_settled(file))
		return 0;
	/* What was verified is pinned by now. */
	rcu_read_lock();
	verified = writ_pinned(&q, file_inode(writ_content_file(file)));
	rcu_read_unlock();
	return verified ? writ_conclude(&q) : 0;
}

/* Does the program make code of its own, with the leave of its artifact? */
static enum writ_reason judge_generation(struct writ_inquiry *q)
{
	if (!writ_is_granted(WRIT_OP_GENERATE_CODE, current))
		return WRIT_WRITABLE_CODE;
	q->governed = true;
	q->mark = writ_memory_mark();
	q->record = q->mark;
	return WRIT_AUTHORIZED;
}

int writ_judge_memory(struct file *file, bool may_sleep, const char *what)
{
	struct writ_inquiry q = {
		.op = WRIT_OP_MAP, .file = file, .may_sleep = may_sleep, .what = what,
	};
	struct writ_request req = {
		.op = WRIT_OP_MAP,
		.uid = writ_asking_uid(),
		.memory = true,
		.now = writ_now(),
	};
	const struct writ_policy *policy;

	rcu_read_lock();
	policy = writ_policy_rcu();
	switch (writ_answer_of(policy, &req)) {
	case WRIT_ANSWER_ALLOW:
		q.reason = WRIT_UNGOVERNED;
		break;
	case WRIT_ANSWER_REQUIRE:
		q.reason = policy->writable_code ? WRIT_UNGOVERNED : judge_generation(&q);
		break;
	default:
		q.reason = WRIT_POLICY_DENIED;
		break;
	}
	rcu_read_unlock();
	return writ_conclude(&q);
}
