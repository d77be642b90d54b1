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

static const struct cmd *find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(cmds); i++) {
		if (!strcmp(name, cmds[i]->name))
			return cmds[i];
	}
	return NULL;
}

int cmd_show_help(const struct cmd *cmd)
{
	fputs(cmd->help, stdout);
	return EXIT_GOOD;
}

static int help(const char *name)
{
	const struct cmd *cmd;

	if (!name) {
		usage(stdout);
		return EXIT_GOOD;
	}
	cmd = find(name);
	return cmd ? cmd_show_help(cmd) : ui_usage("there is no command \"%s\"", name);
}

static int run(int argc, char **argv)
{
	const struct cmd *cmd;
	char name[64];

	if (argc < 2) {
		usage(stderr);
		return EXIT_USAGE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help"))
		return help(argv[2]);
	if (!strcmp(argv[1], "--version")) {
		puts("writ " WRIT_VERSION);
		return EXIT_GOOD;
	}
	cmd = find(argv[1]);
	if (!cmd)
		return ui_usage("there is no command \"%s\"", argv[1]);
	snprintf(name, sizeof(name), "writ %s", cmd->name);
	ui_init(name);
	argv[1] = name;
	return cmd->run(argc - 1, argv + 1);
}

int main(int argc, char **argv)
{
	int status = run(argc, argv);

	/* Output that could not be written is a failure even if all else went well. */
	if (fflush(stdout) != 0 || ferror(stdout)) {
		perror("writ: standard output");
		return status == EXIT_GOOD ? EXIT_REFUSED : status;
	}
	return status;
}
