// SPDX-License-Identifier: GPL-2.0-only
/*
 * probe stretch FILE FIRST LATER: the attribute security.writ of FILE is set from
 * memory whose second page is missing. Until the kernel asks for it, the first page
 * holds what FIRST has; then it gets what LATER has there, and so does the second
 * page. What counts is what the kernel has copied when it verifies.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "probe.h"

#define SIZE 4096

static char first[2 * SIZE], later[2 * SIZE];
static char *area;
static int faults;

static void *serve(void *unused)
{
	struct uffdio_copy copy = {
		.dst = (unsigned long)area + SIZE, .src = (unsigned long)later + SIZE, .len = SIZE,
	};
	struct uffd_msg msg;

	(void)unused;
	if (read(faults, &msg, sizeof(msg)) != sizeof(msg))
		broken("no fault");
	memcpy(area, later, SIZE);
	if (ioctl(faults, UFFDIO_COPY, &copy))
		broken("UFFDIO_COPY");
	return NULL;
}

static ssize_t whole(const char *name, char *to)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, to, 2 * SIZE);

	if (n <= SIZE || n == 2 * SIZE)
		broken(name);
	close(fd);
	return n;
}

int probe_stretch(int argc, char **argv)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register range = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	pthread_t t;
	ssize_t size;
	long ret;

	if (argc < 4)
		return 2;
	size = whole(argv[2], first);
	if (whole(argv[3], later) != size)
		broken("of one size");
	area = mmap(NULL, 2 * SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	faults = syscall(SYS_userfaultfd, O_CLOEXEC);
	if (area == MAP_FAILED || faults < 0 || ioctl(faults, UFFDIO_API, &api))
		broken("userfaultfd");
	memcpy(area, first, SIZE);
	range.range.start = (unsigned long)area + SIZE;
	range.range.len = SIZE;
	if (ioctl(faults, UFFDIO_REGISTER, &range))
		broken("UFFDIO_REGISTER");
	if (pthread_create(&t, NULL, serve, NULL))
		broken("thread");
	ret = setxattr(argv[1], "security.writ", area, size, 0);
	/* Without a fault nothing was stretched, and nothing shown. */
	pthread_join(t, NULL);
	answer(ret);
	return 0;
}
