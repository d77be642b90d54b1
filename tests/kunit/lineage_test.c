// SPDX-License-Identifier: GPL-2.0-only
/*
 * The lineage of tasks. Each test runs in a thread of its own, which stands for
 * the program; the tasks that it makes are keys that nobody looks into.
 */
#include <linux/sched/task.h>

#include "fixture.h"
#include "inquiry.h"
#include "lineage.h"

/* What of an execution the tests compare, read under RCU. */
struct seen {
	bool there;
	u64 id;
	u64 parent;
	u64 ancestor;
	bool governed;
	u32 uid;
	bool in_home;
	u8 first_of_digest;
};

/* The control group that these tests are governed in. */
#define HOME "/kunit"

static struct seen seen(const struct task_struct *task)
{
	const struct writ_lineage *lineage;
	struct seen s = {};

	rcu_read_lock();
	lineage = writ_lineage_of(task);
	if (lineage)
		s = (struct seen){
			.there = true,
			.id = lineage->id,
			.parent = lineage->parent,
			.ancestor = lineage->ancestor,
			.governed = lineage->governed,
			.uid = lineage->uid,
			.in_home = lineage->home && lineage->home->len == strlen(HOME) &&
				   !memcmp(lineage->home->path, HOME, strlen(HOME)),
			.first_of_digest = lineage->has_digest ? lineage->digest[0] : 0,
		};
	rcu_read_unlock();
	return s;
}

static struct task_struct *fork(struct kunit *test, unsigned long flags)
{
	struct task_struct *task = kunit_kzalloc(test, sizeof(*task), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, task);
	KUNIT_ASSERT_EQ(test, writ_lineage_fork(task, flags), 0);
	return task;
}

static struct writ_inquiry inquiry(u8 byte, bool governed)
{
	struct writ_inquiry q = {
		.op = WRIT_OP_EXECUTE,
		.reason = WRIT_AUTHORIZED,
		.may_sleep = true,
		.governed = governed,
		.has_digest = true,
	};

	memcpy(q.digest, fixture_digest(byte), WRIT_DIGEST_SIZE);
	return q;
}

/* Current executes the content @byte; returns the execution's id, or 0. */
static u64 execute(struct kunit *test, u8 byte, bool governed)
{
	struct writ_inquiry q = inquiry(byte, governed);
	u64 id = 0;

	KUNIT_ASSERT_EQ(test, writ_lineage_begin(), 0);
	KUNIT_ASSERT_EQ(test, writ_lineage_propose(&q, &id), 0);
	KUNIT_ASSERT_NE(test, id, 0ULL);
	KUNIT_ASSERT_EQ(test, writ_lineage_consume(), 0);
	writ_lineage_commit();
	return id;
}

static void a_child_is_the_same_execution(struct kunit *test)
{
	struct task_struct *child = fork(test, 0), *thread = fork(test, CLONE_THREAD);
	struct seen own = seen(current);

	KUNIT_ASSERT_TRUE(test, own.there);
	KUNIT_EXPECT_EQ(test, seen(child).id, own.id);
	KUNIT_EXPECT_EQ(test, seen(thread).id, own.id);
	KUNIT_EXPECT_EQ(test, own.ancestor, own.id);
	KUNIT_EXPECT_EQ(test, own.parent, 0ULL);
	writ_lineage_free(thread);
	KUNIT_EXPECT_FALSE(test, seen(thread).there);
	KUNIT_EXPECT_TRUE(test, seen(child).there);
	writ_lineage_free(child);
	KUNIT_EXPECT_FALSE(test, seen(child).there);
	/* One that is not there, as after a fork that failed early. */
	writ_lineage_free(child);
	KUNIT_EXPECT_TRUE(test, seen(current).there);
}

static void an_execution_descends(struct kunit *test)
{
	struct task_struct *before = fork(test, 0), *after;
	struct seen root = seen(current), now;
	u64 id = execute(test, 1, false);

	now = seen(current);
	KUNIT_EXPECT_EQ(test, now.id, id);
	KUNIT_EXPECT_EQ(test, now.parent, root.id);
	KUNIT_EXPECT_EQ(test, now.ancestor, root.id);
	KUNIT_EXPECT_EQ(test, now.first_of_digest, 1);
	after = fork(test, 0);
	KUNIT_EXPECT_EQ(test, seen(before).id, root.id);
	KUNIT_EXPECT_EQ(test, seen(after).id, id);
	KUNIT_EXPECT_GT(test, execute(test, 2, false), id);
	KUNIT_EXPECT_EQ(test, seen(current).parent, id);
	KUNIT_EXPECT_EQ(test, seen(current).ancestor, root.id);
	KUNIT_EXPECT_EQ(test, seen(after).id, id);
	writ_lineage_free(before);
	writ_lineage_free(after);
}

static void what_fails_changes_nothing(struct kunit *test)
{
	struct writ_inquiry q = inquiry(1, true);
	struct task_struct *child = fork(test, 0);
	struct seen root = seen(current);
	u64 id = 0;

	writ_lineage_free(child);
	/* Nothing was begun. */
	KUNIT_EXPECT_EQ(test, writ_lineage_propose(&q, &id), -EACCES);
	KUNIT_EXPECT_EQ(test, id, 0ULL);
	writ_lineage_commit();
	KUNIT_EXPECT_EQ(test, seen(current).id, root.id);
	/* Begun and proposed, but never committed; the next one forgets it. */
	KUNIT_ASSERT_EQ(test, writ_lineage_begin(), 0);
	KUNIT_EXPECT_EQ(test, writ_lineage_propose(&q, &id), 0);
	KUNIT_EXPECT_NE(test, id, 0ULL);
	KUNIT_EXPECT_EQ(test, seen(current).id, root.id);
	KUNIT_ASSERT_EQ(test, writ_lineage_begin(), 0);
	writ_lineage_commit();
	KUNIT_EXPECT_EQ(test, seen(current).id, root.id);
	KUNIT_EXPECT_FALSE(test, seen(current).governed);
}

static void governed_stays_governed(struct kunit *test)
{
	struct task_struct *child = fork(test, 0);

	KUNIT_EXPECT_FALSE(test, seen(current).governed);
	execute(test, 1, true);
	KUNIT_EXPECT_TRUE(test, seen(current).governed);
	KUNIT_EXPECT_EQ(test, seen(current).uid, 0U);
	/* What is executed from there is governed too, whatever the rules say of it. */
	execute(test, 2, false);
	KUNIT_EXPECT_TRUE(test, seen(current).governed);
	KUNIT_EXPECT_FALSE(test, seen(child).governed);
	writ_lineage_free(child);
	child = fork(test, 0);
	KUNIT_EXPECT_TRUE(test, seen(child).governed);
	writ_lineage_free(child);
}

static void the_levels_of_one_execution_share_it(struct kunit *test)
{
	struct writ_inquiry script = inquiry(1, false), program = inquiry(2, false);
	u64 id = 0, second = 0;

	KUNIT_ASSERT_EQ(test, writ_lineage_begin(), 0);
	KUNIT_ASSERT_EQ(test, writ_lineage_propose(&script, &id), 0);
	KUNIT_EXPECT_NE(test, id, 0ULL);
	KUNIT_ASSERT_EQ(test, writ_lineage_propose(&program, &second), 0);
	KUNIT_EXPECT_EQ(test, second, id);
	writ_lineage_commit();
	KUNIT_EXPECT_EQ(test, seen(current).id, id);
	KUNIT_EXPECT_EQ(test, seen(current).first_of_digest, 2);
}

/* The first level of an execve(): a script of HOME for which an artifact is required. */
static void propose_script(struct kunit *test)
{
	struct writ_inquiry script = inquiry(1, true);
	u64 id = 0;
	int ret;

	script.home = writ_home_new(writ_bytes_of(HOME));
	KUNIT_ASSERT_NOT_NULL(test, script.home);
	KUNIT_ASSERT_EQ(test, writ_lineage_begin(), 0);
	ret = writ_lineage_propose(&script, &id);
	writ_home_put(script.home);
	KUNIT_ASSERT_EQ(test, ret, 0);
}

/* By an interpreter for which no artifact is required. */
static void governed_at_any_level(struct kunit *test)
{
	struct writ_inquiry program = inquiry(2, false);
	u64 id = 0;

	propose_script(test);
	KUNIT_EXPECT_TRUE(test, writ_lineage_proposed_governed());
	KUNIT_ASSERT_EQ(test, writ_lineage_propose(&program, &id), 0);
	KUNIT_EXPECT_TRUE(test, writ_lineage_proposed_governed());
	writ_lineage_commit();
	KUNIT_EXPECT_TRUE(test, seen(current).governed);
	KUNIT_EXPECT_TRUE(test, seen(current).in_home);
	/* It stays so, in what is executed from there too. */
	execute(test, 3, false);
	KUNIT_EXPECT_TRUE(test, seen(current).governed);
	KUNIT_EXPECT_TRUE(test, seen(current).in_home);
}

/* What was governed at a level of an execve() that failed says nothing of the next one. */
static void a_level_that_failed_governs_nothing(struct kunit *test)
{
	propose_script(test);
	execute(test, 2, false);
	KUNIT_EXPECT_FALSE(test, seen(current).governed);
	KUNIT_EXPECT_FALSE(test, seen(current).in_home);
}

static int execute_once(struct kunit *test, struct writ_use *use)
{
	struct writ_inquiry q = inquiry(4, true);
	u64 id = 0;
	int ret;

	q.use = use;
	KUNIT_ASSERT_EQ(test, writ_lineage_begin(), 0);
	KUNIT_ASSERT_EQ(test, writ_lineage_propose(&q, &id), 0);
	ret = writ_lineage_consume();
	if (!ret)
		writ_lineage_commit();
	return ret;
}

static void takes_no_more_uses_than_there_are(struct kunit *test)
{
	struct writ_identity identity = { .id = "kunit uses", .id_len = 10 };
	struct writ_use *use = writ_use_get(&identity, 2, NOW + 3600);
	u64 id;

	KUNIT_ASSERT_FALSE(test, IS_ERR(use));
	KUNIT_EXPECT_EQ(test, *writ_use_count(use), 0);
	KUNIT_EXPECT_EQ(test, execute_once(test, use), 0);
	KUNIT_EXPECT_EQ(test, execute_once(test, use), 0);
	KUNIT_EXPECT_EQ(test, *writ_use_count(use), 2);
	id = seen(current).id;
	KUNIT_EXPECT_EQ(test, execute_once(test, use), -EACCES);
	KUNIT_EXPECT_EQ(test, *writ_use_count(use), 2);
	KUNIT_EXPECT_EQ(test, seen(current).id, id);
	writ_use_put(use);
}

/* A script and its interpreter, whose artifacts have a use each: both are taken, or none. */
static void takes_the_uses_of_all_levels_or_none(struct kunit *test)
{
	struct writ_identity first = { .id = "kunit script", .id_len = 12 };
	struct writ_identity second = { .id = "kunit program", .id_len = 13 };
	struct writ_use *script = writ_use_get(&first, 2, NOW + 3600);
	struct writ_use *program = writ_use_get(&second, 1, NOW + 3600);
	const int expected[] = { 0, -EACCES };
	size_t i;

	KUNIT_ASSERT_FALSE(test, IS_ERR(script));
	KUNIT_ASSERT_FALSE(test, IS_ERR(program));
	for (i = 0; i < ARRAY_SIZE(expected); i++) {
		struct writ_inquiry q = inquiry(4, true);
		u64 id = 0;

		KUNIT_ASSERT_EQ(test, writ_lineage_begin(), 0);
		q.use = script;
		KUNIT_ASSERT_EQ(test, writ_lineage_propose(&q, &id), 0);
		q.use = program;
		KUNIT_ASSERT_EQ(test, writ_lineage_propose(&q, &id), 0);
		KUNIT_EXPECT_EQ(test, writ_lineage_consume(), expected[i]);
		KUNIT_EXPECT_EQ(test, *writ_use_count(script), 1);
		KUNIT_EXPECT_EQ(test, *writ_use_count(program), 1);
	}
	writ_use_put(script);
	writ_use_put(program);
}

static void leave(struct kunit *test)
{
	writ_lineage_free(current);
	rcu_barrier();
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_child_is_the_same_execution),
	KUNIT_CASE(an_execution_descends),
	KUNIT_CASE(what_fails_changes_nothing),
	KUNIT_CASE(governed_stays_governed),
	KUNIT_CASE(the_levels_of_one_execution_share_it),
	KUNIT_CASE(governed_at_any_level),
	KUNIT_CASE(a_level_that_failed_governs_nothing),
	KUNIT_CASE(takes_no_more_uses_than_there_are),
	KUNIT_CASE(takes_the_uses_of_all_levels_or_none),
	{}
};

static struct kunit_suite suite = {
	.name = "writ-lineage",
	.suite_init = fixture_up,
	.exit = leave,
	.test_cases = cases,
};

kunit_test_suite(suite);
