// SPDX-License-Identifier: GPL-2.0-only
/*
 * storm PARENTS COUNT LISTED UNLISTED: COUNT executions from PARENTS processes
 * at once, by turns of a listed and an unlisted program. Prints how many ran,
 * how many were denied with EACCES, and how many ended in any other way.
 */
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct tally {
	atomic_ulong next, ran, denied, other;
};

#define DENIED 77
#define OTHER 78

static void one(struct tally *tally, const char *program, int should_run)
{
	char *argv[] = { (char *)program, NULL };
	char *envp[] = { NULL };
	pid_t pid = vfork();
	int status;

	if (pid == 0) {
		execve(program, argv, envp);
		_exit(errno == EACCES ? DENIED : OTHER);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		tally->other++;
	else if (WEXITSTATUS(status) == 0 && should_run)
		tally->ran++;
	else if (WEXITSTATUS(status) == DENIED && !should_run)
		tally->denied++;
	else
		tally->other++;
}

static void parent(struct tally *tally, unsigned long count, char **programs)
{
	unsigned long n;

	while ((n = tally->next++) < count)
		one(tally, programs[n % 2], n % 2 == 0);
	_exit(0);
}

int main(int argc, char **argv)
{
	struct tally *tally;
	int parents, i;

	if (argc != 5)
		return 2;
	parents = atoi(argv[1]);
	tally = mmap(NULL, sizeof(*tally), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		     -1, 0);
	if (tally == MAP_FAILED)
		return 2;
	for (i = 0; i < parents; i++)
		if (fork() == 0)
			parent(tally, strtoul(argv[2], NULL, 10), argv + 3);
	while (wait(NULL) > 0)
		;
	printf("ran %lu denied %lu other %lu\n", tally->ran, tally->denied, tally->other);
	return 0;
}
