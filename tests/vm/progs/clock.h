/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef WRIT_TEST_CLOCK_H
#define WRIT_TEST_CLOCK_H

#include <stdint.h>
#include <time.h>

/* The monotonic clock, in nanoseconds. */
static inline uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

#endif
