// SPDX-License-Identifier: GPL-2.0-only
/*
 * What an execution reads of a file before it asks about it: the first bytes of its
 * program, and the headers of its loader. While a program is opened to be executed
 * the kernel keeps writers away from it, but on an overlay only from the overlay's
 * own inode, so that they reach the file below by another name. And nothing keeps
 * away who has pinned a page of it before and needs neither name nor descriptor any
 * more. Either could have let other headers be read than those that are verified
 * afterwards, and has as long for it as he can make the execution wait.
 *
 * So a task notes the last two files that it opened for an execution, as a rule a
 * program and its loader. That others have pages of it then, and cannot be shaken off,
 * and any open for writing until the file is held, is said there.
 */
#include <linux/fs.h>
#include <linux/hash.h>
#include <linux/list.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

#include "compat/compat.h"
#include "content.h"
#include "process.h"

#define CHAINS_BITS 10

/* All notes whose @inode is set, by that: whoever opens a file for writing looks here. */
static struct chain {
	struct hlist_head notes;
	spinlock_t lock;
} chains[BIT(CHAINS_BITS)] = {
	[0 ... BIT(CHAINS_BITS) - 1] = { .lock = __SPIN_LOCK_UNLOCKED(chains.lock) },
};

static struct chain *chain_of(const struct inode *inode)
{
	return &chains[hash_ptr(inode, CHAINS_BITS)];
}

/* Current's own, or nobody's any more; also one that is in no chain. */
static void strike(struct writ_exec_note *note)
{
	struct chain *chain;
	unsigned long flags;

	if (!note->inode)
		return;
	chain = chain_of(note->inode);
	spin_lock_irqsave(&chain->lock, flags);
	hlist_del(&note->node);
	spin_unlock_irqrestore(&chain->lock, flags);
	note->inode = NULL;
}

void writ_exec_read_forget(struct writ_exec_read *read)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(read->note); i++)
		strike(&read->note[i]);
}

/*
 * May somebody write to what is going to be read? What is known was learnt when nobody
 * could. Headers elsewhere than in the first page are no loader's: see writ_elf_asks().
 */
static bool others_have_pages(struct inode *inode)
{
	bool known, have = true;

	/* A writer that has gone, as the caller saw, has left his pins before. */
	smp_rmb();
	rcu_read_lock();
	known = writ_cache_lookup(inode);
	rcu_read_unlock();
	if (known || (!writ_held_pages_any(inode) && !writ_content_first_pinned(inode)))
		return false;
	if (writ_content_hold(inode)) {
		have = writ_content_shake_off(inode);
		writ_content_release(inode);
	}
	return have;
}

/*
 * In this order: a writer of before is counted already, since he is before his
 * open is asked about, and one from now on finds the note. Who pins is a writer.
 */
void writ_exec_read_begin(const struct file *file)
{
	struct writ_exec_read *read = writ_exec_read_own();
	struct inode *inode = file_inode(file);
	struct chain *chain = chain_of(inode);
	struct writ_exec_note *note;
	unsigned long flags;

	if (!read)
		return;
	note = &read->note[read->next];
	read->next = !read->next;
	strike(note);
	note->inode = inode;
	note->written = false;
	spin_lock_irqsave(&chain->lock, flags);
	hlist_add_head(&note->node, &chain->notes);
	spin_unlock_irqrestore(&chain->lock, flags);
	smp_mb();
	if (atomic_read(&inode->i_writecount) > 0 || others_have_pages(inode))
		writ_exec_read_written(inode);
}

void writ_exec_read_written(const struct inode *inode)
{
	struct chain *chain = chain_of(inode);
	struct writ_exec_note *note;
	unsigned long flags;

	/* Pairs with the one above: whoever counts as a writer sees the note, or is seen. */
	smp_mb();
	if (likely(hlist_empty(&chain->notes)))
		return;
	spin_lock_irqsave(&chain->lock, flags);
	hlist_for_each_entry(note, &chain->notes, node)
		if (note->inode == inode)
			note->written = true;
	spin_unlock_irqrestore(&chain->lock, flags);
}

/* The latest of @inode, or NULL. */
static struct writ_exec_note *find(struct writ_exec_read *read, const struct inode *inode)
{
	struct writ_exec_note *note = &read->note[!read->next];

	if (note->inode == inode)
		return note;
	note = &read->note[read->next];
	return note->inode == inode ? note : NULL;
}

bool writ_exec_read_holds(const struct inode *inode)
{
	struct chain *chain = chain_of(inode);
	struct writ_exec_read *read;
	struct writ_exec_note *note;
	unsigned long flags;
	bool holds;

	if (!current->in_execve)
		return true;
	read = writ_exec_read_own();
	note = read ? find(read, inode) : NULL;
	if (!note)
		return false;
	spin_lock_irqsave(&chain->lock, flags);
	holds = !note->written;
	spin_unlock_irqrestore(&chain->lock, flags);
	return holds;
}

void writ_exec_read_done(const struct inode *inode)
{
	struct writ_exec_read *read = writ_exec_read_own();
	struct writ_exec_note *note = read ? find(read, inode) : NULL;

	if (note)
		strike(note);
}
