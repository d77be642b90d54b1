/* SPDX-License-Identifier: GPL-2.0-only */
/* Between the parts of the guest's init: running, furnishing, judging. */
#ifndef WRIT_VM_GUEST_H
#define WRIT_VM_GUEST_H

#include <stddef.h>

/* init.c */
void note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* furnish.c */
int write_all(int fd, const void *data, size_t len);
char *read_file(const char *path, size_t *len);
void mount_first(void);
int furnish(const char *conf);
void unmount_all(void);

/* klog.c */
void scan_kernel_log(int kmsg_fd);

/* leaks.c */
void watch_leaks(void);
void scan_leaks(void);

/* lines.c */
void send_lines(int fd);

#endif
