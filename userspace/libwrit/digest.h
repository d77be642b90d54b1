/* SPDX-License-Identifier: GPL-2.0-only */
/* What a file's content is called: SHA-256, or the digest that fs-verity gives it. */
#ifndef LIBWRIT_DIGEST_H
#define LIBWRIT_DIGEST_H

#include "artifact.h"
#include "msg.h"

/**
 * writ_digest_fd() - digest what an open file holds
 * @fd: a regular file, read from its start whatever its offset
 * @name: for messages
 * @kind: WRIT_DIGEST_VERITY computes what FS_IOC_MEASURE_VERITY would report
 *	with SHA-256, 4096-byte blocks and no salt, without enabling anything
 * @out: filled on success
 * @msg: filled on failure; a file that changes while it is read is one
 *
 * Thread-safe; memory does not depend on the file's size.
 *
 * Return: true, or false with @msg set.
 */
bool writ_digest_fd(int fd, const char *name, enum writ_digest kind, u8 out[WRIT_DIGEST_SIZE],
		    struct writ_msg *msg);

/** writ_digest_file() - the same for a file by its name */
bool writ_digest_file(const char *path, enum writ_digest kind, u8 out[WRIT_DIGEST_SIZE],
		      struct writ_msg *msg);

#endif
