// SPDX-License-Identifier: GPL-2.0-only
/* The revocations that were admitted: to list them, and to know one again. */
#include <linux/lockdep.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "authority.h"
#include "force.h"
#include "writ.h"

static struct kept_revocation *list[WRIT_REVOCATIONS_MAX];
static u32 count;

u32 writ_revocations(void)
{
	lockdep_assert_held(&writ_change_lock);
	return count;
}

const struct kept_revocation *writ_revocation_at(u32 index)
{
	lockdep_assert_held(&writ_change_lock);
	return index < count ? list[index] : NULL;
}

const struct kept_revocation *writ_revocation_known(const u8 object[WRIT_DIGEST_SIZE])
{
	u32 i;

	lockdep_assert_held(&writ_change_lock);
	for (i = 0; i < count; i++)
		if (!memcmp(list[i]->object, object, WRIT_DIGEST_SIZE))
			return list[i];
	return NULL;
}

void writ_revocation_keep(struct kept_revocation *kept)
{
	lockdep_assert_held(&writ_change_lock);
	list[count++] = kept;
}

void writ_revocations_forget(void)
{
	while (count)
		kfree(list[--count]);
}
