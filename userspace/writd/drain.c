// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the kernel's ring to the log: append, sync, and only then acknowledge. A
 * crash between any two of these loses nothing, since what is not acknowledged
 * is still in the kernel, and what was appended without is read again.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "uptime.h"
#include "writd.h"

/* Records between two syncs, at most. */
#define BATCH_MAX 512
/* Within so many of its records a boot names the one before, as a rule. */
#define RESUME_SOON 10000

struct batch {
	struct writd *w;
	u64 n;
	u64 seq;
	u8 hash[WRIT_DIGEST_SIZE];
	bool failed;
	struct writ_msg msg;
};

static int alarm_about(struct writd *w, const char *text)
{
	if (strcmp(w->health.alarm, text))
		say(SAY_ALERT, "the log does not go on: %s", text);
	snprintf(w->health.alarm, sizeof(w->health.alarm), "%s", text);
	return -1;
}

static void look_at(struct writ_bytes record)
{
	struct writ_record r;
	struct writ_error err;

	if (!writ_record_decode(record, &r, &err))
		return;
	if ((r.kind == WRIT_KIND_EXEC || r.kind == WRIT_KIND_MAP || r.kind == WRIT_KIND_KERNEL ||
	     r.kind == WRIT_KIND_PRIVILEGE) &&
	    !writ_reason_allows((enum writ_reason)r.reason) && !(r.flags & WRIT_RECORD_CANARY))
		denials_note(&r, record);
}

static bool of_this_boot(const struct writd *w, const u8 boot[WRIT_BOOT_SIZE])
{
	return !memcmp(boot, w->kernel.boot, WRIT_BOOT_SIZE);
}

static u64 last_seq(const struct writd *w)
{
	const struct writ_log_state *s = writ_log_writer_state(w->log);

	return s->seq && of_this_boot(w, s->boot) ? s->seq : 0;
}

static bool take(void *arg, u64 seq, struct writ_bytes record, const u8 hash[WRIT_DIGEST_SIZE])
{
	struct batch *b = arg;

	/* What the kernel let go was acknowledged, and not by this log's daemon. */
	if (seq > 1 && !last_seq(b->w))
		say(SAY_ALERT, "this boot's log begins with record %" PRIu64
		    ": somebody else has acknowledged those before, or taken their log away", seq);
	if (!writ_log_append(b->w->log, record, hash, &b->msg)) {
		b->failed = true;
		return false;
	}
	look_at(record);
	b->seq = seq;
	memcpy(b->hash, hash, WRIT_DIGEST_SIZE);
	return ++b->n < BATCH_MAX;
}

static u64 now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (u64)t.tv_sec * 1000000 + (u64)t.tv_nsec / 1000;
}

static bool acknowledge(struct writd *w, u64 seq, const u8 *hash)
{
	struct writ_msg msg;
	enum writ_nl_result ret = writ_nl_ack(w->nl, seq, hash, &msg);

	/* A daemon before us may have done it and died before it could tell. */
	if (ret == WRIT_NL_OK || (ret == WRIT_NL_REFUSED && writ_nl_errno(w->nl) == EALREADY)) {
		w->health.acked = seq;
		return true;
	}
	alarm_about(w, msg.text);
	return false;
}

/*
 * Tell the kernel where the log of the boot before ended; of a log that begins
 * here, that there is nothing before: for all to see. A kernel whose room for
 * records is used up can take it only after some have been taken from it.
 */
static bool present_before(struct writd *w, struct writ_msg *msg)
{
	if (!w->before.owed)
		return true;
	if (writ_nl_resume(w->nl, w->before.boot, w->before.seq, w->before.hash, msg) !=
	    WRIT_NL_OK && writ_nl_errno(w->nl) != EALREADY)
		return writ_nl_errno(w->nl) == ENOSPC;
	w->before.owed = false;
	return true;
}

/* One batch: 1 if there may be more, 0 if not, -1 if the log does not go on. */
static int drain_batch(struct writd *w)
{
	const struct writ_log_state *s = writ_log_writer_state(w->log);
	struct batch b = { .w = w };
	struct writ_msg msg;
	enum writ_nl_result ret;
	u64 begin;

	ret = writ_nl_events(w->nl, last_seq(w), take, &b, &msg);
	if (b.failed)
		return alarm_about(w, b.msg.text);
	if (ret != WRIT_NL_OK && ret != WRIT_NL_STOPPED)
		return alarm_about(w, msg.text);
	begin = now_us();
	/* Also without anything new: what could not be written last time. */
	if (!writ_log_sync(w->log, &msg))
		return alarm_about(w, msg.text);
	if (b.n)
		w->health.sync_us = now_us() - begin;
	if (last_seq(w) > w->health.acked && !acknowledge(w, s->seq, s->hash))
		return -1;
	if (!present_before(w, &msg))
		return alarm_about(w, msg.text);
	w->health.records += b.n;
	w->health.batches += b.n > 0;
	return b.n > 0;
}

/* Without an answer what is known stays: above all, which boot this is. */
bool ask_kernel(struct writd *w, struct writ_msg *msg)
{
	struct writ_nl_status now;

	if (writ_nl_status(w->nl, &now, msg) != WRIT_NL_OK)
		return false;
	w->kernel = now;
	return true;
}

bool drain(struct writd *w)
{
	int ret;

	while ((ret = drain_batch(w)) == 1)
		drain_checkpoint(w, false);
	if (ret == 0 && w->health.alarm[0]) {
		say(SAY_NOTICE, "the log goes on");
		w->health.alarm[0] = '\0';
	}
	return ret == 0;
}

/* Appended and synced like the records it stands for. */
static bool put_checkpoint(struct writd *w, const char *note, struct writ_msg *msg)
{
	char path[4200], text[WRIT_NOTE_MAX + 2];
	int len = snprintf(text, sizeof(text), "%s\n", note);
	struct stat st;
	bool ok;
	int fd;

	snprintf(path, sizeof(path), "%s/" WRIT_LOG_CHECKPOINTS, w->log_dir);
	fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0 || fstat(fd, &st)) {
		writ_msg_errno(msg, "%s", path);
		if (fd >= 0)
			close(fd);
		return false;
	}
	ok = (write(fd, text, (size_t)len) == len && !fsync(fd)) ||
	     writ_msg_errno(msg, "%s", path);
	/* Its first one has made the file. */
	ok = ok && (st.st_size || state_sync(w->log_dir, msg));
	if (!ok) {
		/* Half a checkpoint would hide the next one behind it. */
		if (ftruncate(fd, st.st_size))
			say(SAY_ERR, "%s: half a checkpoint stays", path);
	}
	close(fd);
	return ok;
}

void drain_checkpoint(struct writd *w, bool now)
{
	const struct writ_log_state *s = writ_log_writer_state(w->log);
	struct writ_checkpoint c = { .size = s->tree.size, .seq = s->seq };
	u64 more = c.size - w->health.checkpoint_size;
	char note[WRIT_NOTE_MAX];
	struct writ_msg msg;

	if (!c.size || !more || w->health.alarm[0])
		return;
	if (!now && more < w->config.checkpoint_records &&
	    writ_uptime() - w->checkpointed < (time_t)w->config.checkpoint_seconds)
		return;
	c.time = (u64)time(NULL);
	/* The kernel counts for the whole boot, and this daemon may not have seen all of it. */
	if (!ask_kernel(w, &msg)) {
		say(SAY_ERR, "no checkpoint: %s", msg.text);
		return;
	}
	c.lost = w->kernel.lost;
	strcpy(c.origin, w->origin);
	writ_tree_root(&s->tree, c.root);
	memcpy(c.boot, s->boot, sizeof(c.boot));
	memcpy(c.head, s->hash, sizeof(c.head));
	if (!writ_checkpoint_sign(&c, w->key, note, &msg) || !put_checkpoint(w, note, &msg)) {
		say(SAY_ERR, "no checkpoint: %s", msg.text);
		return;
	}
	w->health.checkpoints++;
	w->health.checkpoint_size = c.size;
	w->health.checkpoint_time = (time_t)c.time;
	w->checkpointed = writ_uptime();
}

/* Where the first whole note in the middle of a file begins: after the one before. */
static struct writ_bytes from_a_note(struct writ_bytes text)
{
	static const char signature[] = "\n\n\u2014 ";
	const u8 *end = memmem(text.data, text.len, signature, strlen(signature)), *at;

	if (end)
		end = memmem(end + 2, text.len - (size_t)(end + 2 - text.data), "\n\n", 2);
	at = end ? end + 2 : text.data + text.len;
	return (struct writ_bytes){ at, (size_t)(text.data + text.len - at) };
}

/*
 * Look at the last @len bytes of @size for the last checkpoint. Returns how many
 * bytes a crash left behind it, or -1 if there is none in them.
 */
static ssize_t look_for_checkpoint(struct writd *w, int fd, off_t size, size_t len)
{
	u8 *text = malloc(len + 1);
	struct writ_checkpoint c;
	struct writ_bytes rest, note;
	ssize_t ret = -1;

	if (!text || pread(fd, text, len, size - (off_t)len) != (ssize_t)len) {
		free(text);
		return -1;
	}
	rest = (struct writ_bytes){ text, len };
	if ((off_t)len < size)
		rest = from_a_note(rest);
	else
		ret = (ssize_t)len;
	while (writ_checkpoint_next(&rest, &note)) {
		ret = (ssize_t)rest.len;
		if (writ_checkpoint_read(note, NULL, &c, NULL))
			w->health.checkpoint_size = c.size;
	}
	free(text);
	return ret;
}

/* Half a checkpoint is what a crash left: nobody has seen it. */
static bool cut_checkpoints(struct writd *w, struct writ_msg *msg)
{
	/* The file grows as long as the host lives: its end is all that is needed. */
	size_t len = 4 * WRIT_NOTE_MAX;
	ssize_t rest = -1;
	char path[4200];
	struct stat st;
	bool ok;
	int fd;

	snprintf(path, sizeof(path), "%s/" WRIT_LOG_CHECKPOINTS, w->log_dir);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT || writ_msg_errno(msg, "%s", path);
	ok = !fstat(fd, &st) || writ_msg_errno(msg, "%s", path);
	for (; ok && st.st_size && rest < 0; len *= 2) {
		if ((off_t)len > st.st_size)
			len = (size_t)st.st_size;
		rest = look_for_checkpoint(w, fd, st.st_size, len);
		if (rest < 0 && (off_t)len == st.st_size)
			ok = writ_msg_errno(msg, "%s", path);
	}
	if (ok && rest > 0 && ftruncate(fd, st.st_size - rest))
		ok = writ_msg_errno(msg, "%s", path);
	close(fd);
	return ok;
}

/* Is there the kernel's word that it was told about the boot before? */
static bool resumed(struct writd *w, struct writ_log *log, u64 first)
{
	struct writ_log_entry e;
	struct writ_msg msg;
	int n;

	writ_log_seek(log, first);
	for (n = 0; n < RESUME_SOON && writ_log_next(log, &e, &msg) == 1; n++)
		if (e.fields.kind == WRIT_KIND_RESUME && of_this_boot(w, e.fields.boot.data))
			return true;
	return false;
}

/*
 * A daemon before us may have died before it could tell the kernel where the boot
 * before ended. Then that is still owed, and is what stands before this boot's
 * first record; nothing, if this boot is the log's first. False if there is no
 * need, or if it cannot be found, since those segments were moved away.
 */
static bool find_before(struct writd *w)
{
	const struct writ_log_state *s = writ_log_writer_state(w->log);
	/* Not after its first record, even if it does not begin with record 1. */
	const u64 first = s->tree.size > s->seq ? s->tree.size - s->seq : 0;
	struct writ_log_entry e;
	struct writ_msg msg;
	struct writ_log *log = writ_log_open(w->log_dir, &msg);
	bool found = false;

	if (!log || resumed(w, log, first)) {
		writ_log_close(log);
		return false;
	}
	writ_log_seek(log, first ? first - 1 : 0);
	while (writ_log_next(log, &e, &msg) == 1) {
		found = of_this_boot(w, e.fields.boot.data);
		if (found)
			break;
		memcpy(w->before.boot, e.fields.boot.data, sizeof(w->before.boot));
		memcpy(w->before.hash, e.hash, sizeof(w->before.hash));
		w->before.seq = e.fields.seq;
	}
	writ_log_close(log);
	return found;
}

bool drain_begin(struct writd *w, struct writ_msg *msg)
{
	struct writ_log_known known = { .seq = w->kernel.acked_seq };
	const struct writ_log_state *s;
	const struct writ_log_tail *cut;

	if (!cut_checkpoints(w, msg))
		return false;
	known.size = w->health.checkpoint_size;
	memcpy(known.boot, w->kernel.boot, sizeof(known.boot));
	w->log = writ_log_writer_open(w->log_dir, w->kernel.host, &w->config.limits, &known, msg);
	if (!w->log)
		return false;
	cut = writ_log_writer_cut(w->log);
	if (cut->bytes)
		say(SAY_NOTICE, "%s: cut off after %" PRIu64 " bytes: %" PRIu64 " bytes of %s that a crash left",
		    cut->segment, cut->offset, cut->bytes, cut->zeros ? "zeros" : "a record");
	s = writ_log_writer_state(w->log);
	w->health.checkpoint_time = time(NULL);
	w->checkpointed = writ_uptime();
	w->health.acked = w->kernel.acked_seq;
	if (last_seq(w)) {
		w->before.owed = find_before(w);
	} else {
		memcpy(w->before.boot, s->boot, sizeof(w->before.boot));
		memcpy(w->before.hash, s->hash, sizeof(w->before.hash));
		w->before.seq = s->seq;
		w->before.owed = true;
	}
	return present_before(w, msg);
}
