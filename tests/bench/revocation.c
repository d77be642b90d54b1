// SPDX-License-Identifier: GPL-2.0-only
/*
 * revocation DIR ROUNDS: how soon does a revocation count? In each round the
 * artifact DIR/N.artifact is put into force, threads execute DIR/N over and over,
 * and then DIR/N.revocation is put into force. Prints, for each round, how long
 * the call took, how long after its return the first denial came, and when the
 * last execution that was allowed had begun, all in microseconds.
 */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fileio.h"
#include "nl.h"

#define THREADS	3
#define BEFORE_US 100000

static atomic_llong last_allowed, first_denied;
static atomic_int stop;
static char program[4096];

static long long now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000ll + t.tv_nsec / 1000;
}

/* True if it ran. */
static bool execute(void)
{
	char *argv[] = { program, NULL }, *envp[] = { NULL };
	int status = -1;
	pid_t pid = vfork();

	if (pid == 0) {
		execve(program, argv, envp);
		_exit(77);
	}
	return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
	       WEXITSTATUS(status) == 0;
}

static void *hammer(void *unused)
{
	long long begin, none, seen;

	(void)unused;
	while (!stop) {
		begin = now_us();
		if (execute()) {
			seen = last_allowed;
			while (begin > seen && !atomic_compare_exchange_weak(&last_allowed, &seen, begin))
				;
		} else {
			none = 0;
			atomic_compare_exchange_strong(&first_denied, &none, now_us());
		}
	}
	return NULL;
}

static long long put(struct writ_nl *nl, const char *dir, int round, const char *what,
		     enum writ_object object)
{
	char path[4200];
	struct writ_blob blob;
	struct writ_msg msg;
	long long begin;

	snprintf(path, sizeof(path), "%s/%d.%s", dir, round, what);
	if (!writ_file_read(path, WRIT_ARTIFACT_MAX, &blob, &msg)) {
		fprintf(stderr, "revocation: %s\n", msg.text);
		exit(1);
	}
	begin = now_us();
	if (writ_nl_add(nl, object, writ_blob_bytes(&blob), NULL, NULL, &msg) != WRIT_NL_OK) {
		fprintf(stderr, "revocation: %s: %s\n", path, msg.text);
		exit(1);
	}
	writ_blob_free(&blob);
	return now_us() - begin;
}

static bool one_round(struct writ_nl *nl, const char *dir, int round)
{
	pthread_t thread[THREADS];
	long long call, done;
	bool denied;
	int i;

	snprintf(program, sizeof(program), "%s/%d", dir, round);
	last_allowed = first_denied = stop = 0;
	put(nl, dir, round, "artifact", WRIT_OBJECT_ARTIFACT);
	for (i = 0; i < THREADS; i++)
		pthread_create(&thread[i], NULL, hammer, NULL);
	usleep(BEFORE_US);
	call = put(nl, dir, round, "revocation", WRIT_OBJECT_REVOCATION);
	done = now_us();
	denied = !execute();
	while (!first_denied)
		usleep(100);
	usleep(BEFORE_US / 2);
	stop = 1;
	for (i = 0; i < THREADS; i++)
		pthread_join(thread[i], NULL);
	printf("round\t%lld\t%lld\t%lld\n", call, (long long)first_denied - done,
	       (long long)last_allowed - done);
	/* Nothing that began after the call had returned may have run. */
	return denied && last_allowed && last_allowed < done;
}

int main(int argc, char **argv)
{
	struct writ_nl *nl;
	struct writ_msg msg;
	int i, rounds, bad = 0;

	if (argc != 3)
		return 2;
	rounds = atoi(argv[2]);
	if (writ_nl_open(&nl, &msg) != WRIT_NL_OK) {
		fprintf(stderr, "revocation: %s\n", msg.text);
		return 1;
	}
	for (i = 1; i <= rounds; i++)
		bad += !one_round(nl, argv[1], i);
	writ_nl_close(nl);
	printf("late\t%d\n", bad);
	return bad != 0;
}
