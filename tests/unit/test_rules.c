// SPDX-License-Identifier: GPL-2.0-only
/* What the rules of a policy say of a request. */
#include "check.h"

static struct writ_policy policy;
static struct writ_request req;

static void set_up(u32 nrules, enum writ_answer otherwise)
{
	u32 i;

	memset(&policy, 0, sizeof(policy));
	memset(&req, 0, sizeof(req));
	policy.nrules = nrules;
	policy.default_answer = otherwise;
	for (i = 0; i < nrules; i++)
		policy.rules[i].ops = WRIT_OP_ALL;
	req.op = WRIT_OP_EXECUTE;
	req.path = writ_bytes_of("/opt/tool");
	req.fstype = writ_bytes_of("ext4");
	req.cgroup = writ_bytes_of("/system/tool");
}

static void default_without_rules(void **state)
{
	enum writ_answer answer;

	(void)state;
	for (answer = 0; answer < __WRIT_ANSWER_COUNT; answer++) {
		set_up(0, answer);
		assert_int_equal(writ_policy_answer(&policy, &req), answer);
	}
}

/* Every pair of rules' answers, with each of them matching or not. */
static void first_match_decides(void **state)
{
	enum writ_answer a, b;
	u32 ops_a, ops_b;

	(void)state;
	for (a = 0; a < __WRIT_ANSWER_COUNT; a++)
	for (b = 0; b < __WRIT_ANSWER_COUNT; b++)
	for (ops_a = 0; ops_a < 2; ops_a++)
	for (ops_b = 0; ops_b < 2; ops_b++) {
		set_up(2, WRIT_ANSWER_DENY);
		policy.rules[0].answer = a;
		policy.rules[1].answer = b;
		policy.rules[0].ops = ops_a ? WRIT_OP_ALL : WRIT_OP_BIT(WRIT_OP_SCRIPT);
		policy.rules[1].ops = ops_b ? WRIT_OP_ALL : WRIT_OP_BIT(WRIT_OP_SCRIPT);
		assert_int_equal(writ_policy_answer(&policy, &req),
				 ops_a ? a : ops_b ? b : WRIT_ANSWER_DENY);
	}
}

static void unknown_operations_are_denied(void **state)
{
	static const u32 unknown[] = { 0, __WRIT_OP_END, 31, 32, 33, U32_MAX };
	enum writ_op op;
	size_t i;

	(void)state;
	set_up(1, WRIT_ANSWER_ALLOW);
	policy.rules[0].answer = WRIT_ANSWER_ALLOW;
	policy.rules[0].ops = U32_MAX;
	for (i = 0; i < ARRAY_SIZE(unknown); i++) {
		req.op = unknown[i];
		assert_int_equal(writ_policy_answer(&policy, &req), WRIT_ANSWER_DENY);
	}
	for (op = WRIT_OP_EXECUTE; op < __WRIT_OP_END; op++) {
		req.op = op;
		assert_int_equal(writ_policy_answer(&policy, &req), WRIT_ANSWER_ALLOW);
	}
}

static void each_operation_alone(void **state)
{
	enum writ_op rule, asked;

	(void)state;
	for (rule = WRIT_OP_EXECUTE; rule < __WRIT_OP_END; rule++)
	for (asked = WRIT_OP_EXECUTE; asked < __WRIT_OP_END; asked++) {
		set_up(1, WRIT_ANSWER_DENY);
		policy.rules[0].ops = WRIT_OP_BIT(rule);
		policy.rules[0].answer = WRIT_ANSWER_ALLOW;
		req.op = asked;
		assert_int_equal(writ_policy_answer(&policy, &req),
				 rule == asked ? WRIT_ANSWER_ALLOW : WRIT_ANSWER_DENY);
	}
}

/* What allows everything allows nothing that a governed program does besides. */
static void privileges_are_named(void **state)
{
	enum writ_answer answer;
	int named;

	(void)state;
	for (answer = 0; answer < __WRIT_ANSWER_COUNT; answer++)
	for (named = 0; named < 2; named++) {
		set_up(1, WRIT_ANSWER_DENY);
		policy.rules[0].answer = answer;
		policy.rules[0].ops = named ? WRIT_OP_BIT(WRIT_OP_TRACE) : WRIT_OP_ALL;
		req.op = WRIT_OP_TRACE;
		assert_int_equal(writ_policy_answer(&policy, &req), answer);
		req.privilege = true;
		assert_int_equal(writ_policy_answer(&policy, &req),
				 answer == WRIT_ANSWER_ALLOW && !named ? WRIT_ANSWER_REQUIRE : answer);
	}
	set_up(0, WRIT_ANSWER_ALLOW);
	req.op = WRIT_OP_TRACE;
	assert_int_equal(writ_policy_answer(&policy, &req), WRIT_ANSWER_ALLOW);
	req.privilege = true;
	assert_int_equal(writ_policy_answer(&policy, &req), WRIT_ANSWER_REQUIRE);
}

static void uid_boundaries(void **state)
{
	static const struct {
		u32 first, last, uid;
		bool matches;
	} table[] = {
		{ 0, 0, 0, true }, { 0, 0, 1, false }, { 1, 1, 0, false },
		{ 5, 9, 4, false }, { 5, 9, 5, true }, { 5, 9, 9, true }, { 5, 9, 10, false },
		{ 0, U32_MAX - 1, 0, true }, { 0, U32_MAX - 1, U32_MAX - 1, true },
		{ U32_MAX - 1, U32_MAX - 1, U32_MAX - 1, true },
		{ U32_MAX - 1, U32_MAX - 1, U32_MAX - 2, false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(table); i++) {
		set_up(1, WRIT_ANSWER_DENY);
		policy.rules[0].answer = WRIT_ANSWER_ALLOW;
		/* The range under test comes second: all of them are looked at. */
		policy.rules[0].nuids = 2;
		policy.rules[0].uids[0].first = policy.rules[0].uids[0].last = 77;
		policy.rules[0].uids[1].first = table[i].first;
		policy.rules[0].uids[1].last = table[i].last;
		req.uid = table[i].uid;
		assert_int_equal(writ_policy_answer(&policy, &req),
				 table[i].matches ? WRIT_ANSWER_ALLOW : WRIT_ANSWER_DENY);
	}
}

enum unknown { KNOWN, NO_UID, NO_FS, NO_PATH, AMBIGUOUS_PATH, NO_CGROUP, UNKNOWN_COUNT };

/* What is not known restricts, and never opens. */
static void unknown_never_opens(void **state)
{
	enum writ_answer answer, otherwise;
	int what;

	(void)state;
	for (what = KNOWN; what < UNKNOWN_COUNT; what++)
	for (answer = 0; answer < __WRIT_ANSWER_COUNT; answer++)
	for (otherwise = 0; otherwise < __WRIT_ANSWER_COUNT; otherwise++) {
		struct writ_rule *rule = &policy.rules[0];
		bool matches;

		set_up(1, otherwise);
		rule->answer = answer;
		rule->nuids = rule->npaths = rule->nfilesystems = rule->ncgroups = 1;
		rule->paths[0] = writ_bytes_of("/opt");
		rule->filesystems[0] = writ_bytes_of("ext4");
		rule->cgroups[0] = writ_bytes_of("/system");
		if (what == NO_UID)
			req.uid = U32_MAX;
		if (what == NO_FS)
			req.fstype.len = 0;
		if (what == NO_PATH)
			req.path.data = NULL;
		if (what == AMBIGUOUS_PATH)
			req.path_ambiguous = true;
		if (what == NO_CGROUP)
			req.cgroup.len = 0;
		matches = what == KNOWN || answer != WRIT_ANSWER_ALLOW;
		assert_int_equal(writ_policy_answer(&policy, &req),
				 matches ? answer : otherwise);
	}
}

/* All matchers of a rule must match; one of each kind is enough. */
static void matchers_combine(void **state)
{
	int uid, fs, path, cgroup;

	(void)state;
	for (uid = 0; uid < 2; uid++)
	for (fs = 0; fs < 2; fs++)
	for (path = 0; path < 2; path++)
	for (cgroup = 0; cgroup < 2; cgroup++) {
		struct writ_rule *rule = &policy.rules[0];

		set_up(1, WRIT_ANSWER_DENY);
		rule->answer = WRIT_ANSWER_ALLOW;
		rule->nuids = 1;
		rule->npaths = rule->nfilesystems = rule->ncgroups = 2;
		rule->paths[0] = writ_bytes_of("/srv");
		rule->paths[1] = writ_bytes_of("/opt");
		rule->filesystems[0] = writ_bytes_of("xfs");
		rule->filesystems[1] = writ_bytes_of("ext4");
		rule->cgroups[0] = writ_bytes_of("/user");
		rule->cgroups[1] = writ_bytes_of("/system");
		req.uid = uid ? 0 : 1;
		req.fstype = writ_bytes_of(fs ? "ext4" : "btrfs");
		req.path = writ_bytes_of(path ? "/opt/tool" : "/optional/tool");
		req.cgroup = writ_bytes_of(cgroup ? "/system" : "/systemd/tool");
		assert_int_equal(writ_policy_answer(&policy, &req), uid && fs && path && cgroup ?
				 WRIT_ANSWER_ALLOW : WRIT_ANSWER_DENY);
	}
}

/* Memory lies nowhere: rules on places do not speak of it, all others do. */
static void memory_lies_nowhere(void **state)
{
	enum writ_answer answer;
	int by_path, by_fs, memory;

	(void)state;
	for (answer = 0; answer < __WRIT_ANSWER_COUNT; answer++)
	for (by_path = 0; by_path < 2; by_path++)
	for (by_fs = 0; by_fs < 2; by_fs++)
	for (memory = 0; memory < 2; memory++) {
		enum writ_answer other = (answer + 1) % __WRIT_ANSWER_COUNT;
		struct writ_rule *rule = &policy.rules[0];

		set_up(1, other);
		rule->answer = answer;
		rule->npaths = by_path;
		rule->paths[0] = writ_bytes_of("/opt");
		rule->nfilesystems = by_fs;
		rule->filesystems[0] = writ_bytes_of("ext4");
		req.memory = memory;
		assert_int_equal(writ_policy_answer(&policy, &req),
				 memory && (by_path || by_fs) ? other : answer);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(default_without_rules),
		cmocka_unit_test(first_match_decides),
		cmocka_unit_test(unknown_operations_are_denied),
		cmocka_unit_test(each_operation_alone),
		cmocka_unit_test(privileges_are_named),
		cmocka_unit_test(uid_boundaries),
		cmocka_unit_test(unknown_never_opens),
		cmocka_unit_test(matchers_combine),
		cmocka_unit_test(memory_lies_nowhere),
	};

	return cmocka_run_group_tests_name("rules", tests, NULL, NULL) ? 1 : 0;
}
