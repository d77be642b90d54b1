// SPDX-License-Identifier: GPL-2.0-only
/*
 * probe pin CASE FILE [OTHER]: map FILE executable, and unmap it again; who may
 * write it from then on, and until when? An answer is that of an open for writing
 * unless the case says otherwise.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probe.h"

#define SIZE 4096

static const char *file;
static const char *other;

static void *mapped(const char *path, int prot)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	void *at;

	if (fd < 0)
		broken(path);
	at = mmap(NULL, SIZE, prot, MAP_PRIVATE, fd, 0);
	close(fd);
	return at;
}

static void use(const char *path)
{
	void *at = mapped(path, PROT_READ | PROT_EXEC);

	if (at == MAP_FAILED || munmap(at, SIZE))
		broken("mapping it executable");
}

static void write_it(const char *path)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	answer(fd);
	if (fd >= 0)
		close(fd);
	fflush(stdout);
}

/* Writes OTHER, if there is one: another name of the same content. */
static void unmapped(void)
{
	use(file);
	write_it(*other ? other : file);
}

/* Truncating it too. */
static void cut(void)
{
	use(file);
	answer(truncate(file, 0));
	answer(open(file, O_RDONLY | O_TRUNC | O_CLOEXEC));
}

static void only_read(void)
{
	if (mapped(file, PROT_READ) == MAP_FAILED)
		broken("mapping it");
	write_it(file);
}

static void later(void)
{
	void *at = mapped(file, PROT_READ);

	if (at == MAP_FAILED || mprotect(at, SIZE, PROT_READ | PROT_EXEC) || munmap(at, SIZE))
		broken("making it executable");
	write_it(file);
}

/* The first answer is that of the mapping. */
static void denied(void)
{
	answer(mapped(file, PROT_READ | PROT_EXEC) == MAP_FAILED ? -1 : 0);
	write_it(file);
}

/* A child answers after its parent has ended. */
static void orphan(void)
{
	pid_t parent = getpid(), pid;

	use(file);
	pid = fork();
	if (pid < 0)
		broken("fork");
	if (pid)
		_exit(0);
	while (getppid() == parent)
		usleep(10000);
	write_it(file);
}

static void await(pid_t pid)
{
	int status;

	if (pid < 0 || waitpid(pid, &status, 0) != pid || status)
		broken("the child");
}

/* What a child uses is nothing to its parent. */
static void child(void)
{
	pid_t pid = fork();

	if (!pid) {
		use(file);
		write_it(file);
		_exit(0);
	}
	await(pid);
	write_it(file);
}

/* A child uses OTHER as well, its parent yet another: each has what it began with. */
static void both(void)
{
	int ready[2];
	pid_t pid;
	char byte;

	use(file);
	if (pipe(ready))
		broken("pipe");
	pid = fork();
	if (!pid) {
		use(other);
		if (write(ready[1], "", 1) != 1)
			broken("pipe");
		pause();
	}
	if (pid < 0 || read(ready[0], &byte, 1) != 1)
		broken("the child");
	write_it(file);
	write_it(other);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	write_it(file);
	write_it(other);
}

/* The second answer is that of the program that it becomes. */
static void becomes(void)
{
	use(file);
	write_it(file);
	execl("/proc/self/exe", "probe", "file", "write", file, NULL);
	broken("execve");
}

/*
 * A child that borrows the memory becomes another program, which answers; then
 * the parent. Another one uses OTHER in that memory and ends; the parent answers.
 */
static void borrow(void)
{
	pid_t pid;

	use(file);
	pid = vfork();
	if (!pid) {
		execl("/proc/self/exe", "probe", "file", "write", file, NULL);
		_exit(1);
	}
	await(pid);
	write_it(file);
	pid = vfork();
	if (!pid) {
		use(other);
		_exit(0);
	}
	await(pid);
	write_it(other);
}

static void *in_thread(void *unused)
{
	(void)unused;
	use(file);
	return NULL;
}

static void thread(void)
{
	pthread_t id;

	if (pthread_create(&id, NULL, in_thread, NULL) || pthread_join(id, NULL))
		broken("a thread");
	write_it(file);
}

/* As a package is upgraded: OTHER takes its place. Then that one is written, and removed. */
static void upgrade(void)
{
	use(file);
	answer(rename(other, file));
	write_it(file);
	use(file);
	answer(unlink(file));
}

/* The answer is that of umount(OTHER). */
static void busy(void)
{
	use(file);
	answer(umount(other));
}

/* Copies of it in the directory OTHER, used one after the other: how many, and then what? */
static void many(void)
{
	char path[256];
	int n, fd;

	for (n = 0; n < 10000; n++) {
		void *at;

		snprintf(path, sizeof(path), "%s/%d", other, n);
		fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0755);
		if (fd < 0)
			broken(path);
		copy_to_fd(file, fd);
		close(fd);
		at = mapped(path, PROT_READ | PROT_EXEC);
		if (at == MAP_FAILED)
			break;
		munmap(at, SIZE);
	}
	printf("%d ", n);
	answer(n < 10000 ? -1 : 0);
	/* One that is pinned already needs no more room. */
	snprintf(path, sizeof(path), "%s/0", other);
	use(path);
}

/* It stays mapped until the FIFO named OTHER ends. */
static void lasting(void)
{
	char byte;
	int fd;

	if (mapped(file, PROT_READ | PROT_EXEC) == MAP_FAILED)
		broken("mapping it executable");
	puts("ok");
	fflush(stdout);
	fd = open(other, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		broken(other);
	while (read(fd, &byte, 1) > 0)
		;
}

static const struct {
	const char *name;
	void (*run)(void);
} cases[] = {
	{ "unmapped", unmapped }, { "cut", cut }, { "only-read", only_read }, { "later", later },
	{ "denied", denied }, { "orphan", orphan }, { "child", child }, { "both", both },
	{ "becomes", becomes }, { "borrow", borrow }, { "thread", thread },
	{ "upgrade", upgrade }, { "busy", busy }, { "many", many }, { "lasting", lasting },
};

int probe_pin(int argc, char **argv)
{
	size_t i;

	if (argc < 3)
		return 2;
	file = argv[2];
	other = argc > 3 ? argv[3] : "";
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		if (strcmp(argv[1], cases[i].name))
			continue;
		cases[i].run();
		return 0;
	}
	return 2;
}
