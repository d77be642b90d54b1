// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the image of a process has pinned: the approved files that it executes or
 * has mapped executable, kept from being written until it executes something
 * else or ends. Nobody is told of a munmap(), so a pin outlives its mapping.
 *
 * A pin is the writer count of the inode, held below zero, and a reference to
 * the open file, which keeps inode and mount where they are, below overlayfs too.
 *
 *	process -> pins (shared by those who share its memory) -> chunk -> older chunks
 *
 * A child with memory of its own begins with its parent's chunks. A chunk that
 * two hold never changes any more: what is pinned next goes into a new one in
 * front of it. So a fork copies nothing, and a pin lasts as long as the last
 * image that inherited it.
 */
#include <linux/atomic.h>
#include <linux/file.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "compat/compat.h"
#include "content.h"
#include "inquiry.h"
#include "process.h"
#include "writ.h"

/* A desktop's largest programs map some hundreds of libraries. */
#define PINS_MAX	4096
/* So that a chunk takes 256 bytes. */
#define CHUNK_PINS	15

/**
 * struct pin - a file whose content holds still
 * @inode: that holds the bytes; owes a writ_content_release()
 * @file: by which it was found; a reference. If it is on an overlay, its own inode
 *	owes one as well, and so on down: a copy-up leads readers and writers to
 *	other bytes
 */
struct pin {
	struct inode *inode;
	struct file *file;
};

/**
 * struct chunk - some pins, and those before them
 * @users: images and newer chunks that hold it
 * @n: how many of @pin are filled; only ever more
 * @next: those that were pinned before these, or NULL; a reference
 * @pin: they
 */
struct chunk {
	refcount_t users;
	u32 n;
	struct chunk *next;
	struct pin pin[CHUNK_PINS];
};

/**
 * struct writ_pins - what one image has pinned
 * @users: processes that share the memory
 * @count: pins, those of the older chunks too
 * @lock: guards every change; lookups by those who hold @users take none
 * @head: the newest chunk; a reference
 */
struct writ_pins {
	refcount_t users;
	u32 count;
	spinlock_t lock;
	struct chunk *head;
};

static struct kmem_cache *pins_cache, *chunk_cache;
static atomic64_t held = ATOMIC64_INIT(0);

/* ---- the overlays above, of which one may stand on another */

static void release_above_to(struct file *file, const struct file *end)
{
	for (; file != end && writ_on_overlay(file); file = writ_overlay_real_file(file))
		writ_content_release(file_inode(file));
}

static void release_above(struct file *file)
{
	release_above_to(file, NULL);
}

static bool hold_above(struct file *file)
{
	struct file *at;

	for (at = file; unlikely(writ_on_overlay(at)); at = writ_overlay_real_file(at)) {
		if (!writ_content_hold(file_inode(at))) {
			release_above_to(file, at);
			return false;
		}
	}
	return true;
}

/* ---- chunks */

/* Any context: where the task cannot, a work item closes the files. */
static void chunk_put(struct chunk *chunk)
{
	struct chunk *next;
	u32 i;

	for (; chunk && refcount_dec_and_test(&chunk->users); chunk = next) {
		for (i = 0; i < chunk->n; i++) {
			writ_content_release(chunk->pin[i].inode);
			release_above(chunk->pin[i].file);
			fput(chunk->pin[i].file);
		}
		atomic64_sub(chunk->n, &held);
		next = chunk->next;
		kmem_cache_free(chunk_cache, chunk);
	}
}

/* A set only grows while somebody uses it, so each step below leads to a chunk that stays. */
static bool find(const struct writ_pins *pins, const struct inode *inode, const struct file *file)
{
	const struct inode *above = unlikely(writ_on_overlay(file)) ? file_inode(file) : NULL;
	const struct chunk *chunk;
	u32 i, n;

	/* Pairs with the releases in add(). */
	for (chunk = smp_load_acquire(&pins->head); chunk; chunk = chunk->next) {
		n = smp_load_acquire(&chunk->n);
		for (i = 0; i < n; i++)
			if (chunk->pin[i].inode == inode &&
			    (likely(!above) || file_inode(chunk->pin[i].file) == above))
				return true;
	}
	return false;
}

static bool has_room(const struct chunk *chunk)
{
	return chunk && chunk->n < CHUNK_PINS && refcount_read(&chunk->users) == 1;
}

static void add(struct writ_pins *pins, struct file *file, struct inode *inode)
{
	struct chunk *chunk = pins->head;

	lockdep_assert_held(&pins->lock);
	chunk->pin[chunk->n] = (struct pin){ inode, get_file(file) };
	smp_store_release(&chunk->n, chunk->n + 1);
	pins->count++;
	atomic64_inc(&held);
}

static void put_in_front(struct writ_pins *pins, struct chunk *chunk)
{
	lockdep_assert_held(&pins->lock);
	refcount_set(&chunk->users, 1);
	chunk->n = 0;
	chunk->next = pins->head;
	smp_store_release(&pins->head, chunk);
}

/* ---- sets */

static struct writ_pins *pins_new(gfp_t gfp)
{
	struct writ_pins *pins = kmem_cache_alloc(pins_cache, gfp);

	if (pins) {
		refcount_set(&pins->users, 1);
		pins->count = 0;
		spin_lock_init(&pins->lock);
		pins->head = NULL;
	}
	return pins;
}

static void pins_put(struct writ_pins *pins)
{
	if (!pins || !refcount_dec_and_test(&pins->users))
		return;
	chunk_put(pins->head);
	kmem_cache_free(pins_cache, pins);
}

/* The set at @place, made if there is none; threads may come at the same time. */
static struct writ_pins *pins_at(struct writ_pins **place, gfp_t gfp)
{
	struct writ_pins *pins = smp_load_acquire(place), *made, *other;

	if (pins)
		return pins;
	made = pins_new(gfp);
	if (!made)
		return NULL;
	other = cmpxchg(place, NULL, made);
	if (!other)
		return made;
	pins_put(made);
	return other;
}

static struct writ_pins **place_of(struct writ_process *process, const struct writ_inquiry *q)
{
	return q->bprm ? &process->next_pins : &process->pins;
}

/*
 * Who asks whether a script may be run is going to read it (AT_EXECVE_CHECK). What
 * the kernel loads for itself it has read by then.
 */
static bool needs_pin(const struct writ_inquiry *q)
{
	return q->bprm || !(WRIT_OP_BIT(q->op) & WRIT_OP_KERNEL);
}

bool writ_pinned(const struct writ_inquiry *q, const struct inode *inode)
{
	const struct writ_pins *pins;
	struct writ_process *process;

	if (!needs_pin(q))
		return true;
	process = writ_process_find(current);
	if (!process)
		return false;
	/* Current's own, which nobody takes away while it asks. */
	pins = smp_load_acquire(place_of(process, q));
	return pins && find(pins, inode, q->file);
}

int writ_pin(const struct writ_inquiry *q, struct inode *inode, gfp_t gfp)
{
	struct writ_process *process = writ_process_own();
	struct writ_pins *pins = process ? pins_at(place_of(process, q), gfp) : NULL;
	struct chunk *spare = NULL;
	int ret = 0;

	if (!pins)
		return -ENOMEM;
	if (!hold_above(q->file))
		return -ETXTBSY;
	spin_lock(&pins->lock);
	if (!has_room(pins->head)) {
		spin_unlock(&pins->lock);
		spare = kmem_cache_alloc(chunk_cache, gfp);
		if (!spare) {
			release_above(q->file);
			return -ENOMEM;
		}
		spin_lock(&pins->lock);
	}
	if (find(pins, inode, q->file)) {
		/* Another thread was faster: one hold is enough. */
		writ_content_release(inode);
		release_above(q->file);
	} else if (pins->count >= PINS_MAX) {
		ret = -ENOSPC;
		release_above(q->file);
	} else {
		/* Who has no spare one has seen room, and has had the lock since. */
		if (!has_room(pins->head)) {
			put_in_front(pins, spare);
			spare = NULL;
		}
		add(pins, q->file, inode);
	}
	spin_unlock(&pins->lock);
	if (spare)
		kmem_cache_free(chunk_cache, spare);
	return ret;
}

/* ---- what happens to processes */

int writ_pins_fork(struct writ_process *child, struct writ_process *parent, bool share)
{
	struct writ_pins *pins, *own;

	if (share) {
		/* A thread of the kernel has no memory to share. */
		if (!current->mm)
			return 0;
		pins = pins_at(&parent->pins, GFP_KERNEL);
		if (!pins)
			return -ENOMEM;
		refcount_inc(&pins->users);
		child->pins = pins;
		return 0;
	}
	pins = smp_load_acquire(&parent->pins);
	if (!pins || !smp_load_acquire(&pins->head))
		return 0;
	own = pins_new(GFP_KERNEL);
	if (!own)
		return -ENOMEM;
	spin_lock(&pins->lock);
	own->head = pins->head;
	own->count = pins->count;
	refcount_inc(&own->head->users);
	spin_unlock(&pins->lock);
	child->pins = own;
	return 0;
}

void writ_pins_forget_next(struct writ_process *process)
{
	pins_put(process->next_pins);
	process->next_pins = NULL;
}

void writ_pins_commit(struct writ_process *process)
{
	struct writ_pins *before = process->pins;

	process->pins = process->next_pins;
	process->next_pins = NULL;
	pins_put(before);
}

void writ_pins_drop(struct writ_process *process)
{
	struct writ_pins *before = process->pins;

	process->pins = NULL;
	pins_put(before);
	writ_pins_forget_next(process);
}

void writ_pins_show(struct seq_file *m)
{
	seq_printf(m, "pins: %lld\n", atomic64_read(&held));
}

int writ_pins_init(void)
{
	pins_cache = kmem_cache_create("writ_pins", sizeof(struct writ_pins), 0, 0, NULL);
	chunk_cache = kmem_cache_create("writ_pins_chunk", sizeof(struct chunk), 0, 0, NULL);
	return pins_cache && chunk_cache ? 0 : -ENOMEM;
}

/* Only before the hooks are armed: nothing is pinned. Also after a failed writ_pins_init(). */
void writ_pins_exit(void)
{
	kmem_cache_destroy(chunk_cache);
	kmem_cache_destroy(pins_cache);
}
