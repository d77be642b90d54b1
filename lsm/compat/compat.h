/* SPDX-License-Identifier: GPL-2.0-only */
/* Kernel interfaces that changed, under the names that the module uses. */
#ifndef WRIT_COMPAT_H
#define WRIT_COMPAT_H

#include <crypto/public_key.h>
#include <crypto/sha2.h>
#include <linux/btf.h>
#include <linux/btf_ids.h>
#include <linux/fs.h>
#include <linux/fs_struct.h>
#include <linux/fsverity.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/shmem_fs.h>
#include <net/genetlink.h>

#include "features.h"

/* hex2bin() and bin2hex(), of their own header since 6.4. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
#include <linux/hex.h>
#endif

/* What a command by io_uring is handed over in, of its own header since 6.8. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 8, 0)
#include <linux/io_uring/cmd.h>
#else
#include <linux/io_uring.h>
#endif

/* Batches of folios, of a header of their own since 7.0. */
#ifdef WRIT_SINCE_LINUX_7
#include <linux/folio_batch.h>
#else
#include <linux/pagevec.h>
#endif

/* The namespace of kern_sys_bpf() and bpf_link_get_from_fd(): none in 6.1, a string since 6.13. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
#define WRIT_IMPORT_BPF MODULE_IMPORT_NS("BPF_INTERNAL")
#elif LINUX_VERSION_CODE >= KERNEL_VERSION(6, 10, 0)
#define WRIT_IMPORT_BPF MODULE_IMPORT_NS(BPF_INTERNAL)
#else
#define WRIT_IMPORT_BPF
#endif

/* The queue whose work runs on any processor, renamed in 6.17. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 17, 0)
#define writ_unbound_wq system_dfl_wq
#else
#define writ_unbound_wq system_unbound_wq
#endif

/* Sets of kfuncs: 8-byte entries since 6.0, under another name since 6.9. */
#ifdef BTF_KFUNCS_START
#define WRIT_KFUNCS_START(name)	BTF_KFUNCS_START(name)
#define WRIT_KFUNCS_END(name)	BTF_KFUNCS_END(name)
#else
#define WRIT_KFUNCS_START(name)	BTF_SET8_START(name)
#define WRIT_KFUNCS_END(name)	BTF_SET8_END(name)
#endif

#ifdef __bpf_kfunc
#define WRIT_KFUNC __bpf_kfunc
#else
#define WRIT_KFUNC __used noinline
#endif

/* The change time, behind a function since 6.6. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 6, 0)
static inline struct timespec64 writ_inode_ctime(const struct inode *inode)
{
	return inode_get_ctime(inode);
}
#else
static inline struct timespec64 writ_inode_ctime(const struct inode *inode)
{
	return inode->i_ctime;
}
#endif

/* The fs-verity digest of an inode: exported to modules with this signature since 6.4. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0) && IS_ENABLED(CONFIG_FS_VERITY)
#define WRIT_HAS_VERITY_DIGEST true
static inline int writ_verity_digest(struct inode *inode, u8 *digest, enum hash_algo *algo)
{
	return fsverity_get_digest(inode, digest, NULL, algo);
}
#else
#define WRIT_HAS_VERITY_DIGEST false
static inline int writ_verity_digest(struct inode *inode, u8 *digest, enum hash_algo *algo)
{
	return 0;
}
#endif

/*
 * What an open file of overlayfs maps: its private data until 6.12, the first
 * member of that since 6.13 (fs/overlayfs/file.c, struct ovl_file).
 */
static inline struct file *writ_overlay_real_file(const struct file *file)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
	return *(struct file **)file->private_data;
#else
	return file->private_data;
#endif
}

/*
 * Is a file opened by overlayfs for one of its own? Such files say so since 6.5; before
 * they carry the path of the other one.
 */
static inline bool writ_below_overlay(const struct file *file)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 5, 0)
	return file->f_mode & FMODE_BACKING;
#else
	return d_inode(file->f_path.dentry) != file_inode(file);
#endif
}

/*
 * Does the kernel let others write to a file that it has opened to be executed? Since
 * 6.14, to files whose content somebody brings when they are read
 * (FAN_CLASS_PRE_CONTENT; exe_file_deny_write_access()).
 */
static inline bool writ_execution_unguarded(const struct file *file)
{
#ifdef FMODE_FSNOTIFY_HSM
	return FMODE_FSNOTIFY_HSM(file->f_mode);
#else
	return false;
#endif
}

/*
 * Where a file lies for who opened it. One that was opened by overlayfs for one of its
 * own carries the path of that, but since 6.7 in another place: its own path is that
 * below, on a mount of overlayfs's own.
 */
static inline const struct path *writ_user_path(const struct file *file)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 7, 0)
	return file_user_path((struct file *)file);
#else
	return &file->f_path;
#endif
}

/*
 * The inode below an overlay that holds the attributes of a file, and the content if
 * it is not that of another one (metacopy). Does not sleep; d_real_inode() does since
 * 6.6 where the content lies in a layer of its own that is yet to be looked up. The
 * kind to be asked for came in 6.9.
 */
static inline struct inode *writ_real_inode(const struct dentry *dentry)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 9, 0)
	return d_backing_inode(d_real((struct dentry *)dentry, D_REAL_METADATA));
#else
	return d_real_inode(dentry);
#endif
}

/* One page of another address space, under its mmap lock: the array of VMAs went in 6.5. */
static inline long writ_get_remote_page(struct mm_struct *mm, unsigned long addr,
					struct page **page)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 5, 0)
	return get_user_pages_remote(mm, addr, 1, 0, page, NULL);
#else
	return get_user_pages_remote(mm, addr, 1, 0, page, NULL, NULL);
#endif
}

/* SHA-256 in parts: the functions kept their names, the context did not. */
#ifdef WRIT_SINCE_LINUX_7
#define WRIT_SHA256_CTX struct sha256_ctx
#else
#define WRIT_SHA256_CTX struct sha256_state
#endif

/* What is signed: a digest, or in 7.x possibly the message itself. The caller keeps it. */
static inline void writ_signature_over(struct public_key_signature *sig, u8 *digest, u32 size)
{
#ifdef WRIT_SINCE_LINUX_7
	sig->m = digest;
	sig->m_size = size;
#else
	sig->digest = digest;
	sig->digest_size = size;
#endif
}

/* An empty file in memory that reserves none. The caller puts it. */
static inline struct file *writ_memory_file(const char *name)
{
#ifdef WRIT_SINCE_LINUX_7
	return shmem_file_setup(name, 0, mk_vma_flags(VMA_NORESERVE_BIT));
#else
	return shmem_file_setup(name, 0, VM_NORESERVE);
#endif
}

/* A root only to be compared: no reference is taken, since putting one may sleep. */
static inline struct path writ_peek_root(struct fs_struct *fs)
{
	struct path root;

#ifdef WRIT_SINCE_LINUX_7
	read_seqlock_excl(&fs->seq);
	root = fs->root;
	read_sequnlock_excl(&fs->seq);
#else
	spin_lock(&fs->lock);
	root = fs->root;
	spin_unlock(&fs->lock);
#endif
	return root;
}

/*
 * One module's use of another. 7.x keeps it to itself (kernel/module/internal.h),
 * but walks module.source_list as before: the layout is that one.
 */
#ifdef WRIT_SINCE_LINUX_7
struct module_use {
	struct list_head source_list;
	struct list_head target_list;
	struct module *source, *target;
};
#endif

/* Operations come as the full table until 6.1, and as split ones since 6.2. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 2, 0)
#define WRIT_PRE_DOIT_OPS const struct genl_split_ops *
#else
#define WRIT_PRE_DOIT_OPS const struct genl_ops *
#endif

/* The attributes of a dump's request, which moved into genl_info in 6.6. */
static inline struct nlattr **writ_dump_attrs(struct netlink_callback *cb)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 6, 0)
	return genl_dumpit_info(cb)->info.attrs;
#else
	return genl_dumpit_info(cb)->attrs;
#endif
}

/* Where a traced function goes on: under another name since 6.4. */
#ifndef ftrace_regs_set_instruction_pointer
#define ftrace_regs_set_instruction_pointer(regs, ip) ftrace_instruction_pointer_set(regs, ip)
#endif

/* A message with values in it: since 6.2; before, the format's first text must do. */
#ifdef NL_SET_ERR_MSG_FMT
#define writ_extack(extack, fmt, ...) NL_SET_ERR_MSG_FMT(extack, fmt, ##__VA_ARGS__)
#else
#define writ_extack(extack, fmt, first, ...) \
	do { if (extack) (extack)->_msg = (first); } while (0)
#endif

/* How an inode's ids are seen through a mount: handed to hooks as such since 6.3. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
typedef struct mnt_idmap writ_idmap;
#else
typedef struct user_namespace writ_idmap;
#endif

/* What the hooks of an execution do not change is constant since 6.7. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 7, 0)
#define WRIT_EXEC_CONST const
#else
#define WRIT_EXEC_CONST
#endif

#define WRIT_HAS_EXECVE_CHECK IS_ENABLED(WRIT_HAVE_EXECVE_CHECK)
#define WRIT_HAS_DIRECT_READ_PINS IS_ENABLED(WRIT_HAVE_DIRECT_READ_PINS)

#endif
