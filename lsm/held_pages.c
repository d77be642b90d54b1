// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages that somebody may hold without a mark. Before WRIT_HAVE_DIRECT_READ_PINS a read
 * with O_DIRECT into a mapping only takes references to pages, as many do who just look
 * at them. It writes to them when it ends, long after the mapping and the descriptor by
 * which it got them have gone, if the filesystem that it reads lets it wait. Such a
 * mapping has to be shared, of a file that is open for writing. So inodes that somebody
 * has mapped that way are remembered until they go, or get other pages.
 */
#include <linux/fs.h>
#include <linux/hash.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "compat/compat.h"
#include "content.h"

#define CHAINS_BITS 10

/**
 * struct entry - an inode that was mapped so
 * @node: in its chain; changed under its lock, read under RCU
 * @inode: key only; never dereferenced through the entry
 * @rcu: for freeing
 */
struct entry {
	struct hlist_node node;
	const struct inode *inode;
	struct rcu_head rcu;
};

static struct chain {
	struct hlist_head entries;
	spinlock_t lock;
} chains[BIT(CHAINS_BITS)] = {
	[0 ... BIT(CHAINS_BITS) - 1] = { .lock = __SPIN_LOCK_UNLOCKED(chains.lock) },
};

static struct chain *chain_of(const struct inode *inode)
{
	return &chains[hash_ptr(inode, CHAINS_BITS)];
}

static struct entry *find(const struct chain *chain, const struct inode *inode)
{
	struct entry *entry;

	hlist_for_each_entry_rcu(entry, &chain->entries, node, lockdep_is_held(&chain->lock))
		if (entry->inode == inode)
			return entry;
	return NULL;
}

bool writ_held_pages_any(const struct inode *inode)
{
	bool any;

	if (WRIT_HAS_DIRECT_READ_PINS)
		return false;
	rcu_read_lock();
	any = find(chain_of(inode), inode);
	rcu_read_unlock();
	return any;
}

int writ_held_pages_note(struct file *file)
{
	struct inode *inode = file_inode(writ_content_file(file));
	struct chain *chain = chain_of(inode);
	struct entry *entry;
	unsigned long flags;

	/* Of a memory file, sealing it finds out who holds a page (memfd_wait_for_pins()). */
	if (WRIT_HAS_DIRECT_READ_PINS || !S_ISREG(inode->i_mode) ||
	    (inode->i_sb->s_flags & SB_KERNMOUNT) || writ_held_pages_any(inode))
		return 0;
	entry = kmalloc(sizeof(*entry), GFP_KERNEL);
	if (!entry)
		return -ENOMEM;
	entry->inode = inode;
	spin_lock_irqsave(&chain->lock, flags);
	if (!find(chain, inode)) {
		hlist_add_head_rcu(&entry->node, &chain->entries);
		entry = NULL;
	}
	spin_unlock_irqrestore(&chain->lock, flags);
	kfree(entry);
	return 0;
}

void writ_held_pages_forget(const struct inode *inode)
{
	struct chain *chain = chain_of(inode);
	struct entry *entry;
	unsigned long flags;

	if (!writ_held_pages_any(inode))
		return;
	spin_lock_irqsave(&chain->lock, flags);
	entry = find(chain, inode);
	if (entry) {
		hlist_del_rcu(&entry->node);
		kfree_rcu(entry, rcu);
	}
	spin_unlock_irqrestore(&chain->lock, flags);
}
