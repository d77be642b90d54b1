// SPDX-License-Identifier: GPL-2.0-only
/* Which race it is, and what all of them use. */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "race.h"

#define STATUS_DENIED	77
#define STATUS_BUSY	78
#define STATUS_FAULT	79
#define STATUS_ODD	80

/* About as long as an execution takes. */
#define NAP_MAX		4000

volatile uint64_t spawned_at;

void broken(const char *what)
{
	fprintf(stderr, "race: %s: %s\n", what, strerror(errno));
	exit(2);
}

void *shared(size_t size)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		broken("mmap");
	return at;
}

struct race *race_new(void)
{
	return shared(sizeof(struct race));
}

void nap(uint32_t microseconds)
{
	struct timespec t = { microseconds / 1000000, microseconds % 1000000 * 1000 };

	nanosleep(&t, NULL);
}

/* xorshift64* */
uint32_t chance(uint32_t below)
{
	static uint64_t state;
	static pid_t owner;

	if (owner != getpid()) {
		owner = getpid();
		state = now() ^ (uint64_t)owner << 32 ^ 0x9e3779b97f4a7c15ull;
	}
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (uint32_t)((state * 0x2545f4914f6cdd1dull) >> 33) % below;
}

void pin(int processor)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(processor % (int)sysconf(_SC_NPROCESSORS_ONLN), &set);
	sched_setaffinity(0, sizeof(set), &set);
}

/* ---- executions */

int status_of_errno(int error)
{
	switch (error) {
	case EACCES:
		return STATUS_DENIED;
	case ETXTBSY:
		return STATUS_BUSY;
	case EFAULT:
		return STATUS_FAULT;
	default:
		return STATUS_ODD;
	}
}

enum outcome outcome_of_status(int status)
{
	if (WIFSIGNALED(status))
		return KILLED;
	switch (WEXITSTATUS(status)) {
	case 0:
		return RAN;
	case STATUS_WRONG:
		return WRONG;
	case STATUS_DENIED:
		return DENIED;
	case STATUS_BUSY:
		return BUSY;
	case STATUS_FAULT:
		return FAULT;
	default:
		return ODD;
	}
}

enum outcome spawn(const char *program, char *const argv[])
{
	char *envp[] = { NULL };
	pid_t pid = vfork();
	int status;

	if (pid == 0) {
		spawned_at = now();
		execve(program, argv, envp);
		_exit(status_of_errno(errno));
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		broken("fork");
	return outcome_of_status(status);
}

/* ---- a race */

static pid_t victim_on(int processor, struct race *race, struct part part)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	pin(processor);
	while (!race->over)
		part.act(race, part.arg);
	exit(0);
}

static pid_t attacker_of(struct race *race, struct part part)
{
	struct sched_param first = { .sched_priority = 50 };
	pid_t pid = fork();

	if (pid)
		return pid;
	if (sched_setscheduler(0, SCHED_FIFO, &first))
		broken("sched_setscheduler");
	while (!race->over) {
		pin((int)chance(2));
		nap(chance(NAP_MAX));
		part.act(race, part.arg);
	}
	exit(0);
}

void hold(struct race *race, unsigned int seconds, struct part victim, struct part attacker)
{
	int status;

	if (victim_on(0, race, victim) < 0 || victim_on(1, race, victim) < 0 ||
	    attacker_of(race, attacker) < 0)
		broken("fork");
	sleep(seconds);
	race->over = true;
	while (wait(&status) > 0)
		if (status)
			exit(2);
}

const char *outcome_name(enum outcome outcome)
{
	static const char *const names[OUTCOMES] = {
		"ran", "wrong", "denied", "busy", "fault", "killed", "odd",
	};

	return names[outcome];
}

void print_counts(const struct race *race)
{
	int i;

	for (i = 0; i < OUTCOMES; i++)
		printf("%s %lu ", outcome_name((enum outcome)i), race->count[i]);
	printf("changed %lu refused %lu\n", race->changed, race->refused);
}

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} races[] = {
	{ "argv", race_argv }, { "swap", race_swap }, { "write", race_write },
	{ "map", race_map },
	{ "stay", race_stay }, { "nomad", race_nomad }, { "enter", race_enter },
	{ "then", race_then }, { "parent", race_parent }, { "repeat", race_repeat },
	{ "after", race_after }, { "together", race_together },
	{ "threads", race_threads },
};

int main(int argc, char **argv)
{
	size_t i;

	for (i = 0; argc > 1 && i < sizeof(races) / sizeof(*races); i++)
		if (!strcmp(argv[1], races[i].name))
			return races[i].run(argc - 2, argv + 2);
	fprintf(stderr, "race: which one?\n");
	return 2;
}
