/* SPDX-License-Identifier: GPL-2.0-only */
/* What is known of the content of files, and how it is made to hold still. */
#ifndef WRIT_CONTENT_H
#define WRIT_CONTENT_H

#include <linux/fs.h>
#include <linux/magic.h>

#include "core/elf_headers.h"
#include "core/evaluate.h"

struct seq_file;
struct writ_inquiry;
struct writ_own;

/* ---- filesystem.c: can this file's content be held still? */

static inline bool writ_on_overlay(const struct file *file)
{
	const struct inode *inode = file_inode(file);

	return inode->i_sb->s_magic == OVERLAYFS_SUPER_MAGIC && S_ISREG(inode->i_mode);
}

/* What lies below a file on an overlay; if overlays stand on overlays, below them all. */
struct file *writ_content_below(struct file *file);

/* The file that @file really reads and maps: itself, or what lies below overlayfs. */
static inline struct file *writ_content_file(struct file *file)
{
	return unlikely(writ_on_overlay(file)) ? writ_content_below(file) : file;
}

/**
 * writ_overlay_settled() - does what is read from a file still lie where it is mapped from?
 * @file: open, on an overlay
 *
 * What overlayfs maps is what lay there when it was opened; what it reads is what
 * lies there now (fs/overlayfs/file.c). From a copy-up there is no way back, so who
 * asks after he has read learns of all his readings. Does not sleep for a file that
 * is open.
 *
 * Return: true if there was no copy-up since @file was opened.
 */
bool writ_overlay_settled(struct file *file);

/**
 * writ_content_read_trusted() - will the kernel read the bytes that are verified?
 * @q: what is asked
 *
 * On an overlay it might not: see writ_overlay_settled(). What an execution
 * reads of its files, it has read before it asks, and where the kernel keeps no writers
 * away meanwhile, that might be something else, too. What the kernel loads for itself
 * it is yet to read, and nothing keeps that where it is. Does not sleep.
 *
 * Return: WRIT_AUTHORIZED, WRIT_UNVERIFIED_CONTENT for an execution whose file was
 * copied up meanwhile or could be written, WRIT_UNTRUSTED_FILESYSTEM for what the kernel loads.
 */
enum writ_reason writ_content_read_trusted(const struct writ_inquiry *q);

/**
 * writ_content_trusted() - may content be judged at all?
 * @policy: in force
 * @inode: of writ_content_file()
 *
 * Reads nothing from the filesystem.
 *
 * Return: WRIT_AUTHORIZED, WRIT_NOT_REGULAR, WRIT_UNTRUSTED_FILESYSTEM or
 * WRIT_UNSEALED_MEMORY.
 */
enum writ_reason writ_content_trusted(const struct writ_policy *policy,
				      const struct inode *inode);

/* ---- content.c, cache.c: what is known of a file's content */

/**
 * struct writ_content - the digests of a content that holds still
 * @known: BIT() of each enum writ_digest that is in @digest
 * @traits: enum writ_elf_trait, of its headers
 * @digest: by kind
 * @own: the artifact in the file's attribute, once it was admitted
 * @served: the grant that last authorized this content from the store and
 *	demanded no path, to be tried first; see writ_cache_forget_served()
 */
struct writ_content {
	u8 known;
	u8 traits;
	u8 digest[__WRIT_DIGEST_COUNT][WRIT_DIGEST_SIZE];
	struct writ_own __rcu *own;
	const struct writ_grant *served;
};

/* 0 or -errno. The other only when init fails. */
int writ_cache_init(void);
void writ_cache_exit(void);

/**
 * writ_cache_lookup() - what is known of an inode's content, if it still holds
 * @inode: of writ_content_file()
 *
 * Call and use the result under rcu_read_lock().
 *
 * Return: the content, or NULL if nothing is known, it has changed since, or
 * someone has it open for writing.
 */
struct writ_content *writ_cache_lookup(const struct inode *inode);

/**
 * writ_cache_insert() - remember a content
 * @inode: of writ_content_file(), held against writers by the caller
 * @content: copied; its @own passes to the cache, also on failure
 *
 * May sleep. Return: 0 or -ENOMEM.
 */
int writ_cache_insert(struct inode *inode, const struct writ_content *content);

/**
 * writ_cache_forget_served() - let nothing be served again unasked
 *
 * For whoever narrowed what the store grants. Between the change and this call
 * he must let all readers of before end (synchronize_rcu), since those may still
 * remember a grant as the one that served; and after it once more before he
 * frees a grant, since others may be looking at it. May sleep.
 */
void writ_cache_forget_served(void);

/* Forget an inode's content. Any context. */
void writ_cache_drop(const struct inode *inode);

/* For the status file. */
void writ_cache_show(struct seq_file *m);

/**
 * writ_content_hold() - keep writers away from an inode
 * @inode: that holds the bytes
 *
 * Return: true, and then writ_content_release() is owed; false if somebody has
 * it open for writing.
 */
bool writ_content_hold(struct inode *inode);
/* Any context. */
void writ_content_release(struct inode *inode);

/* By whomever: writ, or the kernel for a program that runs. Any context. */
static inline bool writ_content_is_held(const struct inode *inode)
{
	return atomic_read(&inode->i_writecount) < 0;
}

/*
 * Is the name held that an overlay gives to a file? truncate() asks only the file
 * that lies there now (vfs_truncate()), which after a copy-up is not the one that is
 * held.
 */
static inline bool writ_content_held_above(const struct dentry *dentry)
{
	const struct inode *inode = d_inode(dentry);

	return inode->i_sb->s_magic == OVERLAYFS_SUPER_MAGIC && writ_content_is_held(inode);
}

/**
 * writ_content_learn() - find out a file's digests, and what its headers ask for
 * @file: from writ_content_file(); its inode is trusted and held
 * @out: filled
 *
 * May sleep, reads the file. Return: 0; -EBUSY if somebody has pinned its pages;
 * -EBADMSG if it does not end with its last byte, see writ_tail_check(); -errno.
 */
int writ_content_learn(struct file *file, struct writ_content *out);

/**
 * writ_content_first_pinned() - may somebody write to a file's first page who does not
 * have it open?
 * @inode: that holds the bytes
 *
 * May sleep. Return: true if so, or if current is being killed.
 */
bool writ_content_first_pinned(struct inode *inode);

/**
 * writ_content_shake_off() - see that nobody can write to a file's pages any more
 * @inode: held by the caller
 *
 * May sleep. Return: 0, perhaps with other pages; -EBUSY if the file cannot have others;
 * -EINTR if current is being killed.
 */
int writ_content_shake_off(struct inode *inode);

/**
 * writ_tail_check() - does a mapping of a file show only zeros behind its end?
 * @file: readable; its inode is trusted and held
 * @size: of it, in bytes
 *
 * May sleep, reads the last page. Return: 0 if so; -EBADMSG if not; -EOPNOTSUPP
 * where that cannot be seen; what reading returned.
 */
int writ_tail_check(struct file *file, loff_t size);

/* Is @inode's content mapped executable by anyone? May sleep. */
bool writ_content_mapped_exec(struct inode *inode);
/* The same without sleeping: what cannot be found out at once counts as mapped. */
bool writ_content_mapped_exec_atomic(struct inode *inode);

/* ---- exec_read.c: what an execution has read before it asks */

/* @file, which is on no overlay, is being opened to be executed. May sleep. */
void writ_exec_read_begin(const struct file *file);

/* @inode was opened for writing, and counts as such. Any context. */
void writ_exec_read_written(const struct inode *inode);

/**
 * writ_exec_read_holds() - has nobody been able to write since current opened it?
 * @inode: of writ_content_file(), held by the caller
 *
 * Return: true if so, or if current is not executing anything; false too if it has
 * opened two others since, or if it was judged already.
 */
bool writ_exec_read_holds(const struct inode *inode);

/* What current opened is held or not to be, if it was this: nobody tells of it any more. */
void writ_exec_read_done(const struct inode *inode);

/* ---- held_pages.c: pages that somebody may hold without a mark */

/**
 * writ_held_pages_note() - a file is being mapped by somebody who may write to its pages
 * @file: open for writing
 *
 * May sleep. Return: 0; -ENOMEM: it must not be mapped.
 */
int writ_held_pages_note(struct file *file);

/* Was @inode mapped so, since it got the pages that it has? Any context. */
bool writ_held_pages_any(const struct inode *inode);

/* @inode has other pages now, and is held; or it goes away. Any context. */
void writ_held_pages_forget(const struct inode *inode);

/* ---- loader.c: the loader that a program names */

/* A level of current's execution is judged: what was opened before was it. */
void writ_loader_expect(void);

/* @file is being opened to be executed. Any context. */
void writ_loader_opened(struct file *file);

/**
 * writ_loader_judge() - may what current has opened as its loader be one?
 *
 * Current is the new execution already (bprm_committed_creds), with its pins. May
 * sleep. Return: 0 if so, or if there is none; -EACCES: the program must not run.
 */
int writ_loader_judge(void);

/* ---- elf_headers.c: programs whose headers ask for executable memory */

/**
 * writ_elf_learn() - find out what a file's headers ask for
 * @file: readable, and held still
 * @traits: receives enum writ_elf_trait
 *
 * May sleep. Return: 0, -ENOMEM, or what reading returned.
 */
int writ_elf_learn(struct file *file, u8 *traits);

/**
 * writ_elf_asks() - would the kernel give executable memory that no hook sees?
 * @q: what is asked
 * @traits: of the content; not 0
 *
 * To the program of an execution: its stack and what exceeds its file, and all of
 * its memory if it is an i386 program and current has the personality
 * READ_IMPLIES_EXEC. To its loader: what exceeds that file.
 */
bool writ_elf_asks(const struct writ_inquiry *q, u8 traits);

/* ---- pins.c: what the images of processes have pinned */

/**
 * writ_pinned() - is a content pinned already, or is it not to be?
 * @q: what current asks; of an execution, the image that is to be counts
 * @inode: of writ_content_file()
 *
 * Under rcu_read_lock(). Return: true if it has been held still since before this call and
 * will be until the image is gone, or if @q is about nothing that is pinned.
 */
bool writ_pinned(const struct writ_inquiry *q, const struct inode *inode);

/**
 * writ_pin() - let a hold last until the image is gone
 * @q: what current asks, with its file; it needs a pin
 * @inode: of writ_content_file(); held by the caller with writ_content_hold()
 * @gfp: for the pin
 *
 * Return: 0, and then the hold belongs to the pin; otherwise it stays the
 * caller's: -ENOMEM, also for a task without lineage; -ENOSPC if the image has
 * too many pins.
 */
int writ_pin(const struct writ_inquiry *q, struct inode *inode, gfp_t gfp);

/* "pins:", for the status file. */
void writ_pins_show(struct seq_file *m);

#endif
