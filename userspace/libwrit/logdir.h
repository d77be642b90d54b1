/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading a lineage log: a directory of segments. What comes out has been
 * checked: framing, numbers, the kernel's chain, and that segments follow each
 * other. The format is docs/formats/log.md.
 */
#ifndef LIBWRIT_LOGDIR_H
#define LIBWRIT_LOGDIR_H

#include "msg.h"
#include "record.h"
#include "tree.h"

#define WRIT_SEGMENT_NAME	"%020" PRIu64 ".seg"
#define WRIT_SEGMENT_NAME_LEN	24
#define WRIT_SEGMENT_TYPE	"writ-segment"
#define WRIT_SEGMENT_VERSION	1
#define WRIT_LOG_CHECKPOINTS	"checkpoints"
#define WRIT_LOG_KEY		"log.pub"

/**
 * struct writ_log_entry - one record where it lies; gone at the next call
 * @index: in the tree, from 0
 * @record: as the kernel wrote it
 * @hash: h(seq)
 * @fields: of the record, decoded
 * @segment: file name
 * @offset: in that file
 */
struct writ_log_entry {
	u64 index;
	struct writ_bytes record;
	const u8 *hash;
	struct writ_record fields;
	const char *segment;
	u64 offset;
};

/**
 * struct writ_log_state - where a log stands after a record
 * @tree: over all records so far
 * @boot: of the last one
 * @seq: of the last one; 0 before the first
 * @hash: h(@seq)
 * @host: of the last segment; empty if none
 */
struct writ_log_state {
	struct writ_tree tree;
	u8 boot[WRIT_BOOT_SIZE];
	u64 seq;
	u8 hash[WRIT_DIGEST_SIZE];
	char host[WRIT_NAME_MAX + 1];
};

struct writ_log;

/** writ_log_open() - open a directory for reading; NULL with @msg set */
struct writ_log *writ_log_open(const char *dir, struct writ_msg *msg);
void writ_log_close(struct writ_log *log);

/**
 * writ_log_next() - the next record
 * @entry: filled
 * @msg: filled on failure: which record, in which segment, where, and what is wrong
 *
 * Return: 1; 0 at the end; -1 if the log is damaged here.
 */
int writ_log_next(struct writ_log *log, struct writ_log_entry *entry, struct writ_msg *msg);

/** writ_log_seek() - go on with the segment that holds a record, or the last one before it */
void writ_log_seek(struct writ_log *log, u64 index);

/** writ_log_state() - where the log stands after the record that was returned last */
const struct writ_log_state *writ_log_state(const struct writ_log *log);

/** struct writ_log_tail - what a crash left of a record at the end of the last segment */
struct writ_log_tail {
	char segment[WRIT_SEGMENT_NAME_LEN + 1];
	u64 offset;	/* where the complete records end */
	u64 bytes;	/* what follows; 0 if nothing does */
	bool header;	/* not even the segment's header is complete */
	bool zeros;	/* what follows is nothing but zeros, up to the end of the file */
};

/** writ_log_tail() - after writ_log_next() has returned 0 */
const struct writ_log_tail *writ_log_tail(const struct writ_log *log);

/* Segments, and bytes of all of them. */
u32 writ_log_segments(const struct writ_log *log);
u64 writ_log_bytes(const struct writ_log *log);

#endif
