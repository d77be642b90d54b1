/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What an interpreter is going to read: the script that was executed, and the
 * files that its artifact binds arguments to. They were verified before it began,
 * and are verified once more when it opens them.
 */
#ifndef WRIT_SCRIPT_H
#define WRIT_SCRIPT_H

#include <linux/fs.h>
#include <linux/refcount.h>

#include "core/bounds.h"

#define WRIT_SCRIPTS_MAX	8
#define WRIT_SCRIPT_NAME_MAX	128

/**
 * struct writ_script - a file that was verified by name
 * @digest: SHA-256 of its content
 * @dev: of its filesystem
 * @ino: of it
 * @whole: hash of the name that it was given by
 * @name: last component of that
 */
struct writ_script {
	u8 digest[WRIT_DIGEST_SIZE];
	dev_t dev;
	u64 ino;
	u32 whole;
	char name[WRIT_SCRIPT_NAME_MAX];
};

/**
 * struct writ_scripts - those of one execution; shared by its processes
 * @users: executions and inquiries
 * @met: bits of those that were opened with the content that they had to have
 * @n: how many
 * @script: they
 */
struct writ_scripts {
	refcount_t users;
	unsigned long met;
	u32 n;
	struct writ_script script[WRIT_SCRIPTS_MAX];
};

/* None yet, with one reference; NULL without memory. May sleep. */
struct writ_scripts *writ_scripts_new(void);
/* NULL is none. Any context. */
void writ_scripts_put(struct writ_scripts *scripts);

/**
 * writ_scripts_add() - note a file that was verified
 * @name: by which the program will ask for it
 *
 * Return: 0; -ENAMETOOLONG or -E2BIG, and then the execution is to be denied.
 */
int writ_scripts_add(struct writ_scripts *scripts, const u8 *digest, const struct inode *inode,
		     const char *name);

/* Add @more to @to, which may be NULL yet; false if there are too many. */
bool writ_scripts_join(struct writ_scripts **to, struct writ_scripts *more);

/* Is any execution alive that has scripts? Then opens have to be asked about. */
bool writ_scripts_any(void);

/**
 * writ_judge_reading() - a file is opened for reading
 * @asked: address of the name by which it is opened, or 0; read as if it could
 *	point anywhere
 *
 * Denied if current's execution was to read this file, or one of this name, and
 * has not yet, or if it asks for it by the whole name that was verified, and it has
 * another content. May sleep. Return: 0 or -EACCES.
 */
int writ_judge_reading(struct file *file, unsigned long asked);

#endif
