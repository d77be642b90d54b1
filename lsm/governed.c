// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who asks, and what the rules say of it: the uid that is asking now, and the one
 * under which its lineage was governed first.
 */
#include <linux/cred.h>
#include <linux/fs.h>
#include <linux/sched.h>

#include "authority.h"
#include "clock.h"
#include "judge.h"
#include "lineage.h"
#include "terms.h"
#include "writ.h"

/* A kuid is the uid of the initial user namespace, which maps every uid to itself. */
u32 writ_asking_uid(void)
{
	return __kuid_val(current_uid());
}

/* Member by member, since zeroing costs much of what the warm path may. */
void writ_request_init(struct writ_request *req, const struct writ_policy *policy,
		       enum writ_op op, const struct inode *inode)
{
	req->op = op;
	req->uid = writ_asking_uid();
	req->path = (struct writ_bytes){};
	req->path_ambiguous = false;
	req->fstype = (struct writ_bytes){};
	if (policy->need_fstype) {
		const char *type = inode->i_sb->s_type->name;

		req->fstype.data = (const u8 *)type;
		req->fstype.len = strlen(type);
	}
	req->memory = false;
	req->privilege = false;
	req->now = writ_now();
	req->have = 0;
	req->segment = false;
	req->by_script = false;
	req->asked_only = false;
	req->policy = policy;
	req->digest = NULL;
	req->cgroup = (struct writ_bytes){};
	req->asker = NULL;
	req->state = NULL;
	req->contents = NULL;
}

/* Deny is stricter than require, and require than allow. */
static enum writ_answer stricter(enum writ_answer a, enum writ_answer b)
{
	if (a == WRIT_ANSWER_ALLOW)
		return b;
	if (b == WRIT_ANSWER_ALLOW)
		return a;
	return a == WRIT_ANSWER_REQUIRE ? b : a;
}

/*
 * Who is governed stays so whoever he becomes and wherever he goes: beside the
 * rules for the uid and the control group that ask stand those for the uid and
 * the control group in which its lineage was governed first, and the stricter
 * answer counts.
 */
static enum writ_answer answer_for_lineage(const struct writ_policy *policy,
					   const struct writ_request *req,
					   struct task_struct *task)
{
	const struct writ_lineage *lineage;
	struct writ_request now = *req;
	char room[WRIT_CGROUP_MAX];
	enum writ_answer answer;

	if (policy->need_cgroup && !req->cgroup.len)
		now.cgroup = writ_cgroup_of(task, room);
	answer = writ_policy_answer(policy, &now);
	rcu_read_lock();
	lineage = writ_lineage_of(task);
	if (lineage && lineage->governed &&
	    (lineage->uid != now.uid || (policy->need_cgroup && lineage->home))) {
		now.uid = lineage->uid;
		if (lineage->home)
			now.cgroup = (struct writ_bytes){ lineage->home->path, lineage->home->len };
		answer = stricter(answer, writ_policy_answer(policy, &now));
	}
	rcu_read_unlock();
	return answer;
}

/*
 * What the kernel itself starts (modprobe, a core_pattern pipe) runs as root and
 * in no control group, for whoever made it do so: no rule can leave it alone.
 */
static bool is_helper(const struct task_struct *task)
{
	const struct writ_lineage *lineage;
	bool helper;

	rcu_read_lock();
	lineage = writ_lineage_of(task);
	helper = lineage && lineage->helper;
	rcu_read_unlock();
	return helper;
}

static enum writ_answer answer_of(const struct writ_policy *policy, const struct writ_request *req,
				  struct task_struct *task)
{
	if (policy->nrules && (policy->need_uid || policy->need_cgroup))
		return answer_for_lineage(policy, req, task);
	return writ_policy_answer(policy, req);
}

/* The canary is governed whatever the rules say. */
enum writ_answer writ_answer_of_task(const struct writ_policy *policy,
				     const struct writ_request *req, struct task_struct *task)
{
	enum writ_answer answer;

	if (unlikely(writ_is_canary(task)))
		return WRIT_ANSWER_REQUIRE;
	answer = answer_of(policy, req, task);
	if (answer == WRIT_ANSWER_ALLOW && is_helper(task))
		return WRIT_ANSWER_REQUIRE;
	return answer;
}

enum writ_answer writ_answer_of(const struct writ_policy *policy, const struct writ_request *req)
{
	return writ_answer_of_task(policy, req, current);
}
