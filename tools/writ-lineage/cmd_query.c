// SPDX-License-Identifier: GPL-2.0-only
/* writ-lineage query: records that pass a filter. */
#include <getopt.h>
#include <stdio.h>

#include "index.h"

static const char help[] =
"Usage: writ-lineage query [OPTION...] DIR\n\n"
"Prints the records that pass every condition that is given, in order.\n\n"
FILTER_HELP
"  --json                 as JSON, one object a line\n"
"  --help\n\n"
"Examples:\n"
"  writ-lineage query /var/lib/writ/lineage --reason denied --since 1h\n"
"  writ-lineage query copy --issuer release --path '/usr/bin/*' --json\n"
"  writ-lineage query copy --subtree 311\n";

static bool show(void *arg, const struct writ_log_entry *e)
{
	struct writ_json j = { .f = stdout, .line = true };

	if (*(bool *)arg)
		print_json(&j, e->index, &e->fields, e->hash);
	else
		print_line(stdout, e->index, &e->fields);
	return !ferror(stdout);
}

static int run(int argc, char **argv)
{
	static const struct option table[] = {
		FILTER_OPTIONS,
		{ "json", no_argument, NULL, 'j' },
		HELP_OPTION,
		{ NULL, 0, NULL, 0 },
	};
	int opt, at = 0, ret;
	bool json = false;
	struct filter f;
	struct index x;

	filter_init(&f);
	while ((opt = getopt_long(argc, argv, "", table, &at)) != -1) {
		if (opt == OPT_HELP)
			return cmd_show_help(&cmd_query);
		if (opt == 'j')
			json = true;
		else if (opt < 1 || opt > FILTER_LAST)
			return EXIT_USAGE;
		else if (!filter_option(&f, opt, optarg))
			return ui_usage("--%s does not take \"%s\"", table[at].name, optarg);
	}
	if (argc - optind != 1)
		return ui_usage("one directory is wanted");
	ret = index_open(&x, argv[optind], f.index_file) && filter_run(&x, &f, show, &json) ?
	      EXIT_GOOD : ui_fail_msg(&x.msg);
	index_close(&x);
	return ret;
}

const struct cmd cmd_query = {
	.name = "query",
	.summary = "records by time, uid, path, digest, artifact, issuer, reason, subtree",
	.help = help,
	.run = run,
};
