// SPDX-License-Identifier: GPL-2.0-only
/*
 * threads SECONDS PROGRAM OTHER: threads of one process execute both at the same time.
 * The kernel opens their programs side by side and lets one of them go on, with which
 * the others end. Counts how the processes ended, and as denied each thread that was.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "race.h"

#define THREADS 4

static struct race *all;
static char **paths;
static atomic_int ready;

static void *execute(void *number)
{
	char *path = paths[(uintptr_t)number % 2];
	char *argv[] = { path, NULL }, *envp[] = { NULL };

	ready++;
	while (ready < THREADS)
		;
	all->changed++;
	execve(path, argv, envp);
	all->count[outcome_of_status(W_EXITCODE(status_of_errno(errno), 0))]++;
	return NULL;
}

static void begin(struct race *race, void *arg)
{
	pthread_t thread;
	uintptr_t i;
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		all = race;
		paths = arg;
		for (i = 1; i < THREADS; i++)
			if (pthread_create(&thread, NULL, execute, (void *)i))
				_exit(2);
		execute(NULL);
		pthread_exit(NULL);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		broken("fork");
	race->count[outcome_of_status(status)]++;
}

static void nothing(struct race *race, void *arg)
{
	(void)race;
	(void)arg;
}

int race_threads(int argc, char **argv)
{
	struct race *race = race_new();

	if (argc != 3)
		return 2;
	hold(race, (unsigned int)atoi(argv[0]), (struct part){ begin, argv + 1 },
	     (struct part){ nothing, NULL });
	print_counts(race);
	return 0;
}
