// SPDX-License-Identifier: GPL-2.0-only
/* Operations on files and memory: to map, to make executable, to change. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "fault.h"

#define ATTRIBUTE	"security.writ"
#define PAGE		4096
#define ATTRIBUTE_MAX	16384

static int fd;
static void *at;
static char value[ATTRIBUTE_MAX];
static ssize_t value_len;

static void prepare_reader(char **argv)
{
	fd = open(argv[0], O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		broken("%s", argv[0]);
}

static void *map(int prot, int flags, int from)
{
	return mmap(NULL, PAGE, prot, flags, from, 0);
}

/* map FILE */
static int act_map(char **argv)
{
	(void)argv;
	return map(PROT_READ | PROT_EXEC, MAP_PRIVATE, fd) == MAP_FAILED ? errno : 0;
}

/* mprotect FILE: what is mapped only to be read becomes executable. */
static void prepare_readable(char **argv)
{
	prepare_reader(argv);
	at = map(PROT_READ, MAP_PRIVATE, fd);
	if (at == MAP_FAILED)
		broken("mmap");
}

static int act_mprotect(char **argv)
{
	(void)argv;
	return mprotect(at, PAGE, PROT_READ | PROT_EXEC) ? errno : 0;
}

/* anonymous: memory that no file vouches for, writable and executable */
static int act_anonymous(char **argv)
{
	(void)argv;
	return map(PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1) ==
	       MAP_FAILED ? errno : 0;
}

/* write FILE and truncate FILE; mapped-write FILE: while this process maps it executable */
static int act_write(char **argv)
{
	return open(argv[0], O_WRONLY | O_CLOEXEC) < 0 ? errno : 0;
}

static void prepare_mapped(char **argv)
{
	prepare_reader(argv);
	if (map(PROT_READ | PROT_EXEC, MAP_PRIVATE, fd) == MAP_FAILED)
		broken("mmap");
}

static int act_truncate(char **argv)
{
	return truncate(argv[0], 64) ? errno : 0;
}

/* attach FILE ARTIFACT */
static void prepare_attribute(char **argv)
{
	int from = open(argv[1], O_RDONLY | O_CLOEXEC);

	value_len = from < 0 ? -1 : read(from, value, sizeof(value));
	if (value_len < 0)
		broken("%s", argv[1]);
}

static int act_attach(char **argv)
{
	return setxattr(argv[0], ATTRIBUTE, value, value_len, 0) ? errno : 0;
}

const struct operation file_operations[] = {
	{ .name = "map", .arguments = 1, .prepare = prepare_reader, .act = act_map },
	{ .name = "mprotect", .arguments = 1, .prepare = prepare_readable, .act = act_mprotect },
	{ .name = "anonymous", .act = act_anonymous },
	{ .name = "write", .arguments = 1, .act = act_write },
	{ .name = "mapped-write", .arguments = 1, .prepare = prepare_mapped, .act = act_write },
	{ .name = "truncate", .arguments = 1, .act = act_truncate },
	{ .name = "mapped-truncate", .arguments = 1, .prepare = prepare_mapped,
	  .act = act_truncate },
	{ .name = "attach", .arguments = 2, .prepare = prepare_attribute, .act = act_attach },
	{ 0 }
};
