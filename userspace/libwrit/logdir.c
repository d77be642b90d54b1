// SPDX-License-Identifier: GPL-2.0-only
/* Segments in order, each mapped while it is read, record by record. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* By its path: there is a cbor.h of libcbor, too. */
#include "../../lsm/core/cbor.h"
#include "logdir.h"

enum header_key {
	KEY_TYPE = 1,
	KEY_VERSION = 2,
	KEY_HOST = 3,
	KEY_BOOT = 4,
	KEY_INDEX = 5,
	KEY_SEQ = 6,
	KEY_BEFORE = 7,
	KEY_FRONTIER = 8,
};

struct header {
	struct writ_bytes host;
	struct writ_bytes boot;
	u64 index;
	u64 seq;
	struct writ_bytes before;
	u32 nodes;
	struct writ_bytes node[WRIT_TREE_LEVELS];
};

struct writ_log {
	char *dir;
	char (*name)[WRIT_SEGMENT_NAME_LEN + 1];
	u32 n;
	u32 next;		/* the segment after the one that is mapped */
	u64 bytes;
	struct writ_bytes map;
	size_t pos;
	bool open_start;	/* the next record begins in the middle of a boot */
	bool anew;		/* nothing was read before this segment: its header is believed */
	u64 from;		/* if it does not begin after this record, which was asked for */
	struct writ_log_state state;
	struct writ_log_tail tail;
	EVP_MD_CTX *sha;
	EVP_MD *sha256;
};

/* ---- the directory */

static bool is_segment(const char *name)
{
	return strlen(name) == WRIT_SEGMENT_NAME_LEN && strspn(name, "0123456789") == 20 &&
	       !strcmp(name + 20, ".seg");
}

static int by_name(const void *a, const void *b)
{
	return strcmp(a, b);
}

static bool list(struct writ_log *log, struct writ_msg *msg)
{
	DIR *d = opendir(log->dir);
	struct dirent *e;
	struct stat st;

	if (!d)
		return writ_msg_errno(msg, "%s", log->dir);
	while ((e = readdir(d))) {
		void *more;

		if (!is_segment(e->d_name))
			continue;
		more = realloc(log->name, (log->n + 1) * sizeof(*log->name));
		if (!more) {
			closedir(d);
			return writ_msgf(msg, "out of memory");
		}
		log->name = more;
		strcpy(log->name[log->n++], e->d_name);
		if (!fstatat(dirfd(d), e->d_name, &st, 0))
			log->bytes += (u64)st.st_size;
	}
	closedir(d);
	if (log->n)
		qsort(log->name, log->n, sizeof(*log->name), by_name);
	return true;
}

struct writ_log *writ_log_open(const char *dir, struct writ_msg *msg)
{
	struct writ_log *log = calloc(1, sizeof(*log));

	if (!log) {
		writ_msgf(msg, "out of memory");
		return NULL;
	}
	log->dir = strdup(dir);
	log->sha = EVP_MD_CTX_new();
	log->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	log->anew = true;
	if (!log->dir || !log->sha || !log->sha256) {
		writ_msgf(msg, "out of memory");
		writ_log_close(log);
		return NULL;
	}
	if (!list(log, msg)) {
		writ_log_close(log);
		return NULL;
	}
	return log;
}

static void unmap(struct writ_log *log)
{
	if (log->map.data)
		munmap((void *)log->map.data, log->map.len);
	log->map = (struct writ_bytes){ NULL, 0 };
}

void writ_log_close(struct writ_log *log)
{
	if (!log)
		return;
	unmap(log);
	EVP_MD_CTX_free(log->sha);
	EVP_MD_free(log->sha256);
	free(log->name);
	free(log->dir);
	free(log);
}

/* ---- one segment */

static const char *current(const struct writ_log *log)
{
	return log->name[log->next - 1];
}

static int damaged(const struct writ_log *log, struct writ_msg *msg, const char *what)
{
	writ_msgf(msg, "record %" PRIu64 " (segment %s, offset %zu): %s", log->state.tree.size,
		  current(log), log->pos, what);
	return -1;
}

static bool map_next(struct writ_log *log, struct writ_msg *msg)
{
	char path[4200];
	struct stat st;
	void *at = NULL;
	int fd;

	unmap(log);
	snprintf(path, sizeof(path), "%s/%s", log->dir, log->name[log->next++]);
	/* A pipe that somebody put there is opened at once, and refused. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 || fstat(fd, &st)) {
		writ_msg_errno(msg, "%s", path);
		if (fd >= 0)
			close(fd);
		return false;
	}
	if (!S_ISREG(st.st_mode)) {
		close(fd);
		return writ_msgf(msg, "%s is not a regular file", path);
	}
	if (st.st_size)
		at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (at == MAP_FAILED)
		return writ_msg_errno(msg, "%s", path);
	log->map = (struct writ_bytes){ at, at ? (size_t)st.st_size : 0 };
	log->pos = 0;
	return true;
}

static void read_header(struct writ_cbor *c, struct header *h)
{
	u32 seen = 0;
	s64 key;

	memset(h, 0, sizeof(*h));
	writ_cbor_map(c, "header");
	while (writ_cbor_key(c, "header", &key)) {
		struct writ_bytes text;

		switch (key) {
		case KEY_TYPE:
			text = writ_cbor_text(c, "type", 1, 64);
			if (writ_cbor_ok(c) &&
			    (text.len != strlen(WRIT_SEGMENT_TYPE) ||
			     memcmp(text.data, WRIT_SEGMENT_TYPE, text.len)))
				writ_cbor_fail(c, WRIT_ERR_VALUE, c->pos, "type");
			break;
		case KEY_VERSION:
			writ_cbor_uint(c, "version", WRIT_SEGMENT_VERSION, WRIT_SEGMENT_VERSION);
			break;
		case KEY_HOST:
			h->host = writ_cbor_bytes(c, "host", 0, WRIT_NAME_MAX);
			break;
		case KEY_BOOT:
			h->boot = writ_cbor_bytes(c, "boot", WRIT_BOOT_SIZE, WRIT_BOOT_SIZE);
			break;
		case KEY_INDEX:
			h->index = writ_cbor_uint(c, "index", 0, U64_MAX);
			break;
		case KEY_SEQ:
			h->seq = writ_cbor_uint(c, "seq", 1, U64_MAX);
			break;
		case KEY_BEFORE:
			h->before = writ_cbor_bytes(c, "before", 0, WRIT_DIGEST_SIZE);
			if (h->before.len && h->before.len != WRIT_DIGEST_SIZE)
				writ_cbor_fail(c, WRIT_ERR_LIMIT, c->pos, "before");
			break;
		case KEY_FRONTIER:
			writ_cbor_array(c, "frontier", 0, WRIT_TREE_LEVELS);
			while (writ_cbor_more(c))
				h->node[h->nodes++] = writ_cbor_bytes(c, "frontier",
								      WRIT_DIGEST_SIZE,
								      WRIT_DIGEST_SIZE);
			break;
		default:
			writ_cbor_key_unknown(c, "header");
			return;
		}
		seen |= 1u << key;
	}
	if (writ_cbor_ok(c) && seen != 0x1fe)
		writ_cbor_fail(c, WRIT_ERR_MISSING, c->pos, "header");
}

/* The nodes stand from the largest subtree to the smallest. */
static bool tree_from(const struct header *h, struct writ_tree *tree)
{
	u32 n = 0;
	int level;

	memset(tree, 0, sizeof(*tree));
	tree->size = h->index;
	for (level = WRIT_TREE_LEVELS - 1; level >= 0; level--) {
		if (!(tree->size >> level & 1))
			continue;
		if (n == h->nodes)
			return false;
		memcpy(tree->node[level], h->node[n++].data, WRIT_DIGEST_SIZE);
	}
	return n == h->nodes;
}

static bool same_tree(const struct writ_tree *a, const struct writ_tree *b)
{
	int level;

	for (level = 0; a->size == b->size && level < WRIT_TREE_LEVELS; level++)
		if ((a->size >> level & 1) && memcmp(a->node[level], b->node[level], WRIT_DIGEST_SIZE))
			return false;
	return a->size == b->size;
}

/* Does this header follow what was read before it? */
static const char *follows(const struct writ_log *log, const struct header *h,
			   const struct writ_tree *tree)
{
	const struct writ_log_state *s = &log->state;
	bool same_boot = s->seq && !memcmp(h->boot.data, s->boot, WRIT_BOOT_SIZE);

	if (h->index != s->tree.size)
		return "the segment does not begin with this record: one is missing, or too many";
	if (!same_tree(tree, &s->tree))
		return "the segment's header belongs to another tree";
	if (!same_boot && !h->before.len != (h->seq != 1))
		return "the segment's header does not begin a boot";
	if (same_boot && h->seq != s->seq + 1)
		return "the segment's header skips numbers";
	if (same_boot && (!h->before.len || memcmp(h->before.data, s->hash, WRIT_DIGEST_SIZE)))
		return "the segment's header continues another chain";
	return NULL;
}

static bool is_zero(struct writ_bytes hash)
{
	static const u8 zeros[WRIT_DIGEST_SIZE];

	return hash.len == sizeof(zeros) && !memcmp(hash.data, zeros, sizeof(zeros));
}

struct frame {
	struct writ_bytes record;
	struct writ_bytes hash;
	size_t len;
	struct writ_error err;
};

static void read_frame(struct writ_bytes in, struct frame *f)
{
	struct writ_cbor c;

	f->err = (struct writ_error){ WRIT_OK, 0, NULL };
	writ_cbor_init(&c, in, 0, &f->err);
	writ_cbor_array(&c, "entry", 2, 2);
	f->record = writ_cbor_bytes(&c, "record", 1, WRIT_RECORD_MAX);
	f->hash = writ_cbor_bytes(&c, "hash", WRIT_DIGEST_SIZE, WRIT_DIGEST_SIZE);
	writ_cbor_leave(&c);
	f->len = c.pos;
}

static bool frame_is_short(struct writ_bytes in)
{
	struct frame f;

	read_frame(in, &f);
	return f.err.code == WRIT_ERR_TRUNCATED;
}

static bool header_is_short(struct writ_bytes in)
{
	struct writ_error err = { WRIT_OK, 0, NULL };
	struct writ_cbor c;
	struct header h;

	writ_cbor_init(&c, in, 0, &err);
	read_header(&c, &h);
	return err.code == WRIT_ERR_TRUNCATED;
}

/*
 * A crash may cut what was being written short, or leave zeros in its place or in
 * that of its rest, where the file's size was durable before its data: in the last
 * segment, with nothing after it. So many zeros no whole record ends with.
 */
#define ZEROS_MIN (2 * WRIT_DIGEST_SIZE)

static bool is_torn(struct writ_log *log, struct writ_bytes rest,
		    bool (*is_short)(struct writ_bytes in))
{
	struct writ_bytes data = rest;

	if (log->next != log->n)
		return false;
	while (data.len && !data.data[data.len - 1])
		data.len--;
	log->tail.zeros = data.len < rest.len &&
			  (!data.len || (rest.len - data.len >= ZEROS_MIN && is_short(data)));
	if (!log->tail.zeros && !is_short(rest))
		return false;
	log->tail.bytes = rest.len;
	return true;
}

static int take_header(struct writ_log *log, struct writ_msg *msg)
{
	struct writ_error err = { WRIT_OK, 0, NULL };
	struct writ_tree tree;
	struct writ_cbor c;
	struct header h;
	const char *wrong;
	u64 named;

	writ_cbor_init(&c, log->map, 0, &err);
	read_header(&c, &h);
	if (err.code && is_torn(log, log->map, header_is_short)) {
		log->tail.header = true;
		return 0;
	}
	if (err.code || !tree_from(&h, &tree))
		return damaged(log, msg, "the segment's header is damaged");
	named = strtoull(current(log), NULL, 10);
	if (h.index != named)
		return damaged(log, msg, "the segment's name is not its header's");
	if (h.seq == 1 && !is_zero(h.before))
		return damaged(log, msg, "the segment's header begins a boot's chain otherwise than with zeros");
	if (!log->anew) {
		wrong = follows(log, &h, &tree);
		if (wrong)
			return damaged(log, msg, wrong);
	} else if (h.index > log->from) {
		return damaged(log, msg, log->from ? "the segments before it are missing" :
			       "the log does not begin with record 0: segments are missing");
	}
	log->anew = false;
	log->state.tree = tree;
	memcpy(log->state.boot, h.boot.data, WRIT_BOOT_SIZE);
	log->state.seq = h.seq - 1;
	log->open_start = !h.before.len;
	if (h.before.len)
		memcpy(log->state.hash, h.before.data, WRIT_DIGEST_SIZE);
	memcpy(log->state.host, h.host.data, h.host.len);
	log->state.host[h.host.len] = '\0';
	log->pos = c.pos;
	return 1;
}

static bool chain(struct writ_log *log, const u8 *before, struct writ_bytes record, u8 *out)
{
	return EVP_DigestInit_ex2(log->sha, log->sha256, NULL) &&
	       EVP_DigestUpdate(log->sha, before, WRIT_DIGEST_SIZE) &&
	       EVP_DigestUpdate(log->sha, record.data, record.len) &&
	       EVP_DigestFinal_ex(log->sha, out, NULL);
}

static int take_record(struct writ_log *log, struct writ_log_entry *entry, struct writ_msg *msg)
{
	struct writ_bytes rest = { log->map.data + log->pos, log->map.len - log->pos };
	struct writ_log_state *s = &log->state;
	u8 hash[WRIT_DIGEST_SIZE], leaf[WRIT_DIGEST_SIZE];
	struct writ_error inner;
	struct frame f;

	read_frame(rest, &f);
	if (f.err.code && is_torn(log, rest, frame_is_short))
		return 0;
	entry->record = f.record;
	if (f.err.code)
		return damaged(log, msg, "the framing is damaged");
	if (!writ_record_decode(entry->record, &entry->fields, &inner)) {
		writ_msgf(msg, "record %" PRIu64 " (segment %s, offset %zu): %s %s", s->tree.size,
			  current(log), log->pos, inner.field, writ_err_text(inner.code));
		return -1;
	}
	if (memcmp(entry->fields.boot.data, s->boot, WRIT_BOOT_SIZE))
		return damaged(log, msg, "the record is of another boot than its segment");
	if (entry->fields.host.len != strlen(s->host) ||
	    memcmp(entry->fields.host.data, s->host, entry->fields.host.len))
		return damaged(log, msg, "the record is of another host than its segment");
	if (entry->fields.seq != s->seq + 1)
		return damaged(log, msg, "the record's number does not follow: records were removed, added or moved");
	if (log->open_start)
		memcpy(hash, f.hash.data, sizeof(hash));
	else if (!chain(log, s->hash, entry->record, hash) ||
		 memcmp(hash, f.hash.data, WRIT_DIGEST_SIZE))
		return is_torn(log, rest, frame_is_short) ? 0 : damaged(log, msg, "the chain is broken: this record, its hash, or the one before was changed");
	entry->index = s->tree.size;
	entry->hash = f.hash.data;
	entry->segment = current(log);
	entry->offset = log->pos;
	writ_tree_leaf(entry->record, leaf);
	writ_tree_append(&s->tree, leaf);
	s->seq = entry->fields.seq;
	memcpy(s->hash, hash, sizeof(hash));
	log->open_start = false;
	log->pos += f.len;
	return 1;
}

int writ_log_next(struct writ_log *log, struct writ_log_entry *entry, struct writ_msg *msg)
{
	int ret;

	while (log->pos == log->map.len) {
		if (log->next == log->n) {
			if (log->n && !log->tail.header) {
				strcpy(log->tail.segment, current(log));
				log->tail.offset = log->pos;
			}
			return 0;
		}
		if (!map_next(log, msg))
			return -1;
		ret = take_header(log, msg);
		if (ret == 0) {
			strcpy(log->tail.segment, current(log));
			log->tail.offset = 0;
		}
		if (ret <= 0)
			return ret;
	}
	ret = take_record(log, entry, msg);
	if (ret == 0) {
		strcpy(log->tail.segment, current(log));
		log->tail.offset = log->pos;
	}
	return ret;
}

void writ_log_seek(struct writ_log *log, u64 index)
{
	u32 at = log->n;

	while (at && strtoull(log->name[at - 1], NULL, 10) > index)
		at--;
	unmap(log);
	log->pos = 0;
	log->next = at ? at - 1 : 0;
	log->from = index;
	memset(&log->state, 0, sizeof(log->state));
	log->anew = true;
}

const struct writ_log_state *writ_log_state(const struct writ_log *log)
{
	return &log->state;
}

const struct writ_log_tail *writ_log_tail(const struct writ_log *log)
{
	return &log->tail;
}

u32 writ_log_segments(const struct writ_log *log)
{
	return log->n;
}

u64 writ_log_bytes(const struct writ_log *log)
{
	return log->bytes;
}
