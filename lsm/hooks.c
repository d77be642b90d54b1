// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hooks: each gathers what is asked and by what file, and leaves the
 * verdict to the judge. Signatures and contexts are those of the LSM hooks of
 * the same names (include/linux/lsm_hook_defs.h).
 */
#include <linux/binfmts.h>
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/ratelimit.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/uaccess.h>

#include "admission.h"
#include "authority.h"
#include "compat/compat.h"
#include "compat/features.h"
#include "content.h"
#include "inquiry.h"
#include "judge.h"
#include "lineage.h"
#include "script.h"
#include "writ.h"

/* Called for each level of an interpreter chain, with that level's file. May sleep. */
int writ_on_bprm_check_security(struct linux_binprm *bprm)
{
	bool script = bprm->buf[0] == '#' && bprm->buf[1] == '!';

	writ_loader_expect();
	return writ_judge_execution(bprm, script ? WRIT_OP_SCRIPT : WRIT_OP_EXECUTE);
}

/*
 * Once for each execve(), before any level of it. AT_EXECVE_CHECK ends before
 * bprm_check_security: an interpreter asks about its script. May sleep.
 */
int writ_on_bprm_creds_for_exec(struct linux_binprm *bprm)
{
#ifdef WRIT_HAVE_EXECVE_CHECK
	if (bprm->is_check)
		return writ_judge(WRIT_OP_SCRIPT, bprm->file, true);
#endif
	return writ_judge_beginning(bprm);
}

/* Once for each execve(), after all levels of it were judged: the last that can deny. */
int writ_on_bprm_creds_from_file(struct linux_binprm *bprm)
{
	return writ_judge_traced(bprm) ?: writ_judge_consumption(bprm);
}

/* Past the point of no return: current is the new program, and can only be killed. */
int writ_on_bprm_committed_creds(WRIT_COMMITTED struct linux_binprm *bprm)
{
	writ_lineage_commit();
	if ((unlikely(writ_on_overlay(bprm->file)) && writ_judge_headers(bprm->file)) ||
	    writ_loader_judge())
		send_sig(SIGKILL, current, 1);
	return 0;
}

/* For processes and threads alike, before anybody can see the new task. May sleep. */
int writ_on_task_alloc(struct task_struct *task, unsigned long clone_flags)
{
	return writ_lineage_fork(task, clone_flags);
}

/* The last reference to a task is gone, or its creation failed. */
int writ_on_task_free(struct task_struct *task)
{
	writ_lineage_free(task);
	return 0;
}

/*
 * The kernel maps a program's own segments in the middle of execve(), when the
 * file has become the executable of the new mm: that is part of its execution.
 * Any other mapping, of the same file too, is an operation of its own.
 */
static bool maps_own_program(const struct file *file)
{
	return current->in_execve && current->mm &&
	       rcu_access_pointer(current->mm->exe_file) == file;
}

/* @prot is what the mapping will really have, READ_IMPLIES_EXEC included. May sleep. */
int writ_on_mmap_file(struct file *file, unsigned long reqprot, unsigned long prot,
		      unsigned long flags)
{
	/* Who may write to its pages now or, by mprotect(), later. */
	if (file && (file->f_mode & FMODE_WRITE) && (flags & MAP_TYPE) != MAP_PRIVATE) {
		int ret = writ_held_pages_note(file);

		if (ret)
			return ret;
	}
	if (!(prot & PROT_EXEC))
		return 0;
	/* Its loader was denied, which is told of already, and needs no further verdict. */
	if (unlikely(current->in_execve && fatal_signal_pending(current)))
		return -EACCES;
	if (!file || (prot & PROT_WRITE))
		return writ_judge_memory(file, true, NULL);
	return writ_judge(maps_own_program(file) ? WRIT_OP_EXECUTE : WRIT_OP_MAP, file, true);
}

/*
 * Under the mmap lock, so no file can be read: only content that was verified
 * before and still holds may become executable. Pages that were or could be
 * written privately (anon_vma, VM_WRITE) are no file's content any more.
 */
int writ_on_file_mprotect(struct vm_area_struct *vma, unsigned long reqprot, unsigned long prot)
{
	if (!(prot & PROT_EXEC))
		return 0;
	if (prot & PROT_WRITE)
		return writ_judge_memory(vma->vm_file, false, NULL);
	if ((vma->vm_flags & VM_EXEC) && !(vma->vm_flags & VM_WRITE))
		return 0;
	if (!vma->vm_file || vma->anon_vma || (vma->vm_flags & VM_WRITE))
		return writ_judge_memory(vma->vm_file, false, NULL);
	return writ_judge(WRIT_OP_MAP, vma->vm_file, false);
}

static int refuse_to_change(const struct inode *inode, const char *told, struct file *file)
{
	pr_notice_ratelimited("refused write to mapped code pid=%d uid=%u inode=%lu dev=%s\n",
			      task_tgid_nr(current), from_kuid(&init_user_ns, current_uid()),
			      (unsigned long)inode->i_ino, inode->i_sb->s_id);
	writ_evidence_tampering(told, file);
	return writ_permissive() ? 0 : -ETXTBSY;
}

/*
 * By now the open counts as a writer (i_writecount), so nothing new is learnt
 * of the content, and what was known is forgotten. But code that somebody runs
 * right now must not change under him, whoever governs it and whether or not
 * the cache still knows it: the mappings themselves are asked.
 */
static int opened_for_writing(struct file *file)
{
	struct inode *inode = file_inode(file);
	int ret = 0;

	if (!S_ISREG(inode->i_mode))
		return writ_judge_device(file, true);
	if (writ_content_mapped_exec(inode))
		ret = refuse_to_change(inode, "a file that is mapped executable was opened for writing",
				       file);
	if (ret)
		return ret;
	writ_cache_drop(inode);
	writ_exec_read_written(inode);
	return writ_judge_memory_file(file);
}

/*
 * Before the filesystem's own open. __FMODE_EXEC is among the flags, not the mode.
 * @asked: where the name is by which it is opened, or 0. May sleep.
 */
int writ_on_file_open(struct file *file, unsigned long asked)
{
	if (file->f_mode & FMODE_WRITE) {
		int ret = opened_for_writing(file);

		if (ret || !(file->f_mode & FMODE_READ))
			return ret;
		return writ_scripts_any() ? writ_judge_reading(file, asked) : 0;
	}
	if (file->f_flags & __FMODE_EXEC) {
		int ret = writ_judge_opening(file);

		if (!ret)
			writ_loader_opened(file);
		return ret;
	}
	if (unlikely(!S_ISREG(file_inode(file)->i_mode)))
		return writ_judge_device(file, false);
	return writ_scripts_any() ? writ_judge_reading(file, asked) : 0;
}

/*
 * Whoever truncates counts as a writer as well, by his descriptor or for the
 * moment (vfs_truncate()), and cuts off what somebody runs.
 */
static int truncated(const struct dentry *dentry)
{
	struct inode *inode = writ_real_inode(dentry);
	int ret = 0;

	if (writ_content_mapped_exec_atomic(inode) || writ_content_held_above(dentry))
		ret = refuse_to_change(inode, "a file that is mapped executable was to be truncated",
				       NULL);
	if (!ret) {
		writ_cache_drop(inode);
		writ_exec_read_written(inode);
	}
	return ret;
}

int writ_on_path_truncate(const struct path *path)
{
	return truncated(path->dentry);
}

#ifdef WRIT_HAVE_FILE_TRUNCATE
int writ_on_file_truncate(struct file *file)
{
	return truncated(file->f_path.dentry);
}
#endif

/*
 * Below an overlay that a user has mounted, he can write to the upper file by its
 * own name, whoever is kept from doing so by that of the overlay; and who has the
 * lower one open reads the upper one from then on. So what is pinned stays below.
 */
int writ_on_inode_copy_up(struct dentry *src)
{
	struct inode *below = d_real_inode(src);

	if (src->d_sb->s_user_ns == &init_user_ns || !writ_content_is_held(below))
		return 0;
	return refuse_to_change(below, "a file that is pinned was to be copied up", NULL);
}

/*
 * A file without a name. One of them fills pages that nobody has touched yet, with
 * any bytes, whatever their mapping is protected against: memory that is given to
 * it can become any code (userfaultfd(2), UFFDIO_COPY).
 */
int writ_on_inode_init_security_anon(const struct qstr *name)
{
	if (strcmp(name->name, "[userfaultfd]"))
		return 0;
	return writ_judge_memory(NULL, false, "to fill memory by userfaultfd");
}

/*
 * Is it the artifact's attribute that changes? @name is a number that BPF handed
 * over, so it is read as if it could point anywhere.
 */
static int names_attribute(unsigned long name, bool *it_is)
{
	const char *at = (const char *)name;
	size_t i;
	char c;

	for (i = 0; i < sizeof(WRIT_ATTRIBUTE); i++) {
		if (get_kernel_nofault(c, at + i))
			return -EFAULT;
		*it_is = c == WRIT_ATTRIBUTE[i];
		if (!*it_is)
			break;
	}
	return 0;
}

/*
 * Only who has CAP_SYS_ADMIN may change an artifact's attribute. 6.1 leaves out
 * its own check of that for the whole security namespace as soon as the BPF LSM
 * is active (security_inode_setxattr()), with or without any program.
 */
static int attribute_changes(struct dentry *dentry, unsigned long name)
{
	bool ours;

	if (names_attribute(name, &ours))
		return -EACCES;
	if (!ours)
		return 0;
	if (!capable(CAP_SYS_ADMIN)) {
		writ_evidence_tampering("the attribute " WRIT_ATTRIBUTE " was to be changed without CAP_SYS_ADMIN",
					NULL);
		return -EPERM;
	}
	writ_cache_drop(writ_real_inode(dentry));
	return 0;
}

int writ_on_inode_setxattr(struct dentry *dentry, unsigned long name)
{
	return attribute_changes(dentry, name);
}

int writ_on_inode_removexattr(struct dentry *dentry, unsigned long name)
{
	return attribute_changes(dentry, name);
}

/* The inode's memory may be reused for another one right after this. */
int writ_on_inode_free_security(struct inode *inode)
{
	writ_cache_drop(inode);
	writ_held_pages_forget(inode);
	return 0;
}
