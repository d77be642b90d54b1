/* SPDX-License-Identifier: GPL-2.0-only */
/* The clock by which validity is judged: it may be wrong, but it does not run backwards. */
#ifndef WRIT_CLOCK_H
#define WRIT_CLOCK_H

#include <linux/types.h>

struct seq_file;

/**
 * writ_clock_init() - begin with what an earlier boot knew
 * @mark: seconds since the epoch that had been reached; 0 if nothing is known,
 *	and then the wall clock is taken at its word
 */
void writ_clock_init(u64 mark);

/**
 * writ_now() - seconds since the epoch
 *
 * The wall clock, unless that is behind the mark, which goes on by the time since
 * boot that nobody can set: then the mark. What is a little ahead of the mark
 * moves it. What is far ahead counts, so that things expire, but does not move
 * it: a clock that was wrong for a while can be put right again. Any context.
 */
u64 writ_now(void);

/**
 * writ_clock_attest() - the root key has said that it is at least this late
 * @time: seconds since the epoch: iat of an object that it signed
 *
 * Moves the mark, but never beyond the wall clock.
 */
void writ_clock_attest(u64 time);

/* The mark now, for who keeps it until the next boot. Any context. */
u64 writ_clock_mark(void);

void writ_clock_show(struct seq_file *m);

#endif
