// SPDX-License-Identifier: GPL-2.0-only
/* What is known of a content, and everything that must make it forgotten. */
#include <linux/file.h>
#include <linux/mm.h>
#include <linux/shmem_fs.h>

#include "content.h"
#include "fixture.h"

#define ENTRIES 32768	/* that the cache holds, as status says */

struct here {
	struct file *file;
	struct inode *inode;
};

/* A file of memory, whose content was learnt to be the digest 09*32. */
static struct here learnt(struct kunit *test)
{
	struct writ_content content = { .known = BIT(WRIT_DIGEST_SHA256) };
	struct here here;

	here.file = shmem_file_setup("kunit", PAGE_SIZE, VM_NORESERVE);
	KUNIT_ASSERT_FALSE(test, IS_ERR(here.file));
	here.inode = file_inode(here.file);
	memset(content.digest[WRIT_DIGEST_SHA256], 9, WRIT_DIGEST_SIZE);
	KUNIT_ASSERT_EQ(test, writ_cache_insert(here.inode, &content), 0);
	return here;
}

static void forget(struct here here)
{
	writ_cache_drop(here.inode);
	fput(here.file);
}

static bool knows(const struct inode *inode)
{
	const struct writ_content *content;
	bool known;

	rcu_read_lock();
	content = writ_cache_lookup(inode);
	known = content && content->known == BIT(WRIT_DIGEST_SHA256) &&
		content->digest[WRIT_DIGEST_SHA256][0] == 9 &&
		content->digest[WRIT_DIGEST_SHA256][WRIT_DIGEST_SIZE - 1] == 9;
	rcu_read_unlock();
	return known;
}

static void remembers_one_inode(struct kunit *test)
{
	struct here one = learnt(test);
	struct file *other = shmem_file_setup("kunit", PAGE_SIZE, VM_NORESERVE);

	KUNIT_ASSERT_FALSE(test, IS_ERR(other));
	KUNIT_EXPECT_TRUE(test, knows(one.inode));
	KUNIT_EXPECT_FALSE(test, knows(file_inode(other)));
	fput(other);
	forget(one);
}

static void drops(struct kunit *test)
{
	struct here one = learnt(test), two = learnt(test);

	writ_cache_drop(one.inode);
	KUNIT_EXPECT_FALSE(test, knows(one.inode));
	KUNIT_EXPECT_TRUE(test, knows(two.inode));
	/* Twice is no more than once. */
	writ_cache_drop(one.inode);
	forget(two);
	fput(one.file);
}

static void doubts_another_size(struct kunit *test)
{
	struct here one = learnt(test);

	i_size_write(one.inode, PAGE_SIZE + 1);
	KUNIT_EXPECT_FALSE(test, knows(one.inode));
	i_size_write(one.inode, PAGE_SIZE);
	KUNIT_EXPECT_TRUE(test, knows(one.inode));
	forget(one);
}

static void doubts_another_change_time(struct kunit *test)
{
	struct here one = learnt(test);

	one.inode->i_ctime.tv_nsec ^= 1;
	KUNIT_EXPECT_FALSE(test, knows(one.inode));
	one.inode->i_ctime.tv_nsec ^= 1;
	KUNIT_EXPECT_TRUE(test, knows(one.inode));
	forget(one);
}

static void doubts_while_somebody_writes(struct kunit *test)
{
	struct here one = learnt(test);
	int before = atomic_read(&one.inode->i_writecount);

	atomic_set(&one.inode->i_writecount, 1);
	KUNIT_EXPECT_FALSE(test, knows(one.inode));
	KUNIT_EXPECT_FALSE(test, writ_content_hold(one.inode));
	atomic_set(&one.inode->i_writecount, 0);
	KUNIT_EXPECT_TRUE(test, knows(one.inode));
	/* And while it is held, nobody can begin to. */
	KUNIT_EXPECT_TRUE(test, writ_content_hold(one.inode));
	KUNIT_EXPECT_TRUE(test, knows(one.inode));
	KUNIT_EXPECT_EQ(test, get_write_access(one.inode), -ETXTBSY);
	writ_content_release(one.inode);
	KUNIT_EXPECT_EQ(test, get_write_access(one.inode), 0);
	atomic_set(&one.inode->i_writecount, before);
	forget(one);
}

static void learns_anew(struct kunit *test)
{
	struct here one = learnt(test);
	struct writ_content content = { .known = BIT(WRIT_DIGEST_VERITY) };
	const struct writ_content *now;

	KUNIT_ASSERT_EQ(test, writ_cache_insert(one.inode, &content), 0);
	rcu_read_lock();
	now = writ_cache_lookup(one.inode);
	KUNIT_EXPECT_NOT_NULL(test, now);
	if (now)
		KUNIT_EXPECT_EQ(test, now->known, (u8)BIT(WRIT_DIGEST_VERITY));
	rcu_read_unlock();
	writ_cache_drop(one.inode);
	/* There was one entry, not two. */
	KUNIT_EXPECT_FALSE(test, knows(one.inode));
	rcu_read_lock();
	KUNIT_EXPECT_NULL(test, writ_cache_lookup(one.inode));
	rcu_read_unlock();
	fput(one.file);
}

/*
 * More inodes than the cache holds: it stays within its bound, and of what was
 * never asked for, the oldest goes first. The cache only compares their addresses.
 */
static void stays_within_its_bound(struct kunit *test)
{
	const u32 n = ENTRIES + 100;
	struct writ_content content = { .known = BIT(WRIT_DIGEST_SHA256) };
	struct super_block *sb = kunit_kzalloc(test, sizeof(*sb), GFP_KERNEL);
	struct inode *inodes = kvcalloc(n, sizeof(*inodes), GFP_KERNEL);
	u32 i, known = 0;

	KUNIT_ASSERT_NOT_NULL(test, sb);
	KUNIT_ASSERT_NOT_NULL(test, inodes);
	memset(content.digest[WRIT_DIGEST_SHA256], 9, WRIT_DIGEST_SIZE);
	for (i = 0; i < n; i++) {
		inodes[i].i_sb = sb;
		if (writ_cache_insert(&inodes[i], &content))
			break;
		/* The first is used again and again. */
		if (!knows(&inodes[0]))
			break;
	}
	KUNIT_EXPECT_EQ(test, i, n);
	KUNIT_EXPECT_TRUE(test, knows(&inodes[0]));
	KUNIT_EXPECT_FALSE(test, knows(&inodes[1]));
	KUNIT_EXPECT_TRUE(test, knows(&inodes[n - 1]));
	for (i = 0; i < n; i++) {
		known += knows(&inodes[i]);
		writ_cache_drop(&inodes[i]);
	}
	KUNIT_EXPECT_EQ(test, known, (u32)ENTRIES);
	/* What was dropped is freed after this. */
	rcu_barrier();
	kvfree(inodes);
}

static void forgets_what_served(struct kunit *test)
{
	struct here one = learnt(test);
	static const struct writ_grant grant;
	struct writ_content *content;

	rcu_read_lock();
	content = writ_cache_lookup(one.inode);
	if (content)
		content->served = &grant;
	rcu_read_unlock();
	KUNIT_ASSERT_NOT_NULL(test, content);
	writ_cache_forget_served();
	rcu_read_lock();
	content = writ_cache_lookup(one.inode);
	KUNIT_EXPECT_TRUE(test, content && !content->served);
	rcu_read_unlock();
	forget(one);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(remembers_one_inode),
	KUNIT_CASE(drops),
	KUNIT_CASE(doubts_another_size),
	KUNIT_CASE(doubts_another_change_time),
	KUNIT_CASE(doubts_while_somebody_writes),
	KUNIT_CASE(learns_anew),
	KUNIT_CASE(stays_within_its_bound),
	KUNIT_CASE(forgets_what_served),
	{}
};

static struct kunit_suite suite = {
	.name = "writ-cache",
	.suite_init = fixture_up,
	.test_cases = cases,
};

kunit_test_suite(suite);
