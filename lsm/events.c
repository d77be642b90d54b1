// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ring of records. An event gets its number, its time and its place in one
 * short critical section, and nobody ever waits. A kernel thread then turns what
 * was put there into the record's encoding, in place, and chains it. Only chained
 * records can be fetched, and only acknowledged ones make room.
 *
 *	acked < ... chained ... <= last		numbers; slot of seq: seq & (slots - 1)
 */
#include <linux/fs.h>
#include <linux/kthread.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/seq_file.h>
#include <linux/spinlock.h>
#include <linux/timekeeping.h>
#include <linux/uuid.h>
#include <linux/vmalloc.h>
#include <linux/wait.h>

#include "crypto.h"
#include "events.h"
#include "inquiry.h"
#include "origin.h"
#include "way.h"
#include "writ.h"

#define SLOTS_MIN	256
#define SLOTS_MAX	BIT(20)
/* Bytes of the ring for each slot: a record of an execution takes about 700. */
#define SLOT_BYTES	1024

unsigned int writ_event_slots = 8192;
u8 writ_boot[WRIT_BOOT_SIZE];
void (*writ_events_wakeup)(void);

/**
 * struct slot - where a record is
 * @offset: in the bytes
 * @cap: bytes it occupies
 * @pad: bytes before it that were skipped, since it did not fit at the end
 * @len: of the encoding, once it is chained
 * @hash: h(seq), once it is chained
 */
struct slot {
	u32 offset;
	u32 cap;
	u32 pad;
	u32 len;
	u8 hash[WRIT_DIGEST_SIZE];
};

/* What did not fit, by sort. */
struct losses {
	u64 allowed;
	u64 denied;
	u64 other;
};

/* All of it under the lock, but for the bytes of records that are not acknowledged. */
static struct {
	spinlock_t lock;
	struct slot *slots;
	u8 *bytes;
	u32 size;
	u32 at;			/* where the next record may begin */
	u32 used;
	u64 last;
	u64 chained;
	u64 acked;
	u8 head[WRIT_DIGEST_SIZE];
	struct losses pending;	/* not yet told by a gap record */
	u64 pending_since;	/* the last record before the first of them */
	u64 offered;
	u64 lost;
	u64 gaps;
} ring = { .lock = __SPIN_LOCK_UNLOCKED(ring.lock) };

static bool continues;
static struct task_struct *thread;
static DECLARE_WAIT_QUEUE_HEAD(thread_wait);
/* The thread sleeps until somebody wakes it: set by it, cleared by whoever does. */
static atomic_t thread_idle = ATOMIC_INIT(0);
static u8 *scratch;

static struct slot *slot_of(u64 seq)
{
	return &ring.slots[seq & (writ_event_slots - 1)];
}

/* The byte strings of a record, whatever they are. */
static u32 strings_len(const struct writ_record *r)
{
	u32 i, sum = 0;

	for (i = 0; i < writ_record_nfields; i++) {
		const struct writ_record_field *f = &writ_record_fields[i];
		const struct writ_bytes *b = (const void *)((const u8 *)r + f->offset);

		if (f->bytes)
			sum += min_t(size_t, b->len, f->max);
	}
	return sum;
}

/*
 * Enough for both: what is put here first, struct and strings, and the encoding
 * that takes its place, whose heads and numbers need less than the struct.
 */
static u32 cap_of(u32 strings)
{
	BUILD_BUG_ON(sizeof(struct writ_record) < 3 + 22 * (2 + 9) + 13 * (2 + 3));
	return ALIGN(sizeof(struct writ_record) + strings, 8);
}

static u32 pad_for(u32 cap)
{
	return ring.size - ring.at < cap ? ring.size - ring.at : 0;
}

/* Parts of the ring that a class leaves free, in sixteenths. */
static const u8 reserve[] = {
	[WRIT_CLASS_ALLOWED] = 4,
	[WRIT_CLASS_VITAL] = 1,
	[WRIT_CLASS_RECOVERY] = 0,
};

static bool fits(u32 cap, enum writ_class class)
{
	u64 slots = writ_event_slots - (ring.last - ring.acked);
	u64 bytes = ring.size - ring.used;

	return slots > writ_event_slots / 16 * reserve[class] &&
	       bytes >= (u64)cap + pad_for(cap) + ring.size / 16 * reserve[class];
}

/* Copies a record with its strings, which then point into the copy. */
static void copy_record(u8 *to, const struct writ_record *from)
{
	struct writ_record *r = (struct writ_record *)to;
	u8 *at = to + sizeof(*r);
	u32 i;

	memcpy(r, from, sizeof(*r));
	for (i = 0; i < writ_record_nfields; i++) {
		const struct writ_record_field *f = &writ_record_fields[i];
		struct writ_bytes *b = (void *)(to + f->offset);

		if (!f->bytes || !b->len)
			continue;
		b->len = min_t(size_t, b->len, f->max);
		memcpy(at, b->data, b->len);
		b->data = at;
		at += b->len;
	}
}

static void put(struct writ_record *r, u32 cap)
{
	u32 pad = pad_for(cap);
	struct slot *slot;

	lockdep_assert_held(&ring.lock);
	r->seq = ++ring.last;
	/* Under the lock, so that times ascend with the numbers, as far as clocks do. */
	r->real_ns = ktime_get_real_ns();
	r->mono_ns = ktime_get_boottime_ns();
	slot = slot_of(r->seq);
	slot->offset = pad ? 0 : ring.at;
	slot->cap = cap;
	slot->pad = pad;
	slot->len = 0;
	copy_record(ring.bytes + slot->offset, r);
	ring.at = slot->offset + cap;
	/* One that ends with the ring leaves nothing to pad before the next. */
	if (ring.at == ring.size)
		ring.at = 0;
	ring.used += cap + pad;
}

static bool anything_pending(void)
{
	return ring.pending.allowed || ring.pending.denied || ring.pending.other;
}

static void count_lost(const struct writ_record *r)
{
	bool verdict = r->kind == WRIT_KIND_EXEC || r->kind == WRIT_KIND_MAP;

	if (!anything_pending())
		ring.pending_since = ring.last;
	if (!verdict)
		ring.pending.other++;
	else if (writ_reason_allows(r->reason))
		ring.pending.allowed++;
	else
		ring.pending.denied++;
	ring.lost++;
}

/*
 * What was lost is told as soon as there is room for anything again. Between the
 * first loss and the gap record there may be denials and changes, for which room
 * was kept: were each preceded by a gap record, half of that room would be theirs.
 */
static void put_gap(void)
{
	char detail[40];
	struct writ_record gap = {
		.kind = WRIT_KIND_GAP,
		.host = writ_params.host,
		.boot = { writ_boot, WRIT_BOOT_SIZE },
		.lost_allowed = ring.pending.allowed,
		.lost_denied = ring.pending.denied,
		.lost_other = ring.pending.other,
	};
	u32 cap;

	snprintf(detail, sizeof(detail), "since record %llu", ring.pending_since);
	gap.detail = writ_bytes_of(detail);
	cap = cap_of(strings_len(&gap));
	if (!fits(cap, WRIT_CLASS_ALLOWED))
		return;
	put(&gap, cap);
	ring.gaps++;
	memset(&ring.pending, 0, sizeof(ring.pending));
}

static void wake_thread(void)
{
	/* Pairs with the thread, which sets it before it looks for the last time. */
	smp_mb();
	if (atomic_read(&thread_idle) && atomic_xchg(&thread_idle, 0))
		wake_up(&thread_wait);
}

int writ_event_append(struct writ_event *event, enum writ_class class)
{
	struct writ_record *r = &event->record;
	u32 cap = cap_of(strings_len(r));
	unsigned long flags;
	bool done;

	spin_lock_irqsave(&ring.lock, flags);
	ring.offered++;
	if (unlikely(anything_pending()))
		put_gap();
	done = fits(cap, class);
	if (done)
		put(r, cap);
	else
		count_lost(r);
	spin_unlock_irqrestore(&ring.lock, flags);
	wake_thread();
	return done ? 0 : -ENOSPC;
}

bool writ_events_room(enum writ_class class)
{
	unsigned long flags;
	bool room;

	spin_lock_irqsave(&ring.lock, flags);
	room = fits(cap_of(SLOT_BYTES), class);
	spin_unlock_irqrestore(&ring.lock, flags);
	return room;
}

/* ---- chaining */

/*
 * Nobody else touches a record between its number and its hash, so it is encoded
 * without the lock. Hashing cannot fail for good: it is tried until it succeeds.
 */
static void chain_one(u64 seq)
{
	struct slot *slot = slot_of(seq);
	u8 *at = ring.bytes + slot->offset;
	bool is_exec;
	u8 hash[WRIT_DIGEST_SIZE];
	struct writ_bytes record;
	unsigned long flags;

	is_exec = ((struct writ_record *)at)->kind == WRIT_KIND_EXEC;
	record.data = scratch;
	record.len = writ_record_encode((struct writ_record *)at, scratch, WRIT_RECORD_MAX);
	/* By construction: see cap_of(). */
	if (WARN_ON_ONCE(!record.len || record.len > slot->cap))
		record.len = min_t(size_t, record.len, slot->cap);
	while (writ_digest_parts((struct writ_bytes){ ring.head, WRIT_DIGEST_SIZE }, record, hash))
		schedule_timeout_uninterruptible(HZ / 10);
	memcpy(at, scratch, record.len);
	spin_lock_irqsave(&ring.lock, flags);
	slot->len = record.len;
	memcpy(slot->hash, hash, sizeof(hash));
	memcpy(ring.head, hash, sizeof(hash));
	ring.chained = seq;
	spin_unlock_irqrestore(&ring.lock, flags);
	if (is_exec)
		writ_origin_note(seq, hash);
}

static u64 last_given(void)
{
	unsigned long flags;
	u64 last;

	spin_lock_irqsave(&ring.lock, flags);
	last = ring.last;
	spin_unlock_irqrestore(&ring.lock, flags);
	return last;
}

/* Sleep until there is something, or the thread is to end. */
static void wait_for_work(u64 done)
{
	atomic_set(&thread_idle, 1);
	/* Pairs with wake_thread(): either it sees idle, or this sees its event. */
	smp_mb();
	wait_event_interruptible(thread_wait, !atomic_read(&thread_idle) ||
				 last_given() != done || kthread_should_stop());
	atomic_set(&thread_idle, 0);
}

static int chain(void *unused)
{
	u64 done = 0;

	while (!kthread_should_stop()) {
		u64 last = last_given();

		if (done == last) {
			wait_for_work(done);
			continue;
		}
		while (done < last) {
			chain_one(++done);
			cond_resched();
		}
		if (writ_events_wakeup)
			writ_events_wakeup();
		/* Let some come together: being woken costs more than being chained. */
		schedule_timeout_idle(1);
	}
	return 0;
}

/* ---- handing out */

int writ_event_fetch(u64 seq, u8 *record, size_t *len, u8 hash[WRIT_DIGEST_SIZE])
{
	unsigned long flags;
	struct slot *slot;
	int ret = 0;

	spin_lock_irqsave(&ring.lock, flags);
	if (seq > ring.chained) {
		ret = -EAGAIN;
	} else if (seq <= ring.acked) {
		ret = -ENOENT;
	} else {
		slot = slot_of(seq);
		*len = slot->len;
		memcpy(record, ring.bytes + slot->offset, slot->len);
		memcpy(hash, slot->hash, WRIT_DIGEST_SIZE);
	}
	spin_unlock_irqrestore(&ring.lock, flags);
	return ret;
}

static void release_up_to(u64 seq)
{
	lockdep_assert_held(&ring.lock);
	while (ring.acked < seq) {
		struct slot *slot = slot_of(++ring.acked);

		ring.used -= slot->cap + slot->pad;
	}
	if (anything_pending())
		put_gap();
}

int writ_event_ack(u64 seq, const u8 hash[WRIT_DIGEST_SIZE])
{
	unsigned long flags;
	int ret = 0;

	spin_lock_irqsave(&ring.lock, flags);
	if (seq > ring.chained)
		ret = -ERANGE;
	else if (seq <= ring.acked)
		ret = -EALREADY;
	else if (memcmp(slot_of(seq)->hash, hash, WRIT_DIGEST_SIZE))
		ret = -EBADMSG;
	else
		release_up_to(seq);
	spin_unlock_irqrestore(&ring.lock, flags);
	if (ret == -EBADMSG)
		writ_evidence_tampering("records were acknowledged with a wrong hash", NULL);
	wake_thread();
	return ret;
}

bool writ_log_continues(void)
{
	return READ_ONCE(continues);
}

void writ_log_continue(void)
{
	WRITE_ONCE(continues, true);
}

void writ_log_state(struct writ_log_state *out)
{
	unsigned long flags;

	spin_lock_irqsave(&ring.lock, flags);
	out->last_seq = ring.last;
	out->chained_seq = ring.chained;
	out->acked_seq = ring.acked;
	memcpy(out->head, ring.head, sizeof(out->head));
	out->lost = ring.lost;
	out->offered = ring.offered;
	out->gaps = ring.gaps;
	out->capacity = writ_event_slots;
	spin_unlock_irqrestore(&ring.lock, flags);
}

void writ_events_show(struct seq_file *m)
{
	struct writ_log_state state;

	writ_log_state(&state);
	seq_printf(m, "boot: %pUb\n", writ_boot);
	seq_printf(m, "continues: %s\n", writ_log_continues() ? "yes" : "no");
	seq_printf(m, "events_offered: %llu\n", state.offered);
	seq_printf(m, "events_recorded: %llu\n", state.last_seq);
	seq_printf(m, "events_gaps: %llu\n", state.gaps);
	seq_printf(m, "events_lost: %llu\n", state.lost);
	seq_printf(m, "events_chained: %llu\n", state.chained_seq);
	seq_printf(m, "events_acked: %llu\n", state.acked_seq);
	seq_printf(m, "events_capacity: %u\n", state.capacity);
	seq_printf(m, "events_head: %*phN\n", WRIT_DIGEST_SIZE, state.head);
}

/* ---- coming up */

static int read_boot_id(void)
{
	char text[UUID_STRING_LEN + 1] = "";
	struct file *file;
	loff_t pos = 0;
	ssize_t got;
	uuid_t uuid;

	file = writ_proc_open("/proc/sys/kernel/random/boot_id");
	if (IS_ERR(file))
		return PTR_ERR(file);
	got = kernel_read(file, text, UUID_STRING_LEN, &pos);
	filp_close(file, NULL);
	if (got != UUID_STRING_LEN || uuid_parse(text, &uuid))
		return got < 0 ? got : -EINVAL;
	export_uuid(writ_boot, &uuid);
	return 0;
}

int writ_events_init(void)
{
	int ret;

	if (!is_power_of_2(writ_event_slots) || writ_event_slots < SLOTS_MIN ||
	    writ_event_slots > SLOTS_MAX) {
		pr_err("events= must be a power of two from %d to %lu\n", SLOTS_MIN, SLOTS_MAX);
		return -EINVAL;
	}
	ret = read_boot_id();
	if (ret) {
		pr_err("refused to load: the boot id cannot be read (%d)\n", ret);
		return ret;
	}
	ret = -ENOMEM;
	ring.size = writ_event_slots * SLOT_BYTES;
	ring.slots = vzalloc(array_size(writ_event_slots, sizeof(*ring.slots)));
	ring.bytes = vmalloc(ring.size);
	scratch = vmalloc(WRIT_RECORD_MAX);
	if (!ring.slots || !ring.bytes || !scratch || writ_origin_init())
		goto out;
	thread = kthread_run(chain, NULL, "writ-chain");
	if (!IS_ERR(thread))
		return 0;
	ret = PTR_ERR(thread);
	thread = NULL;
out:
	pr_err("refused to load: no memory for the records (%d)\n", ret);
	writ_events_exit();
	return ret;
}

/* Only when init fails: what was recorded by then, nobody has asked for. */
void writ_events_exit(void)
{
	if (thread)
		kthread_stop(thread);
	writ_origin_exit();
	vfree(scratch);
	vfree(ring.bytes);
	vfree(ring.slots);
}
