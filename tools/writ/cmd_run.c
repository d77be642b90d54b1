// SPDX-License-Identifier: GPL-2.0-only
/* writ run: present what authorizes a program, and become it. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cmd.h"
#include "denial_show.h"
#include "present.h"
#include "ui.h"

/* as shells and env(1) have it */
#define EXIT_CANNOT	126
#define EXIT_NOT_FOUND	127

static const char help[] =
"Usage: writ run [--from DIR] [--json] [--] COMMAND [ARGUMENT...]\n"
"\n"
"Hands every artifact in DIR that names the content of COMMAND, or of the interpreter\n"
"that its first line names, to writd, and then becomes COMMAND. If the kernel denies\n"
"that, says why and what an authorization would have to say. Needs no privilege.\n"
"\n"
"COMMAND is looked for in PATH unless it has a slash. What an artifact that is refused\n"
"would have authorized is the kernel's to say: COMMAND is executed all the same.\n"
"\n"
"  --from DIR   where artifacts are (default: $WRIT_ARTIFACTS, otherwise\n"
"               ~/.config/writ/artifacts, if it is there)\n"
"  --json       tell of a denial as `writctl why --json` does, on standard output\n"
"\n"
"Exit code: COMMAND's own; 126 if it was found and could not be executed, 127 if it\n"
"was not found; 1 if DIR cannot be read; 2 for wrong usage.\n"
"\n"
"Examples:\n"
"  writ run ./agent --task 7\n"
"  writ run --from grants --json -- deploy --to staging > denial.json\n";

/* The directory, or NULL if there is none; *named if somebody asked for it. */
static const char *artifacts_dir(const char *from, bool *named)
{
	const char *home = getenv("HOME");
	static char dir[PATH_MAX];

	*named = true;
	if (!from)
		from = getenv("WRIT_ARTIFACTS");
	if (from && *from)
		return from;
	*named = false;
	if (!home || !*home ||
	    (size_t)snprintf(dir, sizeof(dir), "%s/.config/writ/artifacts", home) >= sizeof(dir))
		return NULL;
	return access(dir, F_OK) == 0 ? dir : NULL;
}

/* Where execvp() would find it; an errno if nowhere. */
static int find(const char *name, char path[PATH_MAX])
{
	const char *list = getenv("PATH");
	int error = ENOENT;

	if (!*name)
		return ENOENT;
	if (strchr(name, '/'))
		return (size_t)snprintf(path, PATH_MAX, "%s", name) < PATH_MAX ? 0 : ENAMETOOLONG;
	if (!list)
		list = "/bin:/usr/bin";
	for (;; list++) {
		int len = (int)strcspn(list, ":");

		if (snprintf(path, PATH_MAX, "%.*s%s%s", len, list, len ? "/" : "./", name) <
		    PATH_MAX) {
			if (!faccessat(AT_FDCWD, path, X_OK, AT_EACCESS))
				return 0;
			if (errno == EACCES)
				error = EACCES;
		}
		list += len;
		if (!*list)
			return error;
	}
}

static int fail_errno(const char *name, int error)
{
	ui_fail("cannot execute %s: %s", name, strerror(error));
	return error == ENOENT || error == ENOTDIR || error == ENAMETOOLONG ? EXIT_NOT_FOUND :
								       EXIT_CANNOT;
}

/* EACCES has other causes, too: then writd has no denial of this process since @begin. */
static int tell_denial(const char *name, u64 begin, bool json)
{
	static u8 buf[WRIT_SOCK_MESSAGE_MAX];
	enum writ_sock_status status;
	struct writ_record record;
	struct writ_msg msg;

	if (!denial_ask((u64)getpid(), buf, &record, &status, &msg) ||
	    status == WRIT_SOCK_REFUSED) {
		fail_errno(name, EACCES);
		ui_note("why is not known: %s", msg.text);
	} else if (status == WRIT_SOCK_NONE || record.real_ns < begin) {
		fail_errno(name, EACCES);
	} else {
		denial_show(&record, json);
	}
	return EXIT_CANNOT;
}

static int become(const char *path, char **argv, bool json)
{
	struct timespec now;
	int error;

	clock_gettime(CLOCK_REALTIME, &now);
	fflush(stdout);
	execv(path, argv);
	error = errno;
	if (error == EACCES)
		return tell_denial(path, (u64)now.tv_sec * 1000000000 + (u64)now.tv_nsec, json);
	return fail_errno(path, error);
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "from", required_argument, NULL, 'f' },
		{ "json", no_argument, NULL, 'j' },
		HELP_OPTION, { 0 },
	};
	const char *from = NULL;
	bool json = false, named;
	char path[PATH_MAX];
	struct writ_msg msg;
	int opt, error;

	while ((opt = getopt_long(argc, argv, "+", options, NULL)) != -1) {
		if (opt == OPT_HELP)
			return cmd_show_help(&cmd_run);
		if (opt == 'f')
			from = optarg;
		else if (opt == 'j')
			json = true;
		else
			return EXIT_USAGE;
	}
	if (optind == argc)
		return ui_usage("a COMMAND is needed");
	if (from && !*from)
		return ui_usage("--from: the name of a directory is needed");
	error = find(argv[optind], path);
	if (error)
		return fail_errno(argv[optind], error);
	from = artifacts_dir(from, &named);
	if (from && !present_for(from, path, &msg)) {
		if (named)
			return ui_fail_msg(&msg);
		ui_note("%s", msg.text);
	}
	return become(path, argv + optind, json);
}

const struct cmd cmd_run = { "run", "present what authorizes a program, and run it", help, run };
