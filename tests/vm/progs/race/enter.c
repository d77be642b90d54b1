// SPDX-License-Identifier: GPL-2.0-only
/*
 * enter SECONDS LARGE UNLISTED HOME AWAY: a process executes LARGE (a copy of this,
 * and so long that judging it takes a while), and is moved to HOME or to AWAY
 * meanwhile; it begins in each by turns. In the end it is in AWAY, and executes
 * UNLISTED there. Whether that may run depends on whether it was governed when it
 * became LARGE, which the log says.
 *
 * then UNLISTED: that second execution, once descriptor 3 says so.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "race.h"

/* Tries, however slow they are, so that each outcome is met. */
#define LEAST	24
/* Microseconds. */
#define LONGEST	200000

/* A process that has ended in between cannot be moved, and need not. */
static void move(pid_t pid, const char *group)
{
	char path[128], text[16];
	int fd;

	snprintf(path, sizeof(path), "/sys/fs/cgroup%s/cgroup.procs", group);
	snprintf(text, sizeof(text), "%d", pid);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || (write(fd, text, strlen(text)) < 0 && errno != ESRCH))
		broken(path);
	close(fd);
}

int race_then(int argc, char **argv)
{
	char *words[] = { argv[0], NULL }, *envp[] = { NULL };
	char c;

	if (argc != 1 || read(3, &c, 1) != 1)
		return 2;
	execve(argv[0], words, envp);
	return status_of_errno(errno);
}

static void begin(char **argv, const char *group, const int ends[2])
{
	char *words[] = { "race", "then", argv[2], NULL }, *envp[] = { NULL };

	move(getpid(), group);
	if (dup2(ends[0], 3) != 3)
		broken("dup2");
	close(ends[1]);
	execve(argv[1], words, envp);
	_exit(status_of_errno(errno));
}

/* @duration: of one execution of LARGE, in microseconds */
static void one(struct race *race, char **argv, bool from_home, uint32_t duration)
{
	const char *first = argv[from_home ? 3 : 4], *second = argv[from_home ? 4 : 3];
	int ends[2], status;
	pid_t pid;

	/* Its content has to be learnt anew, since its change time is another. */
	if (utimensat(AT_FDCWD, argv[1], NULL, 0) || pipe2(ends, 0))
		broken(argv[1]);
	pid = fork();
	if (pid == 0)
		begin(argv, first, ends);
	nap(chance(2 * duration));
	move(pid, second);
	nap(chance(duration / 2));
	move(pid, argv[4]);
	if (write(ends[1], "", 1) != 1)
		broken("pipe");
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		broken("fork");
	close(ends[0]);
	close(ends[1]);
	race->count[outcome_of_status(status)]++;
}

/* How long it takes if nobody is in the way. */
static uint32_t measure(struct race *race, char **argv)
{
	uint64_t begun, took, least = LONGEST;
	int i;

	for (i = 0; i < 3; i++) {
		begun = now();
		one(race, argv, true, 2);
		took = (now() - begun) / 1000;
		if (took < least)
			least = took;
	}
	return (uint32_t)least;
}

int race_enter(int argc, char **argv)
{
	struct race *race = race_new();
	uint32_t duration;
	unsigned int n;
	uint64_t end;

	if (argc != 5)
		return 2;
	duration = measure(race, argv);
	end = now() + (uint64_t)atoi(argv[0]) * 1000000000;
	for (n = 0; n < LEAST || now() < end; n++) {
		one(race, argv, n % 2, duration);
		race->changed++;
	}
	print_counts(race);
	return 0;
}
