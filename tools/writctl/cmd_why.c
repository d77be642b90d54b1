// SPDX-License-Identifier: GPL-2.0-only
/* writctl why: what was denied last, and what to do about it. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl.h"
#include "denial_show.h"

static const char help[] =
"Usage: writctl why [--json] [PID|last]\n"
"\n"
"Says why the last request was denied, as writd recorded it: an execution, a mapping,\n"
"what was to become part of the kernel, or what a program does besides. For root,\n"
"whoever asked; for everybody else, one of their own. With PID, one of that process.\n"
"It names the claim that failed, the artifact that came closest, and what one would\n"
"have to say for exactly this request.\n"
"\n"
"  --json   for machines\n"
"\n"
"docs/operators-guide.md, \"Reading a denial\", has the keys of the JSON. An authority\n"
"drafts from it what is missing: writ issue --from-denial.\n"
"\n"
"Exit code 1 if there is no such denial, or writd does not answer.\n"
"\n"
"Examples:\n"
"  ./agent || writctl why\n"
"  writctl why --json > denial.json\n";

static int ask(u64 pid, bool json)
{
	static u8 buf[WRIT_SOCK_MESSAGE_MAX];
	enum writ_sock_status status;
	struct writ_record record;
	struct writ_msg msg;

	if (!denial_ask(pid, buf, &record, &status, &msg))
		return ui_fail_msg(&msg);
	if (status == WRIT_SOCK_NONE)
		return ui_fail("writd knows of no such denial since it started; writ-lineage query has the older ones");
	if (status != WRIT_SOCK_OK)
		return ui_fail_msg(&msg);
	denial_show(&record, json);
	return EXIT_GOOD;
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },
		HELP_OPTION, { 0 },
	};
	bool json = false;
	char *end;
	u64 pid = 0;
	int opt;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (opt == OPT_HELP)
			return cmd_show_help(&cmd_why);
		if (opt != 'j')
			return EXIT_USAGE;
		json = true;
	}
	if (argc - optind > 1)
		return ui_usage("\"%s\" is too much", argv[optind + 1]);
	if (optind < argc && strcmp(argv[optind], "last")) {
		errno = 0;
		pid = strtoull(argv[optind], &end, 10);
		if (*end || errno || !pid)
			return ui_usage("\"%s\" is neither \"last\" nor a process", argv[optind]);
	}
	return ask(pid, json);
}

const struct cmd cmd_why = { "why", "say why the last request was denied", help, run };
