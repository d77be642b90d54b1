// SPDX-License-Identifier: GPL-2.0-only
/* Holding a file's content still, and finding out what it is. */
#include <linux/cred.h>
#include <linux/delay.h>
#include <linux/file.h>
#include <linux/fsverity.h>
#include <linux/hash_info.h>
#include <linux/magic.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/sched/signal.h>

#include "compat/compat.h"
#include "content.h"
#include "crypto.h"

/*
 * The writer count, driven below zero: every open for writing fails with
 * ETXTBSY until it is released. This is deny_write_access() on the inode that
 * holds the bytes, which below overlayfs is not the file's own.
 */
bool writ_content_hold(struct inode *inode)
{
	return atomic_dec_unless_positive(&inode->i_writecount);
}

void writ_content_release(struct inode *inode)
{
	atomic_inc(&inode->i_writecount);
}

/*
 * What will be mapped is the page cache; a descriptor with O_DIRECT would have
 * the hash read past it. Such a file is opened once more without, and without
 * waiting for whoever holds a lease on it.
 */
static struct file *readable(struct file *file)
{
	struct file *again;

	if ((file->f_mode & FMODE_READ) && !(file->f_flags & O_DIRECT))
		return get_file(file);
	again = dentry_open(&file->f_path, O_RDONLY | O_LARGEFILE | O_NONBLOCK, current_cred());
	/* Below overlayfs a file carries the path above, which leads elsewhere. */
	if (!IS_ERR(again) && file_inode(again) != file_inode(file)) {
		fput(again);
		return ERR_PTR(-ESTALE);
	}
	return again;
}

/*
 * Who pins a page counts so much on it (Documentation/core-api/pin_user_pages.rst).
 * What maps it is taken off first: a library is mapped by thousands.
 */
static bool is_pinned(struct folio *folio)
{
	if (folio_test_large(folio))
		return folio_maybe_dma_pinned(folio);
	return folio_ref_count(folio) - (atomic_read(&folio->_mapcount) + 1) >=
	       GUP_PIN_COUNTING_BIAS;
}

/*
 * Is there a page in the cache that somebody has pinned, by a mapping that he need
 * not have any more, so that a device or the kernel writes to it on his behalf?
 * None behind @last is looked at. -EINTR if the task is being killed.
 */
static int any_pinned(struct address_space *mapping, pgoff_t last)
{
	struct folio_batch batch;
	pgoff_t next = 0;
	int found = 0;
	u32 i, n;

	do {
		folio_batch_init(&batch);
		n = filemap_get_folios(mapping, &next, last, &batch);
		for (i = 0; i < n; i++) {
			found |= is_pinned(batch.folios[i]);
			folio_put(batch.folios[i]);
		}
		cond_resched();
		if (fatal_signal_pending(current))
			return -EINTR;
	} while (n && !found);
	return found;
}

bool writ_content_first_pinned(struct inode *inode)
{
	return any_pinned(inode->i_mapping, 0);
}

/* A second altogether, for as long as which nobody can open the file for writing. */
#define SHAKE_TRIES 50
#define SHAKE_WAIT_MS 20

/*
 * A pin to write takes a writable mapping of a file that is open for writing, so
 * under the hold none is added. One from before keeps its page where that has
 * nowhere else to be; elsewhere it is left alone with it, once it was written back,
 * and the file has another one from now on. It may be there just to read, which
 * nobody shall hold up.
 */
int writ_content_shake_off(struct inode *inode)
{
	struct address_space *mapping = inode->i_mapping;
	int ret = writ_held_pages_any(inode) ? 1 : any_pinned(mapping, -1);
	int tries;

	if (ret <= 0)
		return ret;
	if (inode->i_sb->s_magic == TMPFS_MAGIC || IS_DAX(inode))
		return -EBUSY;
	/* Btrfs keeps pages for a while after they were written back. */
	for (tries = 0; tries < SHAKE_TRIES; tries++) {
		if (!filemap_write_and_wait(mapping) && !invalidate_inode_pages2(mapping)) {
			writ_held_pages_forget(inode);
			return 0;
		}
		if (msleep_interruptible(SHAKE_WAIT_MS) && fatal_signal_pending(current))
			return -EINTR;
	}
	return -EBUSY;
}

/* Digest and headers are of the same bytes, since the inode is held. */
static int learn_bytes(struct file *file, u8 digest[WRIT_DIGEST_SIZE], u8 *traits)
{
	struct inode *inode = file_inode(file);
	loff_t size = i_size_read(inode);
	struct file *from = readable(file);
	int ret;

	if (IS_ERR(from))
		return PTR_ERR(from);
	ret = writ_digest_file(from, size, digest);
	ret = ret ?: writ_elf_learn(from, traits);
	ret = ret ?: writ_tail_check(from, size);
	fput(from);
	if (!ret && i_size_read(inode) != size)
		ret = -EAGAIN;
	return ret;
}

/* Only digests over SHA-256 can stand in an artifact. */
static bool learn_verity(struct inode *inode, u8 digest[WRIT_DIGEST_SIZE])
{
	u8 found[FS_VERITY_MAX_DIGEST_SIZE];
	enum hash_algo algo;

	if (!IS_VERITY(inode))
		return false;
	if (writ_verity_digest(inode, found, &algo) != WRIT_DIGEST_SIZE ||
	    algo != HASH_ALGO_SHA256)
		return false;
	memcpy(digest, found, WRIT_DIGEST_SIZE);
	return true;
}

int writ_content_learn(struct file *file, struct writ_content *out)
{
	int ret = writ_content_shake_off(file_inode(file));

	if (ret)
		return ret;
	if (learn_verity(file_inode(file), out->digest[WRIT_DIGEST_VERITY]))
		out->known |= BIT(WRIT_DIGEST_VERITY);
	ret = learn_bytes(file, out->digest[WRIT_DIGEST_SHA256], &out->traits);
	if (!ret)
		out->known |= BIT(WRIT_DIGEST_SHA256);
	return ret;
}

/*
 * The interval tree of mappings is walked as the plain red-black tree that it
 * is, since its own iterators are not exported; the first executable mapping
 * ends the walk.
 */
static bool any_exec(const struct address_space *mapping)
{
	struct rb_node *node;
	bool found = false;

	for (node = rb_first_cached(&mapping->i_mmap); node && !found; node = rb_next(node))
		found = rb_entry(node, struct vm_area_struct, shared.rb)->vm_flags & VM_EXEC;
	return found;
}

bool writ_content_mapped_exec(struct inode *inode)
{
	struct address_space *mapping = inode->i_mapping;
	bool found;

	if (!mapping_mapped(mapping))
		return false;
	i_mmap_lock_read(mapping);
	found = any_exec(mapping);
	i_mmap_unlock_read(mapping);
	return found;
}

bool writ_content_mapped_exec_atomic(struct inode *inode)
{
	struct address_space *mapping = inode->i_mapping;
	bool found;

	if (!mapping_mapped(mapping))
		return false;
	if (!i_mmap_trylock_read(mapping))
		return true;
	found = any_exec(mapping);
	i_mmap_unlock_read(mapping);
	return found;
}
