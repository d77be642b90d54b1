// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is around init of a kernel into which writ is compiled: nothing is mounted
 * but the initramfs, and current has no memory of its own. So /proc is a mount of
 * our own, which no path leads to.
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/fs_struct.h>
#include <linux/mman.h>
#include <linux/mount.h>
#include <linux/sched.h>
#include <linux/security.h>

#include "builtin.h"
#include "way.h"

static struct vfsmount *proc;

int writ_proc_mount(void)
{
	struct file_system_type *type = get_fs_type("proc");

	if (!type)
		return -ENODEV;
	proc = kern_mount(type);
	put_filesystem(type);
	return PTR_ERR_OR_ZERO(proc);
}

void writ_proc_unmount(void)
{
	if (!IS_ERR_OR_NULL(proc))
		kern_unmount(proc);
	proc = NULL;
}

struct file *writ_proc_open(const char *path)
{
	const struct path root = { .mnt = proc, .dentry = proc->mnt_root };

	return file_open_root(&root, path + strlen("/proc/"), O_RDONLY, 0);
}

/* Its root, which it shares with nobody, becomes /proc itself. */
const char *writ_proc_of_child(void)
{
	const struct path root = { .mnt = proc, .dentry = proc->mnt_root };

	set_fs_root(current->fs, &root);
	return "";
}

/* What every mapping asks first (mm/util.c); there is nothing to map it into. */
int writ_map_executable(struct file *file)
{
	return security_mmap_file(file, PROT_READ | PROT_EXEC, MAP_PRIVATE);
}
