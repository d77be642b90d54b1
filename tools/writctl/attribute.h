/* SPDX-License-Identifier: GPL-2.0-only */
/* The extended attribute in which a file carries its own artifact. */
#ifndef WRITCTL_ATTRIBUTE_H
#define WRITCTL_ATTRIBUTE_H

#include "fileio.h"

/**
 * attribute_set() - let an open file carry an artifact, in place of an older one
 * @fd: the file
 * @name: for messages
 * @artifact: at most WRIT_XATTR_MAX bytes
 * @msg: filled on failure, with what to do about it
 *
 * Return: true, or false with @msg set.
 */
bool attribute_set(int fd, const char *name, struct writ_bytes artifact, struct writ_msg *msg);

/** attribute_remove() - take it away; that there is none is a failure */
bool attribute_remove(int fd, const char *name, struct writ_msg *msg);

/** attribute_get() - what an open file carries; that there is none is a failure */
bool attribute_get(int fd, const char *name, struct writ_blob *out, struct writ_msg *msg);

#endif
