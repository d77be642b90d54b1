// SPDX-License-Identifier: GPL-2.0-only
/*
 * Forks and exits of governed processes, as records. They come from tracepoints:
 * task_alloc does not know the new process's number yet, and task_free comes long
 * after the end.
 */
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/tracepoint.h>

#include "events.h"
#include "process.h"
#include "writ.h"

static struct tracepoint *fork_point, *exit_point;
static bool following;

static bool is_governed(const struct task_struct *task)
{
	const struct writ_lineage *lineage;
	bool governed;

	rcu_read_lock();
	lineage = writ_lineage_of(task);
	governed = lineage && lineage->governed;
	rcu_read_unlock();
	return governed;
}

static void on_fork(void *unused, struct task_struct *parent, struct task_struct *child)
{
	struct writ_event event;

	if (!writ_is_armed() || !thread_group_leader(child) || !is_governed(parent))
		return;
	writ_event_begin(&event, WRIT_KIND_FORK, parent);
	event.record.child = task_tgid_nr(child);
	writ_event_append(&event, WRIT_CLASS_ALLOWED);
}

/* Is this the last thread of its process, and the first to say so? Then that process, or NULL. */
static struct writ_process *ending(const struct task_struct *task)
{
	struct writ_process *process;

	lockdep_assert(rcu_read_lock_held());
	if (atomic_read(&task->signal->live))
		return NULL;
	process = writ_process_find(task);
	return process && !atomic_xchg(&process->exited, 1) ? process : NULL;
}

static void record_exit(struct task_struct *task)
{
	struct writ_event event;
	int status;

	status = task->signal->flags & SIGNAL_GROUP_EXIT ? task->signal->group_exit_code :
							   task->exit_code;
	writ_event_begin(&event, WRIT_KIND_EXIT, task);
	event.record.status = (u64)(u32)status + 1;
	writ_event_append(&event, WRIT_CLASS_ALLOWED);
}

/*
 * What the process has pinned goes here, where it runs no code any more and the
 * kernel still closes its files before anybody can wait for it (exit_task_work()):
 * the filesystem can be unmounted right after.
 */
static void on_exit(void *unused, struct task_struct *task)
{
	struct writ_process *process;

	if (!writ_is_armed())
		return;
	rcu_read_lock();
	process = ending(task);
	if (process)
		writ_pins_drop(process);
	rcu_read_unlock();
	if (process && is_governed(task))
		record_exit(task);
}

static void find_points(struct tracepoint *point, void *unused)
{
	if (!strcmp(point->name, "sched_process_fork"))
		fork_point = point;
	else if (!strcmp(point->name, "sched_process_exit"))
		exit_point = point;
}

int writ_process_events_init(void)
{
	int ret;

	for_each_kernel_tracepoint(find_points, NULL);
	if (!fork_point || !exit_point)
		return -ENOENT;
	ret = tracepoint_probe_register(fork_point, on_fork, NULL);
	if (ret)
		return ret;
	ret = tracepoint_probe_register(exit_point, on_exit, NULL);
	following = !ret;
	if (ret) {
		tracepoint_probe_unregister(fork_point, on_fork, NULL);
		tracepoint_synchronize_unregister();
	}
	return ret;
}

/* Also after a failed writ_process_events_init(): the kernel warns of who was not there. */
void writ_process_events_exit(void)
{
	if (!following)
		return;
	tracepoint_probe_unregister(exit_point, on_exit, NULL);
	tracepoint_probe_unregister(fork_point, on_fork, NULL);
	tracepoint_synchronize_unregister();
}
