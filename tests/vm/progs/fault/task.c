// SPDX-License-Identifier: GPL-2.0-only
/* Operations of tasks: to become a program, to multiply, to reach others and the kernel. */
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fault.h"

/* exec FILE */
static int act_exec(char **argv)
{
	char *const words[] = { argv[0], NULL }, *const none[] = { NULL };

	execve(argv[0], words, none);
	return errno;
}

static int act_fork(char **argv)
{
	pid_t pid = fork();

	(void)argv;
	if (pid < 0)
		return errno;
	if (!pid)
		_exit(0);
	return waitpid(pid, NULL, 0) == pid ? 0 : errno;
}

static int thread(void *unused)
{
	(void)unused;
	return 0;
}

/* Not by pthread_create(), whose own work would be counted. */
static int act_thread(char **argv)
{
	static char stack[16384] __attribute__((aligned(16)));

	(void)argv;
	return clone(thread, stack + sizeof(stack), CLONE_VM | CLONE_FS | CLONE_FILES |
		     CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM, NULL) < 0 ? errno : 0;
}

static int act_trace(char **argv)
{
	(void)argv;
	return ptrace(PTRACE_SEIZE, bystander, 0, 0) ? errno : 0;
}

/* The memory of the bystander, opened for writing. */
static char memory[40];

static void prepare_memory(char **argv)
{
	(void)argv;
	snprintf(memory, sizeof(memory), "/proc/%d/mem", bystander);
}

static int act_memory(char **argv)
{
	(void)argv;
	return open(memory, O_RDWR | O_CLOEXEC) < 0 ? errno : 0;
}

/* A map is the least that bpf() can make. */
static int act_bpf(char **argv)
{
	static union bpf_attr attr = {
		.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 1,
	};

	(void)argv;
	return syscall(SYS_bpf, BPF_MAP_CREATE, &attr, sizeof(attr)) < 0 ? errno : 0;
}

/* module FILE: loaded, and taken away again by restore_module(). */
static int module_fd;

static void prepare_module(char **argv)
{
	module_fd = open(argv[0], O_RDONLY | O_CLOEXEC);
	if (module_fd < 0)
		broken("%s", argv[0]);
}

static int act_module(char **argv)
{
	(void)argv;
	return syscall(SYS_finit_module, module_fd, "", 0) ? errno : 0;
}

/* module FILE NAME */
static void restore_module(char **argv)
{
	if (syscall(SYS_delete_module, argv[1], O_NONBLOCK) && errno != ENOENT)
		broken("rmmod %s", argv[1]);
}

const struct operation task_operations[] = {
	{ .name = "exec", .arguments = 1, .act = act_exec, .becomes = true },
	{ .name = "fork", .act = act_fork },
	{ .name = "thread", .act = act_thread },
	{ .name = "trace", .act = act_trace },
	{ .name = "memory", .prepare = prepare_memory, .act = act_memory },
	{ .name = "bpf", .act = act_bpf },
	{ .name = "module", .arguments = 2, .restore = restore_module,
	  .prepare = prepare_module, .act = act_module },
	{ 0 }
};
