/* SPDX-License-Identifier: GPL-2.0-only */
/* Chance for the fuzzers: xorshift64*, so that a seed repeats a run everywhere. */
#ifndef WRIT_TEST_CHANCE_H
#define WRIT_TEST_CHANCE_H

#include <stdint.h>

/* Set to the seed, which is not 0. */
static uint64_t chance_state;

/* Below @below; 0 if that is 0, which only goes on by one step. */
static inline uint32_t chance(uint32_t below)
{
	chance_state ^= chance_state >> 12;
	chance_state ^= chance_state << 25;
	chance_state ^= chance_state >> 27;
	return below ? ((chance_state * 0x2545f4914f6cdd1dull) >> 32) % below : 0;
}

#endif
