/* SPDX-License-Identifier: GPL-2.0-only */
/* What the module says in the kernel log while something is done. */
#ifndef WRITCTL_KMSG_H
#define WRITCTL_KMSG_H

/** kmsg_mark() - remember the end of the kernel log; a descriptor, or -1 if it cannot be read */
int kmsg_mark(void);

/**
 * kmsg_tell() - print on standard error what the module has said since
 * @fd: from kmsg_mark(); closed here. -1 prints nothing
 *
 * Return: lines printed.
 */
int kmsg_tell(int fd);

#endif
