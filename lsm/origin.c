// SPDX-License-Identifier: GPL-2.0-only
/*
 * The executions of this boot that an artifact can name as its origin: the
 * numbers of their records and the chain after each. The last ones are kept, as
 * many as requests for authorization are likely to be under way.
 */
#include <linux/spinlock.h>
#include <linux/vmalloc.h>

#include "events.h"
#include "origin.h"
#include "writ.h"

#define HELD	16384

/**
 * struct held - one execution
 * @seq: of its record; 0 for none
 * @hash: h(@seq)
 */
struct held {
	u64 seq;
	u8 hash[WRIT_DIGEST_SIZE];
};

static struct held *table;
static u32 next;
static DEFINE_SPINLOCK(lock);

int writ_origin_init(void)
{
	table = vzalloc(array_size(HELD, sizeof(*table)));
	return table ? 0 : -ENOMEM;
}

void writ_origin_exit(void)
{
	vfree(table);
}

void writ_origin_note(u64 seq, const u8 hash[WRIT_DIGEST_SIZE])
{
	spin_lock(&lock);
	table[next].seq = seq;
	memcpy(table[next].hash, hash, WRIT_DIGEST_SIZE);
	next = (next + 1) % HELD;
	spin_unlock(&lock);
}

static bool is_held(u64 seq, const u8 *hash)
{
	bool held = false;
	u32 i;

	spin_lock(&lock);
	for (i = 0; i < HELD && !held; i++)
		held = table[i].seq == seq && !memcmp(table[i].hash, hash, WRIT_DIGEST_SIZE);
	spin_unlock(&lock);
	return held;
}

bool writ_origin_holds(const struct writ_artifact *artifact)
{
	const struct writ_terms *t = &artifact->terms;

	if (!artifact->has_terms || !t->has_origin)
		return true;
	if (!writ_bytes_equal(t->origin_host, writ_params.host))
		return true;
	return !memcmp(t->origin_boot, writ_boot, WRIT_BOOT_SIZE) &&
	       is_held(t->origin_seq, t->origin_hash);
}
