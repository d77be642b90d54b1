// SPDX-License-Identifier: GPL-2.0-only
/*
 * writ-lineage trace: one execution, up to its first ancestor and to the authority
 * behind it, and down to what descends from it.
 */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "objects.h"

static const char help[] =
"Usage: writ-lineage trace [OPTION...] DIR [INDEX]\n\n"
"Follows one execution: every ancestor up to the first, the artifact, issuer, policy\n"
"and root key that authorized it, and what descends from it.\n\n"
"  INDEX          number of its record\n"
"  --pid N        the last execution of this process\n"
"  --lineage ID   this execution, with --boot ID (the last boot if absent)\n"
"  --object FILE  a delegation or policy, as the authority has it; repeat for more.\n"
"                 The log holds its digest, so that it is what the kernel accepted;\n"
"                 with it the chain of keys down from the policy is named\n"
"  --index FILE   where the index is kept\n"
"  --help\n\n"
"Examples:\n"
"  writ-lineage trace /var/lib/writ/lineage --pid 4711\n"
"  writ-lineage trace copy 1042 --object ci.writ --object policy.writ\n";

struct trace {
	struct index x;
	char boot[2 * WRIT_BOOT_SIZE + 1];
	u64 lineage;
	u64 record;	/* the record to begin with; of a denial, which has no lineage */
	bool denied;
	struct objects objects;
};

/* Run a statement with up to two numbers and the boot; each row's first column goes to fn. */
static bool each(struct trace *t, const char *sql, u64 a, u64 b,
		 bool (*fn)(struct trace *t, u64 value), u64 *rows)
{
	sqlite3_stmt *s;
	bool ok = true;
	int ret;

	*rows = 0;
	if (sqlite3_prepare_v2(t->x.db, sql, -1, &s, NULL) != SQLITE_OK)
		return index_fail(&t->x);
	if (sqlite3_bind_parameter_count(s) >= 1)
		sqlite3_bind_text(s, 1, t->boot, -1, SQLITE_STATIC);
	if (sqlite3_bind_parameter_count(s) >= 2)
		sqlite3_bind_int64(s, 2, (sqlite3_int64)a);
	if (sqlite3_bind_parameter_count(s) >= 3)
		sqlite3_bind_int64(s, 3, (sqlite3_int64)b);
	while (ok && (ret = sqlite3_step(s)) == SQLITE_ROW) {
		++*rows;
		ok = fn(t, (u64)sqlite3_column_int64(s, 0));
	}
	if (ok && ret != SQLITE_DONE)
		ok = index_fail(&t->x);
	sqlite3_finalize(s);
	return ok;
}

static u64 found;
static bool keep(struct trace *t, u64 value)
{
	(void)t;
	found = value;
	return true;
}

static bool ask(struct trace *t, const char *sql, u64 a, u64 *value, bool *is)
{
	u64 rows;

	if (!each(t, sql, a, 0, keep, &rows))
		return false;
	*is = rows > 0;
	*value = found;
	return true;
}

static void say_record(const struct writ_log_entry *e, const char *indent)
{
	fputs(indent, stdout);
	print_line(stdout, e->index, &e->fields);
}

static bool show_record(struct trace *t, u64 record)
{
	struct writ_log_entry e;

	if (!index_record(&t->x, record, &e))
		return false;
	say_record(&e, "  ");
	return true;
}

/* ---- up */

static bool ancestors(struct trace *t, u64 *first)
{
	u64 lineage = t->lineage, parent, rows;
	bool is;

	puts("execution, and its ancestors up to the first:");
	if (t->denied && !show_record(t, t->record))
		return false;
	while (lineage) {
		if (!each(t, "SELECT idx FROM record WHERE boot = ?1 AND lineage = ?2 ORDER BY idx",
			  lineage, 0, show_record, &rows))
			return false;
		*first = lineage;
		if (!rows) {
			printf("  lineage %" PRIu64 " is not in the log: its record was lost, or is older than the log\n",
			       lineage);
			return true;
		}
		if (!ask(t, "SELECT parent FROM record WHERE boot = ?1 AND lineage = ?2 AND parent IS NOT NULL LIMIT 1",
			 lineage, &parent, &is))
			return false;
		/* An execution's number is larger than its parent's: this ends. */
		lineage = is && parent < lineage ? parent : 0;
	}
	return true;
}

/* ---- authority */

static bool show_object(struct trace *t, const char *what, const char *sql, const char *hex,
			u64 before)
{
	struct writ_log_entry e;
	sqlite3_stmt *s;
	bool ok = true;
	int ret;

	if (sqlite3_prepare_v2(t->x.db, sql, -1, &s, NULL) != SQLITE_OK)
		return index_fail(&t->x);
	sqlite3_bind_text(s, 1, t->boot, -1, SQLITE_STATIC);
	sqlite3_bind_int64(s, 2, (sqlite3_int64)before);
	if (hex)
		sqlite3_bind_text(s, 3, hex, -1, SQLITE_STATIC);
	ret = sqlite3_step(s);
	if (ret == SQLITE_ROW) {
		ok = index_record(&t->x, (u64)sqlite3_column_int64(s, 0), &e);
		if (ok) {
			printf("  %-10s ", what);
			print_line(stdout, e.index, &e.fields);
		}
		if (ok && e.fields.kind == WRIT_KIND_POLICY && e.fields.key.len) {
			printf("  %-10s ", "root key");
			print_hex(stdout, e.fields.key);
			putchar('\n');
		}
	} else if (ret == SQLITE_DONE) {
		printf("  %-10s not in the log\n", what);
	} else {
		ok = index_fail(&t->x);
	}
	sqlite3_finalize(s);
	return ok;
}

static void to_hex(char *out, struct writ_bytes data)
{
	size_t i;

	*out = '\0';
	for (i = 0; i < data.len && i < 32; i++)
		out += sprintf(out, "%02x", data.data[i]);
}

/* The record of that kind by which the kernel had accepted an object; @is: there is one. */
static bool accepted(struct trace *t, const char *kind, const u8 self[WRIT_DIGEST_SIZE], u64 before,
		     struct writ_log_entry *e, bool *is)
{
	static const char sql[] =
		"SELECT idx FROM record WHERE boot = ?1 AND idx <= ?2 AND kind = ?3 AND reason = 'authorized' ORDER BY idx DESC";
	sqlite3_stmt *s;
	bool ok = true;
	int ret;

	*is = false;
	if (sqlite3_prepare_v2(t->x.db, sql, -1, &s, NULL) != SQLITE_OK)
		return index_fail(&t->x);
	sqlite3_bind_text(s, 1, t->boot, -1, SQLITE_STATIC);
	sqlite3_bind_int64(s, 2, (sqlite3_int64)before);
	sqlite3_bind_text(s, 3, kind, -1, SQLITE_STATIC);
	while (ok && !*is && (ret = sqlite3_step(s)) == SQLITE_ROW) {
		ok = index_record(&t->x, (u64)sqlite3_column_int64(s, 0), e);
		*is = ok && e->fields.object.len == WRIT_DIGEST_SIZE &&
		      !memcmp(e->fields.object.data, self, WRIT_DIGEST_SIZE);
	}
	if (ok && !*is && ret != SQLITE_DONE)
		ok = index_fail(&t->x);
	sqlite3_finalize(s);
	return ok;
}

/* One link up: who delegated to @key, which then is his; @is: somebody did. */
static bool delegator(struct trace *t, u8 key[WRIT_KID_SIZE], u64 before, bool *is)
{
	const struct object *o = NULL;
	struct writ_log_entry e;

	*is = false;
	while (!*is && (o = objects_delegation(&t->objects, o, key)))
		if (!accepted(t, "key", o->self, before, &e, is))
			return false;
	if (!*is)
		return true;
	fputs("  delegated by ", stdout);
	ui_text(stdout, o->delegation.sign.claims.iss);
	fputs(" with the key ", stdout);
	print_hex(stdout, o->delegation.sign.kid);
	fputs("\n  came by    ", stdout);
	print_line(stdout, e.index, &e.fields);
	memcpy(key, o->delegation.sign.kid.data, WRIT_KID_SIZE);
	return true;
}

/* The policy that was in force names the key, if that policy is among the objects. */
static bool issuer_of_policy(struct trace *t, const u8 key[WRIT_KID_SIZE], u64 version,
			     u64 before, bool *is)
{
	const struct writ_issuer *issuer = NULL;
	const struct object *o = NULL;
	struct writ_log_entry e;

	*is = false;
	while (!*is && (o = objects_policy(&t->objects, o, key, &issuer)))
		if (o->policy->version == version && !accepted(t, "policy", o->self, before, &e, is))
			return false;
	if (*is) {
		fputs("  issuer     ", stdout);
		ui_text(stdout, issuer->name);
		printf(" of the policy, version %" PRIu64 "\n", o->policy->version);
	}
	return true;
}

/*
 * From the key that signed up to the policy. Records of delegations do not say to
 * whom: without the objects, all of them may be meant.
 */
static bool chain(struct trace *t, struct writ_bytes signer, u64 version, u64 before)
{
	u8 key[WRIT_KID_SIZE];
	bool is = true;
	u64 rows;
	int links;

	if (signer.len != sizeof(key))
		return true;
	memcpy(key, signer.data, sizeof(key));
	for (links = 0; is && links < WRIT_DELEGATION_DEPTH; links++)
		if (!delegator(t, key, before, &is))
			return false;
	if (!issuer_of_policy(t, key, version, before, &is) || is)
		return is;
	if (links > 1) {
		puts("  issuer     of a policy that was not given");
		return true;
	}
	if (!ask(t, "SELECT count(*) FROM record WHERE boot = ?1 AND idx <= ?2 AND kind = 'key' AND reason = 'authorized'",
		 before, &rows, &is))
		return false;
	if (!rows) {
		puts("  issuer     of the policy: there was no delegation");
		return true;
	}
	printf("  issuer     of the policy, or by one of %" PRIu64 " delegations (--object tells):\n", rows);
	return each(t, "SELECT idx FROM record WHERE boot = ?1 AND idx <= ?2 AND kind = 'key' AND reason = 'authorized' ORDER BY idx DESC LIMIT 20",
		    before, 0, show_record, &rows);
}

/* What happened to an execution was authorized when it began. */
static bool decision(struct trace *t, struct writ_log_entry *e)
{
	u64 record;
	bool is;

	if (!index_record(&t->x, t->record, e))
		return false;
	if (*print_verdict(&e->fields) || e->fields.kind == WRIT_KIND_ROOT)
		return true;
	return ask(t, "SELECT idx FROM record WHERE boot = ?1 AND lineage = ?2 AND kind IN ('exec', 'root') ORDER BY idx LIMIT 1",
		   t->lineage, &record, &is) && (!is || index_record(&t->x, record, e));
}

static bool authority(struct trace *t)
{
	struct writ_log_entry e;
	char artifact[80] = "";
	u8 key[WRIT_KID_SIZE];
	u64 version, index;
	struct writ_bytes signer = { key, 0 };
	char policy[WRIT_NAME_MAX + 1];

	if (!decision(t, &e))
		return false;
	puts("authority:");
	/* The next record that is read takes the place of this one. */
	index = e.index;
	version = e.fields.policy_version;
	signer.len = e.fields.key.len < sizeof(key) ? e.fields.key.len : sizeof(key);
	memcpy(key, e.fields.key.data ? e.fields.key.data : key, signer.len);
	snprintf(policy, sizeof(policy), "%.*s", (int)e.fields.policy.len,
		 (const char *)e.fields.policy.data);
	if (e.fields.artifact.len) {
		to_hex(artifact, e.fields.artifact);
		printf("  artifact   %s, issued by ", artifact);
		ui_text(stdout, e.fields.issuer);
		fputs(" with the key ", stdout);
		print_hex(stdout, e.fields.key);
		putchar('\n');
		if (!show_object(t, "came by",
				 "SELECT idx FROM record WHERE boot = ?1 AND idx <= ?2 AND kind = 'artifact' AND artifact = ?3 AND reason = 'authorized' ORDER BY idx DESC LIMIT 1",
				 artifact, index) ||
		    !chain(t, signer, version, index))
			return false;
	} else {
		printf("  none: %s\n", e.fields.kind == WRIT_KIND_ROOT ?
		       "it was there before the module" :
		       writ_reason_name((enum writ_reason)e.fields.reason));
	}
	fputs("  policy     ", stdout);
	ui_text(stdout, writ_bytes_of(policy));
	printf(" version %" PRIu64 "\n", version);
	return show_object(t, "came by",
			   "SELECT idx FROM record WHERE boot = ?1 AND idx <= ?2 AND kind = 'policy' AND reason = 'authorized' ORDER BY idx DESC LIMIT 1",
			   NULL, index);
}

/* ---- down */

static bool descendants(struct trace *t)
{
	static const char sub[] = INDEX_SUBTREE(1, 2);
	static const struct {
		const char *what;
		const char *sql;
	} counts[] = {
		{ "executions", "SELECT count(DISTINCT lineage) FROM record WHERE boot = ?1 AND lineage IN sub AND lineage <> ?2" },
		{ "denials", "SELECT count(*) FROM record WHERE boot = ?1 AND parent IN sub AND verdict = 'denied'" },
		{ "forks", "SELECT count(*) FROM record WHERE boot = ?1 AND parent IN sub AND kind = 'fork'" },
		{ "exits", "SELECT count(*) FROM record WHERE boot = ?1 AND parent IN sub AND kind = 'exit'" },
	};
	char sql[1024];
	u64 value, rows;
	size_t i;
	bool is;

	puts("descendants:");
	for (i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
		snprintf(sql, sizeof(sql), "%s %s", sub, counts[i].sql);
		if (!ask(t, sql, t->lineage, &value, &is))
			return false;
		printf("  %-10s %" PRIu64 "\n", counts[i].what, value);
	}
	snprintf(sql, sizeof(sql),
		 "%s SELECT idx FROM record WHERE boot = ?1 AND lineage IN sub AND lineage <> ?2 AND kind = 'exec' ORDER BY idx LIMIT 50",
		 sub);
	return each(t, sql, t->lineage, 0, show_record, &rows);
}

/* Where records were lost, the picture may lack something. */
static bool gaps(struct trace *t)
{
	u64 n;
	bool is;

	if (!ask(t, "SELECT count(*) FROM record WHERE boot = ?1 AND kind = 'gap'", 0, &n, &is))
		return false;
	if (n)
		printf("note: this boot has %" PRIu64 " gaps: something may be missing here\n", n);
	return true;
}

static bool begin_at(struct trace *t, u64 record)
{
	struct writ_log_entry e;

	if (!index_record(&t->x, record, &e))
		return false;
	t->record = record;
	to_hex(t->boot, e.fields.boot);
	t->lineage = e.fields.lineage ? e.fields.lineage : e.fields.parent;
	t->denied = !e.fields.lineage;
	if (!t->lineage)
		return writ_msgf(&t->x.msg, "record %" PRIu64 " belongs to no execution", record);
	return true;
}

static bool locate(struct trace *t, s64 pid, s64 lineage, const char *boot)
{
	u64 record;
	bool is;

	if (!index_boot(&t->x, boot, t->boot) ||
	    !ask(t, pid >= 0 ?
		 "SELECT idx FROM record WHERE boot = ?1 AND pid = ?2 AND lineage IS NOT NULL ORDER BY idx DESC LIMIT 1" :
		 "SELECT idx FROM record WHERE boot = ?1 AND lineage = ?2 ORDER BY idx DESC LIMIT 1",
		 pid >= 0 ? (u64)pid : (u64)lineage, &record, &is))
		return false;
	if (!is)
		return writ_msgf(&t->x.msg, "no such execution is in the log");
	return begin_at(t, record);
}

static int run(int argc, char **argv)
{
	static const struct option table[] = {
		{ "pid", required_argument, NULL, 'p' },
		{ "lineage", required_argument, NULL, 'l' },
		{ "boot", required_argument, NULL, 'b' },
		{ "index", required_argument, NULL, 'i' },
		{ "object", required_argument, NULL, 'o' },
		HELP_OPTION,
		{ NULL, 0, NULL, 0 },
	};
	const char *boot = NULL, *file = NULL;
	u64 pid = 0, lineage = 0, record = 0, first = 0;
	struct trace t = { 0 };
	bool ok = true;
	int opt;

	while ((opt = getopt_long(argc, argv, "", table, NULL)) != -1) {
		switch (opt) {
		case 'p': ok = ok && args_number(optarg, &pid) && pid; break;
		case 'l': ok = ok && args_number(optarg, &lineage) && lineage; break;
		case 'b': boot = optarg; break;
		case 'i': file = optarg; break;
		case 'o':
			if (!objects_read(&t.objects, optarg, &t.x.msg))
				return ui_fail_msg(&t.x.msg);
			break;
		case OPT_HELP: return cmd_show_help(&cmd_trace);
		default: return EXIT_USAGE;
		}
	}
	if (!ok || argc - optind < 1 || argc - optind > 2 ||
	    (argc - optind == 2) + (pid > 0) + (lineage > 0) != 1 ||
	    (argc - optind == 2 && !args_number(argv[optind + 1], &record)))
		return ui_usage("a directory and one of INDEX, --pid and --lineage are wanted");
	ok = index_open(&t.x, argv[optind], file) &&
	     (argc - optind == 2 ? begin_at(&t, record) :
	      locate(&t, pid ? (s64)pid : -1, (s64)lineage, boot)) &&
	     ancestors(&t, &first) && authority(&t) && descendants(&t) && gaps(&t);
	if (!ok)
		ui_fail_msg(&t.x.msg);
	index_close(&t.x);
	objects_free(&t.objects);
	return ok ? EXIT_GOOD : EXIT_REFUSED;
}

const struct cmd cmd_trace = {
	.name = "trace",
	.summary = "one execution up to its first ancestor and root authority, and down",
	.help = help,
	.run = run,
};
