/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The lineage of tasks: which execution each one descends from, and what it is
 * bound by on that account. Every task has an entry, made at fork and gone with
 * the task; the threads of a process share one object, and processes share the
 * execution until one of them executes something else.
 */
#ifndef WRIT_LINEAGE_H
#define WRIT_LINEAGE_H

#include <linux/refcount.h>
#include <linux/types.h>

#include "core/bounds.h"
#include "terms.h"

struct linux_binprm;
struct seq_file;
struct task_struct;
struct writ_inquiry;

/**
 * struct writ_home - the control group that a lineage was governed in first
 * @users: lineages
 * @len: of @path
 * @path: in the version 2 hierarchy
 */
struct writ_home {
	refcount_t users;
	u32 len;
	u8 path[];
};

/* Of a control group, with one reference; NULL without memory. May sleep. */
struct writ_home *writ_home_new(struct writ_bytes cgroup);
/* NULL is none. Any context. */
void writ_home_put(struct writ_home *home);

/**
 * struct writ_bond - an artifact that an execution, or one it descends from, ran under
 * @artifact: its cti, @id_len bytes
 * @key: thumbprint of the key that signed it
 * @iat: when it was issued
 * @exp: when it ends
 */
struct writ_bond {
	u8 artifact[WRIT_CTI_MAX];
	u8 key[WRIT_KID_SIZE];
	u64 iat;
	u64 exp;
	u8 id_len;
};

#define WRIT_BONDS_MAX 16

/**
 * struct writ_bonds - all of them, oldest first; never changes
 * @users: lineages
 * @n: how many
 * @bond: they
 */
struct writ_bonds {
	refcount_t users;
	u32 n;
	struct writ_bond bond[];
};

/* Interpreters can call each other so deep (fs/exec.c), and each may be counted. */
#define WRIT_LINEAGE_USES_MAX 6

/**
 * struct writ_lineage - one execution; never changes once a task has it
 * @id: unique in this boot, from 1
 * @parent: id of the execution that it descends from; 0 for a root
 * @ancestor: id of the first of all; its own for a root
 * @governed: an artifact was required for it, or for one it descends from
 * @uid: under whose rules it stays, once @governed: the real uid of the first
 *	governed execution it descends from
 * @home: the control group that this one was in, as @uid; NULL unless the rules
 *	of then asked for it
 * @has_digest: @digest is known
 * @digest: SHA-256 of the program
 * @artifact: cti of the artifact that authorized it, @id_len bytes; none if 0
 * @key: thumbprint of the key that signed that
 * @granted: WRIT_OP_BIT() of what the artifact grants that authorized its program
 * @granted_by: that artifact, one of @bonds; NULL if none did
 * @granted_stored: it came from the store, and grants for as long as it stands there
 * @depth_left: so many executions deep its descendants may run what it lists
 * @bonds: the artifacts that it and those it descends from run under, or NULL
 * @by_script: an earlier level of it was a script, and no handler's file (binfmt_misc)
 * @by_option: one of them had a name that its interpreter takes for an option
 * @scripts: what it was verified to read, or NULL
 * @helper: it descends from the kernel itself
 * @use: accounts of which it takes a use each; only until it is committed
 * @nuse: how many
 * @users: entries and pending executions that point here
 * @rcu: for freeing
 */
struct writ_lineage {
	u64 id;
	u64 parent;
	u64 ancestor;
	bool governed;
	u32 uid;
	struct writ_home *home;
	bool has_digest;
	u8 digest[WRIT_DIGEST_SIZE];
	u8 artifact[WRIT_CTI_MAX];
	u8 id_len;
	u8 key[WRIT_KID_SIZE];
	u32 granted;
	const struct writ_bond *granted_by;
	bool granted_stored;
	u8 depth_left;
	bool helper;
	struct writ_bonds *bonds;
	bool by_script;
	bool by_option;
	struct writ_scripts *scripts;
	u8 nuse;
	struct writ_use *use[WRIT_LINEAGE_USES_MAX];
	refcount_t users;
	struct rcu_head rcu;
};

/* The tables, the tracepoint. Before the hooks are armed. */
int writ_lineage_init(void);
void writ_lineage_exit(void);

/**
 * writ_lineage_adopt() - give a root to every task that is alive
 *
 * Called once, right after the hooks are armed; records a root for each
 * process. Tasks that were in the middle of fork() then are found by a later
 * walk, and until that has ended (the grace period, a few seconds) a task
 * without an entry is given its parent's. May sleep.
 */
int writ_lineage_adopt(void);

/* The execution that @task belongs to, or NULL. Under rcu_read_lock(). */
const struct writ_lineage *writ_lineage_of(const struct task_struct *task);

/**
 * writ_lineage_begin() - an execve() begins (bprm_creds_for_exec)
 *
 * Forgets what an earlier execve() of this process prepared and did not reach.
 *
 * Return: 0; -EACCES for a task without lineage; -ENOMEM.
 */
int writ_lineage_begin(void);

/**
 * writ_lineage_propose() - an execution was allowed, and may become current's
 * @q: allowed; with the artifact that authorized it
 * @id: receives what the execution is called
 *
 * Called for each level of an interpreter chain; the last one counts, and all
 * share one id.
 *
 * Return: 0; -EACCES if writ_lineage_begin() was not called or failed, or if it
 * would be bound to more than can be watched; -ENOMEM.
 */
int writ_lineage_propose(const struct writ_inquiry *q, u64 *id);

/* Is the execution that current is about to become governed? In its execve() only. */
bool writ_lineage_proposed_governed(void);

/*
 * Was an earlier level of the execution that current asks for a script, which its
 * interpreter is going to read? In its execve() only.
 */
bool writ_lineage_by_script(void);

/**
 * writ_lineage_consume() - take the uses that the proposed execution needs (bprm_creds_from_file)
 *
 * The last moment in which it can still be denied. All are taken, or none. Return:
 * 0; -EACCES if one of them is used up.
 */
int writ_lineage_consume(void);

/* The point of no return is passed (bprm_committed_creds): current is that execution now. */
void writ_lineage_commit(void);

/* task_alloc: may sleep. Return: 0, -ENOMEM, or -EACCES if current has no lineage. */
int writ_lineage_fork(struct task_struct *task, unsigned long clone_flags);

/* task_free: any context. */
void writ_lineage_free(struct task_struct *task);

/* "lineage_tasks:", "lineage_executions:" and so on, for the status file. */
void writ_lineage_show(struct seq_file *m);

#endif
