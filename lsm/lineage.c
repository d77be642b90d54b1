// SPDX-License-Identifier: GPL-2.0-only
/*
 * The lineage of tasks. A task has no room for data of ours, so an RCU table
 * keyed by the task holds an entry for each one. What task_alloc makes, task_free
 * takes away; both come for every task, and task_free also for one whose creation
 * failed (kernel/fork.c), so no entry outlives its key.
 *
 *	entry (a task) -> process (its threads share it) -> lineage (an execution)
 */
#include <linux/binfmts.h>
#include <linux/hash.h>
#include <linux/rculist.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "authority.h"
#include "inquiry.h"
#include "judge.h"
#include "lineage.h"
#include "process.h"
#include "script.h"

#define CHAINS_BITS	14
#define LOCKS_BITS	8

/**
 * struct entry - a task
 * @node: in its chain
 * @task: key only; never dereferenced through the entry
 * @process: of the task; the entry holds a reference
 * @exec_read: see exec_read.c; the task's own
 * @rcu: for freeing
 */
struct entry {
	struct hlist_node node;
	const struct task_struct *task;
	struct writ_process *process;
	struct writ_exec_read exec_read;
	struct rcu_head rcu;
};

static struct hlist_head *chains;
static spinlock_t locks[BIT(LOCKS_BITS)];
static struct kmem_cache *entry_cache, *process_cache, *lineage_cache;
static atomic64_t last_id = ATOMIC64_INIT(0);
static atomic64_t tasks = ATOMIC64_INIT(0);
static atomic64_t executions = ATOMIC64_INIT(0);

static u32 chain_of(const struct task_struct *task)
{
	return hash_ptr(task, CHAINS_BITS);
}

static spinlock_t *lock_of(u32 chain)
{
	return &locks[chain & (BIT(LOCKS_BITS) - 1)];
}

static struct entry *find(const struct task_struct *task)
{
	u32 chain = chain_of(task);
	struct entry *entry;

	hlist_for_each_entry_rcu(entry, &chains[chain], node,
				 lockdep_is_held(lock_of(chain)))
		if (entry->task == task)
			return entry;
	return NULL;
}

/* ---- executions */

static struct writ_lineage *lineage_alloc(gfp_t gfp)
{
	struct writ_lineage *lineage = kmem_cache_zalloc(lineage_cache, gfp);

	if (lineage) {
		refcount_set(&lineage->users, 1);
		atomic64_inc(&executions);
	}
	return lineage;
}

static void drop_uses(struct writ_lineage *lineage)
{
	while (lineage->nuse)
		writ_use_put(lineage->use[--lineage->nuse]);
}

static void lineage_free_rcu(struct rcu_head *rcu)
{
	struct writ_lineage *lineage = container_of(rcu, struct writ_lineage, rcu);

	drop_uses(lineage);
	writ_home_put(lineage->home);
	writ_bonds_put(lineage->bonds);
	writ_scripts_put(lineage->scripts);
	kmem_cache_free(lineage_cache, lineage);
	atomic64_dec(&executions);
}

/* Somebody may be reading it under RCU even after the last task has let go. */
static void lineage_put(struct writ_lineage *lineage)
{
	if (lineage && refcount_dec_and_test(&lineage->users))
		call_rcu(&lineage->rcu, lineage_free_rcu);
}

struct writ_lineage *writ_lineage_root(gfp_t gfp)
{
	struct writ_lineage *lineage = lineage_alloc(gfp);

	if (lineage) {
		lineage->id = atomic64_inc_return(&last_id);
		lineage->ancestor = lineage->id;
	}
	return lineage;
}

/* The execution of a process; it may be replaced meanwhile, hence the loop. */
static struct writ_lineage *lineage_get(struct writ_process *process)
{
	struct writ_lineage *lineage;

	rcu_read_lock();
	do {
		lineage = rcu_dereference(process->lineage);
	} while (!refcount_inc_not_zero(&lineage->users));
	rcu_read_unlock();
	return lineage;
}

/* ---- processes and entries */

struct writ_process *writ_process_new(struct writ_lineage *lineage, gfp_t gfp)
{
	struct writ_process *process = kmem_cache_zalloc(process_cache, gfp);

	if (!process) {
		lineage_put(lineage);
		return NULL;
	}
	refcount_set(&process->users, 1);
	RCU_INIT_POINTER(process->lineage, lineage);
	return process;
}

/* From an RCU callback, or before anybody could find it. */
void writ_process_put(struct writ_process *process)
{
	if (!refcount_dec_and_test(&process->users))
		return;
	lineage_put(rcu_dereference_protected(process->lineage, true));
	lineage_put(process->pending);
	writ_pins_drop(process);
	writ_loader_forget(process);
	kmem_cache_free(process_cache, process);
}

static void entry_free_rcu(struct rcu_head *rcu)
{
	struct entry *entry = container_of(rcu, struct entry, rcu);

	writ_process_put(entry->process);
	writ_exec_read_forget(&entry->exec_read);
	kmem_cache_free(entry_cache, entry);
	atomic64_dec(&tasks);
}

int writ_process_bind(struct task_struct *task, struct writ_process *process, gfp_t gfp)
{
	struct entry *entry = kmem_cache_zalloc(entry_cache, gfp);
	u32 chain = chain_of(task);
	unsigned long flags;
	bool known;

	if (!entry) {
		writ_process_put(process);
		return -ENOMEM;
	}
	entry->task = task;
	entry->process = process;
	spin_lock_irqsave(lock_of(chain), flags);
	known = find(task);
	if (!known)
		hlist_add_head_rcu(&entry->node, &chains[chain]);
	spin_unlock_irqrestore(lock_of(chain), flags);
	if (known) {
		/* A walk for tasks that are alive was faster. */
		writ_process_put(process);
		kmem_cache_free(entry_cache, entry);
		return 0;
	}
	atomic64_inc(&tasks);
	return 0;
}

struct writ_process *writ_process_find(const struct task_struct *task)
{
	struct entry *entry = find(task);

	return entry ? entry->process : NULL;
}

const struct writ_lineage *writ_lineage_of(const struct task_struct *task)
{
	struct entry *entry = find(task);

	return entry ? rcu_dereference(entry->process->lineage) : NULL;
}

/* The entry of current stays for as long as current runs, so no lock is needed after this. */
static struct entry *own_entry(void)
{
	struct entry *entry;

	rcu_read_lock();
	entry = find(current);
	rcu_read_unlock();
	if (entry || writ_adopt_current())
		return entry;
	rcu_read_lock();
	entry = find(current);
	rcu_read_unlock();
	return entry;
}

struct writ_process *writ_process_own(void)
{
	struct entry *entry = own_entry();

	return entry ? entry->process : NULL;
}

struct writ_exec_read *writ_exec_read_own(void)
{
	struct entry *entry = own_entry();

	return entry ? &entry->exec_read : NULL;
}

/* ---- what happens to tasks */

static struct writ_process *child_of(struct writ_process *parent, unsigned long clone_flags)
{
	struct writ_process *child = writ_process_new(lineage_get(parent), GFP_KERNEL);

	if (!child)
		return NULL;
	if (!writ_pins_fork(child, parent, clone_flags & CLONE_VM))
		return child;
	writ_process_put(child);
	return NULL;
}

int writ_lineage_fork(struct task_struct *task, unsigned long clone_flags)
{
	struct writ_process *process = writ_process_own();

	if (!process)
		return -EACCES;
	if (clone_flags & CLONE_THREAD) {
		refcount_inc(&process->users);
	} else {
		process = child_of(process, clone_flags);
		if (!process)
			return -ENOMEM;
	}
	return writ_process_bind(task, process, GFP_KERNEL);
}

void writ_lineage_free(struct task_struct *task)
{
	u32 chain = chain_of(task);
	struct entry *entry;
	unsigned long flags;

	spin_lock_irqsave(lock_of(chain), flags);
	entry = find(task);
	if (entry)
		hlist_del_rcu(&entry->node);
	spin_unlock_irqrestore(lock_of(chain), flags);
	if (entry)
		call_rcu(&entry->rcu, entry_free_rcu);
}

/*
 * From here to the commit, or to the failure, cred_guard_mutex keeps every other
 * execve() of the process away, so @pending is current's alone. Memory is taken
 * now, since there is no failing past the point of no return.
 */
int writ_lineage_begin(void)
{
	struct writ_process *process = writ_process_own();

	if (!process)
		return -EACCES;
	if (!process->pending)
		process->pending = lineage_alloc(GFP_KERNEL);
	if (!process->pending)
		return -ENOMEM;
	process->pending->id = 0;
	process->pending->governed = false;
	process->pending->by_script = false;
	process->pending->by_option = false;
	process->pending->id_len = 0;
	process->pending->depth_left = 0;
	drop_uses(process->pending);
	writ_home_put(process->pending->home);
	process->pending->home = NULL;
	writ_bonds_put(process->pending->bonds);
	process->pending->bonds = NULL;
	writ_scripts_put(process->pending->scripts);
	process->pending->scripts = NULL;
	writ_pins_forget_next(process);
	writ_loader_forget(process);
	return 0;
}

/* Current's own bonds, or what an earlier level of this execution has made of them. */
static struct writ_bonds *bonds_so_far(struct writ_process *process)
{
	struct writ_bonds *bonds;

	if (process->pending->id)
		return writ_bonds_hold(process->pending->bonds);
	rcu_read_lock();
	bonds = writ_bonds_hold(rcu_dereference(process->lineage)->bonds);
	rcu_read_unlock();
	return bonds;
}

/*
 * By which artifact it is authorized: of a script, the script's own, since its
 * interpreter is only its means.
 */
static void take_authorization(struct writ_lineage *next, const struct writ_inquiry *q)
{
	/* Refused in the end, and let through: by no artifact. */
	if (!writ_reason_allows(q->reason)) {
		next->id_len = 0;
		next->depth_left = 0;
		return;
	}
	if (next->id_len || !q->has_identity)
		return;
	next->id_len = q->identity.id_len;
	memcpy(next->artifact, q->identity.id, q->identity.id_len);
	memcpy(next->key, q->identity.key, WRIT_KID_SIZE);
	next->depth_left = q->depth;
}

/*
 * Governed is what descends from something governed, and what was governed at any
 * level: an interpreter of which nothing is asked does not free its script. The
 * control group is that of the first level which was. Under RCU.
 */
static void take_governance(struct writ_lineage *next, const struct writ_lineage *before,
			    const struct writ_inquiry *q)
{
	next->governed |= before->governed || q->governed;
	if (next->home)
		return;
	next->home = before->governed && before->home ? before->home : q->home;
	if (next->home)
		refcount_inc(&next->home->users);
}

/*
 * The kernel hands a script to its interpreter by the name that it was executed by
 * (load_script()): if that begins so, the interpreter reads no script.
 */
static bool passes_for_option(const char *name)
{
	return name[0] == '-' || name[0] == '+';
}

int writ_lineage_propose(const struct writ_inquiry *q, u64 *id)
{
	struct writ_process *process = writ_process_own();
	const struct writ_lineage *before;
	struct writ_lineage *next;
	struct writ_bonds *before_bonds, *bonds;

	if (!process || !process->pending)
		return -EACCES;
	next = process->pending;
	before_bonds = bonds_so_far(process);
	bonds = writ_bonds_with(before_bonds, q);
	writ_bonds_put(before_bonds);
	if (IS_ERR(bonds))
		return PTR_ERR(bonds) == -ENOMEM ? -ENOMEM : -EACCES;
	writ_bonds_put(next->bonds);
	next->bonds = bonds;
	if (q->use) {
		if (next->nuse == WRIT_LINEAGE_USES_MAX)
			return -EACCES;
		next->use[next->nuse++] = writ_use_hold(q->use);
	}
	rcu_read_lock();
	before = rcu_dereference(process->lineage);
	next->parent = before->id;
	next->ancestor = before->ancestor;
	next->helper = before->helper;
	next->uid = before->governed ? before->uid : writ_asking_uid();
	take_governance(next, before, q);
	rcu_read_unlock();
	take_authorization(next, q);
	if (q->op == WRIT_OP_SCRIPT) {
		next->by_script = true;
		next->by_option |= passes_for_option(q->bprm->interp);
	}
	if (q->scripts && !writ_scripts_join(&next->scripts, q->scripts))
		return -EACCES;
	next->granted = q->granted;
	next->granted_by = writ_bonds_find(bonds, q);
	next->granted_stored = q->stored;
	next->has_digest = q->has_digest;
	if (q->has_digest)
		memcpy(next->digest, q->digest, WRIT_DIGEST_SIZE);
	if (!next->id)
		next->id = atomic64_inc_return(&last_id);
	*id = next->id;
	return 0;
}

/* What current's execve() would make of it, or NULL. */
static struct writ_lineage *proposed(void)
{
	struct writ_process *process = writ_process_own();

	return process ? process->pending : NULL;
}

bool writ_lineage_proposed_governed(void)
{
	const struct writ_lineage *next = proposed();

	/* Nothing was proposed if the hooks were armed in the middle of this execve(). */
	return next && next->id && next->governed;
}

bool writ_lineage_by_script(void)
{
	const struct writ_lineage *next = proposed();

	return next && next->by_script && !next->by_option;
}

int writ_lineage_consume(void)
{
	struct writ_lineage *next = proposed();
	u8 i;

	if (!next || !next->id)
		return 0;
	for (i = 0; i < next->nuse; i++) {
		if (writ_use_consume(next->use[i]))
			continue;
		while (i--)
			writ_use_return(next->use[i]);
		return -EACCES;
	}
	/* Taken: a later failure of this execve() gives nothing back. */
	drop_uses(next);
	return 0;
}

void writ_lineage_commit(void)
{
	struct writ_process *process = writ_process_own();
	struct writ_lineage *before;

	if (!process)
		return;
	writ_pins_commit(process);
	/* Nothing was proposed if the hooks were armed in the middle of this execve(). */
	if (!process->pending || !process->pending->id)
		return;
	before = rcu_dereference_protected(process->lineage, true);
	rcu_assign_pointer(process->lineage, process->pending);
	process->pending = NULL;
	lineage_put(before);
}

void writ_lineage_show(struct seq_file *m)
{
	seq_printf(m, "lineage_tasks: %lld\n", atomic64_read(&tasks));
	seq_printf(m, "lineage_executions: %lld\n", atomic64_read(&executions));
	seq_printf(m, "lineage_last: %lld\n", atomic64_read(&last_id));
}

int writ_lineage_init(void)
{
	int i, ret;

	/* A spinlock has no size on a kernel for one processor, and an array of them no length. */
	for (i = 0; i < BIT(LOCKS_BITS); i++)
		spin_lock_init(&locks[i]);
	chains = kvcalloc(BIT(CHAINS_BITS), sizeof(*chains), GFP_KERNEL);
	entry_cache = kmem_cache_create("writ_entry", sizeof(struct entry), 0, 0, NULL);
	process_cache = kmem_cache_create("writ_process", sizeof(struct writ_process), 0, 0, NULL);
	lineage_cache = kmem_cache_create("writ_lineage", sizeof(struct writ_lineage), 0, 0, NULL);
	ret = chains && entry_cache && process_cache && lineage_cache ? 0 : -ENOMEM;
	ret = ret ?: writ_pins_init();
	ret = ret ?: writ_process_events_init();
	if (!ret)
		return 0;
	pr_err("refused to load: the lineage of tasks cannot be followed (%d)\n", ret);
	writ_lineage_exit();
	return ret;
}

/* Only before the hooks are armed: the tables are empty. */
void writ_lineage_exit(void)
{
	writ_process_events_exit();
	writ_pins_exit();
	kmem_cache_destroy(lineage_cache);
	kmem_cache_destroy(process_cache);
	kmem_cache_destroy(entry_cache);
	kvfree(chains);
}
