// SPDX-License-Identifier: GPL-2.0-only
/*
 * What runs under an authorization that has ended. A verdict is about a moment;
 * here the artifacts under which processes run, and those they descend from run,
 * are asked again: every second, and at once when something was revoked. What
 * follows, policy says: a record, or the end of the process as well.
 */
#include <linux/sched/signal.h>
#include <linux/seq_file.h>
#include <linux/workqueue.h>

#include "authority.h"
#include "clock.h"
#include "compat/compat.h"
#include "events.h"
#include "inquiry.h"
#include "lineage.h"
#include "process.h"
#include "watch.h"
#include "writ.h"

static void look(struct work_struct *work);
static DECLARE_DELAYED_WORK(looking, look);
static atomic64_t ended = ATOMIC64_INIT(0);
static atomic64_t killed = ATOMIC64_INIT(0);

static void tell(struct task_struct *task, const struct writ_lineage *lineage,
		 const struct writ_bond *bond, enum writ_reason reason, bool kill)
{
	struct writ_event event;
	struct writ_record *r = &event.record;

	writ_event_begin(&event, WRIT_KIND_END, task);
	r->reason = reason;
	r->artifact = (struct writ_bytes){ bond->artifact, bond->id_len };
	r->key = (struct writ_bytes){ bond->key, WRIT_KID_SIZE };
	r->lineage = lineage->id;
	r->parent = lineage->parent;
	if (kill)
		r->flags |= WRIT_RECORD_KILLED;
	writ_event_append(&event, WRIT_CLASS_VITAL);
}

/*
 * Under RCU, which keeps the task. It is told of once, and killed until it is gone.
 * @task is the first thread of its process, which others may outlive: what counts is
 * whether one is left, and what is sent is sent to them all.
 */
static void look_at(struct task_struct *task, const struct writ_force *force, u64 now)
{
	struct writ_process *process = writ_process_find(task);
	const struct writ_lineage *lineage;
	const struct writ_bond *bond;
	enum writ_reason reason;
	bool kill = force->authority.policy->kill && !writ_permissive();

	if (!process || (task->flags & PF_KTHREAD) || !atomic_read(&task->signal->live))
		return;
	lineage = rcu_dereference(process->lineage);
	bond = writ_bond_ended(lineage, &force->authority, now, &reason);
	if (!bond) {
		WRITE_ONCE(process->ended, 0);
		return;
	}
	/* Once for each execution, and once more if policy has come to end it. */
	if (READ_ONCE(process->ended) != (lineage->id << 1 | kill)) {
		WRITE_ONCE(process->ended, lineage->id << 1 | kill);
		atomic64_inc(&ended);
		tell(task, lineage, bond, reason, kill);
	}
	if (kill) {
		kill_pid(task_pid(task), SIGKILL, 1);
		atomic64_inc(&killed);
	}
}

/* It stays in force: an end that opened the host would be a way in. Told once. */
static void look_at_policy(const struct writ_force *force, u64 now)
{
	static const struct writ_policy *told;
	const struct writ_policy *policy = force->authority.policy;

	if (now < policy->sign.claims.exp || told == policy)
		return;
	told = policy;
	pr_warn("the policy has expired, and stays in force\n");
	writ_evidence_state(WRIT_KIND_POLICY, WRIT_EXPIRED,
			    "the time of the policy is over; it stays in force");
}

static void look(struct work_struct *work)
{
	const struct writ_force *force = writ_force_get();
	struct task_struct *task;
	u64 now = writ_now();

	rcu_read_lock();
	for_each_process(task)
		look_at(task, force, now);
	rcu_read_unlock();
	look_at_policy(force, now);
	writ_force_put(force);
	queue_delayed_work(writ_unbound_wq, &looking, HZ);
}

void writ_watch_begin(void)
{
	queue_delayed_work(writ_unbound_wq, &looking, HZ);
}

void writ_watch_now(void)
{
	if (writ_is_armed())
		mod_delayed_work(writ_unbound_wq, &looking, 0);
}

void writ_watch_show(struct seq_file *m)
{
	seq_printf(m, "ended: %lld\n", atomic64_read(&ended));
	seq_printf(m, "killed: %lld\n", atomic64_read(&killed));
}
