/* SPDX-License-Identifier: GPL-2.0-only */
/* The terms of artifacts in the kernel: kept copies, uses, and the facts they ask for. */
#ifndef WRIT_TERMS_H
#define WRIT_TERMS_H

#include <linux/refcount.h>

#include "core/evaluate.h"

struct inode;
struct linux_binprm;
struct path;
struct writ_scripts;
struct seq_file;
struct writ_inquiry;

/* ---- uses.c: how often artifacts were used */

/**
 * struct writ_use - the account of one artifact whose uses are bounded
 * @used: so often it was consumed; never more than @max
 *
 * Lives until the artifact has expired, whether or not it is held, so that
 * dropping and adding it again gives nothing back.
 */
struct writ_use;

/* For the status file. */
void writ_uses_show(struct seq_file *m);

/**
 * writ_use_get() - the account of an artifact, opened if there is none yet
 * @identity: of the artifact
 * @max: uses that it grants
 * @exp: when it ends
 *
 * May sleep. Return: with a reference; -ENOSPC if no more accounts can be kept,
 * since none that may still count is ever given up; -ENOMEM.
 */
struct writ_use *writ_use_get(const struct writ_identity *identity, u32 max, u64 exp);
void writ_use_put(struct writ_use *use);
/* One more reference to an account that somebody holds. Any context. */
struct writ_use *writ_use_hold(struct writ_use *use);
const int *writ_use_count(const struct writ_use *use);

/* Take one use; false if none is left. Any context. */
bool writ_use_consume(struct writ_use *use);
/* Give back what writ_use_consume() took for something that did not happen. Any context. */
void writ_use_return(struct writ_use *use);

/* ---- terms.c: terms that outlive the object they were read from */

/**
 * struct writ_kept_terms - a copy of an artifact's terms
 * @terms: decoded; points into @bytes
 * @use: account of its uses, or NULL
 * @bytes: the encoded map
 */
struct writ_kept_terms {
	struct writ_terms terms;
	struct writ_use *use;
	u8 bytes[];
};

/**
 * writ_terms_keep() - copy what an artifact demands, and let the grant point there
 * @artifact: admitted
 * @grant: of it; its terms and its count of uses are set
 * @identity: of it
 *
 * May sleep. Return: the copy, NULL if the artifact has no terms; -ENOMEM; -ENOSPC
 * if no account of its uses can be kept.
 */
struct writ_kept_terms *writ_terms_keep(const struct writ_artifact *artifact,
					struct writ_grant *grant,
					const struct writ_identity *identity);
void writ_terms_release(struct writ_kept_terms *kept);

/**
 * writ_terms_accountable() - can the uses of this artifact be kept account of?
 * @artifact: admitted
 * @by_writd: writd brings it, which has noted it durably before
 *
 * Uses that are not bounded always can. Others are forgotten with this boot, so
 * they must be bound to it, or have been burned in the ledger.
 */
bool writ_terms_accountable(const struct writ_artifact *artifact, bool by_writd);

/* ---- facts.c: what terms and rules ask of the task and of its execution */

#define WRIT_CGROUP_MAX		256
/* Bytes and number of the arguments, and of the variables, that can be judged. */
#define WRIT_STRINGS_MAX	(64 * 1024)

/**
 * struct writ_facts_room - room for the facts of one request
 * @asker: filled by writ_facts_begin()
 * @program: for @asker
 * @artifact: for @asker
 * @key: for @asker
 * @cgroup: of the asker, once it was asked for
 * @arguments: memory, or NULL
 * @variables: memory, or NULL
 * @contents: memory, or NULL
 * @named: the files of which @contents are, and the arguments that name them; or NULL
 */
struct writ_facts_room {
	struct writ_asker asker;
	u8 program[WRIT_DIGEST_SIZE];
	u8 artifact[WRIT_CTI_MAX];
	u8 key[WRIT_KID_SIZE];
	char cgroup[WRIT_CGROUP_MAX];
	u8 *arguments;
	u8 *variables;
	u8 (*contents)[WRIT_DIGEST_SIZE];
	struct writ_named {
		const char *name;
		struct inode *inode;
	} *named;
};

/* Who asks, and in which state the host is; into the request. Any context. */
void writ_facts_begin(struct writ_facts_room *room, struct writ_request *req);

/* The same of current's parent, as if it asked. Process context. */
void writ_facts_of_parent(struct writ_facts_room *room, struct writ_request *req);

/**
 * writ_facts_gather() - find out what some candidate needs to know
 * @room: from writ_facts_begin()
 * @req: the request; receives the facts, and all that was needed in its have
 * @q: the inquiry; without an execution, arguments and variables stay unknown
 * @v: the verdict so far, which says what is needed
 *
 * May sleep, unless only WRIT_FACT_CGROUP is needed. What cannot be found out
 * stays unknown, which fits nothing.
 *
 * Return: 0; -ENOMEM, -EINTR or -EFAULT if it cannot be found out for want of
 * memory or time, which says nothing about what is asked.
 */
int writ_facts_gather(struct writ_facts_room *room, struct writ_request *req,
		      const struct writ_inquiry *q, const struct writ_verdict *v);
void writ_facts_end(struct writ_facts_room *room);

/* Note the files of these arguments as ones that the program is going to read; 0 or -errno. */
int writ_facts_scripts(const struct writ_facts_room *room, u64 mask,
		       struct writ_scripts *scripts);

/**
 * writ_digest_of_path() - the digest of a file, opened as current for this alone
 * @path: of the file, which is held while it is read
 * @digest: receives it
 *
 * May sleep.
 *
 * Return: 0; -ENOMEM or -EINTR if it cannot be found out for want of memory or
 * time; another error if this file's content does not count or cannot be read.
 */
int writ_digest_of_path(const struct path *path, u8 digest[WRIT_DIGEST_SIZE]);
/* Is current inside of that open()? */
bool writ_opens_itself(void);

/* A task's control group, cut to nothing if its path does not fit. Any context. */
struct writ_bytes writ_cgroup_of(struct task_struct *task, char room[WRIT_CGROUP_MAX]);

/* ---- host_state.c */

/* At load, when the boot id is known. */
void writ_host_state_init(void);
/* Any context. */
const struct writ_state_of_host *writ_host_state(void);
/* Read these of the TPM's registers, if there is one. May sleep. */
void writ_host_state_pcrs(u32 mask);
void writ_host_state_show(struct seq_file *m);

#endif
