/* SPDX-License-Identifier: GPL-2.0-only */
/* What a program may do besides being run: the operations that are asked of no file. */
#ifndef WRIT_PRIVILEGE_H
#define WRIT_PRIVILEGE_H

#include "core/op.h"
#include "core/reason.h"

struct task_struct;

/**
 * writ_may() - may a task do what a program is granted besides?
 * @op: WRIT_OP_ADMINISTER, WRIT_OP_TRACE or WRIT_OP_KERNEL_ACCESS
 * @task: who does it; current, or one that cannot go away meanwhile
 *
 * The rules are asked with the operation and without a file. Where they require
 * an artifact, and for a task whose lineage is governed also where nothing but
 * the default or a rule about everything allows it, its program must have been
 * granted the operation: see writ_is_granted(). Any context, takes no lock.
 *
 * Return: WRIT_UNGOVERNED; WRIT_AUTHORIZED; WRIT_POLICY_DENIED;
 * WRIT_LINEAGE_DISCONTINUITY for a task without lineage; WRIT_TRACING or
 * WRIT_KERNEL_ACCESS for these operations, and otherwise
 * WRIT_MISSING_AUTHORIZATION, where it was not granted.
 */
enum writ_reason writ_may(enum writ_op op, struct task_struct *task);

/**
 * writ_is_granted() - does the program of a task hold an operation?
 * @op: any
 * @task: as for writ_may()
 *
 * By the artifact under which it was executed, as long as none that it runs under
 * has ended, that one stands where it came from the store, and every link above its
 * key may grant the operation; or by another one in the store that names its content and demands
 * nothing besides. Any context, takes no lock.
 */
bool writ_is_granted(enum writ_op op, struct task_struct *task);

#endif
