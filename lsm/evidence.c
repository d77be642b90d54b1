// SPDX-License-Identifier: GPL-2.0-only
/*
 * Verdicts as records of the lineage log. What was allowed is recorded before
 * it happens, so that under a strict policy nothing runs unrecorded.
 */
#include <linux/binfmts.h>
#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "admission.h"
#include "argv.h"
#include "authority.h"
#include "clock.h"
#include "compat/compat.h"
#include "events.h"
#include "inquiry.h"
#include "judge.h"
#include "lineage.h"
#include "location.h"
#include "writ.h"

/* The asker's own view of the path; a file that has none is left without. */
static void put_path(struct writ_record *r, struct file *file, char *room)
{
	char *path = d_path(writ_user_path(file), room, PATH_MAX);

	if (IS_ERR(path))
		return;
	r->path = writ_bytes_of(path);
	if (!writ_file_at_home(file))
		r->flags |= WRIT_RECORD_OTHER_ROOT;
}

static void put_inquiry(struct writ_record *r, const struct writ_inquiry *q)
{
	r->op = q->op;
	r->reason = q->reason;
	if (q->what)
		r->detail = writ_bytes_of(q->what);
	if (q->has_digest)
		r->digest = (struct writ_bytes){ q->digest, WRIT_DIGEST_SIZE };
	if (q->has_identity) {
		r->artifact = (struct writ_bytes){ q->identity.id, q->identity.id_len };
		r->issuer = (struct writ_bytes){ q->identity.issuer, q->identity.issuer_len };
		r->key = (struct writ_bytes){ q->identity.key, WRIT_KID_SIZE };
	}
	if (unlikely(writ_is_canary(current)))
		r->flags |= WRIT_RECORD_CANARY;
}

/**
 * struct room - memory for the long parts of a record
 * @path: PATH_MAX bytes, or NULL
 * @argv: WRIT_RECORD_ARGV_MAX bytes, or NULL if there are no arguments to record
 * @argv_digest: of arguments that were cut
 */
struct room {
	char *path;
	u8 *argv;
	u8 argv_digest[WRIT_DIGEST_SIZE];
};

static bool room_init(struct room *room, const struct writ_inquiry *q)
{
	const gfp_t gfp = q->may_sleep ? GFP_KERNEL : GFP_ATOMIC;

	room->path = q->file ? kmalloc(PATH_MAX, gfp) : NULL;
	room->argv = q->bprm ? kmalloc(WRIT_RECORD_ARGV_MAX, gfp) : NULL;
	return (room->path || !q->file) && (room->argv || !q->bprm);
}

static void room_exit(struct room *room)
{
	kfree(room->path);
	kfree(room->argv);
}

static int put_argv(struct writ_record *r, struct linux_binprm *bprm, struct room *room)
{
	size_t len = 0;
	bool cut = false;
	int ret;

	r->argc = bprm->argc;
	ret = writ_argv_read(bprm, room->argv, WRIT_RECORD_ARGV_MAX, &len, room->argv_digest,
			     &cut);
	r->argv = (struct writ_bytes){ room->argv, len };
	if (cut)
		r->argv_digest = (struct writ_bytes){ room->argv_digest, WRIT_DIGEST_SIZE };
	return ret;
}

static enum writ_kind kind_of(const struct writ_inquiry *q)
{
	switch (q->op) {
	case WRIT_OP_EXECUTE:
	case WRIT_OP_SCRIPT:
		return WRIT_KIND_EXEC;
	case WRIT_OP_MAP:
		return q->bprm ? WRIT_KIND_EXEC : WRIT_KIND_MAP;
	case WRIT_OP_MODULE:
	case WRIT_OP_KEXEC:
	case WRIT_OP_FIRMWARE:
		return WRIT_KIND_KERNEL;
	default:
		return WRIT_KIND_PRIVILEGE;
	}
}

/* Return: 0, or an error if something of what is recorded lacks; the rest is there. */
static int describe(struct writ_event *event, const struct writ_inquiry *q, struct room *room)
{
	writ_event_begin(event, kind_of(q), current);
	put_inquiry(&event->record, q);
	if (room->path)
		put_path(&event->record, q->file, room->path);
	return room->argv ? put_argv(&event->record, q->bprm, room) : 0;
}

/* Does some artifact grant this content to use the slots that are kept for recovery? */
static bool grants_recovery(const u8 *digest)
{
	const struct writ_request req = {
		.op = WRIT_OP_RECOVER,
		.uid = writ_asking_uid(),
		.now = writ_now(),
	};
	struct writ_verdict v = WRIT_VERDICT_INIT;
	bool wants_path = false;

	return writ_store_consider(&v, WRIT_DIGEST_SHA256, digest, &req, &wants_path);
}

/*
 * Asked only when the room for what is allowed is used up: an execution by its
 * own content, a mapping by the program that maps.
 */
static bool is_recovery(const struct writ_inquiry *q)
{
	const struct writ_lineage *lineage;
	bool is = false;

	rcu_read_lock();
	if (q->bprm) {
		is = q->has_digest && grants_recovery(q->digest);
	} else {
		lineage = writ_lineage_of(current);
		is = lineage && lineage->has_digest && grants_recovery(lineage->digest);
	}
	rcu_read_unlock();
	return is;
}

static bool log_is_strict(void)
{
	bool strict;

	rcu_read_lock();
	strict = writ_policy_rcu()->strict_log;
	rcu_read_unlock();
	return strict;
}

/* After a boot, only recovery goes on before it is known how the last one ended. */
static bool is_broken_off(const struct writ_inquiry *q)
{
	bool wanted;

	if (likely(writ_log_continues()) || !q->governed)
		return false;
	rcu_read_lock();
	wanted = writ_policy_rcu()->continuity;
	rcu_read_unlock();
	return wanted && !is_recovery(q);
}

static enum writ_reason record_allowed(struct writ_event *event, const struct writ_inquiry *q)
{
	enum writ_class class = WRIT_CLASS_ALLOWED;
	int ret;

	if (unlikely(is_broken_off(q)))
		return WRIT_LINEAGE_DISCONTINUITY;
	if (unlikely(!writ_events_room(class))) {
		if (is_recovery(q)) {
			class = WRIT_CLASS_RECOVERY;
			event->record.flags |= WRIT_RECORD_RECOVERY;
		} else if (log_is_strict()) {
			return WRIT_LINEAGE_DISCONTINUITY;
		}
	}
	if (q->bprm) {
		ret = writ_lineage_propose(q, &event->record.lineage);
		if (ret)
			return ret == -ENOMEM ? WRIT_INTERNAL_ERROR : WRIT_LINEAGE_DISCONTINUITY;
	}
	if (writ_event_append(event, class) && log_is_strict())
		return WRIT_LINEAGE_DISCONTINUITY;
	return WRIT_AUTHORIZED;
}

/*
 * What is let through although it was denied becomes an execution of its own, under
 * no artifact: the one that the verdict names is the one that came closest, and it
 * has refused. All that is taken over is what the program is and that it is governed.
 */
static noinline void propose_unauthorized(const struct writ_inquiry *q, u64 *id)
{
	struct writ_inquiry bare = {
		.op = q->op, .reason = q->reason, .bprm = q->bprm, .governed = q->governed,
		.home = q->home, .has_digest = q->has_digest,
	};

	if (q->has_digest)
		memcpy(bare.digest, q->digest, WRIT_DIGEST_SIZE);
	writ_lineage_propose(&bare, id);
}

/* Without memory the record lacks its long parts, but it is there. */
void writ_evidence_denied(const struct writ_inquiry *q, bool permitted)
{
	struct writ_event event;
	struct room room;

	room_init(&room, q);
	describe(&event, q, &room);
	if (permitted) {
		event.record.flags |= WRIT_RECORD_PERMITTED;
		if (q->bprm)
			propose_unauthorized(q, &event.record.lineage);
	}
	writ_event_append(&event, WRIT_CLASS_VITAL);
	room_exit(&room);
}

void writ_evidence_tampering(const char *detail, struct file *file)
{
	const struct writ_inquiry q = { .file = file };
	struct writ_event event;
	struct room room;

	room_init(&room, &q);
	writ_event_begin(&event, WRIT_KIND_TAMPER, current);
	event.record.detail = writ_bytes_of(detail);
	if (room.path)
		put_path(&event.record, file, room.path);
	writ_event_append(&event, WRIT_CLASS_VITAL);
	room_exit(&room);
}

void writ_evidence_state(enum writ_kind kind, enum writ_reason reason, const char *detail)
{
	struct writ_event event;

	writ_event_begin(&event, kind, current);
	event.record.reason = reason;
	event.record.detail = writ_bytes_of(detail);
	writ_event_append(&event, WRIT_CLASS_VITAL);
}

/*
 * Which program has mapped which content, and which execution made code: a table
 * of 64-bit marks, two places for each, that forgets by being overwritten. The
 * mark mixes both with secrets of this boot, so that nobody can find two pairs
 * that share one.
 */
#define MARKS_BITS 14

static u64 marks[BIT(MARKS_BITS)];
static u64 secret[2] __read_mostly;

static u64 *place_of(u64 mark)
{
	return &marks[(mark >> (64 - MARKS_BITS)) & ~1ul];
}

static u64 mark_unless_known(u64 program, u64 content)
{
	u64 low, high, mark, *place;

	if (unlikely(!READ_ONCE(secret[1])))
		get_random_bytes(secret, sizeof(secret));
	low = (program ^ secret[0]) * ((content ^ secret[1]) | 1);
	high = mul_u64_u64_shr(program ^ secret[0], content ^ secret[1], 64);
	mark = (low ^ high) | 1;
	place = place_of(mark);
	if (likely(READ_ONCE(place[0]) == mark) || READ_ONCE(place[1]) == mark)
		return 0;
	return mark;
}

u64 writ_mapping_mark(const u8 digest[WRIT_DIGEST_SIZE])
{
	const struct writ_lineage *lineage;
	u64 program = 0, content;

	memcpy(&content, digest, sizeof(content));
	rcu_read_lock();
	lineage = writ_lineage_of(current);
	if (lineage && lineage->has_digest)
		memcpy(&program, lineage->digest, sizeof(program));
	else if (lineage)
		program = lineage->id;
	rcu_read_unlock();
	return mark_unless_known(program, content);
}

u64 writ_memory_mark(void)
{
	const struct writ_lineage *lineage;
	u64 execution = 0;

	rcu_read_lock();
	lineage = writ_lineage_of(current);
	if (lineage)
		execution = lineage->id;
	rcu_read_unlock();
	return mark_unless_known(execution, 0);
}

/* Only what is in the log: under a strict policy, what it could not take is asked again. */
static void remember(u64 mark)
{
	u64 *place = place_of(mark);

	/* The older of the two makes room. */
	WRITE_ONCE(place[1], READ_ONCE(place[0]));
	WRITE_ONCE(place[0], mark);
}

enum writ_reason writ_evidence_allowed(const struct writ_inquiry *q)
{
	enum writ_reason reason = WRIT_INTERNAL_ERROR;
	struct writ_event event __uninitialized;
	struct room room;

	if (room_init(&room, q) && !describe(&event, q, &room))
		reason = record_allowed(&event, q);
	room_exit(&room);
	if (reason == WRIT_AUTHORIZED && q->mark)
		remember(q->mark);
	return reason;
}
