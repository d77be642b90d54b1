// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which files can be judged: regular ones, on filesystems whose content changes
 * only through this kernel. Decided from the superblock alone, before a byte is
 * read, so that a server behind a filesystem can neither lie nor stall a check.
 */
#include <linux/fcntl.h>
#include <linux/magic.h>
#include <linux/shmem_fs.h>

#include "compat/compat.h"
#include "content.h"
#include "inquiry.h"
#include "writ.h"

/*
 * An overlay file that was opened before a copy-up goes on being mapped from
 * the lower file, while its dentry already names the upper one. What counts is
 * what this very file maps. Overlays may stand on overlays, but not deeper than
 * the kernel lets them; what is still an overlay then is trusted by nobody.
 */
struct file *writ_content_below(struct file *file)
{
	int depth;

	for (depth = 0; depth < FILESYSTEM_MAX_STACK_DEPTH && writ_on_overlay(file); depth++)
		file = writ_overlay_real_file(file);
	return file;
}

bool writ_overlay_settled(struct file *file)
{
	return file_inode(writ_content_file(file)) == d_real_inode(file->f_path.dentry);
}

enum writ_reason writ_content_read_trusted(const struct writ_inquiry *q)
{
	if (unlikely(current->in_execve && writ_execution_unguarded(q->file)))
		return WRIT_UNVERIFIED_CONTENT;
	if (likely(!writ_on_overlay(q->file)))
		return WRIT_AUTHORIZED;
	if (WRIT_OP_BIT(q->op) & WRIT_OP_KERNEL)
		return WRIT_UNTRUSTED_FILESYSTEM;
	return !current->in_execve || writ_overlay_settled(q->file) ? WRIT_AUTHORIZED :
							      WRIT_UNVERIFIED_CONTENT;
}

/*
 * Erofs without a device reads a file of another filesystem, or what a daemon hands
 * it, and nobody is kept from writing to that (fs/erofs/super.c).
 */
static bool filesystem_trusted(const struct writ_policy *policy, const struct super_block *sb)
{
	const char *name = sb->s_type->name;

	if (!sb->s_bdev && !strcmp(name, "erofs"))
		return false;
	return writ_policy_trusts_fs(policy, writ_bytes_of(name));
}

/*
 * A memory file (memfd, shared memory) has no writer count, so its content can
 * change through a descriptor at any time unless writing is sealed for good, and
 * its size as well, since that is a seal of its own.
 */
#define SEALS (F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW)

static bool sealed(const struct inode *inode)
{
	return inode->i_sb->s_magic == TMPFS_MAGIC &&
	       (READ_ONCE(SHMEM_I((struct inode *)inode)->seals) & SEALS) == SEALS;
}

enum writ_reason writ_content_trusted(const struct writ_policy *policy, const struct inode *inode)
{
	if (!S_ISREG(inode->i_mode))
		return WRIT_NOT_REGULAR;
	if (inode->i_sb->s_flags & SB_KERNMOUNT)
		return sealed(inode) ? WRIT_AUTHORIZED : WRIT_UNSEALED_MEMORY;
	return filesystem_trusted(policy, inode->i_sb) ? WRIT_AUTHORIZED : WRIT_UNTRUSTED_FILESYSTEM;
}
