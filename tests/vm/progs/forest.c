// SPDX-License-Identifier: GPL-2.0-only
/*
 * forest TRUTH SCRIPT LEVELS: a tree of processes whose shape is known, to be
 * compared with what the lineage log says of it. Every process that executes has
 * a tag, which is its parent's with one more number, and writes down what it did:
 *
 *	exec TAG PID		this program was executed under that tag
 *	fork PID CHILD		this process made that one
 *	exit PID STATUS		this process is about to end
 *
 * Of the five children of each, one only forks and ends; one is made by a process
 * that has ended before it executes; one is executed through a script.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *truth, *script;

/* One write to a file opened for appending: lines of many processes stay whole. */
static void note(const char *fmt, ...)
{
	char line[256];
	va_list ap;
	int fd, len;

	va_start(ap, fmt);
	len = vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	fd = open(truth, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
	if (fd < 0 || write(fd, line, len) != len)
		_exit(99);
	close(fd);
}

static _Noreturn void leave(int status)
{
	note("exit %d %d\n", getpid(), status);
	_exit(status);
}

static pid_t make(void)
{
	pid_t pid = fork();

	if (pid < 0)
		_exit(98);
	if (pid > 0)
		note("fork %d %d\n", getpid(), pid);
	return pid;
}

static void execute(const char *program, const char *name, int levels)
{
	char left[16];

	snprintf(left, sizeof(left), "%d", levels);
	execl(program, program, "node", truth, script, left, name, (char *)NULL);
	note("failed %s %d\n", name, errno);
	leave(97);
}

static void child(int kind, const char *tag, int levels)
{
	char name[128];

	snprintf(name, sizeof(name), "%s.%d", tag, kind);
	switch (kind) {
	case 1:
		leave(7);
	case 2:
		if (make() > 0)
			leave(0);
		break;
	case 3:
		execute(script, name, levels);
	}
	execute("/proc/self/exe", name, levels);
}

static void node(const char *tag, int levels)
{
	int kind;

	note("exec %s %d\n", tag, getpid());
	for (kind = 0; levels > 1 && kind < 5; kind++) {
		pid_t pid = make();

		if (pid == 0)
			child(kind, tag, levels - 1);
		if (waitpid(pid, NULL, 0) != pid)
			leave(96);
	}
	leave(0);
}

int main(int argc, char **argv)
{
	int i;

	/* Through the script, its interpreter's line has put two words in front. */
	for (i = 1; i < argc && strcmp(argv[i], "node"); i++)
		;
	if (argc - i == 5) {
		truth = argv[i + 1];
		script = argv[i + 2];
		node(argv[i + 4], atoi(argv[i + 3]));
	}
	if (argc == 4) {
		pid_t pid;
		int ends[2];
		char c;

		truth = argv[1];
		script = argv[2];
		if (pipe(ends))
			return 2;
		/* Whoever is left holds the pipe open: at its end all have ended. */
		pid = fork();
		if (pid == 0)
			execute("/proc/self/exe", "0", atoi(argv[3]));
		close(ends[1]);
		while (read(ends[0], &c, 1) > 0)
			;
		waitpid(pid, NULL, 0);
		return 0;
	}
	return 2;
}
