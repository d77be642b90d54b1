// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is known of the content of inodes. Only digests and admitted artifacts
 * are kept, never a verdict: each request is evaluated anew, so time, policy
 * and store always count as they are now.
 *
 * An entry lives at most as long as its in-core inode, and is dropped when the
 * inode is opened for writing or truncated. Size, change time and change cookie
 * are compared at every use as well.
 */
#include <linux/iversion.h>
#include <linux/list.h>
#include <linux/rhashtable.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "compat/compat.h"
#include "writ.h"

#define ENTRIES_MAX 32768

/**
 * struct entry - one inode's content
 * @node: in the table
 * @inode: key only; never dereferenced through the entry
 * @size: of the content, when it was learnt
 * @ctime: likewise
 * @cookie: i_version where the filesystem keeps one, otherwise 0
 * @content: what was learnt
 * @age: in the list of entries, oldest first; under lock
 * @used: looked up since the sweep last passed
 * @rcu: for freeing
 */
struct entry {
	struct rhash_head node;
	const struct inode *inode;
	loff_t size;
	struct timespec64 ctime;
	u64 cookie;
	struct writ_content content;
	struct list_head age;
	bool used;
	struct rcu_head rcu;
};

static u32 hash_pointer(const void *key, u32 len, u32 seed)
{
	return hash_ptr(*(void * const *)key, 32) ^ seed;
}

static const struct rhashtable_params table_params = {
	.key_len = sizeof(struct inode *),
	.key_offset = offsetof(struct entry, inode),
	.head_offset = offsetof(struct entry, node),
	.hashfn = hash_pointer,
	.automatic_shrinking = true,
};

static struct rhashtable table;
static LIST_HEAD(ages);
static unsigned int count;
/* Guards every change of the table and the list; taken inside inode_free_security. */
static DEFINE_SPINLOCK(lock);

static atomic64_t evicted = ATOMIC64_INIT(0);
static atomic64_t learnt = ATOMIC64_INIT(0);

int writ_cache_init(void)
{
	int ret = rhashtable_init(&table, &table_params);

	if (ret)
		pr_err("the cache could not be allocated (%d)\n", ret);
	return ret;
}

static void free_entry_rcu(struct rcu_head *rcu)
{
	struct entry *entry = container_of(rcu, struct entry, rcu);

	kfree(rcu_dereference_protected(entry->content.own, true));
	kfree(entry);
}

static void free_entry(void *ptr, void *unused)
{
	free_entry_rcu(&((struct entry *)ptr)->rcu);
}

void writ_cache_exit(void)
{
	rhashtable_free_and_destroy(&table, free_entry, NULL);
	rcu_barrier();
}

static void forget(struct entry *entry)
{
	lockdep_assert_held(&lock);
	rhashtable_remove_fast(&table, &entry->node, table_params);
	list_del(&entry->age);
	count--;
	call_rcu(&entry->rcu, free_entry_rcu);
}

static u64 change_cookie(const struct inode *inode)
{
	return IS_I_VERSION(inode) ? inode_peek_iversion(inode) : 0;
}

static bool holds(const struct entry *entry, const struct inode *inode)
{
	struct timespec64 ctime = writ_inode_ctime(inode);

	return atomic_read(&inode->i_writecount) <= 0 &&
	       i_size_read(inode) == entry->size &&
	       timespec64_equal(&ctime, &entry->ctime) &&
	       change_cookie(inode) == entry->cookie;
}

const struct writ_content *writ_cache_lookup(const struct inode *inode)
{
	struct entry *entry = rhashtable_lookup(&table, &inode, table_params);

	if (!entry || !holds(entry, inode))
		return NULL;
	if (!READ_ONCE(entry->used))
		WRITE_ONCE(entry->used, true);
	return &entry->content;
}

bool writ_cache_knows(const struct inode *inode)
{
	bool known;

	rcu_read_lock();
	known = rhashtable_lookup(&table, &inode, table_params);
	rcu_read_unlock();
	return known;
}

void writ_cache_drop(const struct inode *inode)
{
	struct entry *entry;
	unsigned long flags;

	if (!writ_cache_knows(inode))
		return;
	spin_lock_irqsave(&lock, flags);
	entry = rhashtable_lookup_fast(&table, &inode, table_params);
	if (entry)
		forget(entry);
	spin_unlock_irqrestore(&lock, flags);
}

/* Oldest first; what was used since the last sweep gets one more round. Bounded by the list. */
static void make_room(void)
{
	unsigned int rounds = count;
	struct entry *entry;

	lockdep_assert_held(&lock);
	while (count >= ENTRIES_MAX && rounds--) {
		entry = list_first_entry(&ages, struct entry, age);
		if (READ_ONCE(entry->used) && rounds) {
			WRITE_ONCE(entry->used, false);
			list_move_tail(&entry->age, &ages);
			continue;
		}
		forget(entry);
		atomic64_inc(&evicted);
	}
}

int writ_cache_insert(struct inode *inode, const struct writ_content *content)
{
	struct entry *entry, *old;
	unsigned long flags;
	int ret;

	entry = kzalloc(sizeof(*entry), GFP_KERNEL);
	if (!entry) {
		kfree(rcu_dereference_protected(content->own, true));
		return -ENOMEM;
	}
	entry->inode = inode;
	entry->size = i_size_read(inode);
	entry->ctime = writ_inode_ctime(inode);
	/* Asking marks the version as seen, so that the next change must raise it. */
	entry->cookie = IS_I_VERSION(inode) ? inode_query_iversion(inode) : 0;
	entry->content = *content;

	spin_lock_irqsave(&lock, flags);
	old = rhashtable_lookup_fast(&table, &inode, table_params);
	if (old)
		forget(old);
	make_room();
	ret = rhashtable_insert_fast(&table, &entry->node, table_params);
	if (!ret) {
		list_add_tail(&entry->age, &ages);
		count++;
	}
	spin_unlock_irqrestore(&lock, flags);
	if (ret)
		free_entry_rcu(&entry->rcu);
	else
		atomic64_inc(&learnt);
	return ret;
}

void writ_cache_show(struct seq_file *m)
{
	seq_printf(m, "cache_entries: %u\n", READ_ONCE(count));
	seq_printf(m, "cache_entries_max: %u\n", ENTRIES_MAX);
	seq_printf(m, "cache_learnt: %lld\n", atomic64_read(&learnt));
	seq_printf(m, "cache_evicted: %lld\n", atomic64_read(&evicted));
}
