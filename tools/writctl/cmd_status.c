// SPDX-License-Identifier: GPL-2.0-only
/* writctl status: is this host enforcing, what, and what was denied? */
#include <getopt.h>
#include <stdio.h>

#include "ctl.h"
#include "status.h"

static const char help[] =
"Usage: writctl status [--json] [--all] [--file FILE]\n"
"\n"
"Says on its first line whether this host is enforcing, then what. Needs no\n"
"privilege where securityfs can be read. Each reason for which something was\n"
"denied comes with what to do about it. Times are in UTC.\n"
"\n"
"  --json       everything, for machines\n"
"  --all        counters that are zero too\n"
"  --file FILE  read a copy of " STATUS_FILE " taken elsewhere\n"
"\n"
"Exit code 0 only if the host is enforcing; 1 if it is not, if no module is\n"
"loaded, or if that cannot be found out.\n"
"\n"
"Examples:\n"
"  writctl status\n"
"  writctl status --json | jq .denied\n"
"  writctl status >/dev/null || echo 'not enforcing'\n";

static int run(int argc, char **argv)
{
	enum { JSON = 1, ALL, FILE_NAME };
	static const struct option options[] = {
		{ "json", no_argument, NULL, JSON },
		{ "all", no_argument, NULL, ALL },
		{ "file", required_argument, NULL, FILE_NAME },
		HELP_OPTION, { 0 },
	};
	bool json = false, all = false, enforcing;
	const char *file = NULL;
	struct writ_msg msg;
	struct status s;
	int opt;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (opt) {
		case JSON:
			json = true;
			break;
		case ALL:
			all = true;
			break;
		case FILE_NAME:
			file = optarg;
			break;
		case OPT_HELP:
			return cmd_show_help(&cmd_status);
		default:
			return EXIT_USAGE;
		}
	}
	if (optind != argc)
		return ui_usage("\"%s\" is too much", argv[optind]);

	switch (status_read(&s, file, &msg)) {
	case STATUS_UNREADABLE:
		return ui_fail_msg(&msg);
	case STATUS_NOT_LOADED:
		if (json) {
			status_json(NULL, stdout);
		} else {
			ui_word(stdout, UI_BAD, "not loaded");
			puts(": nothing is governed on this host");
		}
		return EXIT_REFUSED;
	case STATUS_READ:
		break;
	}
	enforcing = status_enforcing(&s);
	if (json) {
		status_json(&s, stdout);
	} else {
		status_headline(&s, stdout);
		status_show(&s, stdout, all);
	}
	status_free(&s);
	return enforcing ? EXIT_GOOD : EXIT_REFUSED;
}

const struct cmd cmd_status = {
	"status", "say whether this host is enforcing, and what was decided", help, run
};
