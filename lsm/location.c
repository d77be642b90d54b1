// SPDX-License-Identifier: GPL-2.0-only
/*
 * Paths. A path means something only in the host's own mount namespace and
 * root, which are those of process 1: anywhere else somebody may have arranged
 * the names to suit himself (chroot, user and mount namespaces). That holds of
 * who asks, whose root names begin at, and of the file, which may have been
 * opened elsewhere and handed over.
 */
#include <linux/dcache.h>
#include <linux/fs_struct.h>
#include <linux/mount.h>
#include <linux/nsproxy.h>
#include <linux/pid_namespace.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

#include "compat/compat.h"
#include "location.h"

/* Under RCU, as long as @root is used: it comes without a reference. */
static bool asker_at_home(struct path *root)
{
	struct task_struct *init;
	struct path hosts;
	bool same = false;

	lockdep_assert(rcu_read_lock_held());
	if (!current->fs || !current->nsproxy)
		return false;
	*root = writ_peek_root(current->fs);

	init = rcu_dereference_raw(init_pid_ns.child_reaper);
	task_lock(init);
	if (init->fs && init->nsproxy) {
		hosts = writ_peek_root(init->fs);
		same = path_equal(root, &hosts) &&
		       current->nsproxy->mnt_ns == init->nsproxy->mnt_ns;
	}
	task_unlock(init);
	return same;
}

bool writ_asker_at_home(void)
{
	struct path root;
	bool same;

	rcu_read_lock();
	same = asker_at_home(&root);
	rcu_read_unlock();
	return same;
}

/*
 * Does a path lead to the host's root, which is the asker's as well? Where it does
 * not, d_path() names it all the same: from the root of another mount namespace, from
 * a mount that hangs nowhere (any more), or from outside the directory that was bound.
 * What the kernel mounted for itself (memory files) has names of no place, but nobody
 * else can have a file there. Does not sleep.
 */
static bool below_hosts_root(const struct path *path)
{
	struct path root;
	bool below;

	rcu_read_lock();
	below = asker_at_home(&root) &&
		((path->mnt->mnt_flags & MNT_INTERNAL) ||
		 (is_subdir(path->dentry, path->mnt->mnt_root) && path_is_under(path, &root)));
	rcu_read_unlock();
	return below;
}

bool writ_file_at_home(const struct file *file)
{
	return below_hosts_root(writ_user_path(file));
}

int writ_locate(const struct file *file, gfp_t gfp, struct writ_location *loc)
{
	const struct path *where = writ_user_path(file);
	char *path;

	if (!writ_asker_at_home()) {
		loc->ambiguous = true;
		return 0;
	}
	loc->buffer = kmalloc(PATH_MAX, gfp);
	if (!loc->buffer)
		return -ENOMEM;
	path = d_path(where, loc->buffer, PATH_MAX);
	/*
	 * Too long, or not below the root: nothing that a policy could name. Looked at
	 * afterwards, since a mount may be taken away at any time, but nobody can hang
	 * back what was.
	 */
	if (IS_ERR(path) || path[0] != '/' || !below_hosts_root(where)) {
		loc->ambiguous = true;
		return 0;
	}
	loc->path.data = (const u8 *)path;
	loc->path.len = strlen(path);
	return 0;
}
