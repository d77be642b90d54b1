/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel will know of a file when it is asked about it. */
#ifndef WRITCTL_FACTS_H
#define WRITCTL_FACTS_H

#include "artifact.h"
#include "msg.h"

/**
 * fact_verity() - the fs-verity digest that the kernel enforces on an open file
 * @fd: the file
 * @out: receives it
 *
 * Return: true; false if fs-verity is not enabled on it, or not with SHA-256.
 */
bool fact_verity(int fd, u8 out[WRIT_DIGEST_SIZE]);

/**
 * fact_fstype() - the type of the filesystem that a file is seen on
 * @fd: the file
 * @out: receives a name as in /proc/filesystems; empty if it cannot be told
 * @size: of @out
 */
void fact_fstype(int fd, char *out, size_t size);

/**
 * fact_cgroup() - the version 2 control group of a process
 * @pid: of it
 * @out: receives the path; empty if it cannot be told
 * @size: of @out
 */
void fact_cgroup(int pid, char *out, size_t size);

/** fact_digests() - all digests of an open file; @known receives a bit for each kind */
bool fact_digests(int fd, const char *name, u8 digest[][WRIT_DIGEST_SIZE], u32 *known,
		  struct writ_msg *msg);

#endif
