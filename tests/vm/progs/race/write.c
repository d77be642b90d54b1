// SPDX-License-Identifier: GPL-2.0-only
/*
 * write SECONDS PROGRAM: somebody tries to change PROGRAM (witness.c) in place:
 * its mark through a descriptor and through a mapping, its length by path. He
 * puts it right again later, so that it is by turns what is authorized and what
 * is not.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
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
 */
struct target {
	const char *path;
	char *image;
	size_t size;
	off_t at;
	bool bad;
};

static void execute(struct race *race, void *arg)
{
	struct target *t = arg;
	char *argv[] = { (char *)t->path, NULL };

	race->count[spawn(t->path, argv)]++;
	/* While somebody runs it nobody can change it. */
	nap(chance(4000));
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
	else if (chance(2))
		change_mapped(race, t);
	else
		cut(race, t);
}

static void learn(struct target *t)
{
	int fd = open(t->path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	char *found;

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

int race_write(int argc, char **argv)
{
	struct race *race = race_new();
	struct target *t = shared(sizeof(*t));

	if (argc != 2)
		return 2;
	t->path = argv[1];
	learn(t);
	hold(race, (unsigned int)atoi(argv[0]), (struct part){ execute, t },
	     (struct part){ change, t });
	print_counts(race);
	restore(race, t);
	return 0;
}
