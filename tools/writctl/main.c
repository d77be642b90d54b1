// SPDX-License-Identifier: GPL-2.0-only
/* writctl: the operator's program on a host. It runs no other program. */
#include <stdio.h>
#include <string.h>

#include "ctl.h"
#include "shim.h"

static const struct cmd *const cmds[] = {
	&cmd_load, &cmd_status, &cmd_policy, &cmd_revoke, &cmd_list, &cmd_drop, &cmd_explain,
	&cmd_why, &cmd_watch, &cmd_doctor, &cmd_attach, &cmd_present,
};

static void usage(FILE *f)
{
	fputs("Usage: writctl COMMAND [OPTION...] [ARGUMENT...]\n\n"
	      "Runs a host that the writ kernel module governs: loads the module, puts policies,\n"
	      "artifacts and revocations into force, and says what was decided and why.\n\n"
	      "Commands:\n", f);
	for (size_t i = 0; i < ARRAY_SIZE(cmds); i++)
		fprintf(f, "  %-10s %s\n", cmds[i]->name, cmds[i]->summary);
	fputs("\nFrom a signed policy to a governed host:\n"
	      "  writctl load --check --root FINGERPRINT --policy /etc/writ/policy.writ \\\n"
	      "               --artifacts /etc/writ/artifacts\n"
	      "  writctl load --root FINGERPRINT --policy /etc/writ/policy.writ \\\n"
	      "               --artifacts /etc/writ/artifacts\n"
	      "  writctl status && writctl doctor\n\n"
	      "The way back: boot with writ.off on the kernel command line; the module then\n"
	      "refuses to load, unless the policy says ignore-boot-off.\n\n"
	      "writctl COMMAND --help says more about each. Exit codes: 0 good, 1 refused or\n"
	      "failed, 2 wrong usage.\n", f);
}

int cmd_show_help(const struct cmd *cmd)
{
	fputs(cmd->help, stdout);
	return EXIT_GOOD;
}

static int help(int argc, char **argv)
{
	if (argc < 3) {
		usage(stdout);
		return EXIT_GOOD;
	}
	for (size_t i = 0; i < ARRAY_SIZE(cmds); i++) {
		if (!strcmp(argv[2], cmds[i]->name))
			return cmd_show_help(cmds[i]);
	}
	return ui_usage("there is no command \"%s\"", argv[2]);
}

static int run(int argc, char **argv)
{
	char name[64];

	if (argc < 2) {
		usage(stderr);
		return EXIT_USAGE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help"))
		return help(argc, argv);
	if (!strcmp(argv[1], "--version")) {
		puts("writctl " WRIT_VERSION);
		return EXIT_GOOD;
	}
	for (size_t i = 0; i < ARRAY_SIZE(cmds); i++) {
		if (strcmp(argv[1], cmds[i]->name))
			continue;
		snprintf(name, sizeof(name), "writctl %s", cmds[i]->name);
		ui_init(name);
		argv[1] = name;
		return cmds[i]->run(argc - 1, argv + 1);
	}
	return ui_usage("there is no command \"%s\"", argv[1]);
}

int main(int argc, char **argv)
{
	int status;

	ui_init("writctl");
	status = run(argc, argv);
	/* Output that could not be written is a failure even if all else went well. */
	if (fflush(stdout) != 0 || ferror(stdout)) {
		perror("writctl: standard output");
		return status == EXIT_GOOD ? EXIT_REFUSED : status;
	}
	return status;
}
