/* SPDX-License-Identifier: GPL-2.0-only */
/* The nth allocation, or copy from or to user memory, that one task will fail. */
#ifndef WRIT_TEST_FAIL_NTH_H
#define WRIT_TEST_FAIL_NTH_H

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Of the calling thread; a descriptor, or -1. */
static inline int open_count(void)
{
	return open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
}

/* Copying it out is itself something that can fail, so what cannot be read is not 0. */
static inline int read_count(int fd)
{
	char text[16] = "";

	return pread(fd, text, sizeof(text) - 1, 0) > 0 ? atoi(text) : 1;
}

/* 0: none any more. Setting it to that can fail, and is of no consequence. */
static inline bool set_count(int fd, unsigned int n)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%u", n);

	return pwrite(fd, text, len, 0) == len || !n;
}

#endif
