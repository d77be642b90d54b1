// SPDX-License-Identifier: GPL-2.0-only
/*
 * The mark is kept as its distance from the clock that counts since boot
 * (CLOCK_BOOTTIME), which runs on through suspend and cannot be set. So the mark
 * goes on by itself, and one number is all there is to change.
 */
#include <linux/atomic.h>
#include <linux/seq_file.h>
#include <linux/timekeeping.h>

#include "clock.h"

/* A wall clock further ahead of the mark than this moves it only with a signed time. */
#define AHEAD_MAX (24 * 3600)

/* The mark, less the seconds since boot. */
static atomic64_t distance = ATOMIC64_INIT(0);

static u64 since_boot(void)
{
	return ktime_get_boottime_seconds();
}

static u64 wall(void)
{
	s64 now = ktime_get_real_seconds();

	return now > 0 ? now : 0;
}

u64 writ_clock_mark(void)
{
	return atomic64_read(&distance) + since_boot();
}

/* Only ever forwards, whoever else moves it meanwhile. */
static void move_to(u64 time)
{
	s64 to = (s64)(time - since_boot());
	s64 at = atomic64_read(&distance);

	while (to > at && !atomic64_try_cmpxchg(&distance, &at, to))
		;
}

void writ_clock_init(u64 mark)
{
	atomic64_set(&distance, (s64)((mark ?: wall()) - since_boot()));
}

/*
 * As long as nobody sets the clock, both go on at one pace, but their seconds do
 * not begin together: the wall clock counts while it is within one of the mark.
 */
u64 writ_now(void)
{
	u64 now = wall(), mark = writ_clock_mark();

	if (likely(now + 1 >= mark && now <= mark + 1))
		return now;
	if (now < mark)
		return mark;
	if (now - mark <= AHEAD_MAX)
		move_to(now);
	return now;
}

void writ_clock_attest(u64 time)
{
	u64 now = wall();

	if (time > now)
		time = now;
	if (time > writ_clock_mark())
		move_to(time);
}

void writ_clock_show(struct seq_file *m)
{
	u64 now = wall(), mark = writ_clock_mark();

	seq_printf(m, "clock_mark: %llu\n", mark);
	seq_printf(m, "clock: %s\n", now + 1 < mark ? "behind the mark" :
		   now > mark && now - mark > AHEAD_MAX ? "far ahead of the mark" : "good");
}
