// SPDX-License-Identifier: GPL-2.0-only
/*
 * load SECONDS LISTED UNLISTED: executions by turns of the two from several
 * processes, storms of forks, a process that takes memory until it is killed,
 * and a wall clock that somebody steps. Prints how all of that ended, and how long
 * the executions of LISTED and UNLISTED that came to run took, from vfork() until the
 * new program is in place. Which of them must run, who reads the counts knows.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"

#define EXECUTORS	3
#define BURST		48	/* children of a storm, at the same time */
#define HOG_PAUSE	15	/* seconds between two that take all memory */
#define STEP_PAUSE	2	/* seconds between two steps of the clock */
#define STEP_MAX	(6 * 3600)
#define HOG_PART	(4 << 20)
#define SPARES		8	/* small ones, to be killed before anybody else */
#define SPARE_SIZE	(2 << 20)

#define STATUS_DENIED	77
#define STATUS_STARVED	78
#define STATUS_ODD	79

/* Four buckets to each doubling, from 1 microsecond on. */
#define PER_DOUBLING	4
#define BUCKETS		(32 * PER_DOUBLING)
#define BUCKET_RATIO	1.189207115	/* the fourth root of 2 */

enum outcome { RAN, DENIED, STARVED, ODD, OUTCOMES };

struct tally {
	atomic_ulong listed[OUTCOMES], unlisted[OUTCOMES];
	atomic_ulong forks, fork_failures, killed, steps, odd_detail;
	atomic_ulong took[BUCKETS];
	_Atomic uint64_t longest;
};

static struct tally *tally;
static uint64_t end;

/* ---- how long it took */

static double bucket_end(int bucket)
{
	double us = 1;
	int i;

	for (i = 0; i <= bucket; i++)
		us *= BUCKET_RATIO;
	return us;
}

static void note_time(uint64_t ns)
{
	double us = (double)ns / 1000, limit = BUCKET_RATIO;
	uint64_t longest = tally->longest;
	int bucket = 0;

	for (; bucket < BUCKETS - 1 && limit < us; bucket++)
		limit *= BUCKET_RATIO;
	tally->took[bucket]++;
	while (ns > longest && !atomic_compare_exchange_weak(&tally->longest, &longest, ns))
		;
}

/* The end of the bucket that holds it: up to 19 % more than the truth. */
static double quantile(double part)
{
	unsigned long all = 0, seen = 0;
	int bucket;

	for (bucket = 0; bucket < BUCKETS; bucket++)
		all += tally->took[bucket];
	for (bucket = 0; bucket < BUCKETS; bucket++) {
		seen += tally->took[bucket];
		if ((double)seen >= part * (double)all)
			break;
	}
	return bucket_end(bucket);
}

/* ---- what there is to do */

static int status_of(int error)
{
	switch (error) {
	case EACCES:
		return STATUS_DENIED;
	case ENOMEM:
	case EAGAIN:
		return STATUS_STARVED;
	default:
		return STATUS_ODD;
	}
}

static enum outcome execute(const char *program)
{
	char *argv[] = { (char *)program, NULL };
	char *envp[] = { NULL };
	uint64_t began = now(), took;
	pid_t pid = vfork();
	int status;

	if (pid == 0) {
		execve(program, argv, envp);
		_exit(status_of(errno));
	}
	if (pid < 0)
		return errno == ENOMEM || errno == EAGAIN ? STARVED : ODD;
	took = now() - began;
	if (waitpid(pid, &status, 0) != pid)
		return ODD;
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
		return STARVED;
	if (!WIFEXITED(status)) {
		tally->odd_detail = (unsigned long)status;
		return ODD;
	}
	switch (WEXITSTATUS(status)) {
	case 0:
		note_time(took);
		return RAN;
	case STATUS_DENIED:
		return DENIED;
	case STATUS_STARVED:
		return STARVED;
	default:
		tally->odd_detail = (unsigned long)status;
		return ODD;
	}
}

static void executor(const char *listed, const char *unlisted)
{
	while (now() < end) {
		tally->listed[execute(listed)]++;
		tally->unlisted[execute(unlisted)]++;
	}
}

static void storm(void)
{
	int i;

	while (now() < end) {
		for (i = 0; i < BURST; i++) {
			pid_t pid = fork();

			if (pid == 0)
				_exit(0);
			if (pid < 0)
				tally->fork_failures++;
			else
				tally->forks++;
		}
		while (wait(NULL) > 0)
			;
		usleep(100000);
	}
}

static void killed_first(const char *how)
{
	int fd = open("/proc/self/oom_score_adj", O_WRONLY);

	if (fd < 0 || write(fd, how, strlen(how)) != (ssize_t)strlen(how)) {
		perror("load: oom_score_adj");
		_exit(2);
	}
	close(fd);
}

static bool take(size_t size)
{
	char *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		return false;
	memset(at, 1, size);
	return true;
}

static void take_all(void)
{
	killed_first("1000");
	while (take(HOG_PART))
		;
	_exit(0);
}

/* Who takes all may be dying when memory is wanting once more; nobody else should. */
static void be_spare(void)
{
	killed_first("900");
	take(SPARE_SIZE);
	for (;;)
		pause();
}

static void keep_spares(pid_t *spares)
{
	int i;

	for (i = 0; i < SPARES; i++) {
		if (spares[i] > 0 && waitpid(spares[i], NULL, WNOHANG) == 0)
			continue;
		spares[i] = fork();
		if (spares[i] == 0)
			be_spare();
	}
}

static void hog(void)
{
	pid_t spares[SPARES] = {}, pid;
	int status, i;

	while (now() + HOG_PAUSE * 1000000000ull < end) {
		keep_spares(spares);
		sleep(HOG_PAUSE);
		pid = fork();
		if (pid == 0)
			take_all();
		if (pid > 0 && waitpid(pid, &status, 0) == pid && WIFSIGNALED(status) &&
		    WTERMSIG(status) == SIGKILL)
			tally->killed++;
	}
	for (i = 0; i < SPARES; i++)
		if (spares[i] > 0)
			kill(spares[i], SIGKILL);
}

/* By chance, up to six hours from the truth to both sides; and at last the truth. */
static void stepper(void)
{
	struct timespec real, t;
	uint64_t began = now(), since;

	clock_gettime(CLOCK_REALTIME, &real);
	srandom((unsigned int)began);
	for (;;) {
		sleep(STEP_PAUSE);
		since = now() - began;
		t.tv_sec = real.tv_sec + (time_t)(since / 1000000000);
		t.tv_nsec = 0;
		if (now() < end)
			t.tv_sec += random() % (2 * STEP_MAX) - STEP_MAX;
		if (clock_settime(CLOCK_REALTIME, &t) == 0)
			tally->steps++;
		if (now() >= end)
			return;
	}
}

static void print(const char *name, atomic_ulong *counts)
{
	printf("%s-ran %lu %s-denied %lu %s-starved %lu %s-odd %lu ", name, counts[RAN], name,
	       counts[DENIED], name, counts[STARVED], name, counts[ODD]);
}

int main(int argc, char **argv)
{
	int i;

	if (argc != 4)
		return 2;
	tally = mmap(NULL, sizeof(*tally), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		     -1, 0);
	if (tally == MAP_FAILED)
		return 2;
	end = now() + strtoull(argv[1], NULL, 10) * 1000000000ull;
	for (i = 0; i < EXECUTORS + 3; i++) {
		if (fork() != 0)
			continue;
		if (i < EXECUTORS)
			executor(argv[2], argv[3]);
		else if (i == EXECUTORS)
			storm();
		else if (i == EXECUTORS + 1)
			hog();
		else
			stepper();
		_exit(0);
	}
	while (wait(NULL) > 0)
		;
	print("listed", tally->listed);
	print("unlisted", tally->unlisted);
	printf("forks %lu fork-failures %lu killed %lu steps %lu odd-detail %lu ", tally->forks,
	       tally->fork_failures, tally->killed, tally->steps, tally->odd_detail);
	printf("p50 %.0f p90 %.0f p99 %.0f p999 %.0f longest %.0f\n", quantile(0.5),
	       quantile(0.9), quantile(0.99), quantile(0.999), (double)tally->longest / 1000);
	return 0;
}
