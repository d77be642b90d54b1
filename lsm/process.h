/* SPDX-License-Identifier: GPL-2.0-only */
/* Between the files that follow processes: lineage.c, adopt.c, pins.c and process_events.c. */
#ifndef WRIT_PROCESS_H
#define WRIT_PROCESS_H

#include <linux/list.h>
#include <linux/refcount.h>
#include <linux/types.h>

#include "lineage.h"

struct file;
struct writ_pins;

/**
 * struct writ_exec_note - a file that a task has opened to be executed
 * @node: in its chain, while @inode is set
 * @inode: of the bytes; compared only, NULL for nothing
 * @written: somebody has had it open for writing since
 */
struct writ_exec_note {
	struct hlist_node node;
	const struct inode *inode;
	bool written;
};

/**
 * struct writ_exec_read - what a task opened last to be executed
 * @note: a program and its loader, or what else are the last two
 * @next: which of them is replaced next
 */
struct writ_exec_read {
	struct writ_exec_note note[2];
	u8 next;
};

/**
 * struct writ_process - what the threads of a process share
 * @users: entries of its threads
 * @lineage: the execution it is; replaced by its only thread, in execve()
 * @pending: the one it may become; under cred_guard_mutex of the process
 * @pins: what its image has pinned; NULL for nothing. A reference, shared with
 *	the other processes that have the same memory
 * @next_pins: the same of the image that it may become; as @pending
 * @exited: its end has been recorded
 * @ended: twice the execution of which was told that its authorization has ended,
 *	and one if it was ended with it
 * @loader: see loader.c; a reference, or NULL. As @pending
 * @opens_loader: what is opened to be executed from now on may be one
 */
struct writ_process {
	refcount_t users;
	struct writ_lineage __rcu *lineage;
	struct writ_lineage *pending;
	struct writ_pins *pins;
	struct writ_pins *next_pins;
	atomic_t exited;
	u64 ended;
	struct file *loader;
	bool opens_loader;
};

/* A new first ancestor, or NULL. Any context with atomic @gfp. */
struct writ_lineage *writ_lineage_root(gfp_t gfp);

/* A process of this execution, whose reference passes to it, also on failure; or NULL. */
struct writ_process *writ_process_new(struct writ_lineage *lineage, gfp_t gfp);
void writ_process_put(struct writ_process *process);

/* Under rcu_read_lock(). */
struct writ_process *writ_process_find(const struct task_struct *task);

/* Current's, which stays as long as current runs; or NULL. Adopts current if need be. */
struct writ_process *writ_process_own(void);

/**
 * writ_process_bind() - give a task its entry, unless it has one
 * @task: cannot go away meanwhile
 * @process: a reference to it passes to the entry, also on failure
 * @gfp: for the entry
 *
 * Return: 0 or -ENOMEM.
 */
int writ_process_bind(struct task_struct *task, struct writ_process *process, gfp_t gfp);

/**
 * writ_adopt_current() - give current its parent's execution
 *
 * Only in the grace period, for a task that was being made while the hooks were
 * armed. Return: 0; -EACCES later; -ENOMEM.
 */
int writ_adopt_current(void);

/* The tracepoints of fork and exit. */
int writ_process_events_init(void);
void writ_process_events_exit(void);

/* ---- pins.c; the rest of it is in content.h */

int writ_pins_init(void);
void writ_pins_exit(void);

/**
 * writ_pins_fork() - let a new process begin with what current's has pinned
 * @child: new, nobody else can find it
 * @parent: current's
 * @share: they have the same memory, and so the same pins from now on
 *
 * May sleep. Return: 0 or -ENOMEM.
 */
int writ_pins_fork(struct writ_process *child, struct writ_process *parent, bool share);

/* current's: nothing is pinned any more for what it did not become. In execve(). */
void writ_pins_forget_next(struct writ_process *process);

/* current's: it is the new image now, with the pins of that. */
void writ_pins_commit(struct writ_process *process);

/* Its last thread has ended, or nobody can find it. Any context. */
void writ_pins_drop(struct writ_process *process);

/* ---- exec_read.c; the rest of it is in content.h */

/* Current's, as writ_process_own(). */
struct writ_exec_read *writ_exec_read_own(void);

/* Nothing is to be judged any more. Any context. */
void writ_exec_read_forget(struct writ_exec_read *read);

/* ---- loader.c; the rest of it is in content.h */

/* current's in execve(), or nobody's any more: no loader is to be judged. Any context. */
void writ_loader_forget(struct writ_process *process);

/* ---- bonds.c */

void writ_bonds_put(struct writ_bonds *bonds);
/* One more reference; NULL stays NULL. */
struct writ_bonds *writ_bonds_hold(struct writ_bonds *bonds);

/* The artifact that authorizes @q, among these; or NULL. */
const struct writ_bond *writ_bonds_find(const struct writ_bonds *bonds,
					const struct writ_inquiry *q);

/**
 * writ_bonds_with() - those of before, and the artifact that authorizes now
 * @before: or NULL
 * @q: allowed
 *
 * May sleep. Return: with a reference, the same if it is one of them; NULL if
 * there are none; -E2BIG where there are too many: what cannot be watched does
 * not happen; -ENOMEM.
 */
struct writ_bonds *writ_bonds_with(struct writ_bonds *before, const struct writ_inquiry *q);

/**
 * writ_bond_ended() - the first bond of an execution that does not hold any more
 * @lineage: the execution
 * @a: the authority now
 * @now: seconds since the epoch
 * @reason: set to why
 *
 * Under rcu_read_lock(). Return: it, or NULL if all hold.
 */
const struct writ_bond *writ_bond_ended(const struct writ_lineage *lineage,
					const struct writ_authority *a, u64 now,
					enum writ_reason *reason);

#endif
