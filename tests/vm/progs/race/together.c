// SPDX-License-Identifier: GPL-2.0-only
/* together COUNT PROGRAM [ARG]...: so many processes execute it at the same moment. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "race.h"

/* It waits at a pipe, to whose other end nobody writes: once that is closed, all go. */
static void one(const int ends[2], char **argv, int number)
{
	char *envp[] = { NULL };
	char c;

	pin(number);
	close(ends[1]);
	if (read(ends[0], &c, 1))
		_exit(2);
	execve(argv[0], argv, envp);
	_exit(status_of_errno(errno));
}

int race_together(int argc, char **argv)
{
	struct race *race = race_new();
	int count, i, status, ends[2];

	if (argc < 2 || pipe2(ends, 0))
		return 2;
	count = atoi(argv[0]);
	for (i = 0; i < count; i++) {
		pid_t pid = fork();

		if (pid == 0)
			one(ends, argv + 1, i);
		if (pid < 0)
			broken("fork");
	}
	/* All of them are there by then, or come when the others do. */
	nap(20000);
	close(ends[1]);
	while (wait(&status) > 0)
		race->count[outcome_of_status(status)]++;
	print_counts(race);
	return 0;
}
