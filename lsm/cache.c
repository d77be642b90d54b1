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
#include <linux/hash.h>
#include <linux/list.h>
#include <linux/rculist.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "admission.h"
#include "compat/compat.h"
#include "content.h"

#define ENTRIES_BITS 15
#define ENTRIES_MAX BIT(ENTRIES_BITS)

/**
 * struct entry - one inode's content
 * @node: in its chain of the table; changed under lock, read under RCU
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
	struct hlist_node node;
	const struct inode *inode;
	loff_t size;
	struct timespec64 ctime;
	u64 cookie;
	struct writ_content content;
	struct list_head age;
	bool used;
	struct rcu_head rcu;
};

/* As many chains as entries, so that a chain holds one or two. */
static struct hlist_head *table;
static LIST_HEAD(ages);
static unsigned int count;
/* Guards every change of the table and the list; taken inside inode_free_security. */
static DEFINE_SPINLOCK(lock);

static atomic64_t evicted = ATOMIC64_INIT(0);
static atomic64_t learnt = ATOMIC64_INIT(0);

int writ_cache_init(void)
{
	table = kvcalloc(ENTRIES_MAX, sizeof(*table), GFP_KERNEL);
	if (table)
		return 0;
	pr_err("refused to load: no memory for the cache\n");
	return -ENOMEM;
}

/* Only before the hooks are armed: nothing has been learnt yet. */
void writ_cache_exit(void)
{
	kvfree(table);
}

static struct hlist_head *chain_of(const struct inode *inode)
{
	return &table[hash_ptr(inode, ENTRIES_BITS)];
}

/* Under RCU or the lock. */
static struct entry *find(const struct inode *inode)
{
	struct entry *entry;

	hlist_for_each_entry_rcu(entry, chain_of(inode), node, lockdep_is_held(&lock))
		if (entry->inode == inode)
			return entry;
	return NULL;
}

static void free_entry_rcu(struct rcu_head *rcu)
{
	struct entry *entry = container_of(rcu, struct entry, rcu);

	writ_own_free(rcu_dereference_protected(entry->content.own, true));
	kfree(entry);
}

static void forget(struct entry *entry)
{
	lockdep_assert_held(&lock);
	hlist_del_rcu(&entry->node);
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

struct writ_content *writ_cache_lookup(const struct inode *inode)
{
	struct entry *entry = find(inode);

	if (!entry || !holds(entry, inode))
		return NULL;
	if (!READ_ONCE(entry->used))
		WRITE_ONCE(entry->used, true);
	return &entry->content;
}

void writ_cache_drop(const struct inode *inode)
{
	struct entry *entry;
	unsigned long flags;
	bool known;

	rcu_read_lock();
	known = find(inode);
	rcu_read_unlock();
	if (!known)
		return;
	spin_lock_irqsave(&lock, flags);
	entry = find(inode);
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

void writ_cache_forget_served(void)
{
	struct entry *entry;
	u32 chain;

	for (chain = 0; chain < ENTRIES_MAX; chain++) {
		rcu_read_lock();
		hlist_for_each_entry_rcu(entry, &table[chain], node)
			WRITE_ONCE(entry->content.served, NULL);
		rcu_read_unlock();
		cond_resched();
	}
}

int writ_cache_insert(struct inode *inode, const struct writ_content *content)
{
	struct entry *entry, *old;
	unsigned long flags;

	entry = kzalloc(sizeof(*entry), GFP_KERNEL);
	if (!entry) {
		writ_own_free(rcu_dereference_protected(content->own, true));
		return -ENOMEM;
	}
	entry->inode = inode;
	entry->size = i_size_read(inode);
	entry->ctime = writ_inode_ctime(inode);
	/* Asking marks the version as seen, so that the next change must raise it. */
	entry->cookie = IS_I_VERSION(inode) ? inode_query_iversion(inode) : 0;
	entry->content = *content;

	spin_lock_irqsave(&lock, flags);
	old = find(inode);
	if (old)
		forget(old);
	make_room();
	hlist_add_head_rcu(&entry->node, chain_of(inode));
	list_add_tail(&entry->age, &ages);
	count++;
	spin_unlock_irqrestore(&lock, flags);
	atomic64_inc(&learnt);
	return 0;
}

void writ_cache_show(struct seq_file *m)
{
	seq_printf(m, "cache_entries: %u\n", READ_ONCE(count));
	seq_printf(m, "cache_entries_max: %lu\n", ENTRIES_MAX);
	seq_printf(m, "cache_learnt: %lld\n", atomic64_read(&learnt));
	seq_printf(m, "cache_evicted: %lld\n", atomic64_read(&evicted));
}
