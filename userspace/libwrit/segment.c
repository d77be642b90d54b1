// SPDX-License-Identifier: GPL-2.0-only
/*
 * The writer: records are collected in memory, and written and synced together.
 * A segment is only ever appended to; where a write fails, the file is cut back to
 * where it was, so that a later attempt begins at the same place.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cbor_write.h"
#include "evaluate.h"
#include "segment.h"
#include "uptime.h"

/* What is appended and not synced, for one segment. */
struct batch {
	u8 *data;
	size_t len;
	size_t cap;
};

struct writ_log_writer {
	char *dir;
	int dirfd;
	char host[WRIT_NAME_MAX + 1];
	struct writ_segment_limits limits;
	struct writ_log_state state;
	int fd;			/* of the open segment, or -1 */
	u64 good;		/* bytes of it that are synced */
	time_t since;		/* by writ_uptime(); before boot it is negative */
	char name[WRIT_SEGMENT_NAME_LEN + 1];
	struct batch batch;
	bool rotate;		/* the batch begins a new segment */
	struct writ_log_tail cut;
};

static bool reserve(struct batch *b, size_t more)
{
	size_t cap = b->cap ? b->cap : 65536;
	u8 *data;

	while (cap < b->len + more)
		cap *= 2;
	if (cap == b->cap)
		return true;
	data = realloc(b->data, cap);
	if (!data)
		return false;
	b->data = data;
	b->cap = cap;
	return true;
}

static size_t put_header(const struct writ_log_writer *w, u64 seq, u8 *buf, size_t cap,
			 const u8 *boot, struct writ_bytes before)
{
	const struct writ_tree *tree = &w->state.tree;
	struct writ_cbor_out o;
	int level;

	writ_cbor_out_init(&o, buf, cap);
	writ_cbor_put_map(&o, 8);
	writ_cbor_put_uint(&o, 1);
	writ_cbor_put_text(&o, WRIT_SEGMENT_TYPE, strlen(WRIT_SEGMENT_TYPE));
	writ_cbor_put_uint(&o, 2);
	writ_cbor_put_uint(&o, WRIT_SEGMENT_VERSION);
	writ_cbor_put_uint(&o, 3);
	writ_cbor_put_bytes(&o, w->host, strlen(w->host));
	writ_cbor_put_uint(&o, 4);
	writ_cbor_put_bytes(&o, boot, WRIT_BOOT_SIZE);
	writ_cbor_put_uint(&o, 5);
	writ_cbor_put_uint(&o, tree->size);
	writ_cbor_put_uint(&o, 6);
	writ_cbor_put_uint(&o, seq);
	writ_cbor_put_uint(&o, 7);
	writ_cbor_put_bytes(&o, before.data, before.len);
	writ_cbor_put_uint(&o, 8);
	writ_cbor_put_array(&o, (u64)__builtin_popcountll(tree->size));
	for (level = WRIT_TREE_LEVELS - 1; level >= 0; level--)
		if (tree->size >> level & 1)
			writ_cbor_put_bytes(&o, tree->node[level], WRIT_DIGEST_SIZE);
	return writ_cbor_out_ok(&o) ? o.len : 0;
}

/* ---- opening */

/*
 * When the open segment began cannot be told from the file; when it was last
 * written to, by a wall clock that may have been set since, is the nearest to it.
 */
static time_t since(const struct stat *st)
{
	const time_t age = time(NULL) - st->st_mtime;

	return writ_uptime() - (age > 0 ? age : 0);
}

/*
 * What a crash left of a record at the end was never synced as a whole, so nobody
 * relies on it. Whole records before it may not be durable either, if whoever
 * wrote them was killed before his sync; the caller takes them for that.
 */
static bool cut_tail(struct writ_log_writer *w, const struct writ_log_tail *tail,
		     struct writ_msg *msg)
{
	struct stat st;

	if (!tail->segment[0])
		return true;
	if (tail->header) {
		if (unlinkat(w->dirfd, tail->segment, 0) || fsync(w->dirfd))
			return writ_msg_errno(msg, "%s/%s", w->dir, tail->segment);
		return true;
	}
	strcpy(w->name, tail->segment);
	/* A closed one was made read-only: the next record begins another. */
	if (fstatat(w->dirfd, w->name, &st, 0))
		return writ_msg_errno(msg, "%s/%s", w->dir, w->name);
	if (!tail->bytes && !(st.st_mode & 0200))
		return true;
	w->fd = openat(w->dirfd, w->name, O_WRONLY | O_APPEND | O_CLOEXEC);
	if (w->fd < 0)
		return writ_msg_errno(msg, "%s/%s", w->dir, w->name);
	w->good = tail->offset;
	w->since = since(&st);
	if ((tail->bytes && ftruncate(w->fd, (off_t)tail->offset)) || fsync(w->fd) ||
	    fsync(w->dirfd))
		return writ_msg_errno(msg, "%s/%s", w->dir, w->name);
	return true;
}

/*
 * Zeros are what a power loss leaves of data that was not synced, and also what a
 * broken disk gives for data that was. They are cut off only where nothing is known
 * to have been: below a checkpoint, acknowledged, or in a segment that was closed.
 */
static bool may_cut(const struct writ_log_writer *w, const struct writ_log_tail *tail,
		    const struct writ_log_known *known, struct writ_msg *msg)
{
	const u64 size = tail->header ? strtoull(tail->segment, NULL, 10) : w->state.tree.size;
	struct stat st;

	if (!tail->zeros)
		return true;
	if (fstatat(w->dirfd, tail->segment, &st, 0))
		return writ_msg_errno(msg, "%s/%s", w->dir, tail->segment);
	if (size >= known->size && (st.st_mode & 0200) &&
	    !(w->state.seq < known->seq && !tail->header &&
	      !memcmp(w->state.boot, known->boot, WRIT_BOOT_SIZE)))
		return true;
	return writ_msgf(msg, "record %" PRIu64 " (segment %s, offset %" PRIu64
			 "): zeros in the place of records that were there", size, tail->segment,
			 tail->offset);
}

static bool recover(struct writ_log_writer *w, const struct writ_log_known *known,
		    struct writ_msg *msg)
{
	struct writ_log *log = writ_log_open(w->dir, msg);
	const struct writ_log_tail *tail;
	struct writ_log_entry entry;
	bool ok;
	int ret;

	if (!log)
		return false;
	writ_log_seek(log, U64_MAX);
	while ((ret = writ_log_next(log, &entry, msg)) == 1)
		;
	w->state = *writ_log_state(log);
	tail = writ_log_tail(log);
	ok = ret == 0 && may_cut(w, tail, known, msg);
	if (ok && tail->bytes)
		w->cut = *tail;
	if (ok && tail->header && writ_log_segments(log) > 1) {
		/* The unfinished one holds nothing: the one before it is the last. */
		ok = cut_tail(w, tail, msg);
		writ_log_close(log);
		return ok && recover(w, known, msg);
	}
	ok = ok && cut_tail(w, tail, msg);
	writ_log_close(log);
	return ok;
}

struct writ_log_writer *writ_log_writer_open(const char *dir, const char *host,
					     const struct writ_segment_limits *limits,
					     const struct writ_log_known *known,
					     struct writ_msg *msg)
{
	struct writ_log_writer *w = calloc(1, sizeof(*w));

	if (!w) {
		writ_msgf(msg, "out of memory");
		return NULL;
	}
	w->fd = -1;
	w->limits = *limits;
	snprintf(w->host, sizeof(w->host), "%s", host);
	w->dir = strdup(dir);
	w->dirfd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (!w->dir || w->dirfd < 0) {
		writ_msg_errno(msg, "%s", dir);
		writ_log_writer_close(w);
		return NULL;
	}
	if (!recover(w, known, msg)) {
		writ_log_writer_close(w);
		return NULL;
	}
	return w;
}

const struct writ_log_state *writ_log_writer_state(const struct writ_log_writer *w)
{
	return &w->state;
}

const struct writ_log_tail *writ_log_writer_cut(const struct writ_log_writer *w)
{
	return &w->cut;
}

void writ_log_writer_close(struct writ_log_writer *w)
{
	if (!w)
		return;
	if (w->fd >= 0)
		close(w->fd);
	if (w->dirfd >= 0)
		close(w->dirfd);
	free(w->batch.data);
	free(w->dir);
	free(w);
}

/* ---- appending */

static bool check_next(const struct writ_log_writer *w, struct writ_bytes record,
		       const u8 *hash, struct writ_record *fields, bool *new_boot,
		       struct writ_msg *msg)
{
	u8 buf[WRIT_DIGEST_SIZE + WRIT_RECORD_MAX], want[WRIT_DIGEST_SIZE];
	static const u8 zeros[WRIT_DIGEST_SIZE];
	const struct writ_log_state *s = &w->state;
	struct writ_error err;

	if (!writ_record_decode(record, fields, &err))
		return writ_msgf(msg, "a record cannot be decoded: %s %s", err.field,
				 writ_err_text(err.code));
	*new_boot = !s->seq || memcmp(fields->boot.data, s->boot, WRIT_BOOT_SIZE);
	if (!*new_boot && fields->seq != s->seq + 1)
		return writ_msgf(msg, "record %" PRIu64 " came where %" PRIu64 " was due",
				 fields->seq, s->seq + 1);
	/* Whoever begins in the middle of a boot has nothing to compare with. */
	if (*new_boot && fields->seq != 1)
		return true;
	memcpy(buf, *new_boot ? zeros : s->hash, WRIT_DIGEST_SIZE);
	memcpy(buf + WRIT_DIGEST_SIZE, record.data, record.len);
	writ_sha256(buf, WRIT_DIGEST_SIZE + record.len, want);
	if (memcmp(want, hash, WRIT_DIGEST_SIZE))
		return writ_msgf(msg, "record %" PRIu64 " does not continue the chain of this log",
				 fields->seq);
	return true;
}

/* Of the segment that the batch belongs to; one that it begins is not old. */
static bool too_large_or_old(const struct writ_log_writer *w)
{
	if (w->rotate)
		return w->batch.len >= w->limits.bytes;
	return w->good + w->batch.len >= w->limits.bytes ||
	       writ_uptime() - w->since >= (time_t)w->limits.seconds;
}

bool writ_log_append(struct writ_log_writer *w, struct writ_bytes record,
		     const u8 hash[WRIT_DIGEST_SIZE], struct writ_msg *msg)
{
	static const u8 zeros[WRIT_DIGEST_SIZE];
	struct writ_log_state *s = &w->state;
	struct writ_record fields;
	u8 leaf[WRIT_DIGEST_SIZE];
	struct writ_cbor_out o;
	struct writ_bytes before = { s->hash, WRIT_DIGEST_SIZE };
	bool new_boot, begin;

	if (!check_next(w, record, hash, &fields, &new_boot, msg))
		return false;
	begin = new_boot || (w->fd < 0 && !w->rotate) || too_large_or_old(w);
	/* A batch is of one segment: what is there already goes first. */
	if (begin && w->batch.len && !writ_log_sync(w, msg))
		return false;
	if (!reserve(&w->batch, record.len + 4096))
		return writ_msgf(msg, "out of memory");
	if (new_boot)
		before = (struct writ_bytes){ zeros, fields.seq == 1 ? WRIT_DIGEST_SIZE : 0 };
	if (begin) {
		w->batch.len = put_header(w, fields.seq, w->batch.data, w->batch.cap,
					  fields.boot.data, before);
		w->rotate = true;
	}
	writ_cbor_out_init(&o, w->batch.data + w->batch.len, w->batch.cap - w->batch.len);
	writ_cbor_put_array(&o, 2);
	writ_cbor_put_bytes(&o, record.data, record.len);
	writ_cbor_put_bytes(&o, hash, WRIT_DIGEST_SIZE);
	w->batch.len += o.len;
	if (begin)
		snprintf(w->name, sizeof(w->name), WRIT_SEGMENT_NAME, s->tree.size);
	writ_tree_leaf(record, leaf);
	writ_tree_append(&s->tree, leaf);
	memcpy(s->boot, fields.boot.data, WRIT_BOOT_SIZE);
	s->seq = fields.seq;
	memcpy(s->hash, hash, WRIT_DIGEST_SIZE);
	return true;
}

/* ---- making it durable */

static bool write_all(int fd, const u8 *data, size_t len)
{
	while (len) {
		ssize_t put = write(fd, data, len);

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return false;
		data += put;
		len -= (size_t)put;
	}
	return true;
}

/* Nobody appends to it any more, and its mode says so. */
static bool close_segment(struct writ_log_writer *w)
{
	bool ok;

	if (w->fd < 0)
		return true;
	ok = !fchmod(w->fd, 0444) && !fsync(w->fd);
	close(w->fd);
	w->fd = -1;
	return ok;
}

static bool begin_segment(struct writ_log_writer *w)
{
	if (!close_segment(w))
		return false;
	w->fd = openat(w->dirfd, w->name, O_WRONLY | O_APPEND | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (w->fd < 0)
		return false;
	w->good = 0;
	w->since = writ_uptime();
	return true;
}

/* A new one that could not be filled is taken away again. */
static void take_back(struct writ_log_writer *w)
{
	if (w->good) {
		if (ftruncate(w->fd, (off_t)w->good))
			return;
	} else {
		unlinkat(w->dirfd, w->name, 0);
		close(w->fd);
		w->fd = -1;
	}
}

bool writ_log_sync(struct writ_log_writer *w, struct writ_msg *msg)
{
	bool fresh = w->rotate;

	if (!w->batch.len)
		return true;
	if (fresh && !begin_segment(w))
		return writ_msg_errno(msg, "%s/%s", w->dir, w->name);
	if (!write_all(w->fd, w->batch.data, w->batch.len) || fdatasync(w->fd) ||
	    (fresh && fsync(w->dirfd))) {
		writ_msg_errno(msg, "%s/%s", w->dir, w->name);
		take_back(w);
		return false;
	}
	w->good += w->batch.len;
	w->batch.len = 0;
	w->rotate = false;
	return true;
}
