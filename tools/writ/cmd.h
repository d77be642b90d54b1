/* SPDX-License-Identifier: GPL-2.0-only */
/* The subcommands of writ. */
#ifndef WRIT_CMD_H
#define WRIT_CMD_H

/* exit codes */
enum {
	EXIT_GOOD = 0,
	EXIT_REFUSED = 1,	/* refused or failed */
	EXIT_USAGE = 2,
};

/**
 * struct cmd - one subcommand
 * @name: what is typed
 * @summary: one line for the overview
 * @help: the whole text of --help
 * @run: gets argv[0] = "writ NAME", so that getopt's messages name it
 */
struct cmd {
	const char *name;
	const char *summary;
	const char *help;
	int (*run)(int argc, char **argv);
};

extern const struct cmd cmd_keygen;
extern const struct cmd cmd_root;
extern const struct cmd cmd_policy;
extern const struct cmd cmd_issue;
extern const struct cmd cmd_manifest;
extern const struct cmd cmd_delegate;
extern const struct cmd cmd_revoke;
extern const struct cmd cmd_inspect;
extern const struct cmd cmd_verify;
extern const struct cmd cmd_run;

/** cmd_show_help() - print a command's help; returns EXIT_GOOD */
int cmd_show_help(const struct cmd *cmd);

/** OPT_HELP - value of --help for every getopt_long() table */
#define OPT_HELP	1000
#define HELP_OPTION	{ "help", no_argument, NULL, OPT_HELP }

#endif
