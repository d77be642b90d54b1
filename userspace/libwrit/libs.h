/* SPDX-License-Identifier: GPL-2.0-only */
/* Which shared libraries a program will load, found without running it. */
#ifndef LIBWRIT_LIBS_H
#define LIBWRIT_LIBS_H

#include "elffile.h"
#include "rootdir.h"

/**
 * writ_libs() - the loader and all libraries of a program, recursively
 * @root: where the program will run; its /etc/ld.so.conf counts
 * @path: the program's path within @root
 * @out: appended to: paths within @root without symbolic links, each once
 * @msg: filled on failure, which includes a library that is not there
 *
 * The search is the loader's: DT_RPATH, DT_RUNPATH, the directories of
 * ld.so.conf, the default ones. All variants below glibc-hwcaps are included,
 * since the processor decides between them. What a program opens by itself
 * (plugins, name service modules) cannot be found this way.
 *
 * Return: true, or false with @msg set.
 */
bool writ_libs(const struct writ_rootdir *root, const char *path, struct writ_strlist *out,
	       struct writ_msg *msg);

#endif
