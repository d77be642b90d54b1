/* SPDX-License-Identifier: GPL-2.0-only */
/* Artifacts: what is admitted, and where a request finds those that may cover it. */
#ifndef WRIT_ADMISSION_H
#define WRIT_ADMISSION_H

#include <linux/fs.h>
#include <linux/rcupdate.h>
#include <linux/xattr.h>

#include "core/evaluate.h"

struct seq_file;
struct writ_authority;
struct writ_content;
struct writ_force;
struct writ_kept_terms;

/* ---- store.c, xattr.c */

/**
 * struct writ_admission - room for the admission of one artifact; too large for a stack
 * @artifact: filled when admitted; points into the bytes
 * @grant: filled when admitted
 * @error: what the decoder or a limit objects to
 * @scratch: for the signed bytes
 */
struct writ_admission {
	struct writ_artifact artifact;
	struct writ_grant grant;
	struct writ_error error;
	u8 scratch[WRIT_TBS_HEAD_MAX];
};

/* Admit an artifact for this host. May sleep. */
enum writ_reason writ_admit(struct writ_bytes bytes, const struct writ_authority *authority,
			    struct writ_admission *admission);

/* 0 or -errno. The other only when init fails. */
int writ_store_init(void);
void writ_store_exit(void);

/* Which artifact an envelope is, as a value of its own. */
void writ_identity_of(struct writ_identity *identity, const struct writ_sign1 *sign);

/**
 * writ_store_consider() - judge a request by every artifact that names a content
 * @v: the verdict in the making
 * @kind: which digest
 * @digest: of the content
 * @req: the request
 * @wants_path: set if some candidate demands a path, so that a request without
 *	one deserves another try with it
 *
 * Under rcu_read_lock(). Return: true once authorized.
 */
bool writ_store_consider(struct writ_verdict *v, enum writ_digest kind, const u8 *digest,
			 const struct writ_request *req, bool *wants_path);

/**
 * writ_store_show() - "artifacts:" and "subjects:", for the status file
 * @m: receives two lines, with how many are held
 *
 * Takes writ_change_lock, so that both are of one moment. May sleep.
 */
void writ_store_show(struct seq_file *m);

/**
 * struct writ_own - the artifact that a file carries itself
 * @grant: of it, admitted
 * @terms: what it demands besides, or NULL
 * @path: that it demands, or empty
 * @generation: of what was in force when it was admitted; under another it counts for nothing
 * @identity: of it
 * @path_data: room for it
 */
struct writ_own {
	struct writ_grant grant;
	struct writ_kept_terms *terms;
	struct writ_bytes path;
	u32 generation;
	struct writ_identity identity;
	struct rcu_head rcu;
	u8 path_data[];
};

/* Has a file that attribute, or cannot be asked? @file's filesystem is trusted. May sleep. */
bool writ_own_there(struct file *file);

/**
 * writ_own_read() - read and admit security.writ
 * @file: whose filesystem is trusted
 * @content: of @file: an artifact that does not name it is none
 * @path: of @file, to choose among subjects of the same content; may be empty
 * @force: under which it is admitted
 * @own: set to a new object, which the caller frees, or NULL
 *
 * May sleep. Return: WRIT_AUTHORIZED with @own set; WRIT_MISSING_AUTHORIZATION if
 * there is no such attribute, or it names other content; why it was not
 * admitted; or WRIT_INTERNAL_ERROR.
 */
enum writ_reason writ_own_read(struct file *file, const struct writ_content *content,
			       struct writ_bytes path, const struct writ_force *force,
			       struct writ_own **own);

/* One that nobody can see any more. Any context. */
void writ_own_free(struct writ_own *own);

/* Where a file carries its own artifact. */
#define WRIT_ATTRIBUTE XATTR_SECURITY_PREFIX "writ"

#endif
