// SPDX-License-Identifier: GPL-2.0-only
/* An event in the making: what is known of the task that it is about. */
#include <linux/audit.h>
#include <linux/cgroup.h>
#include <linux/cred.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>

#include "authority.h"
#include "events.h"
#include "inquiry.h"
#include "lineage.h"
#include "writ.h"

/* The path in the version 2 hierarchy; what does not fit is left out. */
static void put_cgroup(struct writ_event *event, struct task_struct *task)
{
	int len;

	rcu_read_lock();
	len = cgroup_path(task_dfl_cgroup(task), event->cgroup, sizeof(event->cgroup));
	rcu_read_unlock();
	if (len > 0)
		event->record.cgroup = writ_bytes_of(event->cgroup);
}

static void put_lineage(struct writ_record *r, const struct task_struct *task)
{
	const struct writ_lineage *lineage;

	rcu_read_lock();
	lineage = writ_lineage_of(task);
	if (lineage) {
		r->parent = lineage->id;
		r->ancestor = lineage->ancestor;
		if (lineage->governed)
			r->flags |= WRIT_RECORD_GOVERNED;
	}
	rcu_read_unlock();
}

void writ_event_begin(struct writ_event *event, enum writ_kind kind, struct task_struct *task)
{
	struct writ_record *r = &event->record;

	memset(r, 0, sizeof(*r));
	r->kind = kind;
	r->host = writ_params.host;
	r->boot = (struct writ_bytes){ writ_boot, WRIT_BOOT_SIZE };
	writ_force_name(r, event->policy);
	if (!task)
		return;
	r->pid = task_tgid_nr(task);
	r->start_ns = task->group_leader->start_boottime;
	r->uid = (u64)__kuid_val(task_uid(task)) + 1;
	/* The login uid that nobody has set is -1, so that this makes it absent. */
	r->login_uid = (u32)(__kuid_val(audit_get_loginuid(task)) + 1);
	writ_task_comm(event->comm, task);
	r->comm = writ_bytes_of(event->comm);
	put_cgroup(event, task);
	put_lineage(r, task);
}
