// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tasks that were there before the hooks: each process gets a root of its own,
 * the kernel's threads one together. Who was in the middle of fork() when the
 * hooks were armed is in no list yet; it gets its parent's lineage, by a later
 * walk or as soon as it asks for something, until the grace period is over.
 */
#include <linux/fs.h>
#include <linux/mm_types.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "events.h"
#include "process.h"

#define GRACE_SECONDS 5

static bool grace = true;
/* Of adopt only, which runs once and then from one work item. */
static char *path_room;
static struct writ_process *kernel_process;

static void put_program(struct writ_record *r, struct task_struct *task)
{
	struct file *file = NULL;
	char *path;

	task_lock(task);
	if (task->mm && !(task->flags & PF_KTHREAD))
		file = rcu_dereference(task->mm->exe_file);
	if (file) {
		path = file_path(file, path_room, PATH_MAX);
		if (!IS_ERR(path))
			r->path = writ_bytes_of(path);
	}
	task_unlock(task);
}

/* Under RCU, which keeps @task and its executable file. */
static void record_root(struct task_struct *task, u64 id)
{
	struct writ_event event;

	writ_event_begin(&event, WRIT_KIND_ROOT, task);
	event.record.lineage = id;
	event.record.parent = 0;
	event.record.ancestor = id;
	put_program(&event.record, task);
	writ_event_append(&event, WRIT_CLASS_VITAL);
}

/* A reference to the process that a task without entry shall belong to, or NULL. */
static struct writ_process *process_for(struct task_struct *task, bool roots)
{
	struct writ_process *process = writ_process_find(task->group_leader);
	struct writ_process *parent;
	struct writ_lineage *lineage;

	if (!process && (task->flags & PF_KTHREAD))
		process = kernel_process;
	if (process && refcount_inc_not_zero(&process->users))
		return process;
	parent = roots ? NULL : writ_process_find(rcu_dereference(task->real_parent));
	if (parent) {
		lineage = rcu_dereference(parent->lineage);
		if (refcount_inc_not_zero(&lineage->users))
			return writ_process_new(lineage, GFP_ATOMIC);
	}
	lineage = writ_lineage_root(GFP_ATOMIC);
	if (!lineage)
		return NULL;
	process = writ_process_new(lineage, GFP_ATOMIC);
	if (process && (task->flags & PF_KTHREAD) && roots) {
		/* One reference stays for the threads to come. */
		refcount_inc(&process->users);
		kernel_process = process;
		lineage->helper = true;
	}
	return process;
}

static int adopt(struct task_struct *task, bool roots)
{
	const struct writ_lineage *lineage;
	struct writ_process *process;
	int ret;

	if (writ_process_find(task))
		return 0;
	process = process_for(task, roots);
	if (!process)
		return -ENOMEM;
	ret = writ_process_bind(task, process, GFP_ATOMIC);
	if (ret || !roots || !thread_group_leader(task))
		return ret;
	lineage = writ_lineage_of(task);
	/* The kernel's threads share one root: the first of them stands for all. */
	if (!(task->flags & PF_KTHREAD) || refcount_read(&process->users) == 2)
		record_root(task, lineage->id);
	return 0;
}

static int walk(bool roots)
{
	struct task_struct *process, *task;
	int ret = 0;

	rcu_read_lock();
	for_each_process_thread(process, task) {
		ret = adopt(task, roots);
		if (ret)
			goto out;
	}
out:
	rcu_read_unlock();
	return ret;
}

static void end_of_grace(struct work_struct *work)
{
	if (walk(false))
		pr_err("out of memory: tasks made while loading may be denied\n");
	WRITE_ONCE(grace, false);
	/* Once more, for who asked for nothing in between. */
	walk(false);
	pr_debug("the grace period is over\n");
}

static DECLARE_DELAYED_WORK(grace_work, end_of_grace);

int writ_adopt_current(void)
{
	int ret;

	if (!READ_ONCE(grace))
		return -EACCES;
	rcu_read_lock();
	ret = adopt(current, false);
	rcu_read_unlock();
	return ret;
}

int writ_lineage_adopt(void)
{
	int ret;

	path_room = kmalloc(PATH_MAX, GFP_KERNEL);
	if (!path_room)
		return -ENOMEM;
	ret = walk(true);
	kfree(path_room);
	path_room = NULL;
	schedule_delayed_work(&grace_work, GRACE_SECONDS * HZ);
	return ret;
}
