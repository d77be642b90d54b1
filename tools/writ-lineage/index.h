/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The index: a SQLite database derived from the log, so that questions need not
 * read all of it. It can always be thrown away: whatever does not fit the log is
 * built again.
 */
#ifndef WRIT_LINEAGE_INDEX_H
#define WRIT_LINEAGE_INDEX_H

#include <sqlite3.h>

#include "lineage.h"

/**
 * struct index - an open index, and the log behind it
 * @db: the database
 * @log: for the records themselves
 * @dir: of the log
 * @msg: what went wrong last
 */
struct index {
	sqlite3 *db;
	struct writ_log *log;
	const char *dir;
	struct writ_msg msg;
};

/**
 * index_open() - bring the index up to date, building it if need be
 * @x: filled
 * @dir: of the log
 * @file: of the index, which is believed; what is there and is no index is refused,
 *	and stays as it is; NULL for the usual place: the user's cache directory, or
 *	memory if that cannot be written
 *
 * Return: false with @x->msg set.
 */
bool index_open(struct index *x, const char *dir, const char *file);
void index_close(struct index *x);

/** index_record() - the record with this number, from the log; false with @x->msg set */
bool index_record(struct index *x, u64 record, struct writ_log_entry *e);

/** index_fail() - false, with @x->msg set to what SQLite says of the last call */
bool index_fail(struct index *x);

/**
 * INDEX_SUBTREE() - begin a statement with the table sub(id): an execution, and all that
 * descends from it
 * @boot: number of the parameter that is the boot
 * @lineage: of the execution; none if it is NULL or 0
 *
 * Left to itself, SQLite looks through the whole boot for the children of each one.
 */
#define INDEX_SUBTREE(boot, lineage) \
	"WITH RECURSIVE sub(id) AS (SELECT ?" #lineage " WHERE ?" #lineage " > 0 UNION SELECT r.lineage" \
	" FROM sub CROSS JOIN record r INDEXED BY record_parent ON r.boot = ?" #boot \
	" AND r.parent = sub.id WHERE r.lineage IS NOT NULL)"

/** struct filter - which records; see filter_help */
struct filter {
	const char *index_file;
	s64 since_ns, until_ns;
	s64 uid, login_uid, pid;
	const char *path;
	const char *digest;
	const char *artifact;
	const char *issuer;
	const char *reason;
	const char *kind;
	const char *boot;
	s64 subtree;
	s64 limit;
};

#define FILTER_HELP \
"  --since T, --until T   time: 2026-11-20T08:00:00Z, or so long ago: 90s, 15m, 2h, 7d\n" \
"  --uid N, --login-uid N, --pid N\n" \
"  --path GLOB            of the file; * crosses slashes\n" \
"  --digest HEX           SHA-256 of the content\n" \
"  --artifact HEX         cti\n" \
"  --issuer NAME\n" \
"  --reason NAME          a reason, or denied, or allowed\n" \
"  --kind NAME            load, attach, canary, policy, key, artifact, revocation, exec,\n" \
"                         map, fork, exit, gap, owner, tamper, resume, root, end,\n" \
"                         kernel, privilege\n" \
"  --subtree LINEAGE      this execution and all that descends from it; with --boot ID\n" \
"  --boot ID              one boot (of the subtree: the last one if absent)\n" \
"  --limit N              at most so many\n" \
"  --index FILE           where the index is kept\n"

#define FILTER_OPTIONS \
	{ "since", required_argument, NULL, 1 }, { "until", required_argument, NULL, 2 }, \
	{ "uid", required_argument, NULL, 3 }, { "login-uid", required_argument, NULL, 4 }, \
	{ "pid", required_argument, NULL, 5 }, { "path", required_argument, NULL, 6 }, \
	{ "digest", required_argument, NULL, 7 }, { "artifact", required_argument, NULL, 8 }, \
	{ "issuer", required_argument, NULL, 9 }, { "reason", required_argument, NULL, 10 }, \
	{ "kind", required_argument, NULL, 11 }, { "subtree", required_argument, NULL, 12 }, \
	{ "boot", required_argument, NULL, 13 }, { "limit", required_argument, NULL, 14 }, \
	{ "index", required_argument, NULL, 15 }
#define FILTER_LAST 15

void filter_init(struct filter *f);
/** filter_option() - take an option of FILTER_OPTIONS; false if its value makes no sense */
bool filter_option(struct filter *f, int opt, const char *value);

/**
 * filter_run() - every record that passes, in order
 * @fn: called with each; returns false to end
 *
 * Return: false with @x->msg set.
 */
bool filter_run(struct index *x, const struct filter *f,
		bool (*fn)(void *arg, const struct writ_log_entry *e), void *arg);

/** index_boot() - the boot that is meant: @boot, or the last one; false with @x->msg set */
bool index_boot(struct index *x, const char *boot, char out[2 * WRIT_BOOT_SIZE + 1]);

#endif
