// SPDX-License-Identifier: GPL-2.0-only
/*
 * What reaches the kernel, or the bytes beneath a filesystem, from a program:
 * bpf(), raw memory and ports, the devices that filesystems lie on, and all else
 * that the kernel would refuse under lockdown to integrity. Machines of KVM and
 * characters for a terminal are asked for by the same hook; the first are judged like
 * memory, the others like tracing.
 */
#include <linux/cdrom.h>
#include <linux/fs.h>
#include <linux/hdreg.h>
#include <linux/kvm.h>
#include <linux/major.h>
#include <linux/miscdevice.h>
#include <linux/nvme_ioctl.h>
#include <linux/security.h>
#include <scsi/sg.h>

#include "compat/compat.h"
#include "inquiry.h"
#include "judge.h"
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
 * filesystem can be exchanged (LOOP_CHANGE_FD). And so is what takes commands of
 * SCSI by write().
 */
static const char *raw_access(const struct inode *inode, bool writes)
{
	if (S_ISBLK(inode->i_mode)) {
		if (writes)
			return "to write to a block device";
		return imajor(inode) == LOOP_MAJOR ? "to open a loop device" : NULL;
	}
	if (!S_ISCHR(inode->i_mode))
		return NULL;
	if (imajor(inode) == MISC_MAJOR && iminor(inode) == MAPPER_CTRL_MINOR)
		return "to open the device mapper";
	return imajor(inode) == SCSI_GENERIC_MAJOR ? "to open a generic SCSI device" : NULL;
}

/* May sleep. @writes: it is opened for writing. */
int writ_judge_device(struct file *file, bool writes)
{
	const char *what = raw_access(file_inode(file), writes);

	return what ? judge_access(file, true, what) : 0;
}

/*
 * What a block device can be asked although it is open for reading only: what the
 * block layer itself answers, which demands an open for writing where it writes,
 * what cdrom drives are told apart from commands of the user's own, geometry and
 * identity of disks, and what any file is asked. A driver passes other requests to
 * the device as they are (SG_IO, NVME_IOCTL_IO_CMD), for root even so, or exchanges
 * what is behind it (NBD_SET_SOCK).
 */
static bool only_asks(unsigned int cmd)
{
	switch (cmd) {
	case HDIO_GETGEO:
	case HDIO_GET_IDENTITY:
	case NVME_IOCTL_ID:
		return true;
	case CDROM_SEND_PACKET:
		return false;
	}
	switch (_IOC_TYPE(cmd)) {
	case 0x12:	/* linux/fs.h, linux/blkzoned.h, linux/blktrace_api.h */
	case 'S':	/* linux/cdrom.h */
	case 'T':	/* asm-generic/ioctls.h */
		return true;
	default:
		return false;
	}
}

/* The character devices of the same drivers answer to many numbers: only theirs count. */
static bool is_passed_on(unsigned int cmd)
{
	return cmd == SG_IO || (_IOC_TYPE(cmd) == 'N' && _IOC_NR(cmd) > _IOC_NR(NVME_IOCTL_ID) &&
				_IOC_NR(cmd) < 0x80);
}

static int judge_passed_on(struct file *file, bool may_sleep)
{
	return judge_access(file, may_sleep, "to pass commands to a device");
}

/*
 * A machine of KVM runs what lies in its maker's memory, whatever that is, and only
 * in the address space that it was made in (kvm_vcpu_ioctl()).
 */
static bool makes_machine(const struct inode *inode, unsigned int cmd)
{
	return cmd == KVM_CREATE_VM && imajor(inode) == MISC_MAJOR && iminor(inode) == KVM_MINOR;
}

/* A request to a character device. */
static int judge_character(struct file *file, unsigned int cmd, bool may_sleep)
{
	if (makes_machine(file_inode(file), cmd))
		return writ_judge_memory(file, may_sleep, "to make a virtual machine");
	if (is_passed_on(cmd))
		return judge_passed_on(file, may_sleep);
	return writ_judge_typing(file, cmd, may_sleep);
}

static int judge_request(struct file *file, unsigned int cmd, bool may_sleep)
{
	umode_t mode = file_inode(file)->i_mode;

	if (unlikely(S_ISBLK(mode)))
		return only_asks(cmd) ? 0 : judge_passed_on(file, may_sleep);
	return unlikely(S_ISCHR(mode)) ? judge_character(file, cmd, may_sleep) : 0;
}

/* May sleep. */
int writ_on_file_ioctl(struct file *file, unsigned int cmd)
{
	return judge_request(file, cmd, true);
}

/* The same for a 32-bit program. Atomic. */
int writ_on_file_ioctl_compat(struct file *file, unsigned int cmd)
{
	return judge_request(file, cmd, false);
}

#ifdef CONFIG_IO_URING
/*
 * Commands to the driver of a device, by io_uring: of NVMe, of SCSI, and of a
 * block device that a program stands behind (ublk). Others that take commands,
 * like FUSE and /dev/null, have numbers of their own. Atomic.
 */
int writ_on_uring_cmd(struct io_uring_cmd *ioucmd)
{
	const struct inode *inode = file_inode(ioucmd->file);

	if (!S_ISBLK(inode->i_mode) &&
	    (!S_ISCHR(inode->i_mode) || imajor(inode) == MISC_MAJOR || imajor(inode) == MEM_MAJOR))
		return 0;
	return judge_access(ioucmd->file, false, "to pass commands to a device by io_uring");
}
#endif
