/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Events: what happened, as records with contiguous numbers in a bounded ring,
 * chained by a kernel thread before anybody sees them, and held until they are
 * acknowledged.
 */
#ifndef WRIT_EVENTS_H
#define WRIT_EVENTS_H

#include <linux/sched.h>

#include "core/record.h"

struct seq_file;

/**
 * enum writ_class - how much room an event may use
 * @WRIT_CLASS_ALLOWED: what was allowed, forks and exits: three quarters of the ring
 * @WRIT_CLASS_VITAL: denials and changes: nearly all of it
 * @WRIT_CLASS_RECOVERY: executions of recovery artifacts: all of it
 */
enum writ_class {
	WRIT_CLASS_ALLOWED,
	WRIT_CLASS_VITAL,
	WRIT_CLASS_RECOVERY,
	__WRIT_CLASS_COUNT
};

/**
 * struct writ_event - an event in the making; less than 1 KiB, on the stack
 * @record: what will be recorded; its bytes may point anywhere until the event
 *	is appended, which copies them
 * @comm: room for the command
 * @cgroup: room for the cgroup's path
 * @policy: room for the policy's id
 */
struct writ_event {
	struct writ_record record;
	char comm[TASK_COMM_LEN];
	char cgroup[256];
	u8 policy[WRIT_NAME_MAX];
};

/* Records that the ring holds: a power of two; the load parameter events=. */
extern unsigned int writ_event_slots;

/* Make the ring and start the thread. Return: 0 or -errno with a line in the log. */
int writ_events_init(void);
void writ_events_exit(void);

/**
 * writ_event_begin() - begin an event about a task
 * @event: zeroed and filled: kind, times, host, boot; and of @task: process,
 *	start, uid, login uid, command, cgroup, lineage (parent and ancestor are
 *	those of the execution that @task belongs to, and WRIT_RECORD_GOVERNED)
 * @kind: what happened
 * @task: current, or one that cannot go away meanwhile; NULL for none
 *
 * @record.lineage is left 0. Policy and its version are those in force now. Any
 * context but interrupts.
 */
void writ_event_begin(struct writ_event *event, enum writ_kind kind, struct task_struct *task);

/**
 * writ_event_append() - give the event its number and put it into the ring
 * @event: its bytes are copied
 * @class: how much room it may use
 *
 * Never waits. Any context but interrupts. What does not fit is counted, and
 * told by a gap record as soon as there is room for events of every class.
 *
 * Return: 0, or -ENOSPC if it was lost.
 */
int writ_event_append(struct writ_event *event, enum writ_class class);

/* Would an event of this class, of the largest usual size, fit now? Any context. */
bool writ_events_room(enum writ_class class);

/**
 * writ_event_fetch() - a chained record, for the daemon
 * @seq: its number
 * @record: receives the bytes; WRIT_RECORD_MAX
 * @len: receives how many
 * @hash: receives h(seq)
 *
 * May sleep. Return: 0; -EAGAIN if it is not chained yet (or never was given);
 * -ENOENT if it was acknowledged.
 */
int writ_event_fetch(u64 seq, u8 *record, size_t *len, u8 hash[WRIT_DIGEST_SIZE]);

/**
 * writ_event_ack() - records up to a number are durable
 * @seq: the last of them
 * @hash: h(seq), as proof that it is the same chain
 *
 * Return: 0; -ERANGE if @seq is not chained yet; -EALREADY if it was
 * acknowledged before; -EBADMSG for a wrong @hash, which changes nothing but is
 * recorded.
 */
int writ_event_ack(u64 seq, const u8 hash[WRIT_DIGEST_SIZE]);

/**
 * struct writ_log_state - where the log stands
 * @last_seq: last number that was given
 * @chained_seq: last number that is chained
 * @acked_seq: last number that was acknowledged
 * @head: h(@chained_seq)
 * @lost: events that did not fit, ever
 * @offered: events that there were, which is @last_seq and @lost together, less the
 *	records that tell of losses
 * @gaps: records that tell of losses
 * @capacity: records that fit
 */
struct writ_log_state {
	u64 last_seq;
	u64 chained_seq;
	u64 acked_seq;
	u8 head[WRIT_DIGEST_SIZE];
	u64 lost;
	u64 offered;
	u64 gaps;
	u32 capacity;
};

/* All of one moment. Any context. */
void writ_log_state(struct writ_log_state *out);

/*
 * Is it known how the boot before ended: has its head been presented, or the
 * root key signed a newer policy since this boot began?
 */
bool writ_log_continues(void);
/* From now on it is. */
void writ_log_continue(void);

/* Called by the thread after it has chained something; set by netlink.c. May sleep. */
extern void (*writ_events_wakeup)(void);

void writ_events_show(struct seq_file *m);

/* This boot's id (/proc/sys/kernel/random/boot_id), read by writ_events_init(). */
extern u8 writ_boot[WRIT_BOOT_SIZE];

#endif
