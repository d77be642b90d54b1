// SPDX-License-Identifier: GPL-2.0-only
/* The schema of a policy text: its rules. */
#include "policy_schema.h"

static struct writ_rule *rule(void *out)
{
	struct policy_text *t = out;

	return &t->p.rules[t->p.nrules];
}

static void rule_ops(struct yaml *y, struct val v, void *out)
{
	policy_read_ops(y, v, &rule(out)->ops);
}

static void read_uid(struct yaml *y, struct val v, void *out)
{
	struct writ_rule *r = out;
	struct writ_uid_range *range = &r->uids[r->nuids];

	if (policy_read_range(y, v, &range->first, &range->last))
		r->nuids++;
}

static void rule_uids(struct yaml *y, struct val v, void *out)
{
	yaml_each(y, v, 1, WRIT_RULE_UIDS_MAX, read_uid, rule(out));
}

static void rule_paths(struct yaml *y, struct val v, void *out)
{
	struct writ_rule *r = rule(out);

	policy_read_names(y, v, r->paths, &r->npaths, WRIT_RULE_PATHS_MAX, true);
}

static void rule_filesystems(struct yaml *y, struct val v, void *out)
{
	struct writ_rule *r = rule(out);

	policy_read_names(y, v, r->filesystems, &r->nfilesystems, WRIT_RULE_FS_MAX, false);
}

static void rule_cgroups(struct yaml *y, struct val v, void *out)
{
	struct writ_rule *r = rule(out);

	policy_read_names(y, v, r->cgroups, &r->ncgroups, WRIT_CGROUPS_MAX, true);
}

static void rule_answer(struct yaml *y, struct val v, void *out)
{
	policy_read_answer(y, v, &rule(out)->answer);
}

static void read_rule(struct yaml *y, struct val v, void *out)
{
	static const struct field fields[] = {
		{ "operations", false, rule_ops },
		{ "uids", false, rule_uids },
		{ "paths", false, rule_paths },
		{ "filesystems", false, rule_filesystems },
		{ "cgroups", false, rule_cgroups },
		{ "answer", true, rule_answer },
	};
	struct policy_text *t = out;

	v.key = "rule";
	t->rule_at[t->p.nrules] = v.at;
	rule(out)->ops = WRIT_OP_ALL;
	yaml_mapping(y, v, fields, ARRAY_SIZE(fields), out);
	t->p.need_path |= rule(out)->npaths != 0;
	t->p.need_fstype |= rule(out)->nfilesystems != 0;
	t->p.need_cgroup |= rule(out)->ncgroups != 0;
	t->p.nrules++;
}

void policy_read_rules(struct yaml *y, struct val v, void *out)
{
	yaml_each(y, v, 0, WRIT_RULES_MAX, read_rule, out);
}
