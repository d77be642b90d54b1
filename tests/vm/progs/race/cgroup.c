// SPDX-License-Identifier: GPL-2.0-only
/*
 * stay SECONDS NOMAD UNLISTED LISTED HOME AWAY UID: NOMAD (a copy of this) is
 * started in control group HOME, or in AWAY if it becomes user UID first. From
 * then on it executes UNLISTED and LISTED by turns, while somebody else moves it
 * and its children from one group to the other and back.
 *
 * nomad FILE UNLISTED LISTED: that one; FILE is what both share.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "race.h"

#define SHARED_FILE "/tmp/race.stay"

/**
 * struct stay - what the two share
 * @over: both end
 * @nomad: process, once it has begun
 * @child: the one that is about to execute, or 0
 * @unlisted: executions by outcome
 * @listed: likewise
 * @home: executions begun in HOME
 * @away: executions begun anywhere else
 * @moved: moves
 */
struct stay {
	atomic_bool over;
	atomic_int nomad, child;
	atomic_ulong unlisted[OUTCOMES], listed[OUTCOMES];
	atomic_ulong home, away, moved;
	char home_name[64];
};

static struct stay *share(int flags)
{
	int fd = open(SHARED_FILE, flags | O_RDWR | O_CLOEXEC, 0666);
	struct stay *s;

	if (fd < 0 || ((flags & O_CREAT) && (fchmod(fd, 0666) || ftruncate(fd, sizeof(*s)))))
		broken(SHARED_FILE);
	s = mmap(NULL, sizeof(*s), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (s == MAP_FAILED)
		broken(SHARED_FILE);
	close(fd);
	return s;
}

/* It may have ended meanwhile, which is no matter. */
static bool move(pid_t pid, const char *group)
{
	char path[128], text[16];
	bool moved;
	int fd;

	snprintf(path, sizeof(path), "/sys/fs/cgroup%s/cgroup.procs", group);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		broken(path);
	snprintf(text, sizeof(text), "%d", pid);
	moved = write(fd, text, strlen(text)) > 0;
	if (!moved && errno != ESRCH)
		broken(path);
	close(fd);
	return moved;
}

static bool is_in(const char *group)
{
	char text[256];
	int fd = open("/proc/self/cgroup", O_RDONLY | O_CLOEXEC);
	ssize_t n = read(fd, text, sizeof(text) - 1);

	close(fd);
	if (n <= 0)
		broken("/proc/self/cgroup");
	text[n] = 0;
	text[strcspn(text, "\n")] = 0;
	return !strcmp(strrchr(text, ':') + 1, group);
}

/* ---- the nomad */

static enum outcome wander(struct stay *s, const char *program)
{
	char *argv[] = { (char *)program, NULL }, *envp[] = { NULL };
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		s->child = getpid();
		nap(chance(3000));
		(*(is_in(s->home_name) ? &s->home : &s->away))++;
		execve(program, argv, envp);
		_exit(status_of_errno(errno));
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		broken("fork");
	s->child = 0;
	return outcome_of_status(status);
}

int race_nomad(int argc, char **argv)
{
	struct stay *s = share(0);

	if (argc != 2)
		return 2;
	s->nomad = getpid();
	while (!s->over) {
		s->unlisted[wander(s, argv[0])]++;
		s->listed[wander(s, argv[1])]++;
	}
	return 0;
}

/* ---- who moves it */

static void settle_down(struct stay *s, char **argv, uid_t uid)
{
	char *nomad[] = { "race", "nomad", argv[2], argv[3], NULL }, *envp[] = { NULL };

	move(getpid(), uid ? argv[5] : argv[4]);
	if (uid && (setgid(uid) || setuid(uid)))
		broken("setuid");
	execve(argv[1], nomad, envp);
	s->over = true;
	broken(argv[1]);
}

static void stir(struct stay *s, const char *home, const char *away)
{
	pid_t child = s->child;

	nap(chance(2000));
	if (move(child && chance(2) ? child : s->nomad, chance(2) ? home : away))
		s->moved++;
}

static void print_outcomes(const char *name, atomic_ulong *count)
{
	printf("%s-ran %lu %s-denied %lu %s-other %lu ", name, count[RAN], name, count[DENIED], name,
	       count[WRONG] + count[BUSY] + count[FAULT] + count[KILLED] + count[ODD]);
}

int race_stay(int argc, char **argv)
{
	uint64_t end;
	struct stay *s;
	int status;
	pid_t pid;

	if (argc != 7)
		return 2;
	s = share(O_CREAT | O_TRUNC);
	snprintf(s->home_name, sizeof(s->home_name), "%s", argv[4]);
	pid = fork();
	if (pid == 0)
		settle_down(s, argv, (uid_t)atoi(argv[6]));
	end = now() + (uint64_t)atoi(argv[0]) * 1000000000;
	while (!s->nomad && !s->over && now() < end)
		nap(1000);
	while (!s->over && now() < end)
		stir(s, argv[4], argv[5]);
	s->over = true;
	if (waitpid(pid, &status, 0) != pid || status)
		broken("the nomad");
	print_outcomes("unlisted", s->unlisted);
	print_outcomes("listed", s->listed);
	printf("home %lu away %lu moved %lu\n", s->home, s->away, s->moved);
	unlink(SHARED_FILE);
	return 0;
}
