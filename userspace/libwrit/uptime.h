/* SPDX-License-Identifier: GPL-2.0-only */
/* For how long something lasts: the wall clock says no such thing, since it is set. */
#ifndef LIBWRIT_UPTIME_H
#define LIBWRIT_UPTIME_H

#include <time.h>

/** writ_uptime() - seconds since boot, suspend included */
static inline time_t writ_uptime(void)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t);
	return t.tv_sec;
}

#endif
