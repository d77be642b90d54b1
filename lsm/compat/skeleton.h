/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * To be included before a light skeleton. libbpf's skel_internal.h copies a map's
 * name with strncpy(), which 7.x has given up, and so does that of every libbpf
 * that there is for these kernels. Rather than take another libbpf for one of
 * them, all get this copy, which does the same: a name that fits, padded with
 * zeros. The name means nothing else in the files that include it.
 */
#ifndef WRIT_COMPAT_SKELETON_H
#define WRIT_COMPAT_SKELETON_H

#include <linux/string.h>

static inline void writ_copy_name(char *to, const char *name, size_t size)
{
	strscpy_pad(to, name, size);
}

#undef strncpy
#define strncpy(to, name, size) writ_copy_name(to, name, size)

#endif
