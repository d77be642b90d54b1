// SPDX-License-Identifier: GPL-2.0-only
/* writ-lineage: the auditor's program. It needs no privilege, no kernel and no network. */
#include <stdio.h>
#include <string.h>

#include "lineage.h"
#include "shim.h"

static const struct cmd *const cmds[] = {
	&cmd_verify, &cmd_prove, &cmd_check_proof, &cmd_show, &cmd_query,
	&cmd_trace, &cmd_tree, &cmd_export, &cmd_stats,
};

static void usage(FILE *f)
{
	fputs("Usage: writ-lineage COMMAND [OPTION...] DIR [ARGUMENT...]\n\n"
	      "Reads the lineage log that writd keeps (/var/lib/writ/lineage), or a copy of it.\n\n"
	      "Commands:\n", f);
	for (size_t i = 0; i < ARRAY_SIZE(cmds); i++)
		fprintf(f, "  %-12s %s\n", cmds[i]->name, cmds[i]->summary);
	fputs("\nFrom a copied log to the authority behind an execution:\n"
	      "  writ-lineage verify copy --key host.pub\n"
	      "  writ-lineage query copy --reason denied --since 1d\n"
	      "  writ-lineage trace copy --pid 4711\n\n"
	      "writ-lineage COMMAND --help says more about each. Exit codes: 0 good, 1 refused\n"
	      "or failed, 2 wrong usage.\n", f);
}

int cmd_show_help(const struct cmd *cmd)
{
	fputs(cmd->help, stdout);
	return EXIT_GOOD;
}

static const struct cmd *find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(cmds); i++)
		if (!strcmp(name, cmds[i]->name))
			return cmds[i];
	return NULL;
}

static int run(int argc, char **argv)
{
	const struct cmd *cmd;
	char name[64];

	if (argc < 2) {
		usage(stderr);
		return EXIT_USAGE;
	}
	if (!strcmp(argv[1], "--version")) {
		puts("writ-lineage " WRIT_VERSION);
		return EXIT_GOOD;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help")) {
		if (argc < 3) {
			usage(stdout);
			return EXIT_GOOD;
		}
		cmd = find(argv[2]);
		return cmd ? cmd_show_help(cmd) : ui_usage("there is no command \"%s\"", argv[2]);
	}
	cmd = find(argv[1]);
	if (!cmd)
		return ui_usage("there is no command \"%s\"", argv[1]);
	snprintf(name, sizeof(name), "writ-lineage %s", cmd->name);
	ui_init(name);
	argv[1] = name;
	return cmd->run(argc - 1, argv + 1);
}

int main(int argc, char **argv)
{
	int status;

	ui_init("writ-lineage");
	status = run(argc, argv);
	/* Output that could not be written is a failure even if all else went well. */
	if (fflush(stdout) != 0 || ferror(stdout)) {
		perror("writ-lineage: standard output");
		return status == EXIT_GOOD ? EXIT_REFUSED : status;
	}
	return status;
}
