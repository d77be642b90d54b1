// SPDX-License-Identifier: GPL-2.0-only
/* Accounts of uses: nothing is counted twice, given back or forgotten that may still count. */
#include "clock.h"
#include "fixture.h"
#include "terms.h"

#define ACCOUNTS 65536	/* that are kept, as docs/architecture.md says */
#define YEAR (366ULL * 24 * 3600)

/* An artifact of this name, signed by the key that begins with @key. */
static struct writ_identity named(u32 name, u8 key)
{
	struct writ_identity identity = { .key = { key }, .id_len = 8 };

	memcpy(identity.id, "uses", 4);
	memcpy(identity.id + 4, &name, sizeof(name));
	return identity;
}

static struct writ_use *get(struct kunit *test, u32 name, u8 key, u32 max)
{
	struct writ_identity identity = named(name, key);
	struct writ_use *use = writ_use_get(&identity, max, NOW + YEAR);

	KUNIT_ASSERT_FALSE(test, IS_ERR(use));
	return use;
}

static void outlives_who_holds_it(struct kunit *test)
{
	struct writ_use *use = get(test, 1, 1, 2);

	KUNIT_EXPECT_TRUE(test, writ_use_consume(use));
	writ_use_put(use);
	use = get(test, 1, 1, 2);
	KUNIT_EXPECT_EQ(test, *writ_use_count(use), 1);
	KUNIT_EXPECT_TRUE(test, writ_use_consume(use));
	KUNIT_EXPECT_FALSE(test, writ_use_consume(use));
	KUNIT_EXPECT_EQ(test, *writ_use_count(use), 2);
	writ_use_put(use);
}

/* The name is the issuer's, so that it says nothing of what another one signed. */
static void is_of_one_key(struct kunit *test)
{
	struct writ_use *one = get(test, 2, 1, 1), *other = get(test, 2, 2, 1);

	KUNIT_EXPECT_TRUE(test, writ_use_consume(one));
	KUNIT_EXPECT_FALSE(test, writ_use_consume(one));
	KUNIT_EXPECT_TRUE(test, writ_use_consume(other));
	writ_use_put(one);
	writ_use_put(other);
}

static void counts_the_narrower_of_two(struct kunit *test)
{
	struct writ_use *wide = get(test, 3, 1, 5), *narrow;

	KUNIT_EXPECT_TRUE(test, writ_use_consume(wide));
	narrow = get(test, 3, 1, 1);
	KUNIT_EXPECT_PTR_EQ(test, wide, narrow);
	KUNIT_EXPECT_FALSE(test, writ_use_consume(wide));
	writ_use_put(narrow);
	writ_use_put(wide);
	/* And the wider one brings nothing back. */
	wide = get(test, 3, 1, 5);
	KUNIT_EXPECT_FALSE(test, writ_use_consume(wide));
	writ_use_put(wide);
}

static void gives_back_what_did_not_happen(struct kunit *test)
{
	struct writ_use *use = get(test, 4, 1, 1);

	KUNIT_EXPECT_TRUE(test, writ_use_consume(use));
	writ_use_return(use);
	KUNIT_EXPECT_EQ(test, *writ_use_count(use), 0);
	KUNIT_EXPECT_TRUE(test, writ_use_consume(use));
	KUNIT_EXPECT_FALSE(test, writ_use_consume(use));
	writ_use_put(use);
}

/* 0 if an account that ends at @exp can be opened, or is open; or -errno. */
static int may_open(u32 name, u8 key, u64 exp)
{
	struct writ_identity identity = named(name, key);
	struct writ_use *use = writ_use_get(&identity, 1, exp);

	if (IS_ERR(use))
		return PTR_ERR(use);
	writ_use_put(use);
	return 0;
}

/* Open accounts that end at @exp until no more is kept; the number of them, or -errno. */
static int fill(u8 key, u64 exp)
{
	u32 name;

	for (name = 0; name <= ACCOUNTS; name++) {
		int ret = may_open(name, key, exp);

		if (ret)
			return ret == -ENOSPC ? name : ret;
	}
	return -E2BIG;
}

/*
 * When all are taken, no further one is opened, and none is closed that may count.
 * The wall clock of this kernel is years ahead of the mark all the while.
 */
static void closes_none_that_may_count(struct kunit *test)
{
	const u64 ends = NOW - 2 * YEAR;
	struct writ_use *used = get(test, 5, 1, 1), *held;
	struct writ_identity identity = named(6, 1);
	int n;

	KUNIT_EXPECT_TRUE(test, writ_use_consume(used));
	writ_use_put(used);
	held = writ_use_get(&identity, 1, ends);
	KUNIT_ASSERT_FALSE(test, IS_ERR(held));
	KUNIT_EXPECT_TRUE(test, writ_use_consume(held));

	writ_clock_init(ends);
	n = fill(3, ends);
	KUNIT_EXPECT_GT(test, n, ACCOUNTS / 2);
	KUNIT_EXPECT_LT(test, n, ACCOUNTS);
	KUNIT_EXPECT_EQ(test, may_open(0, 4, ends), -ENOSPC);
	/* One that is there is still found. */
	KUNIT_EXPECT_EQ(test, may_open(0, 3, ends), 0);
	writ_clock_init(ends + YEAR - 60);
	KUNIT_EXPECT_EQ(test, may_open(0, 4, ends), -ENOSPC);
	writ_clock_init(NOW);
	KUNIT_EXPECT_EQ(test, may_open(0, 4, NOW), 0);

	/* What somebody holds, and what has not expired, have been used as before. */
	KUNIT_EXPECT_FALSE(test, writ_use_consume(held));
	writ_use_put(held);
	used = get(test, 5, 1, 1);
	KUNIT_EXPECT_FALSE(test, writ_use_consume(used));
	writ_use_put(used);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(outlives_who_holds_it),
	KUNIT_CASE(is_of_one_key),
	KUNIT_CASE(counts_the_narrower_of_two),
	KUNIT_CASE(gives_back_what_did_not_happen),
	KUNIT_CASE(closes_none_that_may_count),
	{}
};

static struct kunit_suite suite = {
	.name = "writ-uses",
	.suite_init = fixture_up,
	.test_cases = cases,
};

kunit_test_suite(suite);
