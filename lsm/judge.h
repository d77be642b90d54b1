/* SPDX-License-Identifier: GPL-2.0-only */
/* The verdict: who asks, what the rules say of it, and whether it may happen. */
#ifndef WRIT_JUDGE_H
#define WRIT_JUDGE_H

#include "core/evaluate.h"

struct file;
struct inode;
struct linux_binprm;
struct task_struct;
struct writ_inquiry;

/* ---- governed.c: who asks, and what the rules say of it */

/* Real uid of current in the initial user namespace. */
u32 writ_asking_uid(void);

/**
 * writ_request_init() - a request of current about a file
 * @req: filled, but for the path
 * @policy: whose rules it is for
 * @op: what is asked
 * @inode: of writ_content_file()
 */
void writ_request_init(struct writ_request *req, const struct writ_policy *policy,
		       enum writ_op op, const struct inode *inode);

/**
 * writ_answer_of() - the rules' answer for current, its lineage considered
 * @policy: in force
 * @req: a request of current
 *
 * Any context. Return: what writ_policy_answer() says for the uid that asks, or
 * for the one under which its lineage is governed, if that is stricter.
 */
enum writ_answer writ_answer_of(const struct writ_policy *policy, const struct writ_request *req);

/* The same for a request of @task, which cannot go away meanwhile. */
enum writ_answer writ_answer_of_task(const struct writ_policy *policy,
				     const struct writ_request *req, struct task_struct *task);

/* ---- judge.c: the verdict about one file and one operation */

/**
 * writ_judge_execution() - decide about one level of an execution, and record it
 * @bprm: of the execution
 * @op: WRIT_OP_SCRIPT for a level that names its interpreter, WRIT_OP_EXECUTE
 *	for the one that becomes the process
 *
 * May sleep. Return: 0 if it may happen, -EACCES if not.
 */
int writ_judge_execution(struct linux_binprm *bprm, enum writ_op op);

/**
 * writ_judge() - decide about a file
 * @op: what is asked
 * @file: the file
 * @may_sleep: the caller's context allows reading the file
 *
 * Records a denial, and the first time that a program maps a content. Return: 0
 * if it may happen, -EACCES if not.
 */
int writ_judge(enum writ_op op, struct file *file, bool may_sleep);

/**
 * writ_judge_opening() - refuse a file that is opened to be executed, unread
 * @file: being opened; the filesystem has not been asked for it yet
 *
 * execve() reads the first bytes before it asks any hook about the content, so
 * a filesystem that is not trusted is refused as early as this. Whatever is
 * not refused here is decided by the hooks that follow.
 *
 * May sleep. Return: 0 or -EACCES.
 */
int writ_judge_opening(struct file *file);

/**
 * writ_judge_memory() - decide about executable memory that no file vouches for
 * @file: what it was once mapped from, for the report, or NULL
 * @may_sleep: the caller's context allows sleeping
 * @what: what is asked, in words, where it is no mapping; or NULL
 *
 * Where the rules require an artifact and the policy does not allow writable code,
 * current's program must have been granted WRIT_OP_GENERATE_CODE. The first time
 * that an execution is served so is recorded.
 *
 * Return: 0 if it may happen, -EACCES if not.
 */
int writ_judge_memory(struct file *file, bool may_sleep, const char *what);

/*
 * Every verdict passes here: recorded, counted, told of if it denies. Lets go of
 * what the inquiry holds. 0 or -EACCES.
 */
int writ_conclude(struct writ_inquiry *q);

/**
 * writ_conclude_privilege() - the end of an inquiry about what a program does besides
 * @q: with the reason that writ_may() gave
 *
 * What was granted is recorded, unlike what is not governed. Any context that
 * @q->may_sleep tells. Return: 0 or -EACCES.
 */
int writ_conclude_privilege(struct writ_inquiry *q);

/* ---- tracing.c, kernel_access.c: more that hooks ask; 0 or -EACCES; may sleep */

/* May the execution go on although somebody traces it? */
int writ_judge_traced(struct linux_binprm *bprm);
/* May @file be opened for writing, if it is the memory of a process? */
int writ_judge_memory_file(struct file *file);
/* May @file be asked for @cmd, if that puts characters into a terminal? Any context. */
int writ_judge_typing(struct file *file, unsigned int cmd, bool may_sleep);
/* May @file be opened, if it is a device beneath filesystems? */
int writ_judge_device(struct file *file, bool writes);

/**
 * writ_judge_loader() - decide about a loader before it is mapped
 * @file: that the new execution has opened
 *
 * As its mapping is judged, and with a pin; but only a denial is counted and
 * recorded here. May sleep. Return: 0 or -EACCES.
 */
int writ_judge_loader(struct file *file);

/*
 * Deny the reading of a file that took the place of a verified one, or that may have:
 * @reason says which. -EACCES. May sleep.
 */
int writ_judge_replaced(struct file *file, enum writ_reason reason);

/* The last moment of an execution (bprm_creds_from_file): 0, or -EACCES if it is used up. */
int writ_judge_consumption(struct linux_binprm *bprm);

/**
 * writ_judge_headers() - was what an execution has read of its program what was verified?
 * @file: of the program, on an overlay; the execution is committed
 *
 * May sleep. Return: 0, or -EACCES: the program must not run.
 */
int writ_judge_headers(struct file *file);

/* An execution begins: 0, or -EACCES for a task whose lineage is not known. May sleep. */
int writ_judge_beginning(struct linux_binprm *bprm);

#endif
