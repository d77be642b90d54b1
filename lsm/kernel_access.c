// SPDX-License-Identifier: GPL-2.0-only
/*
 * What reaches the kernel, or the bytes beneath a filesystem, from a program:
 * bpf(), raw memory and ports, the devices that filesystems lie on, and all else
 * that the kernel would refuse under lockdown to integrity.
 */
#include <linux/fs.h>
#include <linux/major.h>
#include <linux/miscdevice.h>
#include <linux/security.h>

#include "privilege.h"
#include "writ.h"

static int judge_access(struct file *file, bool may_sleep, const char *what)
{
	struct writ_inquiry q = {
		.op = WRIT_OP_KERNEL_ACCESS, .file = file, .may_sleep = may_sleep, .what = what,
		.reason = writ_may(WRIT_OP_KERNEL_ACCESS, current),
	};

	return writ_conclude_privilege(&q);
}

/* May sleep. The module's own calls came before it was armed. */
int writ_on_bpf(int cmd)
{
	return judge_access(NULL, true, "to call bpf()");
}

/*
 * Is it something that changes the kernel? What reads only its memory is not, but
 * a kprobe, which runs what it likes wherever it likes, counts, and so does the
 * file system that makes them. Modules and kexec are judged by their content.
 */
static bool changes_kernel(enum lockdown_reason what)
{
	switch (what) {
	case LOCKDOWN_NONE:
	case LOCKDOWN_MODULE_SIGNATURE:
	case LOCKDOWN_KEXEC:
		return false;
	case LOCKDOWN_KPROBES:
	case LOCKDOWN_TRACEFS:
		return true;
	default:
		return what <= LOCKDOWN_INTEGRITY_MAX;
	}
}

/* Any context. */
int writ_on_locked_down(unsigned int what)
{
	if (!changes_kernel(what))
		return 0;
	return judge_access(NULL, false, "to do what lockdown would forbid");
}

/*
 * A loop device is refused for reading too: by it, the file behind a mounted
 * filesystem can be exchanged (LOOP_CHANGE_FD).
 */
static const char *raw_access(const struct inode *inode, bool writes)
{
	if (S_ISBLK(inode->i_mode)) {
		if (writes)
			return "to write to a block device";
		return imajor(inode) == LOOP_MAJOR ? "to open a loop device" : NULL;
	}
	if (S_ISCHR(inode->i_mode) && imajor(inode) == MISC_MAJOR &&
	    iminor(inode) == MAPPER_CTRL_MINOR)
		return "to open the device mapper";
	return NULL;
}

/* May sleep. @writes: it is opened for writing. */
int writ_judge_device(struct file *file, bool writes)
{
	const char *what = raw_access(file_inode(file), writes);

	return what ? judge_access(file, true, what) : 0;
}
