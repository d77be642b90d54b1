/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a kernel can do, by name. The only place, with compat.h, that compares
 * versions; the BPF programs include it too, so that they and the module agree.
 */
#ifndef WRIT_COMPAT_FEATURES_H
#define WRIT_COMPAT_FEATURES_H

#include <linux/version.h>

/*
 * Before 6.1.54 and 6.2 a BPF LSM program that is already running on a CPU is
 * skipped there, so a check that sleeps lets other tasks through unchecked
 * (mainline 271de525e1d7).
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 1, 54)
#error "writ needs Linux 6.1.54 or later: older kernels skip checks that overlap on a CPU"
#endif

/* ftruncate() and O_TRUNC reach file_truncate instead of path_truncate since 6.2. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 2, 0)
#define WRIT_HAVE_FILE_TRUNCATE 1
#endif

/* The hook bprm_committed_creds may not change what it is given since 6.7. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 7, 0)
#define WRIT_COMMITTED const
#else
#define WRIT_COMMITTED
#endif

/*
 * From here on what changed somewhere between 6.12 and 7.3: the kernels between
 * them are not supported, so one version stands for all of it.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(7, 0, 0)
#define WRIT_SINCE_LINUX_7 1
#endif

/*
 * What the names of a kfunc's parameters tell the verifier, which else wants
 * every pointer to be trusted and not NULL: this one may be NULL, that one is
 * not looked at (a task that is being freed is trusted no more, and a number may
 * be made of a pointer). Before, no pointer had to be either, a number was one
 * wherever it came from, and the names meant nothing.
 */
#ifdef WRIT_SINCE_LINUX_7
#define WRIT_HAVE_TRUSTED_KFUNCS 1
#define WRIT_NULLABLE(name) name##__nullable
#define WRIT_UNTRUSTED(name) name##__ign
#else
#define WRIT_NULLABLE(name) name
#define WRIT_UNTRUSTED(name) name
#endif
/* The former where it is handed on. */
#define WRIT_PASS_NULLABLE(name) WRIT_NULLABLE(name)

/* AT_EXECVE_CHECK, told by bprm->is_check, since 6.14. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 14, 0)
#define WRIT_HAVE_EXECVE_CHECK 1
#endif

/*
 * Pages that a read with O_DIRECT is going to write to are pinned, and so marked: of
 * block devices since 6.5 (bio_iov_iter_get_pages()), of FUSE in 6.12
 * (fuse_get_user_pages()). Before, a reference is all that holds them.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
#define WRIT_HAVE_DIRECT_READ_PINS 1
#endif

#endif
