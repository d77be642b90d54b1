// SPDX-License-Identifier: GPL-2.0-only
/*
 * The canary: before the host is called enforcing, an execution and a mapping
 * of content that nobody can have authorized must be denied, by the same hooks
 * and the same judge as everything else. That a program is attached does not
 * mean that it runs.
 */
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/fdtable.h>
#include <linux/kmod.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/sched/task.h>
#include <linux/umh.h>

#include "compat/compat.h"
#include "way.h"
#include "writ.h"

const struct task_struct *writ_canary;

/* What the child that will execute is handed: the file, and room for the path that names it. */
struct child {
	struct file *file;
	char path[sizeof("/proc/self/fd/") + 10];
};

static int child_init(struct subprocess_info *info, struct cred *new)
{
	struct child *child = info->data;
	int fd = get_unused_fd_flags(0);

	if (fd < 0)
		return fd;
	fd_install(fd, get_file(child->file));
	snprintf(child->path, sizeof(child->path), "%s/self/fd/%d", writ_proc_of_child(), fd);
	WRITE_ONCE(writ_canary, current);
	return 0;
}

static int execution_denied(struct file *file)
{
	struct child child = { .file = file, .path = "/proc/self/fd/0" };
	char *argv[] = { "writ-canary", NULL };
	char *envp[] = { NULL };
	struct subprocess_info *info;
	int ret;

	info = call_usermodehelper_setup(child.path, argv, envp, GFP_KERNEL, child_init, NULL,
					 &child);
	if (!info)
		return -ENOMEM;
	ret = call_usermodehelper_exec(info, UMH_WAIT_EXEC);
	WRITE_ONCE(writ_canary, NULL);
	return ret == -EACCES ? 0 : ret ? ret : -EBADE;
}

static int mapping_denied(struct file *file)
{
	int ret;

	WRITE_ONCE(writ_canary, current);
	ret = writ_map_executable(file);
	WRITE_ONCE(writ_canary, NULL);
	return ret == -EACCES ? 0 : ret ?: -EBADE;
}

/* Opening for writing and truncating deny nothing here; they show that their hooks are called. */
static void touch(struct file *file)
{
	struct file *writer = dentry_open(&file->f_path, O_RDWR, current_cred());

	if (!IS_ERR(writer))
		fput(writer);
	vfs_truncate(&file->f_path, 0);
}

int writ_canary_run(const char **cause)
{
	struct file *file;
	loff_t pos = 0;
	u8 nonce[64];
	ssize_t put;
	int ret;

	get_random_bytes(nonce, sizeof(nonce));
	*cause = "the canary could not be made";
	file = writ_memory_file("writ-canary");
	if (IS_ERR(file))
		return PTR_ERR(file);
	put = kernel_write(file, nonce, sizeof(nonce), &pos);
	if (put != sizeof(nonce)) {
		ret = put < 0 ? put : -EIO;
		goto out;
	}
	/* Executable by mode, so that nothing but a verdict stands in its way. */
	file_inode(file)->i_mode |= 0555;

	*cause = "the canary's execution was not denied by a hook";
	ret = execution_denied(file);
	if (ret)
		goto out;
	*cause = "the canary's executable mapping was not denied by a hook";
	ret = mapping_denied(file);
	if (ret)
		goto out;
	touch(file);
	*cause = NULL;
out:
	fput(file);
	return ret;
}
