// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hooks as the LSM framework calls them. Those that are handed over as they
 * are come from hook_list.h by themselves; where WRIT_HOOK_OF says that the hook's
 * own prototype differs, there is a function here.
 */
#include <linux/bpf.h>
#include <linux/lsm_hooks.h>
#include <linux/security.h>

#include "builtin.h"
#include "compat/compat.h"
#include "compat/lsm.h"
#include "writ.h"

/* What each hook returns; some return nothing. */
#define LSM_HOOK(ret, default, name, ...) typedef ret returned_by_##name;
#include <linux/lsm_hook_defs.h>
#undef LSM_HOOK

static __always_inline bool acts(enum writ_hook hook)
{
	if (unlikely(!writ_is_armed()))
		return false;
	writ_hook_note(hook);
	return true;
}

#define ASK(hook, args...) (acts(WRIT_HOOK_##hook) ? writ_on_##hook(args) : 0)
#define STRIP(args...) args

#define WRIT_HOOK_OF(hook, context, of, proto, args)
#define WRIT_HOOK(hook, context, proto, args)			\
	static returned_by_##hook on_##hook proto		\
	{							\
		return (returned_by_##hook)ASK(hook, STRIP args);	\
	}
#include "hook_list.h"

static int on_file_open(struct file *file)
{
	return ASK(file_open, file, (unsigned long)writ_name_asked_for());
}

/*
 * Where some LSM answers, 6.1 leaves out the capabilities' own check of these two
 * (security_inode_setxattr()); where it does not, asking twice changes nothing.
 */
static int on_inode_setxattr(writ_idmap *idmap, struct dentry *dentry, const char *name,
			     const void *value, size_t size, int flags)
{
	return ASK(inode_setxattr, dentry, (unsigned long)name) ?:
	       cap_inode_setxattr(dentry, name, value, size, flags);
}

static int on_inode_removexattr(writ_idmap *idmap, struct dentry *dentry, const char *name)
{
	return ASK(inode_removexattr, dentry, (unsigned long)name) ?:
	       cap_inode_removexattr(idmap, dentry, name);
}

static int on_bprm_creds_from_file(struct linux_binprm *bprm, WRIT_EXEC_CONST struct file *file)
{
	return ASK(bprm_creds_from_file, bprm);
}

static int on_file_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	return ASK(file_ioctl, file, cmd);
}

static int on_file_ioctl_compat(struct file *file, unsigned int cmd, unsigned long arg)
{
	return ASK(file_ioctl_compat, file, cmd);
}

static int on_inode_copy_up(struct dentry *src, struct cred **creds)
{
	return ASK(inode_copy_up, src);
}

static int on_inode_init_security_anon(struct inode *inode, const struct qstr *name,
				       const struct inode *context)
{
	return ASK(inode_init_security_anon, name);
}

static int on_kernel_read_file(struct file *file, enum kernel_read_file_id id, bool contents)
{
	return ASK(kernel_read_file, file, id);
}

static int on_kernel_load_data(enum kernel_load_data_id id, bool contents)
{
	return ASK(kernel_load_data, id, contents);
}

static int on_kernel_post_load_data(char *buf, loff_t size, enum kernel_load_data_id id,
				    char *description)
{
	return ASK(kernel_post_load_data, (unsigned long)buf, size, id);
}

static int on_bpf(int cmd, union bpf_attr *attr, unsigned int size)
{
	return ASK(bpf, cmd);
}

static int on_locked_down(enum lockdown_reason what)
{
	return ASK(locked_down, what);
}

static struct security_hook_list hooks[] __ro_after_init = {
#define WRIT_HOOK(hook, context, proto, args) LSM_HOOK_INIT(hook, on_##hook),
#include "hook_list.h"
};

void __init writ_hooks_register(void)
{
	writ_add_hooks(hooks, ARRAY_SIZE(hooks));
}
