// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who may reach into another process: trace it, write into its memory, take its
 * descriptors, type what it reads. What a governed program could do to others that
 * way, no check of content would see. Reading what a process tells of itself is left
 * alone.
 */
#include <asm/ioctls.h>
#include <linux/binfmts.h>
#include <linux/magic.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/security.h>

#include "inquiry.h"
#include "judge.h"
#include "lineage.h"
#include "privilege.h"
#include "writ.h"

/* @file: by which it is done, or NULL */
static int judge_tracing(struct task_struct *tracer, struct file *file, bool may_sleep,
			 const char *what)
{
	struct writ_inquiry q = {
		.op = WRIT_OP_TRACE, .file = file, .may_sleep = may_sleep, .what = what,
		.reason = writ_may(WRIT_OP_TRACE, tracer),
	};

	return writ_conclude_privilege(&q);
}

/* Under locks of whoever asks. A process reaches itself without coming here. */
int writ_on_ptrace_access_check(struct task_struct *child, unsigned int mode)
{
	if (!(mode & PTRACE_MODE_ATTACH))
		return 0;
	return judge_tracing(current, NULL, false, "to trace or to change another process");
}

/* Current asks to be traced by its parent; tasklist_lock is held for writing. */
int writ_on_ptrace_traceme(struct task_struct *parent)
{
	return judge_tracing(parent, NULL, false, "to be traced by its parent");
}

/*
 * A tracer may have come to it in another way: before the module, or before who
 * traces was governed. The new program must not be in its hands.
 */
int writ_judge_traced(struct linux_binprm *bprm)
{
	struct writ_inquiry q = {
		.op = WRIT_OP_TRACE, .file = bprm->file, .may_sleep = true,
		.what = "to execute while it is traced", .reason = WRIT_UNGOVERNED,
	};
	struct task_struct *tracer;

	if (!(bprm->unsafe & LSM_UNSAFE_PTRACE) || !writ_lineage_proposed_governed())
		return 0;
	rcu_read_lock();
	tracer = ptrace_parent(current);
	if (tracer)
		q.reason = writ_may(WRIT_OP_TRACE, tracer);
	rcu_read_unlock();
	return writ_conclude_privilege(&q);
}

/*
 * The memory of a process as a file: mem in /proc/PID or /proc/PID/task/TID. For
 * another process the kernel asks about tracing, but a process that opens its own
 * is asked for nothing, and forced writes reach memory that it may only execute.
 */
int writ_judge_memory_file(struct file *file)
{
	const struct dentry *dentry = file->f_path.dentry;

	if (file_inode(file)->i_sb->s_magic != PROC_SUPER_MAGIC ||
	    dentry->d_name.len != 3 || memcmp(dentry->d_name.name, "mem", 3))
		return 0;
	return judge_tracing(current, file, true, "to write to the memory of a process");
}

/*
 * Characters that are put into a terminal (TIOCSTI), or pasted there (TIOCLINUX), are
 * read by whoever reads there next: by the shell that started this program in its own
 * terminal, and that need not be governed. What else TIOCLINUX does is told apart by
 * the caller's memory alone, which can change meanwhile.
 */
int writ_judge_typing(struct file *file, unsigned int cmd, bool may_sleep)
{
	if (cmd != TIOCSTI && cmd != TIOCLINUX)
		return 0;
	return judge_tracing(current, file, may_sleep, "to put characters into a terminal");
}
