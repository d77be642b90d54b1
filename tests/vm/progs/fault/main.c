// SPDX-License-Identifier: GPL-2.0-only
/*
 * fault [OPTION]... OPERATION [WORD]...
 *
 *   -d ERRNO   it is not approved: without a fault it is denied with this errno,
 *              and with one it is denied as well
 *   -r REASON  and this is the reason that is counted then
 *   -c FILE    forget what is known of FILE before each try
 *   -m COUNT   so many tries at most (4000)
 *   -n ROUNDS  do all of it so often (1): an allocation now and then needs another one,
 *              and what stood behind it is passed over
 *   -z         it needs no memory, so that there is nothing to fail
 *   -v         tell what came of each fault
 *
 * Does the operation in a child with its first allocation, or copy from and to
 * user memory, failing; then with its second; and so on, until it ends before its
 * nth. The kernel counts for one task (/proc/thread-self/fail-nth). Demands that
 *
 *   - what is not approved is never done;
 *   - a denial with EACCES is counted, as internal-error or as what it is without
 *     a fault, and as nothing else;
 *   - right after a failure, the same without a fault is as it always is.
 *
 * Prints a line of counts, after a line for each broken demand.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../fail_nth.h"
#include "fault.h"

#define STATUS		"/sys/kernel/security/writ/status"
#define REASONS_MAX	64
#define PATIENCE	60	/* seconds for one try */
#define COMPLAINTS_MAX	8

static struct {
	const struct operation *operation;
	char **argv;
	int denied;		/* errno of what is not approved, or 0 */
	const char *reason;
	const char *forget;
	unsigned int max;
	unsigned int rounds;
	bool verbose;
	bool needs_none;
} how = { .max = 4000, .rounds = 1 };

/* What the child tells; in memory that both share and that is there before. */
static struct said {
	int answer;		/* of the operation, or NOTHING */
	int left;		/* of the count, or NOTHING */
} *said;
#define NOTHING	(-1)

struct outcome {
	int answer;		/* 0: done, an errno, NO_ANSWER and its like, or SIGNALLED + signal */
	bool reached;		/* the fault was injected */
};
#define SIGNALLED	2000
#define HANGS		3000
#define LIBRARY_FAILED	127	/* how a C library ends what it cannot start */

static unsigned int complaints, faults, went_on, tally[HANGS + 1];
int bystander;

void broken(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fputs("fault: ", stderr);
	vfprintf(stderr, fmt, ap);
	fprintf(stderr, ": %s\n", strerror(errno));
	va_end(ap);
	_exit(3);
}

/* ---- what the status counts */

struct count {
	char reason[40];
	unsigned long value;
};

static int read_denials(struct count *counts)
{
	static char text[65536];
	int fd = open(STATUS, O_RDONLY | O_CLOEXEC), n = 0;
	size_t len = 0;
	ssize_t got;
	char *line, *rest;

	if (fd < 0)
		broken(STATUS);
	while ((got = read(fd, text + len, sizeof(text) - 1 - len)) > 0)
		len += got;
	close(fd);
	text[len] = 0;
	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		if (n < REASONS_MAX &&
		    sscanf(line, "denied %39[^:]: %lu", counts[n].reason, &counts[n].value) == 2)
			n++;
	if (!n)
		broken("no denials in " STATUS);
	return n;
}

static void complain(unsigned int n, const char *fmt, ...)
{
	va_list ap;

	if (complaints++ >= COMPLAINTS_MAX)
		return;
	va_start(ap, fmt);
	printf("%s, fault %u: ", how.operation->name, n);
	vprintf(fmt, ap);
	putchar('\n');
	va_end(ap);
}

static const char *word(int answer)
{
	static char text[40];

	if (answer == NO_ANSWER)
		return "no-answer";
	if (answer == NO_START)
		return "no-start";
	if (answer == HANGS)
		return "hangs";
	if (answer > SIGNALLED) {
		snprintf(text, sizeof(text), "signal-%d", answer - SIGNALLED);
		return text;
	}
	return answer ? strerrorname_np(answer) : "done";
}

/* ---- one try */

static void __attribute__((noreturn)) child(unsigned int n)
{
	int fd = open_count(), answer;

	if (fd < 0)
		broken("fail-nth");
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (how.operation->prepare)
		how.operation->prepare(how.argv);
	if (n && !set_count(fd, n))
		broken("fail-nth %u", n);
	answer = how.operation->act(how.argv);
	if (n) {
		said->left = read_count(fd);
		set_count(fd, 0);
	}
	said->answer = answer;
	_exit(0);
}

/* Of a child that has become another program and has ended, but is still there. */
static int count_of(pid_t pid)
{
	char path[40];
	int fd, left;

	snprintf(path, sizeof(path), "/proc/%d/fail-nth", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		broken("%s", path);
	left = read_count(fd);
	close(fd);
	return left;
}

static void show_file(pid_t pid, const char *name)
{
	char path[40], text[4096];
	ssize_t got;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	got = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	if (got > 0)
		printf("%s: %.*s\n", name, (int)got, text);
	if (fd >= 0)
		close(fd);
}

/* Waits for its end without taking it away. Return: false if it does not end. */
static bool ended(pid_t pid, siginfo_t *info)
{
	const struct timespec patience = { .tv_sec = PATIENCE };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	for (;;) {
		info->si_pid = 0;
		if (waitid(P_PID, pid, info, WEXITED | WNOHANG | WNOWAIT))
			broken("waitid");
		if (info->si_pid == pid)
			return true;
		if (sigtimedwait(&set, NULL, &patience) < 0 && errno == EAGAIN)
			return false;
	}
}

static int answer_of(const siginfo_t *info)
{
	if (info->si_code != CLD_EXITED)
		return SIGNALLED + info->si_status;
	if (said->answer != NOTHING)
		return said->answer;
	if (how.operation->becomes)
		return info->si_status == LIBRARY_FAILED ? NO_START : info->si_status;
	broken("the child ended with %d", info->si_status);
}

static struct outcome try(unsigned int n)
{
	struct outcome out = { .answer = HANGS };
	siginfo_t info;
	pid_t pid;
	int fd;

	if (how.operation->restore)
		how.operation->restore(how.argv);
	if (how.forget) {
		fd = open(how.forget, O_WRONLY | O_CLOEXEC);
		if (fd < 0)
			broken("%s", how.forget);
		close(fd);
	}
	said->answer = said->left = NOTHING;
	pid = fork();
	if (pid < 0)
		broken("fork");
	if (!pid)
		child(n);
	if (!ended(pid, &info)) {
		show_file(pid, "stack");
		show_file(pid, "syscall");
		kill(pid, SIGKILL);
	} else {
		if (said->left == NOTHING)
			said->left = n ? count_of(pid) : 1;
		out.answer = answer_of(&info);
		out.reached = n && !said->left;
	}
	if (waitpid(pid, NULL, 0) != pid)
		broken("waitpid");
	return out;
}

/* ---- judging */

/* Denials by try(), of reasons that it may have; others are complained of. */
static unsigned long judge_counts(unsigned int n, const struct count *before,
				  const struct count *after, int reasons)
{
	unsigned long sum = 0;

	for (int i = 0; i < reasons; i++) {
		unsigned long more = after[i].value - before[i].value;

		if (!more)
			continue;
		sum += more;
		if (n && !strcmp(after[i].reason, "internal-error"))
			continue;
		if (how.reason && !strcmp(after[i].reason, how.reason))
			continue;
		complain(n, "%lu denials as %s", more, after[i].reason);
	}
	return sum;
}

static struct outcome try_and_judge(unsigned int n)
{
	static struct count before[REASONS_MAX], after[REASONS_MAX];
	int reasons = read_denials(before);
	struct outcome out = try(n);
	unsigned long denials;

	read_denials(after);
	denials = judge_counts(n, before, after, reasons);
	if (out.answer == HANGS)
		complain(n, "it does not end");
	if (how.denied && !out.answer)
		complain(n, "what is not approved was done");
	if (out.answer == EACCES && !denials)
		complain(n, "denied, and not counted");
	if (!out.answer && denials)
		complain(n, "done, and counted as denied");
	if (out.reached)
		return out;
	if (how.denied ? out.answer != how.denied : out.answer)
		complain(n, "without a fault it is %s", word(out.answer));
	if (how.denied && how.reason && !denials)
		complain(n, "without a fault it is not counted as %s", how.reason);
	return out;
}

static void try_all(void)
{
	for (unsigned int n = 1;; n++) {
		struct outcome out;

		if (n > how.max) {
			complain(n, "there is no end of faults");
			return;
		}
		out = try_and_judge(n);
		if (!out.reached)
			return;
		faults++;
		if (how.verbose)
			printf("%u: %s\n", n, word(out.answer));
		if (!out.answer) {
			went_on++;
			continue;
		}
		tally[out.answer <= HANGS ? out.answer : HANGS]++;
		try_and_judge(0);
	}
}

static const struct operation *find_operation(const char *name)
{
	static const struct operation *const all[] = {
		task_operations, file_operations, netlink_operations,
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		for (const struct operation *one = all[i]; one->name; one++)
			if (!strcmp(one->name, name))
				return one;
	fprintf(stderr, "fault: no operation '%s'\n", name);
	exit(2);
}

/* By the name of an errno; those that a denial can have. */
static int number_of(const char *name)
{
	static const int known[] = { EACCES, EPERM, ETXTBSY, EKEYREJECTED };

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (!strcmp(name, strerrorname_np(known[i])))
			return known[i];
	fprintf(stderr, "fault: unknown errno '%s'\n", name);
	exit(2);
}

static void start_bystander(void)
{
	bystander = fork();
	if (bystander < 0)
		broken("fork");
	if (bystander)
		return;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;)
		pause();
}

/* fault interpret SCRIPT: what stands behind "#!" of a script; it opens it. */
static int interpret(const char *script)
{
	return open(script, O_RDONLY | O_CLOEXEC) < 0 ? errno : 0;
}

int main(int argc, char **argv)
{
	sigset_t set;
	int c;

	if (argc == 3 && !strcmp(argv[1], "interpret"))
		return interpret(argv[2]);
	while ((c = getopt(argc, argv, "+d:r:c:m:n:vz")) != -1) {
		switch (c) {
		case 'd': how.denied = number_of(optarg); break;
		case 'r': how.reason = optarg; break;
		case 'c': how.forget = optarg; break;
		case 'm': how.max = atoi(optarg); break;
		case 'n': how.rounds = atoi(optarg); break;
		case 'z': how.needs_none = true; break;
		case 'v': how.verbose = true; break;
		default: return 2;
		}
	}
	if (optind == argc)
		return 2;
	how.operation = find_operation(argv[optind]);
	how.argv = argv + optind + 1;
	if (argc - optind - 1 != how.operation->arguments)
		return 2;
	said = mmap(NULL, sizeof(*said), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS |
		    MAP_POPULATE, -1, 0);
	if (said == MAP_FAILED)
		broken("mmap");
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	setvbuf(stdout, NULL, _IOLBF, 0);
	start_bystander();
	try_and_judge(0);
	while (!complaints && how.rounds--)
		try_all();
	kill(bystander, SIGKILL);
	printf("%s: %u faults, %u of them without effect", how.operation->name, faults, went_on);
	for (int i = 0; i <= HANGS; i++)
		if (tally[i])
			printf(", %u %s", tally[i], word(i));
	printf("; %u complaints\n", complaints);
	return complaints || !faults != how.needs_none;
}
