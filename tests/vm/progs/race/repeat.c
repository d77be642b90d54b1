// SPDX-License-Identifier: GPL-2.0-only
/*
 * repeat SECONDS OUT PROGRAM...: the programs are executed over and over on two
 * processors, until the time is over or the file OUT.stop is there. Every second
 * time a program's change time is set before, so that its content has to be
 * learnt anew. They are in nobody's way: who changes something comes first. OUT
 * receives a line for each execution:
 *
 *	BEGIN INDEX OUTCOME	the monotonic clock at execve(); which program
 *
 * after COMMAND...: runs it, and prints the clock after it has ended, and its
 * status.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "race.h"

static void note(int fd, int index, enum outcome outcome)
{
	char line[64];
	int n = snprintf(line, sizeof(line), "%" PRIu64 " %d %s\n", spawned_at, index,
			 outcome_name(outcome));

	if (write(fd, line, (size_t)n) != n)
		broken("write");
}

static void worker(char **programs, int n, int fd, const char *stop, uint64_t end)
{
	unsigned int round;
	int i;

	for (round = 0; now() < end && access(stop, F_OK); round++) {
		for (i = 0; i < n; i++) {
			char *argv[] = { programs[i], NULL };

			if (round % 2 && utimensat(AT_FDCWD, programs[i], NULL, 0))
				broken(programs[i]);
			note(fd, i, spawn(programs[i], argv));
		}
	}
	exit(0);
}

int race_repeat(int argc, char **argv)
{
	char stop[256];
	int fd, i, status;
	uint64_t end;

	if (argc < 3)
		return 2;
	snprintf(stop, sizeof(stop), "%s.stop", argv[1]);
	fd = open(argv[1], O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666);
	if (fd < 0)
		broken(argv[1]);
	end = now() + (uint64_t)atoi(argv[0]) * 1000000000;
	for (i = 0; i < 2; i++) {
		if (fork() == 0) {
			pin(i);
			if (nice(19) != 19)
				broken("nice");
			worker(argv + 2, argc - 2, fd, stop, end);
		}
	}
	while (wait(&status) > 0)
		if (status)
			return 2;
	return 0;
}

int race_after(int argc, char **argv)
{
	pid_t pid;
	int status;

	if (argc < 1)
		return 2;
	pid = fork();
	if (pid == 0) {
		execvp(argv[0], argv);
		broken(argv[0]);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		broken("fork");
	printf("%" PRIu64 " %d\n", now(), status);
	return 0;
}
