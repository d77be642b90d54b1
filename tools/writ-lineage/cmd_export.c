// SPDX-License-Identifier: GPL-2.0-only
/* writ-lineage export: the log in the forms that other tools read. */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "export.h"

static const char help[] =
"Usage: writ-lineage export --format jsonl|ocsf|prov [OPTION...] DIR\n\n"
"  --format jsonl         every field of each record, one JSON object a line\n"
"  --format ocsf          OCSF 1.3 Process Activity (class 1007), one object a line:\n"
"                         executions, mappings, forks and exits\n"
"  --format prov          one W3C PROV-JSON document: contents are entities,\n"
"                         executions are activities, issuers and users are agents\n"
FILTER_HELP
"  --help\n\n"
"Examples:\n"
"  writ-lineage export /var/lib/writ/lineage --format ocsf --since 1d >events.jsonl\n"
"  writ-lineage export copy --format prov --subtree 311 >provenance.json\n";

static bool put_jsonl(void *arg, const struct writ_log_entry *e)
{
	struct writ_json j = { .f = stdout, .line = true };

	(void)arg;
	print_json(&j, e->index, &e->fields, e->hash);
	return !ferror(stdout);
}

static int run(int argc, char **argv)
{
	static const struct option table[] = {
		FILTER_OPTIONS,
		{ "format", required_argument, NULL, 'f' },
		HELP_OPTION,
		{ NULL, 0, NULL, 0 },
	};
	const char *format = NULL;
	int opt, at = 0, ret;
	struct filter f;
	struct index x;
	bool ok;

	filter_init(&f);
	while ((opt = getopt_long(argc, argv, "", table, &at)) != -1) {
		if (opt == OPT_HELP)
			return cmd_show_help(&cmd_export);
		if (opt == 'f')
			format = optarg;
		else if (opt < 1 || opt > FILTER_LAST)
			return EXIT_USAGE;
		else if (!filter_option(&f, opt, optarg))
			return ui_usage("--%s does not take \"%s\"", table[at].name, optarg);
	}
	if (argc - optind != 1)
		return ui_usage("one directory is wanted");
	if (!format || (strcmp(format, "jsonl") && strcmp(format, "ocsf") && strcmp(format, "prov")))
		return ui_usage("--format wants jsonl, ocsf or prov");
	ok = index_open(&x, argv[optind], f.index_file);
	if (ok && !strcmp(format, "jsonl"))
		ok = filter_run(&x, &f, put_jsonl, NULL);
	else if (ok && !strcmp(format, "ocsf"))
		ok = filter_run(&x, &f, export_ocsf, NULL);
	else if (ok)
		ok = export_prov(&x, &f);
	ret = ok ? EXIT_GOOD : ui_fail_msg(&x.msg);
	index_close(&x);
	return ret;
}

const struct cmd cmd_export = {
	.name = "export",
	.summary = "as JSON Lines, OCSF or W3C PROV",
	.help = help,
	.run = run,
};
