// SPDX-License-Identifier: GPL-2.0-only
/* Building the index, and knowing whether it still fits the log. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "evaluate.h"
#include "index.h"

/* Raised with every change of the tables. */
#define SCHEMA_VERSION 3

/*
 * By which a file says that it is such an index: "writ", in the header that SQLite
 * keeps for that (sqlite.org/fileformat2.html, 1.3.14).
 */
#define APPLICATION_ID 0x77726974
#define DIGITS_OF(number) #number
#define TEXT_OF(number) DIGITS_OF(number)
#define SET_APPLICATION_ID(number) "PRAGMA application_id = " TEXT_OF(number) ";"

/* Somebody else builds or extends the same index: he is waited for so long. */
#define BUSY_MS 10000

/* Whoever comes first makes it; size and root come with the records. */
static const char schema[] =
	SET_APPLICATION_ID(APPLICATION_ID)
	"CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value);"
	"CREATE TABLE IF NOT EXISTS record ("
	" idx INTEGER PRIMARY KEY, boot TEXT, seq INTEGER, time INTEGER, kind TEXT, verdict TEXT,"
	" reason TEXT, op TEXT, pid INTEGER, start INTEGER, uid INTEGER, login_uid INTEGER,"
	" path TEXT, digest TEXT, artifact TEXT, issuer TEXT, policy_version INTEGER,"
	" lineage INTEGER, parent INTEGER, ancestor INTEGER, child INTEGER);"
	"CREATE INDEX IF NOT EXISTS record_time ON record (time);"
	"CREATE INDEX IF NOT EXISTS record_lineage ON record (boot, lineage) WHERE lineage IS NOT NULL;"
	"CREATE INDEX IF NOT EXISTS record_parent ON record (boot, parent) WHERE parent IS NOT NULL;"
	"CREATE INDEX IF NOT EXISTS record_pid ON record (pid) WHERE pid IS NOT NULL;"
	"CREATE INDEX IF NOT EXISTS record_verdict ON record (verdict, reason) WHERE verdict = 'denied';"
	"CREATE INDEX IF NOT EXISTS record_kind ON record (kind) WHERE kind NOT IN ('exec','map','fork','exit');"
	"INSERT OR IGNORE INTO meta VALUES ('version', '" TEXT_OF(SCHEMA_VERSION) "'), ('size', '0');";

bool index_fail(struct index *x)
{
	return writ_msgf(&x->msg, "the index: %s", sqlite3_errmsg(x->db));
}

static bool exec(struct index *x, const char *sql)
{
	return sqlite3_exec(x->db, sql, NULL, NULL, NULL) == SQLITE_OK || index_fail(x);
}

/* ---- what the index says of itself */

static bool meta_get(struct index *x, const char *key, char *out, size_t size)
{
	sqlite3_stmt *s;
	bool ok = false;

	if (sqlite3_prepare_v2(x->db, "SELECT value FROM meta WHERE key = ?", -1, &s, NULL) != SQLITE_OK)
		return false;
	sqlite3_bind_text(s, 1, key, -1, SQLITE_STATIC);
	if (sqlite3_step(s) == SQLITE_ROW) {
		snprintf(out, size, "%s", (const char *)sqlite3_column_text(s, 0));
		ok = true;
	}
	sqlite3_finalize(s);
	return ok;
}

static bool meta_put(struct index *x, const char *key, const char *value)
{
	sqlite3_stmt *s;
	bool ok;

	if (sqlite3_prepare_v2(x->db, "INSERT OR REPLACE INTO meta VALUES (?, ?)", -1, &s, NULL) !=
	    SQLITE_OK)
		return index_fail(x);
	sqlite3_bind_text(s, 1, key, -1, SQLITE_STATIC);
	sqlite3_bind_text(s, 2, value, -1, SQLITE_STATIC);
	ok = sqlite3_step(s) == SQLITE_DONE;
	sqlite3_finalize(s);
	return ok || index_fail(x);
}

static void hex(char *out, const u8 *data, size_t len)
{
	*out = '\0';
	while (len--)
		out += sprintf(out, "%02x", *data++);
}

/* ---- filling it */

static void bind_number(sqlite3_stmt *s, int at, u64 v)
{
	if (v)
		sqlite3_bind_int64(s, at, (sqlite3_int64)v);
	else
		sqlite3_bind_null(s, at);
}

static void bind_hex(sqlite3_stmt *s, int at, struct writ_bytes data)
{
	char text[2 * 64 + 1];

	if (!data.len || data.len > 64) {
		sqlite3_bind_null(s, at);
		return;
	}
	hex(text, data.data, data.len);
	sqlite3_bind_text(s, at, text, -1, SQLITE_TRANSIENT);
}

static void bind_text(sqlite3_stmt *s, int at, struct writ_bytes text)
{
	if (text.len)
		sqlite3_bind_text(s, at, (const char *)text.data, (int)text.len, SQLITE_STATIC);
	else
		sqlite3_bind_null(s, at);
}

static bool insert(struct index *x, sqlite3_stmt *s, const struct writ_log_entry *e)
{
	const struct writ_record *r = &e->fields;
	const char *verdict = print_verdict(r);

	sqlite3_bind_int64(s, 1, (sqlite3_int64)e->index);
	bind_hex(s, 2, r->boot);
	bind_number(s, 3, r->seq);
	bind_number(s, 4, r->real_ns);
	sqlite3_bind_text(s, 5, writ_kind_name(r->kind), -1, SQLITE_STATIC);
	sqlite3_bind_text(s, 6, *verdict ? verdict : NULL, -1, SQLITE_STATIC);
	sqlite3_bind_text(s, 7, r->reason ? writ_reason_name((enum writ_reason)r->reason) : NULL, -1,
			  SQLITE_STATIC);
	sqlite3_bind_text(s, 8, r->op ? writ_op_name((enum writ_op)r->op) : NULL, -1, SQLITE_STATIC);
	bind_number(s, 9, r->pid);
	bind_number(s, 10, r->start_ns);
	/* Stored plus one. */
	if (r->uid)
		sqlite3_bind_int64(s, 11, (sqlite3_int64)r->uid - 1);
	else
		sqlite3_bind_null(s, 11);
	if (r->login_uid)
		sqlite3_bind_int64(s, 12, (sqlite3_int64)r->login_uid - 1);
	else
		sqlite3_bind_null(s, 12);
	bind_text(s, 13, r->path);
	bind_hex(s, 14, r->digest);
	bind_hex(s, 15, r->artifact);
	bind_text(s, 16, r->issuer);
	bind_number(s, 17, r->policy_version);
	bind_number(s, 18, r->lineage);
	bind_number(s, 19, r->parent);
	bind_number(s, 20, r->ancestor);
	bind_number(s, 21, r->child);
	if (sqlite3_step(s) != SQLITE_DONE || sqlite3_reset(s) != SQLITE_OK)
		return index_fail(x);
	return true;
}

static void root_of(const struct writ_log_state *state, char out[2 * WRIT_DIGEST_SIZE + 1])
{
	u8 root[WRIT_DIGEST_SIZE];

	writ_tree_root(&state->tree, root);
	hex(out, root, sizeof(root));
}

/* The root of the tree over so many records, as the log has it now. */
static bool root_at(struct index *x, u64 size, char out[2 * WRIT_DIGEST_SIZE + 1])
{
	struct writ_log_entry e;
	int ret = 0;

	if (!size)
		return false;
	writ_log_seek(x->log, size - 1);
	while ((ret = writ_log_next(x->log, &e, &x->msg)) == 1) {
		if (e.index == size - 1) {
			root_of(writ_log_state(x->log), out);
			return true;
		}
	}
	return false;
}

/*
 * Does what is indexed stand in the log as it was? Then only what is new is added.
 * That the rows are those that were put there is believed: nobody else writes here.
 */
static bool still_fits(struct index *x, u64 *size)
{
	char version[16], text[24], root[80], now[80];

	if (!meta_get(x, "version", version, sizeof(version)) ||
	    atoi(version) != SCHEMA_VERSION || !meta_get(x, "size", text, sizeof(text)) ||
	    sscanf(text, "%" SCNu64, size) != 1)
		return false;
	if (!*size)
		return true;
	return meta_get(x, "root", root, sizeof(root)) && root_at(x, *size, now) && !strcmp(root, now);
}

/*
 * Add what is new. Nobody else writes between the look at what is there and that.
 * Return: false with the index as it was, if it does not fit the log, too.
 */
static bool fill(struct index *x)
{
	const struct writ_log_state *state = writ_log_state(x->log);
	char size[24], root[2 * WRIT_DIGEST_SIZE + 1];
	struct writ_log_entry e;
	sqlite3_stmt *s;
	bool ok = true;
	u64 from = 0;
	int ret;

	if (!exec(x, "BEGIN IMMEDIATE"))
		return false;
	if (!still_fits(x, &from)) {
		exec(x, "ROLLBACK");
		return false;
	}
	if (sqlite3_prepare_v2(x->db, "INSERT INTO record VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
			       -1, &s, NULL) != SQLITE_OK)
		return index_fail(x);
	/* From a record that is there: the last segment may have none yet. */
	writ_log_seek(x->log, from ? from - 1 : 0);
	while ((ret = writ_log_next(x->log, &e, &x->msg)) == 1) {
		if (e.index < from)
			continue;
		if (!(e.index & 0xfff))
			ui_progress("indexing", (size_t)e.offset, (size_t)writ_log_bytes(x->log));
		ok = insert(x, s, &e);
		if (!ok)
			break;
	}
	ui_progress_end();
	sqlite3_finalize(s);
	/* Who only reads it meanwhile would have to be waited for. */
	if (ok && ret == 0 && state->tree.size == from)
		return exec(x, "ROLLBACK");
	snprintf(size, sizeof(size), "%" PRIu64, state->tree.size);
	root_of(state, root);
	ok = ok && ret == 0 && meta_put(x, "size", size) && meta_put(x, "root", root);
	return exec(x, ok ? "COMMIT" : "ROLLBACK") && ok;
}

/* A quick look at the pages; damage beyond that shows as an error when it is met. */
static bool sound(struct index *x)
{
	sqlite3_stmt *s;
	bool ok = false;

	if (sqlite3_prepare_v2(x->db, "PRAGMA quick_check(1)", -1, &s, NULL) != SQLITE_OK)
		return false;
	if (sqlite3_step(s) == SQLITE_ROW)
		ok = !strcmp((const char *)sqlite3_column_text(s, 0), "ok");
	sqlite3_finalize(s);
	return ok;
}

static bool create(struct index *x)
{
	return exec(x, "BEGIN IMMEDIATE") && exec(x, schema) && exec(x, "COMMIT");
}

static bool open_db(struct index *x, const char *path)
{
	if (sqlite3_open_v2(path, &x->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) != SQLITE_OK) {
		index_fail(x);
		sqlite3_close(x->db);
		x->db = NULL;
		return false;
	}
	sqlite3_busy_timeout(x->db, BUSY_MS);
	sqlite3_exec(x->db, "PRAGMA synchronous=OFF; PRAGMA journal_mode=MEMORY", NULL, NULL, NULL);
	return true;
}

static bool fail_busy(struct index *x, const char *path)
{
	return writ_msgf(&x->msg, "%s is in use by somebody else: try again later", path);
}

/* Something else that a user names by mistake is not to be built anew as an index. */
static bool is_index(struct index *x, const char *path)
{
	sqlite3_stmt *s = NULL;
	bool ok = false, busy;
	sqlite3 *db;

	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
	    sqlite3_busy_timeout(db, BUSY_MS) == SQLITE_OK &&
	    sqlite3_prepare_v2(db, "PRAGMA application_id", -1, &s, NULL) == SQLITE_OK &&
	    sqlite3_step(s) == SQLITE_ROW)
		ok = sqlite3_column_int(s, 0) == APPLICATION_ID;
	busy = sqlite3_errcode(db) == SQLITE_BUSY;
	sqlite3_finalize(s);
	sqlite3_close(db);
	if (ok)
		return true;
	return busy ? fail_busy(x, path) :
	       writ_msgf(&x->msg, "%s is no index of a log, and stays as it is: name another file, or remove it", path);
}

static bool may_write(struct index *x, const char *path)
{
	struct stat st;

	if (stat(path, &st))
		return errno == ENOENT || writ_msgf(&x->msg, "%s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return writ_msgf(&x->msg, "%s is no index of a log: it is not even a file", path);
	return !st.st_size || is_index(x, path);
}

static bool close_db(struct index *x)
{
	sqlite3_close(x->db);
	x->db = NULL;
	return false;
}

static bool use(struct index *x, const char *path)
{
	struct stat st;
	bool there = !stat(path, &st) && st.st_size;

	if (!open_db(x, path))
		return false;
	if ((there ? sound(x) : create(x)) && fill(x))
		return true;
	/* It is somebody else's turn, who must not find his file gone. */
	if (sqlite3_errcode(x->db) == SQLITE_BUSY) {
		fail_busy(x, path);
		return close_db(x);
	}
	if (there)
		ui_note("%s does not fit the log and is built anew", path);
	close_db(x);
	unlink(path);
	if (!open_db(x, path))
		return false;
	if (create(x) && fill(x))
		return true;
	close_db(x);
	/* Half an index would look like one that fits. */
	unlink(path);
	return false;
}

/* In the user's cache, by the log's path. */
static bool cache_path(const char *dir, char *out, size_t size)
{
	const char *base = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	char *real = realpath(dir, NULL), name[2 * 8 + 1];
	u8 digest[WRIT_DIGEST_SIZE];

	if (!real)
		return false;
	writ_sha256((u8 *)real, strlen(real), digest);
	free(real);
	hex(name, digest, 8);
	if (base && *base == '/')
		snprintf(out, size, "%s", base);
	else if (home && *home == '/')
		snprintf(out, size, "%s/.cache", home);
	else
		return false;
	mkdir(out, 0700);
	strncat(out, "/writ", size - strlen(out) - 1);
	mkdir(out, 0700);
	snprintf(out + strlen(out), size - strlen(out), "/%s.sqlite", name);
	return true;
}

bool index_open(struct index *x, const char *dir, const char *file)
{
	char path[4200];

	memset(x, 0, sizeof(*x));
	x->dir = dir;
	x->log = writ_log_open(dir, &x->msg);
	if (!x->log)
		return false;
	if (file)
		return may_write(x, file) && use(x, file);
	/* Never from DIR: what came with the log may leave out what is in it. */
	if (cache_path(dir, path, sizeof(path)) && use(x, path))
		return true;
	return open_db(x, ":memory:") && create(x) && fill(x);
}

void index_close(struct index *x)
{
	if (x->db)
		sqlite3_close(x->db);
	writ_log_close(x->log);
}

bool index_record(struct index *x, u64 record, struct writ_log_entry *e)
{
	int ret;

	/* Records are mostly asked for in order: go on, unless it lies behind. */
	if (!writ_log_state(x->log)->tree.size || writ_log_state(x->log)->tree.size > record ||
	    record - writ_log_state(x->log)->tree.size > 100000)
		writ_log_seek(x->log, record);
	while ((ret = writ_log_next(x->log, e, &x->msg)) == 1)
		if (e->index == record)
			return true;
	if (!ret)
		writ_msgf(&x->msg, "the log has no record %" PRIu64, record);
	return false;
}

bool index_boot(struct index *x, const char *boot, char out[2 * WRIT_BOOT_SIZE + 1])
{
	u8 id[WRIT_BOOT_SIZE];
	sqlite3_stmt *s;
	int ret;

	if (boot) {
		if (!args_boot(boot, id))
			return writ_msgf(&x->msg, "--boot wants 32 hexadecimal digits");
		hex(out, id, sizeof(id));
		return true;
	}
	*out = '\0';
	if (sqlite3_prepare_v2(x->db, "SELECT boot FROM record ORDER BY idx DESC LIMIT 1", -1, &s,
			       NULL) != SQLITE_OK)
		return index_fail(x);
	ret = sqlite3_step(s);
	if (ret == SQLITE_ROW)
		snprintf(out, 2 * WRIT_BOOT_SIZE + 1, "%s", (const char *)sqlite3_column_text(s, 0));
	else if (ret != SQLITE_DONE)
		index_fail(x);
	sqlite3_finalize(s);
	if (ret != SQLITE_ROW && ret != SQLITE_DONE)
		return false;
	return *out || writ_msgf(&x->msg, "the log is empty");
}
