// SPDX-License-Identifier: GPL-2.0-only
/* writ-lineage stats: how much of what. */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "index.h"

static const char help[] =
"Usage: writ-lineage stats [--json] [--index FILE] DIR\n\n"
"Counts records by kind, reason, issuer, uid and program, and tells the span of each\n"
"boot.\n\n"
"Example:\n"
"  writ-lineage stats /var/lib/writ/lineage\n";

static const struct {
	const char *name;
	const char *sql;
} counts[] = {
	{ "kind", "SELECT kind, count(*) FROM record GROUP BY 1 ORDER BY 2 DESC" },
	{ "reason", "SELECT reason, count(*) FROM record WHERE verdict IS NOT NULL GROUP BY 1 ORDER BY 2 DESC" },
	{ "issuer", "SELECT issuer, count(*) FROM record WHERE kind='exec' AND issuer IS NOT NULL GROUP BY 1 ORDER BY 2 DESC LIMIT 20" },
	{ "uid", "SELECT uid, count(*) FROM record WHERE kind='exec' GROUP BY 1 ORDER BY 2 DESC LIMIT 20" },
	{ "program", "SELECT path, count(*) FROM record WHERE kind='exec' GROUP BY 1 ORDER BY 2 DESC LIMIT 20" },
	{ "denied program", "SELECT path, count(*) FROM record WHERE verdict='denied' GROUP BY 1 ORDER BY 2 DESC LIMIT 20" },
	{ "boot", "SELECT boot, count(*) FROM record GROUP BY 1 ORDER BY min(idx)" },
};

static void put(struct writ_json *j, bool json, const char *name, struct writ_bytes key, u64 n)
{
	if (json) {
		writ_json_object(j, NULL);
		writ_json_bytes(j, "name", key);
		writ_json_uint(j, "count", n);
		writ_json_object_end(j);
		return;
	}
	printf("%-15s %10" PRIu64 "  ", name, n);
	ui_text(stdout, key);
	putchar('\n');
}

static bool count(struct index *x, struct writ_json *j, bool json, size_t i)
{
	struct writ_bytes key;
	sqlite3_stmt *s;
	int ret;

	if (sqlite3_prepare_v2(x->db, counts[i].sql, -1, &s, NULL) != SQLITE_OK)
		return index_fail(x);
	if (json)
		writ_json_array(j, counts[i].name);
	while ((ret = sqlite3_step(s)) == SQLITE_ROW) {
		key.data = sqlite3_column_text(s, 0);
		key.len = key.data ? (size_t)sqlite3_column_bytes(s, 0) : 1;
		if (!key.data)
			key.data = (const u8 *)"-";
		put(j, json, counts[i].name, key, (u64)sqlite3_column_int64(s, 1));
	}
	if (json)
		writ_json_array_end(j);
	sqlite3_finalize(s);
	return ret == SQLITE_DONE || index_fail(x);
}

static int run(int argc, char **argv)
{
	static const struct option table[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "index", required_argument, NULL, 'i' },
		HELP_OPTION,
		{ NULL, 0, NULL, 0 },
	};
	struct writ_json j = { .f = stdout };
	const char *file = NULL;
	bool json = false, ok;
	struct index x;
	size_t i;
	int opt;

	while ((opt = getopt_long(argc, argv, "", table, NULL)) != -1) {
		switch (opt) {
		case 'j': json = true; break;
		case 'i': file = optarg; break;
		case OPT_HELP: return cmd_show_help(&cmd_stats);
		default: return EXIT_USAGE;
		}
	}
	if (argc - optind != 1)
		return ui_usage("one directory is wanted");
	ok = index_open(&x, argv[optind], file);
	if (ok && json)
		writ_json_object(&j, NULL);
	if (ok && json) {
		writ_json_uint(&j, "segments", writ_log_segments(x.log));
		writ_json_uint(&j, "bytes", writ_log_bytes(x.log));
	} else if (ok) {
		printf("%-15s %10" PRIu64 "  bytes in %u segments\n", "log", writ_log_bytes(x.log),
		       writ_log_segments(x.log));
	}
	for (i = 0; ok && i < sizeof(counts) / sizeof(*counts); i++)
		ok = count(&x, &j, json, i);
	if (json && x.db) {
		writ_json_object_end(&j);
		putchar('\n');
	}
	if (!ok)
		ui_fail_msg(&x.msg);
	index_close(&x);
	return ok ? EXIT_GOOD : EXIT_REFUSED;
}

const struct cmd cmd_stats = {
	.name = "stats",
	.summary = "count records by kind, reason, issuer, uid and program",
	.help = help,
	.run = run,
};
