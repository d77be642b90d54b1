/* SPDX-License-Identifier: GPL-2.0-only */
/* What was asked and what came of it: counted, told of, recorded. */
#ifndef WRIT_INQUIRY_H
#define WRIT_INQUIRY_H

#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "core/evaluate.h"
#include "core/record.h"

struct file;
struct linux_binprm;
struct seq_file;
struct writ_home;
struct writ_scripts;
struct writ_use;

/* ---- report.c: counting and telling */

/* How often each reason was the verdict, since the module was loaded. */
DECLARE_PER_CPU(u64 [__WRIT_REASON_COUNT], writ_verdicts);

static __always_inline void writ_count(enum writ_reason reason)
{
	this_cpu_inc(writ_verdicts[reason]);
}

/**
 * struct writ_inquiry - what is asked, and what came of it
 * @op: what is asked
 * @reason: the verdict
 * @file: the file; NULL for memory without one
 * @bprm: the execution that it is a level of; NULL for anything else
 * @what: what it is, in words, where @op and @file do not say it; or NULL
 * @may_sleep: the caller's context allows sleeping
 * @governed: the rules require an artifact
 * @record: if allowed, it is to be recorded
 * @asks_for_code: its headers ask for executable memory that its artifact does not grant
 * @mark: of a mapping that is recorded once; see writ_mapping_mark()
 * @has_digest: @digest holds the content's SHA-256
 * @digest: of the content
 * @has_identity: @identity says which artifact authorized it, or came closest
 * @identity: only then filled
 * @use: account of which it takes a use; the inquiry has a reference to it
 * @scripts: what the program was verified to read; the inquiry has a reference to it
 * @home: the control group by which it was found to be governed; the inquiry has a
 *	reference to it
 * @iat: of the artifact, only if @has_identity
 * @exp: likewise
 * @contents: bits of the arguments that the artifact binds to a content
 * @granted: WRIT_OP_BIT() of what the artifact grants that authorized it; 0 if none did
 * @stored: that artifact is in the store, and not in an attribute
 * @depth: so many executions deep, descendants may run what the artifact lists
 */
struct writ_inquiry {
	enum writ_op op;
	enum writ_reason reason;
	struct file *file;
	struct linux_binprm *bprm;
	const char *what;
	bool may_sleep;
	bool governed;
	bool record;
	bool asks_for_code;
	u64 mark;
	bool has_digest;
	u8 digest[WRIT_DIGEST_SIZE];
	bool has_identity;
	struct writ_identity identity;
	struct writ_use *use;
	struct writ_scripts *scripts;
	struct writ_home *home;
	u64 iat;
	u64 exp;
	u64 contents;
	u32 granted;
	bool stored;
	u8 depth;
};

/*
 * A task's command, without its lock, which whoever asks may hold: a change in
 * that moment can mix both names.
 */
static inline void writ_task_comm(char comm[TASK_COMM_LEN], const struct task_struct *task)
{
	memcpy(comm, task->comm, TASK_COMM_LEN);
	comm[TASK_COMM_LEN - 1] = '\0';
}

/* Tell of a denial, which has been counted. @permitted: it is let through. */
void writ_tell(const struct writ_inquiry *q, bool permitted);
/* The counts of verdicts, for the status file. */
void writ_report_show(struct seq_file *m);

/* ---- evidence.c: verdicts as records of the lineage log */

/**
 * writ_evidence_allowed() - record that something was allowed
 * @q: with @record set
 *
 * Makes an execution the one that current will be. May sleep if q->may_sleep.
 *
 * Return: WRIT_AUTHORIZED, or why it may not happen after all:
 * WRIT_LINEAGE_DISCONTINUITY if the log cannot take the record and the policy
 * wants it strict, or the task has no lineage; WRIT_INTERNAL_ERROR.
 */
enum writ_reason writ_evidence_allowed(const struct writ_inquiry *q);

/* Record that something was denied; whatever does not fit is counted as lost. */
void writ_evidence_denied(const struct writ_inquiry *q, bool permitted);

/**
 * writ_evidence_tampering() - record that somebody tried what he may not
 * @detail: what, a constant
 * @file: on what, or NULL
 */
void writ_evidence_tampering(const char *detail, struct file *file);

/**
 * writ_evidence_state() - record what became of the module
 * @kind: WRIT_KIND_LOAD, WRIT_KIND_ATTACH or WRIT_KIND_CANARY
 * @reason: WRIT_AUTHORIZED if it went well
 * @detail: how, for people
 */
void writ_evidence_state(enum writ_kind kind, enum writ_reason reason, const char *detail);

/**
 * writ_mapping_mark() - has current's program mapped this content before?
 * @digest: of the content
 *
 * What has not been seen for long is forgotten. Any context.
 *
 * Return: 0 if that is recorded, or the mark by which writ_evidence_allowed() will
 * remember that it is.
 */
u64 writ_mapping_mark(const u8 digest[WRIT_DIGEST_SIZE]);
/* The same of memory that no file vouches for, and current's execution. */
u64 writ_memory_mark(void);

#endif
