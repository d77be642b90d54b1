// SPDX-License-Identifier: GPL-2.0-only
/*
 * parent SECONDS PROGRAM: a process executes PROGRAM while the one that made it
 * ends; every second time it does so from a thread, while the first thread ends.
 * Orphans come to the process that holds the race, which counts how they ended.
 * "changed" are those whose parent ended during the execution, "refused" the rest.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "race.h"

/* What the parent ends with. */
#define STATUS_PARENT 90

/**
 * struct family - when it happened
 * @began: the execution
 * @orphaned: the end of the parent
 */
struct family {
	const char *program;
	volatile uint64_t began, orphaned;
};

static void *execute(void *arg)
{
	struct family *f = arg;
	char *argv[] = { (char *)f->program, NULL }, *envp[] = { NULL };

	nap(chance(1000));
	f->began = now();
	execve(f->program, argv, envp);
	_exit(status_of_errno(errno));
}

static void child(struct family *f, bool threaded)
{
	pthread_t thread;

	if (!threaded)
		execute(f);
	if (pthread_create(&thread, NULL, execute, f))
		_exit(status_of_errno(errno));
	nap(chance(2000));
	pthread_exit(NULL);
}

static void parent(struct family *f, bool threaded)
{
	pid_t pid = fork();

	if (pid == 0)
		child(f, threaded);
	nap(chance(5000));
	f->orphaned = now();
	_exit(pid < 0 ? 2 : STATUS_PARENT);
}

/* Both are this process's children once the parent has ended. */
static void reap(struct race *race, pid_t made)
{
	int i, status;

	for (i = 0; i < 2; i++) {
		pid_t pid = wait(&status);

		if (pid < 0 || (pid == made && (!WIFEXITED(status) ||
						WEXITSTATUS(status) != STATUS_PARENT)))
			broken("a parent");
		if (pid != made)
			race->count[outcome_of_status(status)]++;
	}
}

int race_parent(int argc, char **argv)
{
	struct race *race = race_new();
	struct family *f = shared(sizeof(*f));
	uint64_t end, duration;
	unsigned long n;

	if (argc != 2)
		return 2;
	f->program = argv[1];
	if (prctl(PR_SET_CHILD_SUBREAPER, 1))
		broken("prctl");
	duration = now();
	spawn(f->program, argv + 1);
	duration = now() - duration;
	end = now() + (uint64_t)atoi(argv[0]) * 1000000000;
	for (n = 0; now() < end; n++) {
		pid_t made = fork();

		if (made == 0)
			parent(f, n % 2);
		reap(race, made);
		if (f->orphaned > f->began && f->orphaned - f->began < duration)
			race->changed++;
		else
			race->refused++;
	}
	print_counts(race);
	return 0;
}
