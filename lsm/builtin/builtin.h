/* SPDX-License-Identifier: GPL-2.0-only */
/* Between the files of this folder. */
#ifndef WRIT_BUILTIN_H
#define WRIT_BUILTIN_H

#include <linux/init.h>

/* Mount a /proc for init alone. May sleep. Return: 0 or -errno. */
int writ_proc_mount(void);
void writ_proc_unmount(void);

/* Register the hooks with the LSM framework; they allow everything until writ_live(). */
void __init writ_hooks_register(void);

/**
 * writ_name_asked_for() - the name by which current is opening a file
 *
 * lsm/builtin/link adds it to fs/namei.c, where alone it can be seen.
 *
 * Return: the kernel's copy of it while current walks along it, otherwise NULL.
 */
const char *writ_name_asked_for(void);

#endif
