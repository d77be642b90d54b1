// SPDX-License-Identifier: GPL-2.0-only
/*
 * insert needs MODULE PARAMETERS: how many allocations, and copies from and to user
 * memory, there are until the module is refused.
 *
 * insert FIRST STEP MODULE PARAMETERS PROGRAM [ERRNO]: loads the module with the FIRSTth
 * of them failing; then with the one STEP after that; and so on, for as long as it does
 * not load.
 * With ERRNO it never does: the parameters are such that it is refused with that, so
 * that the faults which it would load in spite of are no end either.
 *
 * After each try the host must be as it was before: no module, nothing in securityfs,
 * no BPF program and no link more than there were, and PROGRAM runs. What is loaded
 * cannot be unloaded. The last line tells how it ended:
 *
 *   loaded N in spite of a fault	N is the one that failed then
 *   loaded N without a fault		it needs no Nth
 *   refused N without a fault		likewise, with ERRNO
 *
 * and the line before that counts the answers. A line for each broken demand comes
 * first; standard error tells how far it is. status: 0 if there was none.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fail_nth.h"

#define NEVER		1000000	/* faults that no loading comes to */
#define TRIES_MAX	20000
#define BATCH		20
#define COMPLAINTS_MAX	8
#define ERRNO_MAX	4096

/* What the child tells, in memory that both share. */
static struct {
	int error;		/* of the system call, or 0 */
	int left;		/* of the count; 0: the fault was injected */
} *said;

static unsigned int complaints;
static unsigned int programs, links;	/* of BPF, before the first try */

static void __attribute__((noreturn)) broken(const char *what)
{
	fprintf(stderr, "insert: %s: %s\n", what, strerror(errno));
	exit(3);
}

static void __attribute__((format(printf, 2, 3))) complain(unsigned int n, const char *fmt, ...)
{
	va_list ap;

	if (complaints++ >= COMPLAINTS_MAX)
		return;
	va_start(ap, fmt);
	printf("fault %u: ", n);
	vprintf(fmt, ap);
	putchar('\n');
	va_end(ap);
}

/* What a module says is not always an errno that userspace has a name for. */
static const char *name_of(int error)
{
	static char text[16];

	snprintf(text, sizeof(text), "%d", error);
	return strerrorname_np(error) ?: text;
}

/* ---- one try */

static void __attribute__((noreturn)) child(unsigned int n, const char *module, const char *words)
{
	int count = open_count();
	int fd = open(module, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || count < 0)
		broken(module);
	if (!set_count(count, n))
		broken("fail-nth");
	said->error = syscall(SYS_finit_module, fd, words, 0) ? errno : 0;
	said->left = read_count(count);
	set_count(count, 0);
	_exit(0);
}

static void try(unsigned int n, const char *module, const char *words)
{
	int status;
	pid_t pid = fork();

	if (pid < 0)
		broken("fork");
	if (!pid)
		child(n, module, words);
	if (waitpid(pid, &status, 0) != pid || status)
		broken("the child that loads");
}

/* ---- the host as it was */

static unsigned int bpf_objects(int command)
{
	union bpf_attr attr;
	unsigned int count = 0;
	__u32 id = 0;

	for (;;) {
		memset(&attr, 0, sizeof(attr));
		attr.start_id = id;
		if (syscall(SYS_bpf, command, &attr, sizeof(attr)))
			break;
		id = attr.next_id;
		count++;
	}
	if (errno != ENOENT)
		broken("bpf");
	return count;
}

static bool runs(const char *program)
{
	char *const argv[] = { (char *)program, NULL };
	int status;
	pid_t pid = fork();

	if (pid < 0)
		broken("fork");
	if (!pid) {
		execv(program, argv);
		_exit(127);
	}
	return waitpid(pid, &status, 0) == pid && !status;
}

/* Programs are freed a grace period after the last who used them. */
static bool bpf_gone(void)
{
	for (int patience = 200; patience; patience--) {
		if (bpf_objects(BPF_PROG_GET_NEXT_ID) <= programs &&
		    bpf_objects(BPF_LINK_GET_NEXT_ID) <= links)
			return true;
		usleep(50000);
	}
	return false;
}

static int needs(const char *module, const char *words)
{
	/* The first time there is more to read. */
	for (int i = 0; i < 2; i++) {
		try(NEVER, module, words);
		if (!said->error)
			broken("it was to be refused, and loaded");
	}
	printf("%d\n", NEVER - said->left);
	return 0;
}

/* After a try that failed: was that right, and is nothing left of it? */
static void judge(unsigned int n, const char *wanted, const char *program)
{
	if (said->left && (!wanted || strcmp(name_of(said->error), wanted)))
		complain(n, "it did not fail, and the module was refused: %s",
			 name_of(said->error));
	if (!access("/sys/module/writ", F_OK))
		complain(n, "the module is still there");
	if (!access("/sys/kernel/security/writ", F_OK))
		complain(n, "it left its folder in securityfs");
	if (!runs(program))
		complain(n, "%s does not run any more", program);
}

int main(int argc, char **argv)
{
	static unsigned int tally[ERRNO_MAX];
	const char *wanted = argc == 7 ? argv[6] : NULL;
	unsigned int n, step, tries = 0;

	if (argc != 6 && argc != 7 && (argc != 4 || strcmp(argv[1], "needs")))
		return 2;
	setvbuf(stdout, NULL, _IOLBF, 0);
	said = mmap(NULL, sizeof(*said), PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (said == MAP_FAILED)
		broken("mmap");
	if (argc == 4)
		return needs(argv[2], argv[3]);
	programs = bpf_objects(BPF_PROG_GET_NEXT_ID);
	links = bpf_objects(BPF_LINK_GET_NEXT_ID);
	if (!runs(argv[5]))
		broken(argv[5]);
	step = atoi(argv[2]);
	for (n = atoi(argv[1]); n && step && n < TRIES_MAX; n += step) {
		if (tries++ % BATCH == 0)
			fprintf(stderr, "at fault %u\n", n);
		try(n, argv[3], argv[4]);
		if (!said->error)
			break;
		tally[said->error % ERRNO_MAX]++;
		judge(n, wanted, argv[5]);
		/* They take their time to go, so not each try is waited for. */
		if (tries % BATCH == 0 && !bpf_gone())
			complain(n, "it left BPF programs or links");
		if (said->left || complaints)
			break;
	}
	if (said->error && !bpf_gone())
		complain(n, "it left BPF programs or links");
	if (n >= TRIES_MAX || (!said->error && wanted))
		complain(n, "there is no end of faults, or it loaded in spite of %s",
			 wanted ?: "everything");
	for (int i = 0; i < ERRNO_MAX; i++)
		if (tally[i])
			printf("%u %s, ", tally[i], name_of(i));
	printf("%u complaints\n", complaints);
	printf("%s %u %s a fault\n", said->error ? "refused" : "loaded", n,
	       said->left ? "without" : "in spite of");
	return complaints != 0;
}
