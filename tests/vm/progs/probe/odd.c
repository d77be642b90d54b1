// SPDX-License-Identifier: GPL-2.0-only
/*
 * probe odd CASE [FILE [DIRECTORY]]: executable memory by ways that mmap() and mprotect() of
 * plain files are not. The answer is that of the step that would make it
 * executable, or "executable" and "not executable" where no step is asked about and
 * /proc/self/maps has to tell.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "probe.h"

#define SIZE 4096
#define HUGE (2UL << 20)

static const char *path = "", *directory = "";

static void *mapped(size_t size, int prot, int flags, int fd)
{
	void *at = mmap(NULL, size, prot, flags, fd, 0);

	if (at == MAP_FAILED)
		broken("the first mapping");
	return at;
}

static long map_answer(size_t size, int prot, int flags, int fd)
{
	return mmap(NULL, size, prot, flags, fd, 0) == MAP_FAILED ? -1 : 0;
}

static int opened(const char *name, int flags)
{
	int fd = open(name, flags);

	if (fd < 0)
		broken(name);
	return fd;
}

/* A process that may not have it is told so here, and that is its answer. */
static void imply(void)
{
	if (personality(READ_IMPLIES_EXEC) >= 0)
		return;
	answer(-1);
	fflush(stdout);
	_exit(0);
}

/* Is the mapping that holds @at executable? */
static int is_executable(const void *at)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	unsigned long first, last;
	char line[512], prot[8];

	if (!maps)
		broken("/proc/self/maps");
	while (fgets(line, sizeof(line), maps)) {
		if (sscanf(line, "%lx-%lx %7s", &first, &last, prot) != 3)
			continue;
		if ((unsigned long)at >= first && (unsigned long)at < last) {
			fclose(maps);
			return prot[2] == 'x';
		}
	}
	broken("no such mapping");
}

static void tell(const void *at)
{
	puts(is_executable(at) ? "executable" : "not executable");
}

static void *later(void *at)
{
	return (void *)(long)(mprotect(at, SIZE, PROT_READ | PROT_EXEC) ? errno : 0);
}

/* Asked for by another thread than made it. */
static void thread(void)
{
	void *at = mapped(SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1), *ret;
	pthread_t t;

	if (pthread_create(&t, NULL, later, at) || pthread_join(t, &ret))
		broken("thread");
	errno = (long)ret;
	answer(ret ? -1 : 0);
}

static void huge(void)
{
	answer(map_answer(HUGE, PROT_READ | PROT_EXEC,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1));
}

static void huge_data(void)
{
	answer(map_answer(HUGE, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1));
}

/* FILE: a new one of hugetlbfs */
static void huge_file(void)
{
	int fd = open(path, O_RDWR | O_CREAT, 0700);

	if (fd < 0 || ftruncate(fd, HUGE))
		broken(path);
	close(fd);
	answer(map_answer(HUGE, PROT_READ | PROT_EXEC, MAP_PRIVATE, opened(path, O_RDONLY)));
}

static void shared(void)
{
	answer(map_answer(SIZE, PROT_READ | PROT_EXEC, MAP_SHARED, opened(path, O_RDONLY)));
}

static void private(void)
{
	answer(map_answer(SIZE, PROT_READ | PROT_EXEC, MAP_PRIVATE, opened(path, O_RDONLY)));
}

/* All of it, since the kernel does not split this mapping. */
static char *whole_vdso(size_t *size)
{
	unsigned long at = getauxval(AT_SYSINFO_EHDR), first, last;
	FILE *maps = fopen("/proc/self/maps", "r");
	char line[512];

	while (maps && fgets(line, sizeof(line), maps)) {
		if (sscanf(line, "%lx-%lx", &first, &last) == 2 && first == at) {
			fclose(maps);
			*size = last - first;
			return (char *)at;
		}
	}
	broken("vdso");
}

/* Made writable, a byte changed, and executable again. */
static void vdso(void)
{
	size_t size;
	char *at = whole_vdso(&size);

	if (mprotect(at, size, PROT_READ | PROT_WRITE))
		broken("vdso");
	at[size - 1] ^= 1;
	answer(mprotect(at, size, PROT_READ | PROT_EXEC));
}

static void vdso_data(void)
{
	size_t size;
	char *at = whole_vdso(&size);

	answer(mprotect(at, size, PROT_READ));
}

/* FILE's first page, executable; then it grows over the second, and moves. */
static void grow(void)
{
	char *at = mapped(SIZE, PROT_READ | PROT_EXEC, MAP_PRIVATE, opened(path, O_RDONLY));

	at = mremap(at, SIZE, 2 * SIZE, MREMAP_MAYMOVE);
	answer(at == MAP_FAILED ? -1 : 0);
	if (at != MAP_FAILED)
		tell(at + SIZE);
}

/*
 * A shared writable mapping of FILE is mapped anew by a call that takes no protection,
 * under the personality that makes it executable.
 */
static void remap(void)
{
	char *at = mapped(2 * SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, opened(path, O_RDWR));

	imply();
	if (remap_file_pages(at, SIZE, 0, 1, 0))
		answer(-1);
	else
		tell(at);
}

static void remap_plain(void)
{
	char *at = mapped(2 * SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, opened(path, O_RDWR));

	if (remap_file_pages(at, SIZE, 0, 1, 0))
		answer(-1);
	else
		tell(at);
}

/* The ring lies at the address that is its own handle. */
static void ring(void)
{
	aio_context_t context = 0;

	if (syscall(SYS_io_setup, 1, &context))
		answer(-1);
	else
		tell((void *)context);
}

static void ring_implied(void)
{
	imply();
	ring();
}

static void heap(void)
{
	char *at = sbrk(2 * SIZE);

	if (at == (void *)-1)
		broken("sbrk");
	at[SIZE] = 1;
	tell(at + SIZE);
}

static void heap_implied(void)
{
	imply();
	heap();
}

static void anonymous_implied(void)
{
	imply();
	answer(map_answer(SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1));
}

static void file_implied(void)
{
	int fd = opened(path, O_RDONLY);

	imply();
	answer(map_answer(SIZE, PROT_READ, MAP_PRIVATE, fd));
}

/* Under the personality it executes FILE, or is told why not. */
static void exec_implied(void)
{
	char *argv[] = { (char *)path, NULL };

	imply();
	execv(path, argv);
	answer(-1);
}

/* A sealed copy of FILE, executable; then a byte of it is written. */
static void sealed_write(void)
{
	int fd = memfd_create("probe", MFD_ALLOW_SEALING);

	if (fd < 0)
		broken("memfd_create");
	copy_to_fd(path, fd);
	if (fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW))
		broken("F_ADD_SEALS");
	if (map_answer(SIZE, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd)) {
		answer(-1);
		return;
	}
	puts("mapped");
	answer(pwrite(fd, "!", 1, 0) == 1 ? 0 : -1);
}

/* mount(8) would make a loop device of FILE first. */
static void mount_erofs(void)
{
	answer(mount(path, directory, "erofs", MS_RDONLY, NULL));
}

static void uselib(void)
{
	answer(syscall(SYS_uselib, path));
}

static const struct {
	const char *name;
	void (*run)(void);
} cases[] = {
	{ "thread", thread },
	{ "huge", huge },
	{ "huge-data", huge_data },
	{ "huge-file", huge_file },
	{ "shared", shared },
	{ "private", private },
	{ "vdso", vdso },
	{ "vdso-data", vdso_data },
	{ "grow", grow },
	{ "remap", remap },
	{ "remap-plain", remap_plain },
	{ "ring", ring },
	{ "ring-implied", ring_implied },
	{ "heap", heap },
	{ "heap-implied", heap_implied },
	{ "anonymous-implied", anonymous_implied },
	{ "exec-implied", exec_implied },
	{ "file-implied", file_implied },
	{ "sealed-write", sealed_write },
	{ "uselib", uselib },
	{ "mount-erofs", mount_erofs },
};

int probe_odd(int argc, char **argv)
{
	size_t i;

	if (argc > 2)
		path = argv[2];
	if (argc > 3)
		directory = argv[3];
	for (i = 0; argc > 1 && i < sizeof(cases) / sizeof(*cases); i++) {
		if (strcmp(argv[1], cases[i].name))
			continue;
		cases[i].run();
		return 0;
	}
	return 2;
}
