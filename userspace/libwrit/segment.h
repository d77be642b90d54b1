/* SPDX-License-Identifier: GPL-2.0-only */
/* Writing a lineage log, so that what was synced survives any crash. */
#ifndef LIBWRIT_SEGMENT_H
#define LIBWRIT_SEGMENT_H

#include "logdir.h"

/**
 * struct writ_segment_limits - when a segment is closed
 * @bytes: once it is larger
 * @seconds: once it is older
 */
struct writ_segment_limits {
	u64 bytes;
	u64 seconds;
};

/**
 * struct writ_log_known - what the log is known to have held
 * @size: records, by a checkpoint
 * @boot: a boot
 * @seq: of its last record that was acknowledged; 0 if none was
 */
struct writ_log_known {
	u64 size;
	u8 boot[WRIT_BOOT_SIZE];
	u64 seq;
};

struct writ_log_writer;

/**
 * writ_log_writer_open() - go on with a log, or begin one
 * @dir: exists; nobody else writes there, which the caller sees to
 * @host: the host's identity, for new segments
 * @limits: copied
 * @known: what it must hold; used during the call
 * @msg: filled on failure
 *
 * Reads the last segment only. What a crash left of a record is cut off: it was
 * never synced. Damage before that is a failure, and nothing is changed; so are
 * zeros at the end in the place of something that is known to have been there.
 *
 * Return: the writer, or NULL with @msg set.
 */
struct writ_log_writer *writ_log_writer_open(const char *dir, const char *host,
					     const struct writ_segment_limits *limits,
					     const struct writ_log_known *known,
					     struct writ_msg *msg);

/** writ_log_writer_cut() - what was cut off when the log was opened; bytes is 0 if nothing */
const struct writ_log_tail *writ_log_writer_cut(const struct writ_log_writer *w);

/** writ_log_writer_state() - where the log stands, what is appended but not synced included */
const struct writ_log_state *writ_log_writer_state(const struct writ_log_writer *w);

/**
 * writ_log_append() - take the next record
 * @record: copied
 * @hash: h(seq); must continue the chain
 *
 * The first record of another boot begins a new chain. Return: false with @msg
 * set if the record cannot be decoded, does not follow, or there is no memory;
 * then nothing has changed.
 */
bool writ_log_append(struct writ_log_writer *w, struct writ_bytes record,
		     const u8 hash[WRIT_DIGEST_SIZE], struct writ_msg *msg);

/**
 * writ_log_sync() - write what was appended, and wait until it is durable
 *
 * After a failure (a full disk) the files hold what they held before, and it may
 * be tried again. Return: true, or false with @msg set.
 */
bool writ_log_sync(struct writ_log_writer *w, struct writ_msg *msg);

/** writ_log_writer_close() - free; what was not synced is dropped */
void writ_log_writer_close(struct writ_log_writer *w);

#endif
