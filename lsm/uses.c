// SPDX-License-Identifier: GPL-2.0-only
/*
 * How often artifacts were used. An account is opened when an artifact with
 * bounded uses is first held, and closed only after the artifact has expired: as
 * long as it could count, nobody who drops it and brings it again, in whatever
 * way, gets anything back. If all accounts are taken, no further artifact of this
 * kind is accepted.
 */
#include <linux/atomic.h>
#include <linux/err.h>
#include <linux/jhash.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "clock.h"
#include "terms.h"

#define ACCOUNTS_MAX	65536
#define CHAINS_BITS	12
/* Beyond its expiry, an account is kept so long. */
#define KEEP_SECONDS	(366ULL * 24 * 3600)

struct writ_use {
	struct hlist_node node;
	refcount_t users;	/* holders, beside the table */
	atomic_t used;
	u32 max;
	u64 exp;
	u8 key[WRIT_KID_SIZE];
	u8 id[WRIT_CTI_MAX];
	u8 id_len;
};

static struct hlist_head chains[BIT(CHAINS_BITS)];
static DEFINE_MUTEX(lock);
static u32 accounts;
static atomic64_t consumed = ATOMIC64_INIT(0);

static struct hlist_head *chain_of(const struct writ_identity *identity)
{
	u32 hash = jhash(identity->id, identity->id_len, 0);

	return &chains[hash & (BIT(CHAINS_BITS) - 1)];
}

static struct writ_use *find(const struct writ_identity *identity)
{
	struct writ_use *use;

	lockdep_assert_held(&lock);
	hlist_for_each_entry(use, chain_of(identity), node)
		if (use->id_len == identity->id_len &&
		    !memcmp(use->id, identity->id, identity->id_len) &&
		    !memcmp(use->key, identity->key, WRIT_KID_SIZE))
			return use;
	return NULL;
}

/*
 * Accounts that nobody holds and that cannot count any more. By the mark, which never
 * goes back: by a wall clock that is set ahead for a while, artifacts expire that
 * are valid again afterwards.
 */
static void close_expired(void)
{
	u64 mark = writ_clock_mark();
	struct hlist_node *next;
	struct writ_use *use;
	int i;

	lockdep_assert_held(&lock);
	for (i = 0; i < ARRAY_SIZE(chains); i++) {
		hlist_for_each_entry_safe(use, next, &chains[i], node) {
			if (refcount_read(&use->users) > 1 || mark < use->exp ||
			    mark - use->exp < KEEP_SECONDS)
				continue;
			hlist_del(&use->node);
			accounts--;
			kfree(use);
		}
	}
}

static struct writ_use *open_account(const struct writ_identity *identity, u32 max, u64 exp)
{
	struct writ_use *use;

	lockdep_assert_held(&lock);
	if (accounts >= ACCOUNTS_MAX)
		close_expired();
	if (accounts >= ACCOUNTS_MAX)
		return ERR_PTR(-ENOSPC);
	use = kzalloc(sizeof(*use), GFP_KERNEL);
	if (!use)
		return ERR_PTR(-ENOMEM);
	refcount_set(&use->users, 1);
	use->max = max;
	use->exp = exp;
	memcpy(use->key, identity->key, sizeof(use->key));
	memcpy(use->id, identity->id, identity->id_len);
	use->id_len = identity->id_len;
	hlist_add_head(&use->node, chain_of(identity));
	accounts++;
	return use;
}

struct writ_use *writ_use_get(const struct writ_identity *identity, u32 max, u64 exp)
{
	struct writ_use *use;

	mutex_lock(&lock);
	use = find(identity);
	if (!use) {
		use = open_account(identity, max, exp);
	} else {
		/* One key must not sign two of the same name; if it did, the narrower counts. */
		use->max = min(use->max, max);
		use->exp = max(use->exp, exp);
	}
	if (!IS_ERR(use))
		refcount_inc(&use->users);
	mutex_unlock(&lock);
	return use;
}

struct writ_use *writ_use_hold(struct writ_use *use)
{
	refcount_inc(&use->users);
	return use;
}

/* The table keeps it: whoever finds it unheld and expired frees it. */
void writ_use_put(struct writ_use *use)
{
	refcount_dec(&use->users);
}

const int *writ_use_count(const struct writ_use *use)
{
	return &use->used.counter;
}

bool writ_use_consume(struct writ_use *use)
{
	int used = atomic_read(&use->used);

	do {
		if ((u32)used >= READ_ONCE(use->max))
			return false;
	} while (!atomic_try_cmpxchg(&use->used, &used, used + 1));
	atomic64_inc(&consumed);
	return true;
}

void writ_use_return(struct writ_use *use)
{
	atomic_dec(&use->used);
	atomic64_dec(&consumed);
}

void writ_uses_show(struct seq_file *m)
{
	seq_printf(m, "uses_accounts: %u\n", READ_ONCE(accounts));
	seq_printf(m, "uses_consumed: %lld\n", atomic64_read(&consumed));
}
