// SPDX-License-Identifier: GPL-2.0-only
/*
 * write SECONDS PROGRAM: somebody tries to change PROGRAM (witness.c) in place:
 * its mark through a descriptor and through a mapping, its length by path. He
 * puts it right again later, so that it is by turns what is authorized and what
 * is not.
 *
 * map SECONDS PROGRAM: the same while its mark is mapped executable. Another
 * thread keeps the memory's lock busy, so that a mapping that was allowed waits
 * for a while before it exists.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "race.h"

static const char mark[] = "witness mark ";

/**
 * struct target - the program that is changed
 * @path: where it is
 * @image: its content as it shall be
 * @size: of that
 * @at: where in it the mark ends
 * @bad: it has been left otherwise
 * @mappable: a mapping may write to it
 */
struct target {
	const char *path;
	char *image;
	size_t size;
	off_t at;
	bool bad;
	bool mappable;
};

static void execute(struct race *race, void *arg)
{
	struct target *t = arg;
	char *argv[] = { (char *)t->path, NULL };

	race->count[spawn(t->path, argv)]++;
	/* While somebody runs it nobody can change it. */
	nap(chance(4000));
}

/* While its pages are made, each of these mappings keeps the lock from whoever waits for it. */
static void *keep_busy(void *unused)
{
	const size_t size = 4 << 20;

	(void)unused;
	for (;;) {
		void *at = mmap(NULL, size, PROT_READ | PROT_WRITE,
				MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

		if (at != MAP_FAILED)
			munmap(at, size);
	}
	return NULL;
}

/* In a process of its own, since what it has mapped is held until it ends. */
static int map_and_look(const struct target *t)
{
	int fd = open(t->path, O_RDONLY | O_CLOEXEC), looks;
	volatile const char *at;
	pthread_t other;

	if (fd < 0 || pthread_create(&other, NULL, keep_busy, NULL))
		return status_of_errno(0);
	nap(chance(4000));
	at = mmap(NULL, t->size, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);
	if (at == MAP_FAILED)
		return status_of_errno(errno);
	/* What was approved is not changed while it is looked at. */
	for (looks = 0; looks < 20; looks++) {
		if (at[t->at] != 'A')
			return STATUS_WRONG;
		nap(100);
	}
	return 0;
}

static void map(struct race *race, void *arg)
{
	int status;
	pid_t pid = fork();

	if (!pid)
		_exit(map_and_look(arg));
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		broken("fork");
	race->count[outcome_of_status(status)]++;
	/* Nor while somebody maps it, however slow the machine is. */
	nap(chance(8000));
}

static int writable(struct race *race, const struct target *t, int flags)
{
	int fd = open(t->path, flags | O_CLOEXEC);

	if (fd < 0 && errno != ETXTBSY)
		broken(t->path);
	if (fd < 0)
		race->refused++;
	return fd;
}

static void restore(struct race *race, struct target *t)
{
	int fd = writable(race, t, O_WRONLY);

	if (fd < 0)
		return;
	if (pwrite(fd, t->image, t->size, 0) != (ssize_t)t->size || ftruncate(fd, (off_t)t->size))
		broken("restoring");
	close(fd);
	t->bad = false;
}

/* Now and then what was changed stays so for a while after the descriptor is closed. */
static void change_mark(struct race *race, struct target *t)
{
	int fd = writable(race, t, O_WRONLY);

	if (fd < 0)
		return;
	if (pwrite(fd, "B", 1, t->at) != 1)
		broken("pwrite");
	race->changed++;
	nap(chance(2000));
	t->bad = chance(2);
	if (!t->bad && pwrite(fd, "A", 1, t->at) != 1)
		broken("pwrite");
	close(fd);
}

static void change_mapped(struct race *race, struct target *t)
{
	int fd = writable(race, t, O_RDWR);
	volatile char *at;

	if (fd < 0)
		return;
	at = mmap(NULL, t->size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (at == MAP_FAILED)
		broken("mmap");
	close(fd);
	at[t->at] = 'B';
	race->changed++;
	nap(chance(2000));
	at[t->at] = 'A';
	munmap((void *)at, t->size);
}

/* Which is allowed where nobody runs it. */
static void cut(struct race *race, struct target *t)
{
	if (truncate(t->path, (off_t)(t->size / 2))) {
		if (errno != ETXTBSY)
			broken("truncate");
		race->refused++;
		return;
	}
	race->changed++;
	t->bad = true;
}

static void change(struct race *race, void *arg)
{
	struct target *t = arg;

	if (t->bad)
		restore(race, t);
	else if (chance(3))
		change_mark(race, t);
	else if (t->mappable && chance(2))
		change_mapped(race, t);
	else
		cut(race, t);
}

/*
 * In memory a file that was mapped to be written is not verified any more before 6.12:
 * see lsm/held_pages.c.
 */
static bool since_6_12(void)
{
	unsigned int major, minor;
	struct utsname name;

	return !uname(&name) && sscanf(name.release, "%u.%u", &major, &minor) == 2 &&
	       (major > 6 || (major == 6 && minor >= 12));
}

static void learn(struct target *t)
{
	int fd = open(t->path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	char *found;

	t->mappable = since_6_12();
	if (fd < 0 || fstat(fd, &st))
		broken(t->path);
	t->size = (size_t)st.st_size;
	t->image = malloc(t->size);
	if (!t->image || read(fd, t->image, t->size) != st.st_size)
		broken(t->path);
	close(fd);
	found = memmem(t->image, t->size, mark, sizeof(mark) - 1);
	if (!found)
		broken("no mark");
	t->at = found - t->image + (off_t)sizeof(mark) - 1;
}

static int race_with(void (*victim)(struct race *race, void *arg), int argc, char **argv)
{
	struct race *race = race_new();
	struct target *t = shared(sizeof(*t));

	if (argc != 2)
		return 2;
	t->path = argv[1];
	learn(t);
	hold(race, (unsigned int)atoi(argv[0]), (struct part){ victim, t },
	     (struct part){ change, t });
	print_counts(race);
	restore(race, t);
	return 0;
}

int race_write(int argc, char **argv)
{
	return race_with(execute, argc, argv);
}

int race_map(int argc, char **argv)
{
	return race_with(map, argc, argv);
}
