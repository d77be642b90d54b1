// SPDX-License-Identifier: GPL-2.0-only
/* The last denials: one for each of many uids, and the last of all. */
#include <stdlib.h>
#include <string.h>

#include "writd.h"

#define KEPT 1024

struct denial {
	u64 uid;
	u64 pid;
	u64 when;
	u8 *data;
	size_t len;
};

/* The newest of each uid is never pushed out by another uid's, until uids are too many. */
static struct denial newest[KEPT];
static struct denial recent[256];
static u64 clock_of_ours;

static void put(struct denial *d, const struct writ_record *r, struct writ_bytes record)
{
	u8 *copy = malloc(record.len);

	if (!copy)
		return;
	memcpy(copy, record.data, record.len);
	free(d->data);
	*d = (struct denial){ .uid = r->uid - 1, .pid = r->pid, .when = clock_of_ours,
			      .data = copy, .len = record.len };
}

void denials_note(const struct writ_record *r, struct writ_bytes record)
{
	struct denial *at = &newest[0];
	size_t i;

	if (!r->uid)
		return;
	clock_of_ours++;
	for (i = 0; i < KEPT; i++) {
		if (newest[i].data && newest[i].uid == r->uid - 1) {
			at = &newest[i];
			break;
		}
		if (!newest[i].data || newest[i].when < at->when)
			at = &newest[i];
	}
	put(at, r, record);
	put(&recent[clock_of_ours % (sizeof(recent) / sizeof(*recent))], r, record);
}

static const struct denial *better(const struct denial *a, const struct denial *b, u64 uid, u64 pid)
{
	if (!b->data || (uid != U64_MAX && b->uid != uid) || (pid && b->pid != pid))
		return a;
	return !a || b->when > a->when ? b : a;
}

struct writ_bytes denials_find(u64 uid, u64 pid)
{
	const struct denial *best = NULL;
	size_t i;

	for (i = 0; i < KEPT; i++)
		best = better(best, &newest[i], uid, pid);
	for (i = 0; i < sizeof(recent) / sizeof(*recent); i++)
		best = better(best, &recent[i], uid, pid);
	return best ? (struct writ_bytes){ best->data, best->len } : (struct writ_bytes){ NULL, 0 };
}
