// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a governed program may do besides being run. Capabilities say what root
 * may; this says that what is governed neither governs, nor traces others, nor
 * changes the kernel, unless somebody who may say so has signed it.
 */
#include <linux/cred.h>
#include <linux/sched.h>

#include "admission.h"
#include "authority.h"
#include "clock.h"
#include "judge.h"
#include "lineage.h"
#include "privilege.h"
#include "process.h"
#include "store.h"

/*
 * No path is offered, so a subject that demands one does not serve: where the
 * program lies now says nothing about where it was executed.
 */
static bool store_grants(const struct writ_force *force, const struct writ_lineage *lineage,
			 enum writ_op op, u32 uid)
{
	const struct writ_request req = { .op = op, .uid = uid, .now = writ_now() };
	struct writ_verdict v = WRIT_VERDICT_INIT;
	bool wants_path = false;

	if (!lineage->has_digest ||
	    writ_revoked_digest(&force->authority.revocations, lineage->digest))
		return false;
	return writ_store_consider(&v, WRIT_DIGEST_SHA256, lineage->digest, &req, &wants_path);
}

/*
 * What the artifact granted under which the program was executed, it grants for as
 * long as it would now: until it ends, is dropped, or was signed by somebody who may
 * not grant that any more. Under RCU.
 */
static bool still_grants(const struct writ_authority *a, const struct writ_lineage *lineage,
			 enum writ_op op)
{
	const struct writ_bond *by = lineage->granted_by;
	enum writ_reason why;

	if (!(lineage->granted & WRIT_OP_BIT(op)) || !by ||
	    writ_bond_ended(lineage, a, writ_now(), &why))
		return false;
	if (lineage->granted_stored &&
	    !writ_store_stands(by->key, (struct writ_bytes){ by->artifact, by->id_len }))
		return false;
	return writ_key_grants(a, by->key, op);
}

/* Under RCU. */
static bool is_granted(enum writ_op op, const struct writ_lineage *lineage, u32 uid)
{
	const struct writ_force *force = writ_force_rcu();

	return still_grants(&force->authority, lineage, op) ||
	       store_grants(force, lineage, op, uid);
}

/* The uid under which a task acts, in the initial user namespace. */
static u32 uid_of(struct task_struct *task)
{
	return task == current ? writ_asking_uid() : __kuid_val(task_uid(task));
}

static enum writ_reason without_grant(enum writ_op op)
{
	switch (op) {
	case WRIT_OP_TRACE:
		return WRIT_TRACING;
	case WRIT_OP_KERNEL_ACCESS:
		return WRIT_KERNEL_ACCESS;
	default:
		return WRIT_MISSING_AUTHORIZATION;
	}
}

/* Under RCU. */
static enum writ_reason may(enum writ_op op, struct task_struct *task,
			    const struct writ_lineage *lineage)
{
	const struct writ_request req = {
		.op = op,
		.uid = uid_of(task),
		.memory = true,
		.privilege = lineage->governed,
		.now = writ_now(),
	};

	/* Who loaded the policy goes on to keep it, whatever it says of his successors. */
	if (op == WRIT_OP_ADMINISTER && !lineage->governed)
		return WRIT_UNGOVERNED;
	switch (writ_answer_of_task(writ_policy_rcu(), &req, task)) {
	case WRIT_ANSWER_ALLOW:
		return WRIT_UNGOVERNED;
	case WRIT_ANSWER_REQUIRE:
		return is_granted(op, lineage, req.uid) ? WRIT_AUTHORIZED : without_grant(op);
	default:
		return WRIT_POLICY_DENIED;
	}
}

enum writ_reason writ_may(enum writ_op op, struct task_struct *task)
{
	enum writ_reason reason = WRIT_LINEAGE_DISCONTINUITY;
	const struct writ_lineage *lineage;

	rcu_read_lock();
	lineage = writ_lineage_of(task);
	if (lineage)
		reason = may(op, task, lineage);
	rcu_read_unlock();
	return reason;
}

bool writ_is_granted(enum writ_op op, struct task_struct *task)
{
	const struct writ_lineage *lineage;
	bool granted;

	rcu_read_lock();
	lineage = writ_lineage_of(task);
	granted = lineage && is_granted(op, lineage, uid_of(task));
	rcu_read_unlock();
	return granted;
}
