// SPDX-License-Identifier: GPL-2.0-only
/* What the rules of a policy say of a request: the first match decides. */
#include "evaluate.h"

/*
 * A matcher whose subject is not known counts as matching where that restricts,
 * and as not matching where that would open.
 */
static bool unknown_matches(const struct writ_rule *rule)
{
	return rule->answer != WRIT_ANSWER_ALLOW;
}

static bool uid_matches(const struct writ_rule *rule, u32 uid)
{
	u32 i;

	/* Not a uid: no range can hold it. */
	if (uid == U32_MAX)
		return unknown_matches(rule);
	for (i = 0; i < rule->nuids; i++) {
		if (uid >= rule->uids[i].first && uid <= rule->uids[i].last)
			return true;
	}
	return false;
}

static bool filesystem_matches(const struct writ_rule *rule, struct writ_bytes fstype)
{
	u32 i;

	if (!fstype.len)
		return unknown_matches(rule);
	for (i = 0; i < rule->nfilesystems; i++) {
		if (writ_bytes_equal(rule->filesystems[i], fstype))
			return true;
	}
	return false;
}

static bool path_matches(const struct writ_rule *rule, const struct writ_request *req)
{
	u32 i;

	if (req->path_ambiguous || !req->path.data)
		return unknown_matches(rule);
	for (i = 0; i < rule->npaths; i++) {
		if (writ_path_under(req->path, rule->paths[i]))
			return true;
	}
	return false;
}

static bool cgroup_matches(const struct writ_rule *rule, struct writ_bytes cgroup)
{
	u32 i;

	if (!cgroup.len)
		return unknown_matches(rule);
	for (i = 0; i < rule->ncgroups; i++) {
		if (writ_path_under(cgroup, rule->cgroups[i]))
			return true;
	}
	return false;
}

/* What allows everything was not said with this in mind. */
static enum writ_answer answer_by(enum writ_answer answer, u32 ops, const struct writ_request *req)
{
	if (req->privilege && answer == WRIT_ANSWER_ALLOW && ops == WRIT_OP_ALL)
		return WRIT_ANSWER_REQUIRE;
	return answer;
}

enum writ_answer writ_policy_answer(const struct writ_policy *policy,
				    const struct writ_request *req)
{
	const struct writ_rule *rule = policy->rules;
	const struct writ_rule *end = rule + policy->nrules;
	u32 bit;

	if (req->op < WRIT_OP_EXECUTE || req->op >= __WRIT_OP_END)
		return WRIT_ANSWER_DENY;
	bit = WRIT_OP_BIT(req->op);

	/* Cheapest first; text is compared only where a rule holds some. */
	for (; rule < end; rule++) {
		if (!(rule->ops & bit))
			continue;
		if (rule->nuids && !uid_matches(rule, req->uid))
			continue;
		if (req->memory && (rule->nfilesystems || rule->npaths))
			continue;
		if (rule->nfilesystems && !filesystem_matches(rule, req->fstype))
			continue;
		if (rule->npaths && !path_matches(rule, req))
			continue;
		if (rule->ncgroups && !cgroup_matches(rule, req->cgroup))
			continue;
		return answer_by(rule->answer, rule->ops, req);
	}
	return answer_by(policy->default_answer, WRIT_OP_ALL, req);
}
