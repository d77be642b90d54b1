/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hooks, one line each: WRIT_HOOK(name, may it sleep, prototype, arguments).
 * From this list come the kfuncs, the BPF programs that call them, the links
 * that are held and the lines of status, so none of them can miss one.
 *
 * WRIT_HOOK_OF has the hook's own prototype, as BPF sees it, in front of that of
 * the function: where the function is handed less than all of it, or something
 * more, as @asked in file_open, or the kernel's own differs between versions or in
 * the name of a type. Each of them has a function in builtin/hooks.c besides. Text
 * reaches BPF as a number, so a name is passed as one, and read with care.
 */
#include "compat/features.h"

#ifndef WRIT_HOOK_OF
#define WRIT_HOOK_OF(hook, context, of, proto, args) WRIT_HOOK(hook, context, proto, args)
#endif

WRIT_HOOK(bprm_check_security, SLEEPS, (struct linux_binprm *bprm), (bprm))
WRIT_HOOK(mmap_file, SLEEPS,
	  (struct file *WRIT_NULLABLE(file), unsigned long reqprot, unsigned long prot,
	   unsigned long flags),
	  (WRIT_PASS_NULLABLE(file), reqprot, prot, flags))
WRIT_HOOK(file_mprotect, ATOMIC,
	  (struct vm_area_struct *vma, unsigned long reqprot, unsigned long prot),
	  (vma, reqprot, prot))
WRIT_HOOK_OF(file_open, SLEEPS, (struct file *file),
	     (struct file *file, unsigned long WRIT_UNTRUSTED(asked)),
	     (file, WRIT_UNTRUSTED(asked)))
WRIT_HOOK_OF(file_ioctl, SLEEPS, (struct file *file, unsigned int cmd, unsigned long arg),
	     (struct file *file, unsigned int cmd), (file, cmd))
WRIT_HOOK_OF(file_ioctl_compat, ATOMIC, (struct file *file, unsigned int cmd, unsigned long arg),
	     (struct file *file, unsigned int cmd), (file, cmd))
#ifdef CONFIG_IO_URING
WRIT_HOOK(uring_cmd, ATOMIC, (struct io_uring_cmd *ioucmd), (ioucmd))
#endif
WRIT_HOOK(path_truncate, ATOMIC, (const struct path *path), (path))
#ifdef WRIT_HAVE_FILE_TRUNCATE
WRIT_HOOK(file_truncate, ATOMIC, (struct file *file), (file))
#endif
WRIT_HOOK_OF(inode_setxattr, ATOMIC,
	     (unsigned long idmap, struct dentry *dentry, unsigned long WRIT_UNTRUSTED(name),
	      unsigned long value, unsigned long size, unsigned long flags),
	     (struct dentry *dentry, unsigned long WRIT_UNTRUSTED(name)),
	     (dentry, WRIT_UNTRUSTED(name)))
WRIT_HOOK_OF(inode_removexattr, ATOMIC,
	     (unsigned long idmap, struct dentry *dentry, unsigned long WRIT_UNTRUSTED(name)),
	     (struct dentry *dentry, unsigned long WRIT_UNTRUSTED(name)),
	     (dentry, WRIT_UNTRUSTED(name)))
WRIT_HOOK_OF(inode_copy_up, ATOMIC, (struct dentry *src, unsigned long creds),
	     (struct dentry *src), (src))
WRIT_HOOK_OF(inode_init_security_anon, ATOMIC,
	     (struct inode *inode, const struct qstr *name, unsigned long context),
	     (const struct qstr *name), (name))
WRIT_HOOK(inode_free_security, ATOMIC, (struct inode *inode), (inode))
WRIT_HOOK(bprm_creds_for_exec, SLEEPS, (struct linux_binprm *bprm), (bprm))
WRIT_HOOK_OF(bprm_creds_from_file, SLEEPS, (struct linux_binprm *bprm, struct file *file),
	     (struct linux_binprm *bprm), (bprm))
WRIT_HOOK(bprm_committed_creds, SLEEPS, (WRIT_COMMITTED struct linux_binprm *bprm), (bprm))
WRIT_HOOK(ptrace_access_check, ATOMIC, (struct task_struct *child, unsigned int mode),
	  (child, mode))
WRIT_HOOK(ptrace_traceme, ATOMIC, (struct task_struct *parent), (parent))
WRIT_HOOK_OF(kernel_read_file, SLEEPS,
	     (struct file *file, unsigned int id, bool contents),
	     (struct file *file, unsigned int id), (file, id))
WRIT_HOOK_OF(kernel_load_data, ATOMIC, (unsigned int id, bool contents),
	     (unsigned int id, bool contents), (id, contents))
WRIT_HOOK_OF(kernel_post_load_data, ATOMIC,
	     (unsigned long buf, long size, unsigned int id, unsigned long description),
	     (unsigned long buf, long size, unsigned int id), (buf, size, id))
WRIT_HOOK_OF(bpf, SLEEPS, (int cmd, unsigned long attr, unsigned int size), (int cmd), (cmd))
WRIT_HOOK_OF(locked_down, ATOMIC, (unsigned int what), (unsigned int what), (what))
WRIT_HOOK(task_alloc, SLEEPS, (struct task_struct *task, unsigned long clone_flags),
	  (task, clone_flags))
WRIT_HOOK(task_free, ATOMIC, (struct task_struct *WRIT_UNTRUSTED(task)), (WRIT_UNTRUSTED(task)))

#undef WRIT_HOOK
#undef WRIT_HOOK_OF
