// SPDX-License-Identifier: GPL-2.0-only
/*
 * sysfuzz SECONDS SEED LISTED UNLISTED CONTROL: system calls by chance, in four
 * processes at a time, each of which has namespaces of its own and is replaced when
 * it ends. SEED says which calls are made, but not in which order those of the four.
 *
 * What it must never come to:
 *   - UNLISTED says on descriptor TELL that it runs (tell.c), as CONTROL, which does
 *     the same and is authorized, does once in the beginning;
 *   - a process has executable memory of anything but this program, LISTED, and what
 *     the kernel itself maps.
 * Prints counts; the status is 1 if it came to that. The status is 2 if it could not
 * be tried, or has not come to its end long after it should have: then it says which
 * processes there are, and where in the kernel they wait.
 *
 * No call is made that would end the machine's use as such: the namespaces keep
 * what is mounted and named, and the rest is left out (see forbidden[]).
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/netlink.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "chance.h"

#define WORKERS		4
#define TELL		200
#define NUMBERS		452
#define CALLS		400	/* of one process, at most */
#define LOOK_EVERY	20	/* calls between two looks at the memory */
#define ROOM		(1 << 16)
#define LARGEST		(16 << 20)	/* file, whatever fallocate() is asked for */
#define LIFE		8	/* seconds of one process */
#define GRACE		120	/* seconds after the end until the last process must have ended */

/* Calls that make or change code, take files, or reach others: every second one. */
static const int of_interest[] = {
	SYS_mmap, SYS_mprotect, SYS_mremap, SYS_remap_file_pages, SYS_pkey_mprotect, SYS_munmap,
	SYS_execve, SYS_execveat, SYS_memfd_create, SYS_shmget, SYS_shmat, SYS_open, SYS_openat,
	SYS_openat2, SYS_creat, SYS_truncate, SYS_ftruncate, SYS_fallocate, SYS_write, SYS_pwrite64,
	SYS_splice, SYS_sendfile, SYS_copy_file_range, SYS_fcntl, SYS_personality, SYS_ptrace,
	SYS_process_vm_writev, SYS_process_vm_readv, SYS_pidfd_open, SYS_pidfd_getfd, SYS_setxattr,
	SYS_fsetxattr, SYS_removexattr, SYS_rename, SYS_link, SYS_symlink, SYS_unlink, SYS_bpf,
	SYS_userfaultfd, SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register, SYS_sendmsg,
	SYS_sendto, SYS_finit_module, SYS_kexec_file_load, SYS_mount, SYS_umount2, SYS_chroot,
	SYS_unshare, SYS_setns, SYS_setuid, SYS_setresuid, SYS_prctl, SYS_fork, SYS_vfork, SYS_clone,
	SYS_clone3, SYS_perf_event_open, SYS_ioctl, SYS_madvise, SYS_memfd_secret, SYS_dup2,
};

/*
 * What ends this process or the machine, what waits without end, and what reaches
 * processes outside; close_range() would take TELL away.
 */
static const int forbidden[] = {
	SYS_exit, SYS_exit_group, SYS_reboot, SYS_kill, SYS_tkill, SYS_tgkill, SYS_pause,
	SYS_rt_sigsuspend, SYS_rt_sigtimedwait, SYS_rt_sigqueueinfo, SYS_rt_tgsigqueueinfo,
	SYS_pidfd_send_signal, SYS_vhangup, SYS_settimeofday, SYS_clock_settime, SYS_adjtimex,
	SYS_clock_adjtime, SYS_setrlimit, SYS_prlimit64, SYS_syslog, SYS_kexec_load, SYS_iopl,
	SYS_ioperm, SYS_close_range, SYS_rt_sigreturn, SYS_sync, SYS_swapon, SYS_swapoff,
	SYS_sched_setscheduler, SYS_sched_setattr, SYS_quotactl, SYS_quotactl_fd, SYS_acct,
};

/* What is known of the processes, where their calls cannot write. */
static struct found {
	unsigned long looks, calls, succeeded, code;
} *found;

static uint8_t succeeded;	/* calls of this process since it was last looked at */

static int null;	/* opened before anybody could be in the way */

static const char *listed, *unlisted;
static char self[256];	/* where this program lies */
static char *room;

static void broken(const char *what)
{
	perror(what);
	exit(2);
}

/* ---- looking */

/* What may be executable in a process: this program, LISTED, the kernel's own pages. */
static bool may_be_code(const char *path)
{
	static const char *const own[] = { "[vdso]", "[vsyscall]", "[uprobes]" };

	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++)
		if (!strcmp(path, own[i]))
			return true;
	return !strcmp(path, self) || !strcmp(path, listed);
}

/* What is mapped there: how large, with which seals, and where it departs from UNLISTED. */
static void tell_of(pid_t pid, const char *range)
{
	static char mapped[1 << 16], wanted[1 << 16];
	char name[300];
	ssize_t got = -1, want = -1, i = 0;
	int fd, seals = -1;

	snprintf(name, sizeof(name), "/proc/%d/map_files/%s", pid, range);
	fd = open(name, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		got = read(fd, mapped, sizeof(mapped));
		seals = fcntl(fd, F_GET_SEALS);
		close(fd);
	}
	fd = open(unlisted, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		want = read(fd, wanted, sizeof(wanted));
		close(fd);
	}
	while (i < got && i < want && mapped[i] == wanted[i])
		i++;
	dprintf(STDERR_FILENO, "it has %zd bytes of %zd, the first %zd the same, seals %#x\n", got, want,
		i, seals);
}

/* At the memory of another process: its own could be told, and made to tell, anything. */
static void look(pid_t pid)
{
	static char text[1 << 16];
	size_t len = 0;
	char *line, *rest;
	ssize_t got;
	int maps;

	snprintf(text, sizeof(text), "/proc/%d/maps", pid);
	maps = open(text, O_RDONLY | O_CLOEXEC);
	if (maps < 0)
		return;	/* it has ended */
	while (len < sizeof(text) - 1 && (got = read(maps, text + len, sizeof(text) - 1 - len)) > 0)
		len += got;
	close(maps);
	text[len] = 0;
	__atomic_fetch_add(&found->looks, 1, __ATOMIC_RELAXED);
	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		char range[40], flags[5], path[300] = "";

		if (sscanf(line, "%39s %4s %*s %*s %*s %299[^\n]", range, flags, path) < 2 ||
		    flags[2] != 'x' || may_be_code(path))
			continue;
		__atomic_fetch_add(&found->code, 1, __ATOMIC_RELAXED);
		dprintf(STDERR_FILENO, "code: %s\n", line);
		tell_of(pid, range);
	}
}

/* ---- calling */

static long argument(void)
{
	static const long numbers[] = {
		0, 1, 2, 3, 7, 4095, 4096, 8192, 65536, -1, -9, -100, 0x7fffffff, 0x80000000,
		0x100000000, PROT_READ | PROT_EXEC, PROT_READ | PROT_WRITE | PROT_EXEC,
		MAP_PRIVATE | MAP_ANONYMOUS, MAP_SHARED, MAP_PRIVATE, MAP_FIXED | MAP_PRIVATE,
		O_RDWR, O_RDWR | O_CREAT, AT_FDCWD, AT_EMPTY_PATH, CLONE_NEWUSER, CLONE_VM,
		0x0400000 /* READ_IMPLIES_EXEC */, 010000 /* IPC_CREAT's neighbours */,
	};
	static const char *const paths[] = {
		"/proc/self/mem", "/proc/self/exe", "/proc/1/mem", "/dev/mem", "/dev/zero",
		"/proc/self/fd/10", "/proc/self/fd/11", "/sys/kernel/security/writ/status",
		"/tmp/fuzzed", "security.writ", "", "/",
	};

	switch (chance(8)) {
	case 0: case 1:
		return numbers[chance(sizeof(numbers) / sizeof(*numbers))];
	case 2: case 3:
		return chance(24);	/* a descriptor, mostly */
	case 4:
		return (long)(room + chance(ROOM / 4096) * 4096 + (chance(2) ? 0 : chance(4096)));
	case 5:
		return (long)(chance(2) ? unlisted : listed);
	case 6:
		return (long)paths[chance(sizeof(paths) / sizeof(*paths))];
	default:
		return (long)((uint64_t)chance(0xffffffff) << chance(33));
	}
}

static bool is_forbidden(int number)
{
	for (size_t i = 0; i < sizeof(forbidden) / sizeof(*forbidden); i++)
		if (forbidden[i] == number)
			return true;
	return false;
}

/* A call whose arguments fit each other, since chance alone would seldom make one. */
static long fitting(void)
{
	char *const argv[] = { (char *)unlisted, NULL }, *const none[] = { NULL };
	void *at;
	long ret;

	switch (chance(6)) {
	case 0:
		return syscall(SYS_mmap, 0, 4096, chance(8), chance(2) ? MAP_PRIVATE : MAP_SHARED,
			       3 + chance(20), 0);
	case 1:
		at = mmap(NULL, 8192, chance(4), MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		return syscall(SYS_mprotect, at, 4096, chance(8));
	case 2:
		at = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, 3 + chance(20), 0);
		ret = syscall(SYS_mprotect, at, 4096, PROT_READ | PROT_EXEC);
		return ret ?: syscall(SYS_mprotect, at, 4096, PROT_READ | PROT_WRITE);
	case 3:
		return syscall(SYS_execve, unlisted, argv, none);
	case 4:
		return syscall(SYS_execveat, 3 + chance(20), "", argv, none, AT_EMPTY_PATH);
	default:
		return syscall(SYS_personality, 0x0400000);
	}
}

static bool multiplies(int number)
{
	return number == SYS_fork || number == SYS_vfork || number == SYS_clone ||
	       number == SYS_clone3;
}

static void call(void)
{
	pid_t me = getpid();
	int number = chance(2) ? of_interest[chance(sizeof(of_interest) / sizeof(*of_interest))] :
				 (int)chance(NUMBERS);
	long ret;

	if (is_forbidden(number))
		return;
	ret = chance(4) ? syscall(number, argument(), argument(), argument(), argument(),
				  argument(), argument()) : fitting();
	/* Of a fork there are two now; one is enough. */
	if (syscall(SYS_getpid) != me || (!ret && multiplies(number)))
		syscall(SYS_exit_group, 0);
	if (ret >= 0)
		succeeded++;
}

/* ---- processes */

static void copy_to(int to, const char *from)
{
	char buf[4096];
	ssize_t got;
	int fd = open(from, O_RDONLY | O_CLOEXEC);

	while ((got = read(fd, buf, sizeof(buf))) > 0)
		if (write(to, buf, got) != got)
			broken("copy");
	close(fd);
}

/* What a process has open, from descriptor 3 on. */
static void open_files(void)
{
	int sealed;

	for (int fd = 0; fd <= 2; fd++)
		if (dup2(null, fd) != fd)
			broken("/dev/null");
	close(null);
	open(listed, O_RDONLY);
	open(unlisted, O_RDONLY);
	open(unlisted, O_RDWR);
	copy_to(memfd_create("unlisted", 0), unlisted);
	sealed = memfd_create("sealed", MFD_ALLOW_SEALING);
	copy_to(sealed, unlisted);
	fcntl(sealed, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW);
	open("/proc/self/mem", O_RDWR);
	open("/tmp", O_TMPFILE | O_RDWR, 0700);
	open("/dev/zero", O_RDWR);
	socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC);
	open("/tmp", O_RDONLY | O_DIRECTORY);
}

/* @ask: to the parent, which looks at this process and then answers by @answer. */
static void __attribute__((noreturn)) worker(uint64_t seed, int ask, int answer)
{
	const struct rlimit memory = { 256 << 20, 256 << 20 }, tasks = { 200, 200 };
	const struct rlimit files = { LARGEST, LARGEST };
	int score = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
	char byte = 0;

	munmap(found, sizeof(*found));
	chance_state = seed;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* Who wants too much memory goes first, and not the one who judges. */
	if (score < 0 || write(score, "1000", 4) != 4)
		broken("oom_score_adj");
	close(score);
	/* Half of them are somebody else, who has a user namespace to be root in. */
	if (unshare(CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWNET))
		broken("unshare");
	if (chance(2) && (setgroups(0, NULL) || setresgid(4000, 4000, 4000) ||
			  setresuid(4000, 4000, 4000) || unshare(CLONE_NEWUSER)))
		broken("another user");
	setrlimit(RLIMIT_AS, &memory);
	setrlimit(RLIMIT_NPROC, &tasks);
	setrlimit(RLIMIT_FSIZE, &files);
	signal(SIGXFSZ, SIG_IGN);
	room = mmap(NULL, ROOM, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (room == MAP_FAILED)
		broken("mmap");
	for (size_t i = 0; i < ROOM / sizeof(long); i++)
		((long *)room)[i] = argument();
	open_files();
	for (int n = 1; n <= CALLS; n++) {
		call();
		if (n % LOOK_EVERY)
			continue;
		if (write(ask, &succeeded, 1) != 1 || read(answer, &byte, 1) != 1)
			break;
		succeeded = 0;
	}
	_exit(0);
}

/* Beyond the descriptors that calls by chance name. */
static void high_pipe(int fds[2])
{
	if (pipe(fds))
		broken("pipe");
	for (int i = 0; i < 2; i++) {
		int high = fcntl(fds[i], F_DUPFD, TELL + 1);

		close(fds[i]);
		fds[i] = high;
	}
}

/* Looks at it whenever it asks, until it has ended or its time has come. */
static void attend(pid_t pid, int ask, int answer)
{
	const time_t end = time(NULL) + LIFE;
	struct pollfd asked = { .fd = ask, .events = POLLIN };
	uint8_t byte;

	while (time(NULL) < end && poll(&asked, 1, 1000) >= 0) {
		if (!asked.revents)
			continue;
		if (read(ask, &byte, 1) != 1)
			return;
		__atomic_fetch_add(&found->calls, LOOK_EVERY, __ATOMIC_RELAXED);
		__atomic_fetch_add(&found->succeeded, byte, __ATOMIC_RELAXED);
		look(pid);
		if (write(answer, &byte, 1) != 1)
			return;
	}
}

static pid_t start(uint64_t seed)
{
	/* In a PID namespace of its own, so that all that it starts ends with it. */
	int ask[2], answer[2];
	pid_t pid;

	/* One of them who was root may have taken these from the others. */
	if (chmod("/", 0755) || chmod("/tmp", 01777))
		broken("chmod");
	pid = fork();
	if (pid < 0)
		broken("fork");
	if (pid)
		return pid;
	high_pipe(ask);
	high_pipe(answer);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (unshare(CLONE_NEWPID))
		broken("unshare");
	pid = fork();
	if (!pid) {
		close(ask[0]);
		close(answer[1]);
		worker(seed, ask[1], answer[0]);
	}
	close(ask[1]);
	close(answer[0]);
	attend(pid, ask[0], answer[1]);
	/* The first process of its namespace: all others go with it. */
	kill(pid, SIGKILL);
	_exit(0);
}

static volatile sig_atomic_t overdue;

static void on_alarm(int sig)
{
	(void)sig;
	overdue = 1;
}

/* The state and the waiting place of each process, by /proc/PID. */
static void tell_of_all(void)
{
	struct dirent *e;
	DIR *d = opendir("/proc");

	while (d && (e = readdir(d))) {
		char name[300], text[200];
		static const char *const what[] = { "stat", "wchan" };

		if (e->d_name[0] < '1' || e->d_name[0] > '9')
			continue;
		for (size_t i = 0; i < sizeof(what) / sizeof(*what); i++) {
			ssize_t got = -1;
			int fd;

			snprintf(name, sizeof(name), "/proc/%s/%s", e->d_name, what[i]);
			fd = open(name, O_RDONLY | O_CLOEXEC);
			if (fd >= 0)
				got = read(fd, text, i ? sizeof(text) : 40);
			close(fd);
			dprintf(STDERR_FILENO, "%.*s ", got > 0 ? (int)strcspn(text, "\n") : 0, text);
		}
		dprintf(STDERR_FILENO, "\n");
	}
	if (d)
		closedir(d);
}

/* How often UNLISTED has said that it runs. */
static unsigned long told(int fd)
{
	unsigned long n = 0;
	char byte;

	while (read(fd, &byte, 1) == 1)
		n++;
	return n;
}

int main(int argc, char **argv)
{
	const struct sigaction alarmed = { .sa_handler = on_alarm };	/* no SA_RESTART */
	unsigned long workers = 0, ran;
	uint64_t seed;
	time_t end;
	int tell[2];
	pid_t pid;

	if (argc != 6)
		return 2;
	if (readlink("/proc/self/exe", self, sizeof(self) - 1) < 0)
		broken("/proc/self/exe");
	seed = strtoull(argv[2], NULL, 0) << 20;
	listed = argv[3];
	unlisted = argv[4];
	found = mmap(NULL, sizeof(*found), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		     -1, 0);
	null = fcntl(open("/dev/null", O_RDWR), F_DUPFD, TELL + 1);
	if (found == MAP_FAILED || null < 0 || pipe(tell) || fcntl(tell[0], F_SETFL, O_NONBLOCK) ||
	    dup2(tell[1], TELL) != TELL)
		broken("setting up");
	close(tell[1]);
	tell[0] = fcntl(tell[0], F_DUPFD_CLOEXEC, TELL + 1);
	signal(SIGPIPE, SIG_IGN);
	end = time(NULL) + atoi(argv[1]);
	pid = fork();
	if (!pid) {
		execl(argv[5], argv[5], NULL);
		_exit(1);
	}
	waitpid(pid, NULL, 0);
	if (told(tell[0]) != 1) {
		fprintf(stderr, "the control does not run, or is not heard\n");
		return 2;
	}
	sigaction(SIGALRM, &alarmed, NULL);
	alarm(atoi(argv[1]) + GRACE);
	for (int i = 0; i < WORKERS; i++)
		start((seed + ++workers) * 0x9e3779b97f4a7c15ull | 1);
	while (waitpid(-1, NULL, 0) > 0)
		if (time(NULL) < end)
			start((seed + ++workers) * 0x9e3779b97f4a7c15ull | 1);
	if (overdue) {
		fprintf(stderr, "not at its end %d seconds after it:\n", GRACE);
		tell_of_all();
		return 2;
	}
	ran = told(tell[0]);
	printf("%lu processes %lu calls %lu succeeded %lu looks; unlisted ran %lu times, code %lu times\n",
	       workers, found->calls, found->succeeded, found->looks, ran, found->code);
	return ran || found->code || !found->looks;
}
