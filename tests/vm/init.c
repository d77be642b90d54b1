// SPDX-License-Identifier: GPL-2.0-only
/*
 * PID 1 of a test guest.
 *
 * The module under test denies executions, so nothing here may need one
 * after the script has started: this program is static, loads modules with
 * finit_module(2), and reports over descriptors it opened before.
 *
 * ttyS0 is the kernel's console, ttyS1 carries what the script prints, and
 * ttyS2 the verdict, whose last line is written after everything else:
 *
 *	fault TEXT		a line of the kernel log that fails the run
 *	note TEXT		something the reader should know
 *	verdict STATUS BYTES	the script's status, bytes sent on ttyS1
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "guest.h"

#define CONF	"/w/conf"
#define ARGV	"/w/argv"

static int out_fd = -1;		/* ttyS1 */
static int verdict_fd = -1;	/* ttyS2 */
static int kmsg_fd = -1;
static int sig_fd = -1;
static int pipe_fd = -1;	/* read end of the script's stdout and stderr */
static unsigned long long out_bytes;
static pid_t script_pid;
static int script_status = -1;	/* as from waitpid(), once it has ended */

void note(const char *fmt, ...)
{
	char line[600];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(line, sizeof(line) - 1, fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	if (n > (int)sizeof(line) - 2)
		n = sizeof(line) - 2;
	line[n] = '\n';
	write_all(verdict_fd >= 0 ? verdict_fd : STDERR_FILENO, line, n + 1);
}

/* A serial port that passes bytes on untouched. */
static int open_port(const char *path)
{
	struct termios t;
	int fd = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);

	if (fd < 0)
		return -1;
	if (tcgetattr(fd, &t) == 0) {
		cfmakeraw(&t);
		t.c_cflag |= CLOCAL;
		t.c_cflag &= ~(CRTSCTS | HUPCL);
		cfsetspeed(&t, B115200);
		tcsetattr(fd, TCSANOW, &t);
	}
	return fd;
}

/* Pass on what the script printed. Returns 0 when nothing is left for now. */
static int pump_output(void)
{
	static char buf[65536];
	ssize_t n = read(pipe_fd, buf, sizeof(buf));

	if (n <= 0)
		return 0;
	if (write_all(out_fd, buf, n) == 0)
		out_bytes += n;
	return 1;
}

static void reap(void)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		if (pid == script_pid)
			script_status = status;
}

/* The words of the NUL-separated file, as an argument vector. */
static char **read_argv(void)
{
	size_t len, words = 0, i;
	char *data = read_file(ARGV, &len);
	char **argv, *p;

	if (!data || !len)
		return NULL;
	for (i = 0; i < len; i++)
		words += data[i] == '\0';
	argv = calloc(words + 1, sizeof(*argv));
	if (!argv)
		return NULL;
	for (i = 0, p = data; i < words; i++, p += strlen(p) + 1)
		argv[i] = p;
	return argv;
}

static void run_child(char **argv, int out, int err_fd)
{
	static char *const envp[] = {
		"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
		"HOME=/root", "USER=root", "LOGNAME=root", "SHELL=/bin/sh",
		"LANG=C.UTF-8", "TERM=dumb", NULL
	};
	struct sched_param sp = { 0 };
	sigset_t none;
	int null;

	sched_setscheduler(0, SCHED_OTHER, &sp);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setsid();
	null = open("/dev/null", O_RDWR);
	dup2(null, 0);
	dup2(out, 1);
	dup2(out, 2);
	if (null > 2)
		close(null);
	umask(022);
	if (chdir("/mnt"))
		_exit(126);
	execve(argv[0], argv, envp);
	/* The pipe closes on exec; what is read from it is a failure. */
	null = errno;
	write_all(err_fd, &null, sizeof(null));
	_exit(null == ENOENT ? 127 : 126);
}

static int start_script(char **argv)
{
	int out[2], err[2], failure = 0;
	struct sched_param sp = { .sched_priority = 1 };

	if (pipe2(out, O_CLOEXEC) || pipe2(err, O_CLOEXEC)) {
		note("note no pipe: %s", strerror(errno));
		return -1;
	}
	fcntl(out[0], F_SETFL, O_NONBLOCK);
	pipe_fd = out[0];
	/*
	 * What the script prints should be out before it can crash the
	 * guest: whatever it writes wakes this process at once.
	 */
	sched_setscheduler(0, SCHED_FIFO, &sp);
	script_pid = fork();
	if (script_pid < 0) {
		note("note fork: %s", strerror(errno));
		return -1;
	}
	if (script_pid == 0)
		run_child(argv, out[1], err[1]);
	close(out[1]);
	close(err[1]);
	if (read(err[0], &failure, sizeof(failure)) == sizeof(failure))
		note("note cannot execute %s: %s (errno %d)", argv[0],
		     strerror(failure), failure);
	close(err[0]);
	return 0;
}

static void wait_script(void)
{
	while (script_status < 0) {
		struct pollfd p[3] = {
			{ .fd = sig_fd, .events = POLLIN },
			{ .fd = kmsg_fd, .events = POLLIN },
			{ .fd = pipe_fd, .events = POLLIN },
		};
		struct signalfd_siginfo si;

		if (poll(p, 3, -1) < 0 && errno != EINTR)
			break;
		if (p[2].revents & POLLIN)
			pump_output();
		else if (p[2].revents)		/* every writer is gone */
			pipe_fd = -1;
		if (p[1].revents)
			scan_kernel_log(kmsg_fd);
		if (p[0].revents & POLLIN)
			while (read(sig_fd, &si, sizeof(si)) == sizeof(si))
				;
		reap();
	}
}

/* What the script left running is ended, so that the log is complete. */
static void end_others(void)
{
	int i;

	kill(-1, SIGKILL);
	for (i = 0; i < 300; i++) {
		struct timespec ts = { .tv_nsec = 10 * 1000 * 1000 };
		pid_t pid = waitpid(-1, NULL, WNOHANG);

		if (pid < 0)
			return;
		if (pid == 0)
			nanosleep(&ts, NULL);
		while (pipe_fd >= 0 && pump_output())
			;
	}
	note("note some processes did not end when killed");
}

static int exit_status(void)
{
	if (script_status < 0)
		return 126;
	if (WIFSIGNALED(script_status))
		return 128 + WTERMSIG(script_status);
	return WEXITSTATUS(script_status);
}

static void finish(int status)
{
	while (pipe_fd >= 0 && pump_output())
		;
	tcdrain(out_fd);
	unmount_all();
	if (kmsg_fd >= 0)
		scan_kernel_log(kmsg_fd);
	note("verdict %d %llu", status, out_bytes);
	tcdrain(verdict_fd);
	sync();
	/* What has no ACPI can only halt; qemu ends instead of a restart (-no-reboot). */
	reboot(access("/sys/firmware/acpi", F_OK) ? RB_AUTOBOOT : RB_POWER_OFF);
	for (;;)
		pause();
}

int main(void)
{
	char **argv;
	sigset_t set;

	if (getpid() != 1) {
		fprintf(stderr, "this is the init of a test guest\n");
		return 2;
	}
	mount_first();
	out_fd = open_port("/dev/ttyS1");
	verdict_fd = open_port("/dev/ttyS2");
	kmsg_fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (out_fd < 0 || verdict_fd < 0 || kmsg_fd < 0)
		note("note a port is missing: %d %d %d", out_fd, verdict_fd,
		     kmsg_fd);

	sigfillset(&set);
	sigprocmask(SIG_SETMASK, &set, NULL);
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sig_fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (sig_fd < 0) {
		note("note no signalfd: the end of the script would not be noticed");
		finish(126);
	}

	argv = read_argv();
	if (!argv) {
		note("note no script was given");
		finish(126);
	}
	if (furnish(CONF))
		finish(126);
	watch_leaks();
	if (start_script(argv) == 0) {
		wait_script();
		end_others();
		scan_leaks();
		send_lines(open_port("/dev/ttyS3"));
	}
	finish(exit_status());
}
