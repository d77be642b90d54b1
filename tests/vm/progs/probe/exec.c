// SPDX-License-Identifier: GPL-2.0-only
/*
 * probe exec [OPTION]... FILE [ARGUMENT]...
 *
 *   -u UID     as that user
 *   -k KIND    by a child of that kind: fork (default), vfork, thread
 *   -m METHOD  path (default), fd, opath, memfd, sealed, tmpfile, deleted:
 *              how the file is named to the kernel; check: it is not executed,
 *              but the kernel is asked whether it would be, and "ran" says that;
 *              sent: by a descriptor that another process opened and sent
 *   -b DIR     who sends it has namespaces of his own, and bound DIR over the
 *              file's directory there
 *   -e V=X     with that in the environment
 *   -w FILE    while holding FILE open for writing
 *   -o FILE    by a process that has FILE open, which the execution closes
 *   -n         in a mount namespace of its own
 *   -c DIR     after chroot to DIR
 *   -q         what the program prints goes nowhere
 *
 * execve() itself, without a shell that would try something else when refused.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <libgen.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probe.h"

/* Since 6.14; the C library's headers do not have it yet. */
#ifndef AT_EXECVE_CHECK
#define AT_EXECVE_CHECK 0x10000
#endif

static struct {
	uid_t uid;
	const char *kind;
	const char *method;
	const char *writing;
	const char *opened;
	const char *root;
	const char *bound;
	int namespace;
	int quiet;
	char *envp[8];
	char **argv;
	int fd;			/* for the methods that name a descriptor */
	int report[2];		/* carries the errno; closed by a successful execve() */
} how = { .kind = "fork", .method = "path", .fd = -1 };

static int is(const char *a, const char *b)
{
	return !strcmp(a, b);
}

/* A read-only descriptor of what @fd is open on for writing, which is then closed. */
static int reopened(int fd)
{
	char path[40];
	int ro;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	ro = open(path, O_RDONLY);
	if (ro < 0)
		broken("reopen");
	close(fd);
	return ro;
}

static int memory_file(const char *file, int seals)
{
	int fd = syscall(SYS_memfd_create, "probe", MFD_ALLOW_SEALING);

	if (fd < 0)
		broken("memfd_create");
	copy_to_fd(file, fd);
	if (seals && fcntl(fd, F_ADD_SEALS, seals))
		broken("F_ADD_SEALS");
	return fd;
}

static int nameless_file(const char *file, int unlinked)
{
	char path[] = "/tmp/probe.XXXXXX";
	int fd = unlinked ? mkstemp(path) : open("/tmp", O_TMPFILE | O_RDWR, 0700);

	if (fd < 0)
		broken("temporary file");
	fchmod(fd, 0755);
	copy_to_fd(file, fd);
	fd = reopened(fd);
	if (unlinked)
		unlink(path);
	return fd;
}

union carrier {
	char room[CMSG_SPACE(sizeof(int))];
	struct cmsghdr align;
};

/* Of one byte, and of a descriptor that is yet to be put in. */
static struct msghdr *message_with(union carrier *c)
{
	static struct msghdr msg;
	static struct iovec iov;
	static char byte;

	iov = (struct iovec){ &byte, 1 };
	msg = (struct msghdr){
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = c->room, .msg_controllen = sizeof(c->room),
	};
	return &msg;
}

/*
 * As a user may: in a user namespace, nobody need be root to bind one place over another.
 * It lasts as long as the sender, who stays until nobody listens any more.
 */
static void send_file(const char *file, int to)
{
	union carrier c = {};
	struct msghdr *msg = message_with(&c);
	struct cmsghdr *head = CMSG_FIRSTHDR(msg);
	char more;
	int fd;

	if (how.bound) {
		char copy[4096];

		snprintf(copy, sizeof(copy), "%s", file);
		if (unshare(CLONE_NEWUSER | CLONE_NEWNS))
			broken("unshare");
		if (mount(how.bound, dirname(copy), NULL, MS_BIND, NULL))
			broken("bind");
	}
	fd = open(file, O_RDONLY);
	if (fd < 0)
		broken(file);
	head->cmsg_level = SOL_SOCKET;
	head->cmsg_type = SCM_RIGHTS;
	head->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(head), &fd, sizeof(fd));
	if (sendmsg(to, msg, 0) != 1)
		broken("sendmsg");
	_exit(read(to, &more, 1) != 0);
}

static int sent_file(const char *file)
{
	union carrier c = {};
	struct msghdr *msg = message_with(&c);
	int ends[2], fd;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		broken("socketpair");
	pid = fork();
	if (pid < 0)
		broken("fork");
	if (!pid) {
		close(ends[0]);
		send_file(file, ends[1]);
	}
	close(ends[1]);
	if (recvmsg(ends[0], msg, 0) != 1 || !CMSG_FIRSTHDR(msg))
		broken("recvmsg");
	memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(msg)), sizeof(fd));
	return fd;
}

/* Is the answer to be that about opening the file for writing, once it was checked? */
static int checks_and_writes(void)
{
	return is(how.method, "check-write");
}

static void prepare_file(const char *file)
{
	if (is(how.method, "fd") || is(how.method, "check") || checks_and_writes())
		how.fd = open(file, O_RDONLY);
	else if (is(how.method, "opath"))
		how.fd = open(file, O_PATH);
	else if (is(how.method, "memfd"))
		how.fd = memory_file(file, 0);
	else if (is(how.method, "sealed"))
		how.fd = memory_file(file, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW);
	else if (is(how.method, "tmpfile"))
		how.fd = nameless_file(file, 0);
	else if (is(how.method, "deleted"))
		how.fd = nameless_file(file, 1);
	else if (is(how.method, "sent"))
		how.fd = sent_file(file);
	else if (is(how.method, "path"))
		return;
	if (how.fd < 0)
		broken(how.method);
}

static void do_exec(void)
{
	int error;

	if (how.quiet) {
		int null = open("/dev/null", O_WRONLY);

		dup2(null, 1);
		dup2(null, 2);
	}
	if (how.opened && open(how.opened, O_RDONLY | O_CLOEXEC) < 0)
		broken(how.opened);
	/* Only a mere check comes back with 0. */
	if (how.fd < 0)
		execve(how.argv[0], how.argv, how.envp);
	else if (!syscall(SYS_execveat, how.fd, "", how.argv, how.envp, AT_EMPTY_PATH |
			  (is(how.method, "check") || checks_and_writes() ? AT_EXECVE_CHECK : 0)) &&
		 (!checks_and_writes() || open(how.argv[0], O_WRONLY) >= 0))
		_exit(0);
	error = errno;
	if (write(how.report[1], &error, sizeof(error)) != sizeof(error))
		_exit(99);
	_exit(98);
}

static void *thread(void *unused)
{
	(void)unused;
	do_exec();
	return NULL;
}

static void become(void)
{
	if (how.namespace && unshare(CLONE_NEWNS))
		broken("unshare");
	if (how.root && (chroot(how.root) || chdir("/")))
		broken("chroot");
	if (how.uid && (setgroups(0, NULL) || setresgid(how.uid, how.uid, how.uid) ||
			setresuid(how.uid, how.uid, how.uid)))
		broken("setresuid");
}

static pid_t start(void)
{
	pid_t pid;

	/* vfork's child may do no more than execve; what it becomes is set before. */
	if (is(how.kind, "vfork")) {
		become();
		pid = vfork();
		if (pid == 0)
			do_exec();
		return pid;
	}
	pid = fork();
	if (pid)
		return pid;
	become();
	if (is(how.kind, "thread")) {
		pthread_t t;

		if (pthread_create(&t, NULL, thread, NULL))
			broken("pthread_create");
		for (;;)
			pause();
	}
	do_exec();
	return 0;
}

static int tell(pid_t pid)
{
	int status, error;

	close(how.report[1]);
	if (read(how.report[0], &error, sizeof(error)) == sizeof(error)) {
		waitpid(pid, NULL, 0);
		puts(errno_word(error));
		return 0;
	}
	if (waitpid(pid, &status, 0) != pid)
		broken("waitpid");
	if (WIFSIGNALED(status))
		printf("signal %d\n", WTERMSIG(status));
	else if (WEXITSTATUS(status))
		printf("exit %d\n", WEXITSTATUS(status));
	else
		puts("ran");
	return 0;
}

int probe_exec(int argc, char **argv)
{
	size_t nenv = 0;
	pid_t pid;
	int c;

	while ((c = getopt(argc, argv, "+u:k:m:e:w:o:nc:b:q")) != -1) {
		switch (c) {
		case 'u': how.uid = atoi(optarg); break;
		case 'k': how.kind = optarg; break;
		case 'm': how.method = optarg; break;
		case 'w': how.writing = optarg; break;
		case 'o': how.opened = optarg; break;
		case 'n': how.namespace = 1; break;
		case 'c': how.root = optarg; break;
		case 'b': how.bound = optarg; break;
		case 'q': how.quiet = 1; break;
		case 'e':
			if (nenv + 1 < sizeof(how.envp) / sizeof(*how.envp))
				how.envp[nenv++] = optarg;
			break;
		default: return 2;
		}
	}
	if (optind == argc)
		return 2;
	how.argv = argv + optind;
	if (how.writing && open(how.writing, O_WRONLY) < 0)
		broken(how.writing);
	prepare_file(how.argv[0]);
	if (pipe2(how.report, O_CLOEXEC))
		broken("pipe");
	fflush(stdout);
	pid = start();
	if (pid < 0)
		broken("fork");
	return tell(pid);
}
