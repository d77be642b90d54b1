// SPDX-License-Identifier: GPL-2.0-only
/*
 * Paths. A path means something only in the host's own mount namespace and
 * root, which are those of process 1: anywhere else the asker may have arranged
 * the names to suit himself (chroot, user and mount namespaces), and so may who
 * opened a file there and hands it over.
 */
#include <linux/fs.h>
#include <linux/fs_struct.h>
#include <linux/nsproxy.h>
#include <linux/pid_namespace.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

#include "compat/compat.h"
#include "location.h"

bool writ_asker_at_home(void)
{
	struct task_struct *init;
	struct path ours, hosts;
	bool same = false;

	if (!current->fs || !current->nsproxy)
		return false;
	ours = writ_peek_root(current->fs);

	rcu_read_lock();
	init = rcu_dereference_raw(init_pid_ns.child_reaper);
	task_lock(init);
	if (init->fs && init->nsproxy) {
		hosts = writ_peek_root(init->fs);
		same = path_equal(&ours, &hosts) &&
		       current->nsproxy->mnt_ns == init->nsproxy->mnt_ns;
	}
	task_unlock(init);
	rcu_read_unlock();
	return same;
}

/*
 * Is a file below the root of current, who is at home? d_path() gives a name to any
 * other as well, beginning at the root of wherever that lies: of another mount
 * namespace, or of what is mounted nowhere. Roots go away under RCU.
 */
static bool lies_at_home(const struct path *path)
{
	struct path root;
	bool lies;

	rcu_read_lock();
	root = writ_peek_root(current->fs);
	lies = path_is_under(path, &root);
	rcu_read_unlock();
	return lies;
}

int writ_locate(const struct file *file, gfp_t gfp, struct writ_location *loc)
{
	char *path;

	if (!writ_asker_at_home() || !lies_at_home(&file->f_path)) {
		loc->ambiguous = true;
		return 0;
	}
	loc->buffer = kmalloc(PATH_MAX, gfp);
	if (!loc->buffer)
		return -ENOMEM;
	path = d_path(&file->f_path, loc->buffer, PATH_MAX);
	/* Too long, or without a name: nothing that a policy could name. */
	if (IS_ERR(path) || path[0] != '/') {
		loc->ambiguous = true;
		return 0;
	}
	loc->path.data = (const u8 *)path;
	loc->path.len = strlen(path);
	return 0;
}
