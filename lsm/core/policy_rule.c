// SPDX-License-Identifier: GPL-2.0-only
/* The rules of a policy, as they are read; rules.c is how they are asked. */
#include "fields.h"
#include "policy_read.h"

enum rule_key {
	KEY_OPERATIONS = 1,
	KEY_UIDS = 2,
	KEY_PATHS = 3,
	KEY_FILESYSTEMS = 4,
	KEY_CGROUPS = 5,
	KEY_ANSWER = 6,
};

/* (uid_t)-1 is nobody: it stands for "no change" and for an unmapped id. */
#define UID_LAST	(U32_MAX - 1)

enum writ_answer writ_policy_read_answer(struct writ_cbor *c, const char *field)
{
	size_t pos = c->pos;
	u64 answer = writ_cbor_uint(c, field, 0, U64_MAX);

	if (answer >= __WRIT_ANSWER_COUNT) {
		writ_cbor_fail(c, WRIT_ERR_UNSUPPORTED, pos, field);
		return WRIT_ANSWER_DENY;
	}
	return (enum writ_answer)answer;
}

static void read_uids(struct writ_cbor *c, struct writ_rule *out)
{
	writ_cbor_array(c, "rules.uids", 1, WRIT_RULE_UIDS_MAX);
	while (writ_cbor_more(c)) {
		struct writ_uid_range *range = &out->uids[out->nuids++];
		size_t pos = c->pos;

		writ_cbor_array(c, "rules.uids", 2, 2);
		range->first = (u32)writ_cbor_uint(c, "rules.uids", 0, UID_LAST);
		range->last = (u32)writ_cbor_uint(c, "rules.uids", 0, UID_LAST);
		writ_cbor_leave(c);
		if (range->first > range->last)
			writ_cbor_fail(c, WRIT_ERR_VALUE, pos, "rules.uids");
	}
}

static void read_rule(struct writ_cbor *c, struct writ_rule *out)
{
	size_t begin = c->pos;
	u32 seen = 0;
	s64 key;

	out->ops = WRIT_OP_ALL;
	writ_cbor_map(c, "rules");
	while (writ_cbor_key(c, "rules", &key)) {
		switch (key) {
		case KEY_OPERATIONS:
			out->ops = writ_field_operations(c, "rules.operations");
			break;
		case KEY_UIDS:
			read_uids(c, out);
			break;
		case KEY_PATHS:
			out->npaths = writ_field_paths(c, "rules.paths", out->paths,
						       WRIT_RULE_PATHS_MAX);
			break;
		case KEY_FILESYSTEMS:
			out->nfilesystems = writ_field_names(c, "rules.filesystems",
							     out->filesystems,
							     WRIT_RULE_FS_MAX);
			break;
		case KEY_CGROUPS:
			out->ncgroups = writ_field_paths(c, "rules.cgroups", out->cgroups,
							 WRIT_CGROUPS_MAX);
			break;
		case KEY_ANSWER:
			out->answer = writ_policy_read_answer(c, "rules.answer");
			break;
		default:
			writ_cbor_key_unknown(c, "rules");
			return;
		}
		seen |= 1u << key;
	}
	writ_field_require(c, seen, KEY_ANSWER, begin, "rules.answer");
}

void writ_policy_read_rules(struct writ_cbor *c, struct writ_policy *out)
{
	writ_cbor_array(c, "rules", 0, WRIT_RULES_MAX);
	while (writ_cbor_more(c)) {
		struct writ_rule *rule = &out->rules[out->nrules++];

		read_rule(c, rule);
		if (rule->npaths)
			out->need_path = true;
		if (rule->nfilesystems)
			out->need_fstype = true;
		if (rule->nuids)
			out->need_uid = true;
		if (rule->ncgroups)
			out->need_cgroup = true;
	}
}
