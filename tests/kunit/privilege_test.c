// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a running program was granted, and how long it has it. The policy lets the
 * issuer grant execute, map and script, and none of what is asked of no file.
 */
#include "admission.h"
#include "fixture.h"
#include "inquiry.h"
#include "lineage.h"
#include "objects.h"
#include "privilege.h"

/* Content that no artifact of objects.h names, so that only the execution's own counts. */
#define UNNAMED 6

static void add(struct kunit *test)
{
	struct writ_change change;

	KUNIT_ASSERT_EQ(test, fixture_add(WRIT_OBJECT_ARTIFACT, BYTES(object_two), &change), 0);
}

static int drop(const struct writ_identity *identity)
{
	return writ_change_drop((struct writ_bytes){ identity->id, identity->id_len },
				(struct writ_bytes){ identity->key, WRIT_KID_SIZE });
}

/* Current executes something by object_two, as if that granted tracing as well. */
static struct writ_identity execute(struct kunit *test, bool stored)
{
	struct writ_artifact *artifact = kunit_kzalloc(test, sizeof(*artifact), GFP_KERNEL);
	struct writ_inquiry q = {
		.op = WRIT_OP_EXECUTE, .reason = WRIT_AUTHORIZED, .may_sleep = true,
		.governed = true, .has_digest = true, .has_identity = true, .stored = stored,
		.granted = WRIT_OP_BIT(WRIT_OP_EXECUTE) | WRIT_OP_BIT(WRIT_OP_TRACE),
	};
	struct writ_error err = {};
	u64 id = 0;

	KUNIT_ASSERT_NOT_NULL(test, artifact);
	KUNIT_ASSERT_TRUE(test, writ_artifact_decode(BYTES(object_two), artifact, &err));
	writ_identity_of(&q.identity, &artifact->sign);
	q.iat = artifact->sign.claims.iat;
	q.exp = artifact->sign.claims.exp;
	memcpy(q.digest, fixture_digest(UNNAMED), WRIT_DIGEST_SIZE);
	KUNIT_ASSERT_EQ(test, writ_lineage_begin(), 0);
	KUNIT_ASSERT_EQ(test, writ_lineage_propose(&q, &id), 0);
	writ_lineage_commit();
	return q.identity;
}

static void ends_where_the_issuer_may_not_grant_it(struct kunit *test)
{
	execute(test, false);
	KUNIT_EXPECT_TRUE(test, writ_is_granted(WRIT_OP_EXECUTE, current));
	KUNIT_EXPECT_FALSE(test, writ_is_granted(WRIT_OP_TRACE, current));
	/* What the issuer may grant, but the artifact does not. */
	KUNIT_EXPECT_FALSE(test, writ_is_granted(WRIT_OP_MAP, current));
}

static void ends_with_what_is_dropped(struct kunit *test)
{
	struct writ_identity identity;

	add(test);
	identity = execute(test, true);
	KUNIT_EXPECT_TRUE(test, writ_is_granted(WRIT_OP_EXECUTE, current));
	KUNIT_EXPECT_FALSE(test, writ_is_granted(WRIT_OP_TRACE, current));
	KUNIT_ASSERT_EQ(test, drop(&identity), 0);
	KUNIT_EXPECT_FALSE(test, writ_is_granted(WRIT_OP_EXECUTE, current));
	add(test);
	KUNIT_EXPECT_TRUE(test, writ_is_granted(WRIT_OP_EXECUTE, current));
	KUNIT_ASSERT_EQ(test, drop(&identity), 0);
	/* What came with the file itself was never there. */
	execute(test, false);
	KUNIT_EXPECT_TRUE(test, writ_is_granted(WRIT_OP_EXECUTE, current));
}

static void is_none_without_an_artifact(struct kunit *test)
{
	struct writ_inquiry q = {
		.op = WRIT_OP_EXECUTE, .reason = WRIT_UNGOVERNED, .may_sleep = true,
	};
	u64 id = 0;

	execute(test, false);
	KUNIT_ASSERT_EQ(test, writ_lineage_begin(), 0);
	KUNIT_ASSERT_EQ(test, writ_lineage_propose(&q, &id), 0);
	writ_lineage_commit();
	KUNIT_EXPECT_FALSE(test, writ_is_granted(WRIT_OP_EXECUTE, current));
}

static void leave(struct kunit *test)
{
	writ_lineage_free(current);
	rcu_barrier();
}

static struct kunit_case cases[] = {
	KUNIT_CASE(ends_where_the_issuer_may_not_grant_it),
	KUNIT_CASE(ends_with_what_is_dropped),
	KUNIT_CASE(is_none_without_an_artifact),
	{}
};

static struct kunit_suite suite = {
	.name = "writ-privilege",
	.suite_init = fixture_up,
	.exit = leave,
	.test_cases = cases,
};

kunit_test_suite(suite);
