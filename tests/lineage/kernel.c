// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel of writd and writctl where there is none: what nl.h promises, answered from a
 * directory (WRIT_KERNEL) that a test writes and reads. A file holds a number:
 *
 *	boot, last, acked	as in struct writ_nl_status
 *	resumed	the boot before was presented
 *	full	so many times there is no room for that
 *	mute	so many times it does not tell its status
 *	overtaken	so many times a list ends with EINTR
 *	step	seconds by which the wall clock was set
 *	die	if it is there: die in the next fdatasync(), before it has done anything
 *	late	if it is there: a revocation that comes with the first look at records
 *	clock	the mark
 *
 * What is added is held in the file held, a line each, until a test takes it away.
 * An object is refused if there is a file named by its SHA-256.
 *
 * What the daemon does is noted in the file calls, a line each.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "convert.h"
#include "nl.h"
#include "policy.h"

/* This record tells of so many events that were lost. */
#define GAP 10
#define LOST 7

struct writ_nl {
	int error;
	int bell[2];
};

time_t __real_time(time_t *t);
int __real_fsync(int fd);
int __real_fdatasync(int fd);
time_t __wrap_time(time_t *t);
int __wrap_fsync(int fd);
int __wrap_fdatasync(int fd);
long __wrap_syscall(long number, ...);

/* ---- the directory */

static const char *path_of(const char *name)
{
	static char path[4096];

	snprintf(path, sizeof(path), "%s/%s", getenv("WRIT_KERNEL"), name);
	return path;
}

static s64 get(const char *name)
{
	FILE *f = fopen(path_of(name), "re");
	s64 value = 0;

	if (f) {
		if (fscanf(f, "%" SCNd64, &value) != 1)
			value = 0;
		fclose(f);
	}
	return value;
}

/* The test may look at any time: never at half a number. */
static void put(const char *name, s64 value)
{
	char part[4096];
	FILE *f;

	snprintf(part, sizeof(part), "%s", path_of(".part"));
	f = fopen(part, "we");
	if (!f)
		abort();
	fprintf(f, "%" PRId64 "\n", value);
	if (fclose(f) || rename(part, path_of(name)))
		abort();
}

/* Something is to happen so many times. */
static bool take_one(const char *name)
{
	s64 times = get(name);

	if (times > 0)
		put(name, times - 1);
	return times > 0;
}

static void __attribute__((format(printf, 1, 2))) note(const char *fmt, ...)
{
	FILE *f = fopen(path_of("calls"), "ae");
	va_list ap;

	if (!f)
		abort();
	va_start(ap, fmt);
	vfprintf(f, fmt, ap);
	va_end(ap);
	fputc('\n', f);
	fclose(f);
}

/* ---- the C library's and the kernel's part that a test has a hand in */

time_t __wrap_time(time_t *t)
{
	time_t now = __real_time(NULL) + get("step");

	if (t)
		*t = now;
	return now;
}

static void note_sync(int fd)
{
	char link[64], name[4096];
	ssize_t len;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	len = readlink(link, name, sizeof(name) - 1);
	if (len < 0)
		return;
	name[len] = '\0';
	note("sync %s", basename(name));
}

int __wrap_fsync(int fd)
{
	note_sync(fd);
	return __real_fsync(fd);
}

int __wrap_fdatasync(int fd)
{
	if (!unlink(path_of("die")))
		raise(SIGKILL);
	note_sync(fd);
	return __real_fdatasync(fd);
}

/* capset(2), which is refused to those who have nothing to drop. */
long __wrap_syscall(long number, ...)
{
	(void)number;
	return 0;
}

/* ---- records */

static void boot_id(u8 boot[WRIT_BOOT_SIZE])
{
	memset(boot, 0x40 + (int)get("boot"), WRIT_BOOT_SIZE);
}

/* Record @seq into @out, and h(@seq) into @hash, which holds h(@seq - 1). */
static size_t record(u64 seq, u8 *out, u8 hash[WRIT_DIGEST_SIZE])
{
	static u8 buf[WRIT_DIGEST_SIZE + WRIT_RECORD_MAX];
	u8 boot[WRIT_BOOT_SIZE];
	struct writ_record r = { .kind = seq == 1 ? WRIT_KIND_LOAD : WRIT_KIND_EXIT, .seq = seq,
				 .real_ns = 1795000000000000000ull + seq, .mono_ns = seq };
	size_t len;

	boot_id(boot);
	r.host = (struct writ_bytes){ (const u8 *)"testhost", 8 };
	r.boot = (struct writ_bytes){ boot, sizeof(boot) };
	if (seq == GAP) {
		r.kind = WRIT_KIND_GAP;
		r.lost_allowed = LOST;
	}
	len = writ_record_encode(&r, out, WRIT_RECORD_MAX);
	memcpy(buf, hash, WRIT_DIGEST_SIZE);
	memcpy(buf + WRIT_DIGEST_SIZE, out, len);
	writ_sha256(buf, WRIT_DIGEST_SIZE + len, hash);
	return len;
}

enum writ_nl_result writ_nl_events(struct writ_nl *nl, u64 after, writ_nl_record each, void *arg,
				   struct writ_msg *msg)
{
	static u8 bytes[WRIT_RECORD_MAX];
	const u64 last = (u64)get("last"), acked = (u64)get("acked");
	u8 hash[WRIT_DIGEST_SIZE] = { 0 };
	char late[4096];
	u64 seq;

	(void)msg;
	nl->error = 0;
	snprintf(late, sizeof(late), "%s", path_of("late"));
	if (!access(late, F_OK) && rename(late, path_of("../etc/revocations/late.writ")))
		abort();
	for (seq = 1; seq <= last; seq++) {
		size_t len = record(seq, bytes, hash);

		if (seq > after && seq > acked &&
		    !each(arg, seq, (struct writ_bytes){ bytes, len }, hash))
			return WRIT_NL_STOPPED;
	}
	return WRIT_NL_OK;
}

enum writ_nl_result writ_nl_ack(struct writ_nl *nl, u64 seq, const u8 hash[WRIT_DIGEST_SIZE],
				struct writ_msg *msg)
{
	(void)hash;
	(void)msg;
	note("ack %" PRIu64, seq);
	nl->error = 0;
	put("acked", (s64)seq);
	return WRIT_NL_OK;
}

static enum writ_nl_result refuse(struct writ_nl *nl, int error, struct writ_msg *msg)
{
	nl->error = error;
	writ_msgf(msg, "%s", strerror(error));
	return WRIT_NL_REFUSED;
}

enum writ_nl_result writ_nl_resume(struct writ_nl *nl, const u8 boot[WRIT_BOOT_SIZE], u64 seq,
				   const u8 hash[WRIT_DIGEST_SIZE], struct writ_msg *msg)
{
	char b[2 * WRIT_BOOT_SIZE + 1], h[2 * WRIT_DIGEST_SIZE + 1];

	if (get("resumed"))
		return refuse(nl, EALREADY, msg);
	if (take_one("full"))
		return refuse(nl, ENOSPC, msg);
	nl->error = 0;
	put("resumed", 1);
	note("resume %s %" PRIu64 " %s", writ_hex(boot, WRIT_BOOT_SIZE, b), seq,
	     writ_hex(hash, WRIT_DIGEST_SIZE, h));
	return WRIT_NL_OK;
}

/* ---- what it holds */

struct line {
	int object;
	u64 version;		/* of a policy */
	char self[2 * WRIT_DIGEST_SIZE + 1];
	char key[2 * WRIT_KID_SIZE + 1];
	char id[2 * WRIT_CTI_MAX + 1];
};

static struct line held[64];
static size_t nheld;

static void read_held(void)
{
	FILE *f = fopen(path_of("held"), "re");
	struct line *l = held;

	nheld = 0;
	if (!f)
		return;
	while (nheld < sizeof(held) / sizeof(*held) &&
	       fscanf(f, "%d %" SCNu64 " %64s %64s %64s", &l->object, &l->version, l->self, l->key,
		      l->id) == 5)
		l = &held[++nheld];
	fclose(f);
}

static void write_held(void)
{
	char part[4096];
	size_t i;
	FILE *f;

	snprintf(part, sizeof(part), "%s", path_of(".held"));
	f = fopen(part, "we");
	if (!f)
		abort();
	for (i = 0; i < nheld; i++)
		fprintf(f, "%d %" PRIu64 " %s %s %s\n", held[i].object, held[i].version,
			held[i].self, held[i].key, held[i].id);
	if (fclose(f) || rename(part, path_of("held")))
		abort();
}

/* What cannot be decoded has no key, and its digest for an identity. */
static struct line describe(enum writ_object object, struct writ_bytes bytes)
{
	static const enum writ_type types[] = {
		[WRIT_OBJECT_POLICY] = WRIT_TYPE_POLICY,
		[WRIT_OBJECT_ARTIFACT] = WRIT_TYPE_ARTIFACT,
		[WRIT_OBJECT_DELEGATION] = WRIT_TYPE_DELEGATION,
		[WRIT_OBJECT_REVOCATION] = WRIT_TYPE_REVOCATION,
	};
	static struct writ_policy policy;
	u8 self[WRIT_DIGEST_SIZE] = { 0 };
	struct line l = { .object = (int)object };
	struct writ_sign1 sign;
	struct writ_error err;

	writ_hex(self, WRIT_KID_SIZE, l.key);
	writ_sha256(bytes.data, bytes.len, self);
	writ_hex(self, sizeof(self), l.self);
	strcpy(l.id, l.self);
	if (writ_sign1_decode(bytes, types[object], &sign, &err)) {
		writ_hex(sign.kid.data, WRIT_KID_SIZE, l.key);
		if (sign.claims.cti.len)
			writ_hex(sign.claims.cti.data, sign.claims.cti.len, l.id);
	}
	if (object == WRIT_OBJECT_POLICY && writ_policy_decode(bytes, &policy, &err))
		l.version = policy.version;
	return l;
}

enum writ_nl_result writ_nl_list(struct writ_nl *nl, enum writ_object object, writ_nl_each each,
				 void *arg, struct writ_msg *msg)
{
	size_t i;

	if (take_one("overtaken"))
		return refuse(nl, EINTR, msg);
	nl->error = 0;
	read_held();
	for (i = 0; i < nheld; i++) {
		u8 self[WRIT_DIGEST_SIZE], key[WRIT_KID_SIZE], id[WRIT_CTI_MAX];
		const struct writ_nl_entry e = {
			.self = { self, sizeof(self) }, .key = { key, sizeof(key) },
			.id = { id, strlen(held[i].id) / 2 }, .version = held[i].version,
		};

		if (held[i].object == (int)object && writ_unhex(held[i].self, self, sizeof(self)) &&
		    writ_unhex(held[i].key, key, sizeof(key)) &&
		    writ_unhex(held[i].id, id, e.id.len) && !each(arg, &e))
			return WRIT_NL_STOPPED;
	}
	return WRIT_NL_OK;
}

/* The newest policy replaces the one before. */
static void hold(const struct line *l)
{
	size_t i;

	read_held();
	for (i = 0; i < nheld; i++)
		if (held[i].object == l->object &&
		    (l->object == WRIT_OBJECT_POLICY || !strcmp(held[i].self, l->self)))
			break;
	if (i == sizeof(held) / sizeof(*held))
		abort();
	held[i] = *l;
	nheld += i == nheld;
	write_held();
}

enum writ_nl_result writ_nl_add(struct writ_nl *nl, enum writ_object object,
				struct writ_bytes bytes, writ_nl_progress progress, void *arg,
				struct writ_msg *msg)
{
	struct line l = describe(object, bytes);

	(void)progress;
	(void)arg;
	if (!access(path_of(l.self), F_OK)) {
		note("refuse %d %s", object, l.self);
		return refuse(nl, EKEYREJECTED, msg);
	}
	nl->error = 0;
	hold(&l);
	note("add %d %s", object, l.self);
	return WRIT_NL_OK;
}

enum writ_nl_result writ_nl_check(struct writ_nl *nl, struct writ_bytes artifact,
				  struct writ_msg *msg)
{
	(void)artifact;
	(void)msg;
	nl->error = 0;
	return WRIT_NL_OK;
}

enum writ_nl_result writ_nl_drop(struct writ_nl *nl, struct writ_bytes id, struct writ_bytes key,
				 struct writ_msg *msg)
{
	char want_id[2 * WRIT_CTI_MAX + 1], want_key[2 * WRIT_KID_SIZE + 1];
	char self[2 * WRIT_DIGEST_SIZE + 1];
	size_t i;

	writ_hex(id.data, id.len, want_id);
	writ_hex(key.data, key.len, want_key);
	read_held();
	for (i = 0; i < nheld; i++)
		if (held[i].object == WRIT_OBJECT_ARTIFACT && !strcmp(held[i].id, want_id) &&
		    !strcmp(held[i].key, want_key))
			break;
	if (i == nheld)
		return refuse(nl, ENOENT, msg);
	nl->error = 0;
	strcpy(self, held[i].self);
	held[i] = held[--nheld];
	write_held();
	note("drop %s", self);
	return WRIT_NL_OK;
}

/* ---- the rest of it */

enum writ_nl_result writ_nl_open(struct writ_nl **out, struct writ_msg *msg)
{
	*out = calloc(1, sizeof(**out));
	if (!*out || pipe2((*out)->bell, O_CLOEXEC | O_NONBLOCK)) {
		writ_msg_errno(msg, "no kernel");
		return WRIT_NL_FAILED;
	}
	return WRIT_NL_OK;
}

void writ_nl_close(struct writ_nl *nl)
{
	free(nl);
}

int writ_nl_errno(const struct writ_nl *nl)
{
	return nl->error;
}

enum writ_nl_result writ_nl_status(struct writ_nl *nl, struct writ_nl_status *out,
				   struct writ_msg *msg)
{
	size_t i;

	memset(out, 0, sizeof(*out));
	if (take_one("mute"))
		return refuse(nl, EPERM, msg);
	nl->error = 0;
	strcpy(out->state, "enforcing");
	strcpy(out->host, "testhost");
	boot_id(out->boot);
	out->last_seq = out->chained_seq = (u64)get("last");
	out->acked_seq = (u64)get("acked");
	out->lost = out->last_seq < GAP ? 0 : LOST;
	out->clock = (u64)get("clock");
	out->owned = true;
	read_held();
	for (i = 0; i < nheld; i++)
		if (held[i].object == WRIT_OBJECT_POLICY)
			out->policy_version = held[i].version;
	return WRIT_NL_OK;
}

enum writ_nl_result writ_nl_register(struct writ_nl *nl, struct writ_msg *msg)
{
	(void)msg;
	nl->error = 0;
	return WRIT_NL_OK;
}

/* Nobody rings: the daemon looks each second all the same. */
enum writ_nl_result writ_nl_subscribe(struct writ_nl *nl, int *fd, struct writ_msg *msg)
{
	(void)msg;
	*fd = nl->bell[0];
	return WRIT_NL_OK;
}

void writ_nl_drain(struct writ_nl *nl)
{
	(void)nl;
}

enum writ_nl_result writ_nl_explain(struct writ_nl *nl, const struct writ_nl_request *req,
				    struct writ_nl_verdict *out, writ_nl_each each, void *arg,
				    struct writ_msg *msg)
{
	(void)req;
	(void)out;
	(void)each;
	(void)arg;
	return refuse(nl, ENOSYS, msg);
}
