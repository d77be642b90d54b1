/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * There are two ways into the kernel: a module whose hooks are BPF programs, and
 * sources that are compiled in and register with the LSM framework. What differs
 * between them stands here. The module has it in attach.c, fitness.c, personality.c
 * and surroundings.c, the other way in builtin/.
 */
#ifndef WRIT_WAY_H
#define WRIT_WAY_H

struct file;

/**
 * writ_fitness_check() - everything about the kernel that init can find out
 *
 * Undone by writ_fitness_release().
 *
 * Return: 0; -EOPNOTSUPP for a kernel that cannot enforce, -EPERM for the boot
 * word writ.off, or what the failing step returned, with one line in the log.
 */
int writ_fitness_check(void);
void writ_fitness_release(void);

/**
 * writ_attach_prepare() - arrange that writ_live() is called once the hooks are attached
 *
 * The last step of init. Return: 0 or -errno; on failure nothing is left behind.
 */
int writ_attach_prepare(void);

/**
 * writ_proc_open() - open what the kernel tells about itself
 * @path: begins with "/proc/"
 *
 * In init only. May sleep. Return: the file, or an ERR_PTR().
 */
struct file *writ_proc_open(const char *path);

/**
 * writ_proc_of_child() - let a task of the kernel's see /proc
 *
 * For current, which is about to execute a file by a descriptor. May sleep.
 *
 * Return: under which name it sees it.
 */
const char *writ_proc_of_child(void);

/**
 * writ_map_executable() - ask for an executable mapping of a file's first page
 * @file: the file
 *
 * Whatever comes of it is undone. May sleep. Return: 0 or what denied it.
 */
int writ_map_executable(struct file *file);

#endif
