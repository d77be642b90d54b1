/* SPDX-License-Identifier: GPL-2.0-only */
/* Files below a directory that stands for another machine's "/". */
#ifndef LIBWRIT_ROOTDIR_H
#define LIBWRIT_ROOTDIR_H

#include <limits.h>

#include "msg.h"

/**
 * struct writ_rootdir - such a directory
 * @fd: open
 * @path: its own real path; empty for "/", so that it can be a prefix
 */
struct writ_rootdir {
	int fd;
	char path[PATH_MAX];
};

/** writ_rootdir_open() - open @dir; "/" is the machine itself */
bool writ_rootdir_open(struct writ_rootdir *root, const char *dir, struct writ_msg *msg);
void writ_rootdir_close(struct writ_rootdir *root);

/**
 * writ_rootdir_file() - open a file for reading, with @root as "/" for every symbolic link
 * @root: where
 * @path: absolute within it
 * @real: receives its path within @root without any symbolic link, PATH_MAX bytes
 *
 * Return: a descriptor, or -1 with errno set.
 */
int writ_rootdir_file(const struct writ_rootdir *root, const char *path, char *real);

/**
 * writ_rootdir_strip() - a path of this machine as the path within @root
 * @root: where
 * @path: real path on this machine
 *
 * Return: the part of @path after @root, or NULL if it lies elsewhere.
 */
const char *writ_rootdir_strip(const struct writ_rootdir *root, const char *path);

#endif
