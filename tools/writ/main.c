// SPDX-License-Identifier: GPL-2.0-only
/* writ: the authority's program. Works offline, but for run, and needs neither privilege nor kernel module. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "shim.h"
#include "ui.h"

static const struct cmd *const cmds[] = {
	&cmd_keygen, &cmd_root, &cmd_policy, &cmd_issue, &cmd_manifest,
	&cmd_delegate, &cmd_revoke, &cmd_inspect, &cmd_verify, &cmd_run,
};

static void usage(FILE *f)
{
	fputs("Usage: writ COMMAND [OPTION...] [ARGUMENT...]\n\n"
	      "Makes keys and policies, and signed authorizations of what may run on hosts\n"
	      "that the writ kernel module governs.\n\nCommands:\n", f);
	for (size_t i = 0; i < ARRAY_SIZE(cmds); i++)
		fprintf(f, "  %-10s %s\n", cmds[i]->name, cmds[i]->summary);
	fputs("\nFrom nothing to a first authorization:\n"
	      "  writ keygen root\n"
	      "  writ keygen release\n"
	      "  writ policy sign --key root policy.yaml -o policy.writ\n"
	      "  writ issue --key release --issuer release --libs -o ls.writ /usr/bin/ls\n"
	      "  writ verify --root $(writ root root.pub) --policy policy.writ \\\n"
	      "              --file /usr/bin/ls ls.writ\n\n"
	      "writ COMMAND --help says more about each. Exit codes: 0 good, 1 refused or\n"
	      "failed, 2 wrong usage; run has further ones.\n", f);
}

int cmd_show_help(const struct cmd *cmd)
{
	fputs(cmd->help, stdout);
	return EXIT_GOOD;
}

/* Output that could not be written is a failure even if all else went well. */
static int finish(int status)
{
	if (fflush(stdout) != 0 || ferror(stdout)) {
		perror("writ: standard output");
		return status == EXIT_GOOD ? EXIT_REFUSED : status;
	}
	return status;
}

int main(int argc, char **argv)
{
	char name[64];

	if (argc < 2) {
		usage(stderr);
		return EXIT_USAGE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help")) {
		usage(stdout);
		return finish(EXIT_GOOD);
	}
	if (!strcmp(argv[1], "--version")) {
		puts("writ " WRIT_VERSION);
		return finish(EXIT_GOOD);
	}
	for (size_t i = 0; i < ARRAY_SIZE(cmds); i++) {
		if (strcmp(argv[1], cmds[i]->name))
			continue;
		snprintf(name, sizeof(name), "writ %s", cmds[i]->name);
		ui_init(name);
		argv[1] = name;
		return finish(cmds[i]->run(argc - 1, argv + 1));
	}
	return ui_usage("there is no command \"%s\"", argv[1]);
}
