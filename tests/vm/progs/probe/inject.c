// SPDX-License-Identifier: GPL-2.0-only
/*
 * probe inject WAY: code is put into another process of the same program, or into
 * this one. What was put there must be seen to have been executed for the answer
 * "ok", so that a control proves that the way works.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probe.h"

#define PATCHED 42

/* "mov $42, %eax; ret": what takes the place of victim()'s first bytes. */
static const unsigned char patch[8] = { 0xb8, PATCHED, 0, 0, 0, 0xc3, 0x90, 0x90 };

__attribute__((noinline, aligned(16))) static int victim(void)
{
	static volatile int zero;

	return zero + zero + zero;
}

static volatile int *shared;		/* [0]: the child may go on, [1]: a datum */
static int datum;			/* private to each process */

/* The child waits until it may go on, and ends with what victim() says. */
static pid_t child(void)
{
	pid_t pid;

	shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		broken("mmap");
	pid = fork();
	if (pid)
		return pid;
	while (!shared[0])
		usleep(1000);
	_exit(datum ? datum : victim());
}

/* Lets the child go; 0 if it ran what was put into it. */
static long outcome(pid_t pid, long ret)
{
	int status, error = errno;

	shared[0] = 1;
	if (ret)
		kill(pid, SIGKILL);
	if (waitpid(pid, &status, 0) != pid)
		broken("waitpid");
	if (!ret && (!WIFEXITED(status) || WEXITSTATUS(status) != PATCHED))
		broken("the code that was put there did not run");
	errno = error;
	return ret;
}

static long poke(pid_t pid)
{
	long word;

	memcpy(&word, patch, sizeof(word));
	return ptrace(PTRACE_POKETEXT, pid, (void *)victim, (void *)word);
}

static long attach_and_poke(int request)
{
	pid_t pid = child();
	long ret = ptrace(request, pid, NULL, NULL);

	if (!ret && request == PTRACE_SEIZE)
		ret = ptrace(PTRACE_INTERRUPT, pid, NULL, NULL);
	if (!ret) {
		waitpid(pid, NULL, 0);
		ret = poke(pid);
		ptrace(PTRACE_DETACH, pid, NULL, NULL);
	}
	return outcome(pid, ret);
}

static long attach(void)
{
	return attach_and_poke(PTRACE_ATTACH);
}

static long seize(void)
{
	return attach_and_poke(PTRACE_SEIZE);
}

/* Process 1 itself, whose locks a verdict may need; it is let go when this ends. */
static long seize_first(void)
{
	return ptrace(PTRACE_SEIZE, 1, NULL, NULL);
}

static int memory_of(pid_t pid, const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	return open(path, O_RDWR);
}

static long put(int fd, const void *from, size_t size, void *to)
{
	return pwrite(fd, from, size, (off_t)to) == (ssize_t)size ? 0 : -1;
}

/*
 * A kernel with CONFIG_PROC_MEM_FORCE_PTRACE (6.12) answers EIO for memory that is
 * not writable, unless the writer traces its owner.
 */
static long mem(void)
{
	pid_t pid = child();
	int fd = memory_of(pid, "mem");
	long ret = fd < 0 ? -1 : put(fd, patch, sizeof(patch), victim);

	if (ret && fd >= 0 && errno == EIO && !ptrace(PTRACE_SEIZE, pid, NULL, NULL))
		ret = put(fd, patch, sizeof(patch), victim);
	return outcome(pid, ret);
}

/* There it is data that is changed: nobody traces itself. */
static long self_written(const char *name)
{
	const int value = PATCHED;
	int fd = memory_of(getpid(), name);

	if (fd < 0)
		return -1;
	if (!put(fd, patch, sizeof(patch), victim)) {
		if (victim() != PATCHED)
			broken("the code that was put there did not run");
		return 0;
	}
	if (errno != EIO || put(fd, &value, sizeof(value), &datum))
		return -1;
	if (*(volatile int *)&datum != PATCHED)
		broken("the datum that was put there is not there");
	return 0;
}

static long self_mem(void)
{
	return self_written("mem");
}

static long self_task_mem(void)
{
	char name[40];

	snprintf(name, sizeof(name), "task/%d/mem", getpid());
	return self_written(name);
}

/* Looking at itself changes nothing. */
static long self_mem_read(void)
{
	char byte;
	int fd = open("/proc/self/mem", O_RDONLY);

	return fd < 0 || pread(fd, &byte, 1, (off_t)victim) != 1 ? -1 : 0;
}

static long vm_write(pid_t pid, const void *from, void *to, size_t size)
{
	struct iovec local = { (void *)from, size }, remote = { to, size };

	return process_vm_writev(pid, &local, 1, &remote, 1, 0) == (ssize_t)size ? 0 : -1;
}

static long vm_data(void)
{
	const int value = PATCHED;
	pid_t pid = child();

	return outcome(pid, vm_write(pid, &value, &datum, sizeof(value)));
}

static long vm_text(void)
{
	pid_t pid = child();

	return outcome(pid, vm_write(pid, patch, (void *)victim, sizeof(patch)));
}

/* The descriptor of another process, taken out of it. */
static long getfd(void)
{
	pid_t pid = child();
	int pidfd = syscall(SYS_pidfd_open, pid, 0);
	long ret;
	int error;

	if (pidfd < 0)
		broken("pidfd_open");
	ret = syscall(SYS_pidfd_getfd, pidfd, 1, 0) < 0 ? -1 : 0;
	error = errno;
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	errno = error;
	return ret;
}

/* The child asks for it itself; its parent then pokes it. Nothing is attached. */
static long traceme(void)
{
	int status;
	long ret = 0;
	pid_t pid;

	shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		broken("mmap");
	pid = fork();
	if (pid == 0) {
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL)) {
			shared[1] = errno;
			_exit(0);
		}
		raise(SIGSTOP);
		_exit(victim());
	}
	if (waitpid(pid, &status, 0) != pid)
		broken("waitpid");
	if (WIFEXITED(status)) {
		errno = shared[1];
		return -1;
	}
	ret = poke(pid);
	ptrace(PTRACE_CONT, pid, NULL, NULL);
	return outcome(pid, ret);
}

/*
 * Another program's terminal gets a line that nobody typed. It is one of our own, that
 * does not echo, so that what can be read from it is that line.
 */
static long type_by(int (*type)(int terminal, const char *c))
{
	static const char line[] = "echo typed\n";
	int master = posix_openpt(O_RDWR | O_NOCTTY), slave;
	char got[sizeof(line)] = "";
	const char *c;

	if (master < 0 || grantpt(master) || unlockpt(master))
		broken("posix_openpt");
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	if (slave < 0)
		broken("the terminal");
	for (c = line; *c; c++)
		if (type(slave, c))
			return -1;
	if (read(slave, got, sizeof(got)) != sizeof(line) - 1 || strcmp(got, line))
		broken("the line did not arrive");
	return 0;
}

static int type(int terminal, const char *c)
{
	return ioctl(terminal, TIOCSTI, c);
}

static long typing(void)
{
	return type_by(type);
}

/* The call that 32-bit programs have for it, which knows addresses below 4 GiB alone. */
static int type_as_32(int terminal, const char *c)
{
	static char *low;
	long ret = 54;	/* ioctl(), as arch/x86/entry/syscalls/syscall_32.tbl has it */

	if (!low)
		low = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	if (low == MAP_FAILED)
		broken("mmap");
	*low = *c;
	__asm__ volatile("int $0x80" : "+a"(ret) : "b"(terminal), "c"(TIOCSTI), "d"(low) :
			 "memory", "r8", "r9", "r10", "r11");
	if ((int)ret >= 0)
		return 0;
	errno = -(int)ret;
	return -1;
}

static long typing_as_32(void)
{
	return type_by(type_as_32);
}

/* Subcode 2 sets what is selected, 3 pastes it. */
static long pasting(void)
{
	int terminal = open("/dev/tty1", O_RDWR | O_NOCTTY);
	char subcode = 3;

	if (terminal < 0)
		broken("/dev/tty1");
	return ioctl(terminal, TIOCLINUX, &subcode);
}

static const struct {
	const char *name;
	long (*run)(void);
} ways[] = {
	{ "attach", attach },
	{ "seize", seize },
	{ "seize-first", seize_first },
	{ "mem", mem },
	{ "self-mem", self_mem },
	{ "self-task-mem", self_task_mem },
	{ "self-mem-read", self_mem_read },
	{ "vm-data", vm_data },
	{ "vm-text", vm_text },
	{ "getfd", getfd },
	{ "traceme", traceme },
	{ "typing", typing },
	{ "typing-32", typing_as_32 },
	{ "pasting", pasting },
};

int probe_inject(int argc, char **argv)
{
	size_t i;

	for (i = 0; argc > 1 && i < sizeof(ways) / sizeof(*ways); i++) {
		if (strcmp(argv[1], ways[i].name))
			continue;
		answer(ways[i].run());
		return 0;
	}
	return 2;
}
