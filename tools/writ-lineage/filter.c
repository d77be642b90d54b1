// SPDX-License-Identifier: GPL-2.0-only
/* Which records: the words of the command line as one prepared statement. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "index.h"

enum option {
	SINCE = 1, UNTIL, UID, LOGIN_UID, PID, PATH, DIGEST, ARTIFACT, ISSUER, REASON, KIND, SUBTREE,
	BOOT, LIMIT, INDEX,
};

void filter_init(struct filter *f)
{
	memset(f, 0, sizeof(*f));
	f->uid = f->login_uid = f->pid = f->subtree = f->limit = -1;
	f->until_ns = INT64_MAX;
}

static bool number(const char *text, s64 *out)
{
	u64 v;

	if (!args_number(text, &v) || v > INT64_MAX)
		return false;
	*out = (s64)v;
	return true;
}

/* RFC 3339 in UTC, or so long ago. */
static bool when(const char *text, s64 *out)
{
	static const char units[] = "smhd";
	static const s64 seconds[] = { 1, 60, 3600, 86400 };
	struct tm tm = { 0 };
	const char *unit, *end;
	int digits = 0;
	char *rest;
	s64 n;

	end = strptime(text, "%Y-%m-%dT%H:%M:%S", &tm);
	if (end) {
		const char *begin = end;

		/* As much of a second as this program itself prints, and more. */
		for (n = 100000000, *out = 0; end[0] == '.' && end[1 + digits] >= '0' &&
		     end[1 + digits] <= '9' && digits < 9; n /= 10)
			*out += n * (end[1 + digits++] - '0');
		end = begin + (digits ? 1 + digits : 0);
		*out += (s64)timegm(&tm) * 1000000000;
		return !*end || !strcmp(end, "Z");
	}
	n = strtoll(text, &rest, 10);
	unit = *rest ? strchr(units, *rest) : NULL;
	if (rest == text || n < 0 || n > 1000000 || !unit || rest[1])
		return false;
	*out = ((s64)time(NULL) - n * seconds[unit - units]) * 1000000000;
	return true;
}

static bool is_hex(const char *text)
{
	return *text && strspn(text, "0123456789abcdef") == strlen(text);
}

static bool is_kind(const char *text)
{
	u64 kind;

	for (kind = 1; kind < __WRIT_KIND_END; kind++)
		if (!strcmp(text, writ_kind_name(kind)))
			return true;
	return false;
}

static bool is_reason(const char *text)
{
	u32 reason;

	for (reason = 0; reason < __WRIT_REASON_COUNT; reason++)
		if (!strcmp(text, writ_reason_name((enum writ_reason)reason)))
			return true;
	return !strcmp(text, "denied") || !strcmp(text, "allowed");
}

bool filter_option(struct filter *f, int opt, const char *value)
{
	switch ((enum option)opt) {
	case SINCE: return when(value, &f->since_ns);
	case UNTIL: return when(value, &f->until_ns);
	case UID: return number(value, &f->uid);
	case LOGIN_UID: return number(value, &f->login_uid);
	case PID: return number(value, &f->pid);
	case PATH: f->path = value; return true;
	case DIGEST: f->digest = value; return is_hex(value);
	case ARTIFACT: f->artifact = value; return is_hex(value);
	case ISSUER: f->issuer = value; return true;
	case REASON: f->reason = value; return is_reason(value);
	case KIND: f->kind = value; return is_kind(value);
	case SUBTREE: return number(value, &f->subtree);
	case BOOT: f->boot = value; return true;
	case LIMIT: return number(value, &f->limit);
	case INDEX: f->index_file = value; return true;
	}
	return false;
}

/* Each condition holds when its parameter is not given. */
static const char query[] =
	INDEX_SUBTREE(13, 12)
	" SELECT idx FROM record WHERE time >= ?1 AND time <= ?2"
	" AND (?3 IS NULL OR uid = ?3) AND (?4 IS NULL OR login_uid = ?4)"
	" AND (?5 IS NULL OR pid = ?5 OR child = ?5) AND (?6 IS NULL OR path GLOB ?6)"
	" AND (?7 IS NULL OR digest = ?7) AND (?8 IS NULL OR artifact = ?8)"
	" AND (?9 IS NULL OR issuer = ?9)"
	" AND (?10 IS NULL OR reason = ?10 OR verdict = ?10)"
	" AND (?11 IS NULL OR kind = ?11)"
	" AND (?13 IS NULL OR boot = ?13)"
	" AND (?12 IS NULL OR lineage IN sub OR (lineage IS NULL AND parent IN sub))"
	" ORDER BY idx LIMIT ?14";

static void bind_optional(sqlite3_stmt *s, int at, s64 v)
{
	if (v >= 0)
		sqlite3_bind_int64(s, at, v);
	else
		sqlite3_bind_null(s, at);
}

bool filter_run(struct index *x, const struct filter *f,
		bool (*fn)(void *arg, const struct writ_log_entry *e), void *arg)
{
	char boot[2 * WRIT_BOOT_SIZE + 1];
	struct writ_log_entry e;
	sqlite3_stmt *s;
	bool ok = true;
	int ret;

	if ((f->boot || f->subtree >= 0) && !index_boot(x, f->boot, boot))
		return false;
	if (sqlite3_prepare_v2(x->db, query, -1, &s, NULL) != SQLITE_OK)
		return index_fail(x);
	sqlite3_bind_int64(s, 1, f->since_ns);
	sqlite3_bind_int64(s, 2, f->until_ns);
	bind_optional(s, 3, f->uid);
	bind_optional(s, 4, f->login_uid);
	bind_optional(s, 5, f->pid);
	sqlite3_bind_text(s, 6, f->path, -1, SQLITE_STATIC);
	sqlite3_bind_text(s, 7, f->digest, -1, SQLITE_STATIC);
	sqlite3_bind_text(s, 8, f->artifact, -1, SQLITE_STATIC);
	sqlite3_bind_text(s, 9, f->issuer, -1, SQLITE_STATIC);
	sqlite3_bind_text(s, 10, f->reason, -1, SQLITE_STATIC);
	sqlite3_bind_text(s, 11, f->kind, -1, SQLITE_STATIC);
	bind_optional(s, 12, f->subtree);
	sqlite3_bind_text(s, 13, f->boot || f->subtree >= 0 ? boot : NULL, -1, SQLITE_STATIC);
	sqlite3_bind_int64(s, 14, f->limit);
	while (ok && (ret = sqlite3_step(s)) == SQLITE_ROW) {
		if (!index_record(x, (u64)sqlite3_column_int64(s, 0), &e))
			ok = false;
		else if (!fn(arg, &e))
			break;
	}
	if (ok && ret != SQLITE_ROW && ret != SQLITE_DONE)
		ok = index_fail(x);
	sqlite3_finalize(s);
	return ok;
}
