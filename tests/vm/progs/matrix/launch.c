// SPDX-License-Identifier: GPL-2.0-only
/* What is asked of the kernel: read from a case, done in a child. */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/sched.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "matrix.h"

#define CGROUPS		"/sys/fs/cgroup"
#define SECONDS_MAX	60
#define HUNG		1000

/* ---- reading */

static const char *const keys[__KEYS] = {
	[ARGUMENT] = "arg", [VARIABLE] = "env", [LONG_ARGUMENT] = "longarg",
	[LONG_VARIABLE] = "longenv", [UID] = "uid", [GID] = "gid", [GROUPS] = "groups",
	[LOGIN] = "login", [CGROUP] = "cgroup", [VIA] = "via", [NAMESPACE] = "ns",
	[HOW] = "how", [HOLD] = "hold", [CLOCK] = "clock", [STORM] = "storm",
	[UNAME] = "uname", [MODE] = "mode", [PATH] = "path",
};

bool is(const struct launch *l, enum key key, const char *value)
{
	return l->value[key] && !strcmp(l->value[key], value);
}

char *decode(char *text)
{
	char *to = text, *from = text, digits[3] = "";

	for (; *from; from++) {
		if (*from == '%' && from[1] && from[2]) {
			memcpy(digits, from + 1, 2);
			*to++ = strtoul(digits, NULL, 16);
			from += 2;
		} else {
			*to++ = *from;
		}
	}
	*to = '\0';
	return text;
}

static char *long_string(const char *prefix, const char *bytes)
{
	size_t len = strtoul(bytes, NULL, 10);
	char *text = malloc(len + 1);

	if (!text)
		die("memory", bytes);
	memset(text, 'x', len);
	text[len] = '\0';
	memcpy(text, prefix, strlen(prefix));
	return text;
}

void read_pair(struct launch *l, char *word)
{
	char *value = strchr(word, '=');
	int key;

	if (!value)
		die("no value", word);
	*value++ = '\0';
	for (key = 0; key < __KEYS && strcmp(keys[key], word); key++)
		;
	if (key == __KEYS || l->argc >= STRINGS || l->envc >= STRINGS)
		die("not a key, or too many", word);
	l->value[key] = decode(value);
	if (key == ARGUMENT)
		l->argv[l->argc++] = value;
	else if (key == VARIABLE)
		l->envp[l->envc++] = value;
	else if (key == LONG_ARGUMENT)
		l->argv[l->argc++] = long_string("", value);
	else if (key == LONG_VARIABLE)
		l->envp[l->envc++] = long_string("LONG=", value);
}

/* ---- asking, in a child */

static void write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		die("cannot write", path);
	close(fd);
}

static void three(const char *value, unsigned int id[3])
{
	if (sscanf(value, "%u,%u,%u", &id[0], &id[1], &id[2]) != 3)
		die("not three ids", value);
}

void enter_cgroup(const char *cgroup)
{
	char path[4096];

	snprintf(path, sizeof(path), CGROUPS "%s/cgroup.procs", cgroup);
	write_text(path, "0");
}

/* Root there is nobody special here. */
static void own_users(const unsigned int *uid, const unsigned int *gid)
{
	char text[64];

	/* Whoever changed his ids may no longer write there. */
	if (unshare(CLONE_NEWUSER) || prctl(PR_SET_DUMPABLE, 1))
		die("unshare", "user");
	write_text("/proc/self/setgroups", "deny");
	snprintf(text, sizeof(text), "0 %u 1", uid ? uid[1] : 0);
	write_text("/proc/self/uid_map", text);
	snprintf(text, sizeof(text), "0 %u 1", gid ? gid[1] : 0);
	write_text("/proc/self/gid_map", text);
}

static void become(const struct launch *l)
{
	unsigned int uid[3], gid[3];
	gid_t group;

	if (l->value[LOGIN])
		write_text("/proc/self/loginuid", l->value[LOGIN]);
	if (is(l, NAMESPACE, "mount") && unshare(CLONE_NEWNS))
		die("unshare", "mount");
	if (is(l, NAMESPACE, "cgroup") && unshare(CLONE_NEWCGROUP))
		die("unshare", "cgroup");
	if (is(l, NAMESPACE, "root") && chroot("/tmp"))
		die("chroot", "/tmp");
	if (l->value[UNAME] && personality(UNAME26) < 0)
		die("personality", "uname");
	if (l->value[GROUPS]) {
		group = strtoul(l->value[GROUPS], NULL, 10);
		if (setgroups(1, &group))
			die("setgroups", l->value[GROUPS]);
	}
	if (l->value[GID]) {
		three(l->value[GID], gid);
		if (setresgid(gid[0], gid[1], gid[2]))
			die("setresgid", l->value[GID]);
	}
	if (l->value[UID]) {
		three(l->value[UID], uid);
		if (setresuid(uid[0], uid[1], uid[2]))
			die("setresuid", l->value[UID]);
	}
	if (is(l, NAMESPACE, "user"))
		own_users(l->value[UID] ? uid : NULL, l->value[GID] ? gid : NULL);
}

static int map_file(const struct launch *l, const char *path)
{
	bool later = is(l, HOW, "protect");
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	void *at;

	if (fd < 0)
		die("cannot open", path);
	at = mmap(NULL, 4096, PROT_READ | (later ? 0 : PROT_EXEC), MAP_PRIVATE, fd, 0);
	if (at == MAP_FAILED)
		return errno;
	if (later && mprotect(at, 4096, PROT_READ | PROT_EXEC))
		return errno;
	return 0;
}

struct asked {
	const struct launch *launch;
	const char *path;
};

/* What the kernel is asked. Returns if the answer was no. */
static int ask(const struct launch *l, const char *path)
{
	const char *via = l->value[VIA] ? l->value[VIA] : "path";
	char name[64];
	int fd;

	if (l->value[HOW] && strcmp(l->value[HOW], "exec"))
		return map_file(l, path);
	if (!strcmp(via, "path") || !strcmp(via, "thread") || !strcmp(via, "link")) {
		execve(path, l->argv, l->envp);
	} else if (!strcmp(via, "relative")) {
		if (chdir("/tmp/m"))
			die("chdir", "/tmp/m");
		execve(path + strlen("/tmp/m/"), l->argv, l->envp);
	} else {
		fd = open(path, O_RDONLY | (strcmp(via, "proc") ? 0 : O_CLOEXEC));
		if (fd < 0)
			die("cannot open", path);
		if (!strcmp(via, "gone") && unlink(path))
			die("unlink", path);
		if (!strcmp(via, "proc")) {
			snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
			execve(name, l->argv, l->envp);
		} else {
			syscall(SYS_execveat, fd, "", l->argv, l->envp, AT_EMPTY_PATH);
		}
	}
	return errno;
}

static void *ask_in_thread(void *data)
{
	const struct asked *asked = data;

	_exit(ask(asked->launch, asked->path));
}

void ask_as(const struct launch *l, const char *path)
{
	struct asked asked = { l, path };
	pthread_t thread;

	if (is(l, NAMESPACE, "root"))
		asked.path += strlen("/tmp");
	become(l);
	if (!is(l, VIA, "thread"))
		_exit(ask(l, asked.path));
	if (pthread_create(&thread, NULL, ask_in_thread, &asked))
		die("no thread", path);
	pthread_join(thread, NULL);
	_exit(NOT_PREPARED);
}

/* A child that begins in its control group, which moving there later takes long for. */
static pid_t fork_into(const char *cgroup)
{
	struct clone_args args = { .exit_signal = SIGCHLD, .flags = CLONE_INTO_CGROUP };
	char path[4096];
	pid_t pid;
	int fd;

	snprintf(path, sizeof(path), CGROUPS "%s", cgroup);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		die("no control group", path);
	args.cgroup = fd;
	pid = syscall(SYS_clone3, &args, sizeof(args));
	close(fd);
	return pid;
}

pid_t start(const struct launch *l, const char *path)
{
	bool apart = l->value[CGROUP] && !is(l, VIA, "thread");
	pid_t pid = apart ? fork_into(l->value[CGROUP]) : fork();

	if (pid)
		return pid;
	if (l->value[CGROUP] && !apart)
		enter_cgroup(l->value[CGROUP]);
	ask_as(l, path);
	_exit(NOT_PREPARED);
}

static volatile pid_t running;
static volatile sig_atomic_t hung;

static void too_long(int unused)
{
	(void)unused;
	hung = 1;
	if (running > 0)
		kill(running, SIGKILL);
}

void bound_outcomes(void)
{
	signal(SIGALRM, too_long);
}

int outcome_of(pid_t pid)
{
	int status;

	running = pid;
	hung = 0;
	alarm(SECONDS_MAX);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	alarm(0);
	if (hung)
		return HUNG;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status);
}

void tell_outcome(char *text, size_t size, int outcome)
{
	if (!outcome)
		snprintf(text, size, "ran");
	else if (outcome == NOT_PREPARED)
		snprintf(text, size, "could not be prepared");
	else if (outcome == HUNG)
		snprintf(text, size, "hung");
	else if (outcome > 256)
		snprintf(text, size, "signal %d", outcome - 256);
	else
		snprintf(text, size, "%s", strerror(outcome));
}

