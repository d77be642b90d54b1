// SPDX-License-Identifier: GPL-2.0-only
/*
 * probe memory CASE [FILE [REPLACEMENT]]: every way to executable memory, one page each.
 * The answer is that of the step that would make it executable; each step
 * before it must succeed.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/userfaultfd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "probe.h"

#define SIZE 4096
#define READ PROT_READ
#define WRITE PROT_WRITE
#define EXEC PROT_EXEC

static const char *path;
static const char *replacement;		/* of the case that takes two files */
static const char *release;		/* what cases wait for that begin before the module */

static int opened(int flags)
{
	int fd = open(path, flags);

	if (fd < 0)
		broken(path);
	return fd;
}

static void *mapped(int prot, int flags, int fd)
{
	void *at = mmap(NULL, SIZE, prot, flags, fd, 0);

	if (at == MAP_FAILED)
		broken("the first mapping");
	return at;
}

static long map_answer(int prot, int flags, int fd)
{
	return mmap(NULL, SIZE, prot, flags, fd, 0) == MAP_FAILED ? -1 : 0;
}

static long anonymous_rwx(void)
{
	return map_answer(READ | WRITE | EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1);
}

static long anonymous_rx(void)
{
	return map_answer(READ | EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1);
}

static long anonymous_later(void)
{
	char *at = mapped(READ | WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);

	*at = (char)0xc3;
	return mprotect(at, SIZE, READ | EXEC);
}

static long shared_later(void)
{
	return mprotect(mapped(READ | WRITE, MAP_SHARED | MAP_ANONYMOUS, -1), SIZE, READ | EXEC);
}

/* What a process has of its own is data; the control for all the others. */
static long anonymous_rw(void)
{
	return map_answer(READ | WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
}

static long stack(void)
{
	char here;
	char *page = (char *)((unsigned long)&here & ~(SIZE - 1UL));

	return mprotect(page, SIZE, READ | WRITE | EXEC);
}

static long heap(void)
{
	char *page = sbrk(2 * SIZE);

	page = (char *)(((unsigned long)page + SIZE - 1) & ~(SIZE - 1UL));
	*page = (char)0xc3;
	return mprotect(page, SIZE, READ | EXEC);
}

static long sysv(void)
{
	int id = shmget(IPC_PRIVATE, SIZE, IPC_CREAT | 0700);
	void *at;

	if (id < 0)
		broken("shmget");
	at = shmat(id, NULL, SHM_EXEC);
	shmctl(id, IPC_RMID, NULL);
	return at == (void *)-1 ? -1 : 0;
}

static long map(void)
{
	return map_answer(READ | EXEC, MAP_PRIVATE, opened(O_RDONLY));
}

static long map_shared(void)
{
	return map_answer(READ | EXEC, MAP_SHARED, opened(O_RDONLY));
}

static long map_read(void)
{
	return map_answer(READ, MAP_PRIVATE, opened(O_RDONLY));
}

static long map_writable(void)
{
	return map_answer(READ | WRITE | EXEC, MAP_PRIVATE, opened(O_RDONLY));
}

/* Somebody else holds it open for writing meanwhile. */
static long map_written(void)
{
	opened(O_WRONLY);
	return map_answer(READ | EXEC, MAP_PRIVATE, opened(O_RDONLY));
}

/*
 * On overlayfs: a descriptor from before REPLACEMENT's content was written, and
 * so copied up, goes on being mapped from the lower file.
 */
static long map_older(void)
{
	int old = opened(O_RDONLY);
	int fd = opened(O_WRONLY | O_TRUNC);

	copy_to_fd(replacement, fd);
	close(fd);
	return map_answer(READ | EXEC, MAP_PRIVATE, old);
}

/*
 * What was never touched of a mapping that is not writable, filled by a descriptor
 * for faults. FILE is on tmpfs: of other filesystems it takes none.
 */
static long fault_filled(void)
{
	static char ret[SIZE] __attribute__((aligned(SIZE))) = { (char)0xc3 };
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register all = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	struct uffdio_copy copy = { .src = (unsigned long)ret, .len = SIZE };
	int fd = syscall(SYS_userfaultfd, O_CLOEXEC | UFFD_USER_MODE_ONLY);
	char *at;

	if (fd < 0)
		return -1;
	at = mapped(READ | EXEC, MAP_PRIVATE, opened(O_RDONLY));
	all.range = (struct uffdio_range){ (unsigned long)at, SIZE };
	copy.dst = (unsigned long)at;
	if (ioctl(fd, UFFDIO_API, &api) || ioctl(fd, UFFDIO_REGISTER, &all))
		broken("userfaultfd");
	if (ioctl(fd, UFFDIO_COPY, &copy))
		return -1;
	((void (*)(void))at)();
	return 0;
}

static long later(void)
{
	return mprotect(mapped(READ, MAP_PRIVATE, opened(O_RDONLY)), SIZE, READ | EXEC);
}

/* Mapped writable but never written: no private page, yet one could appear. */
static long later_writable(void)
{
	return mprotect(mapped(READ | WRITE, MAP_PRIVATE, opened(O_RDONLY)), SIZE, READ | EXEC);
}

static long later_dirty(void)
{
	char *at = mapped(READ | WRITE, MAP_PRIVATE, opened(O_RDONLY));

	at[100] ^= 1;
	return mprotect(at, SIZE, READ | EXEC);
}

/* In two steps: the page stays modified when it is no longer writable. */
static long later_dirty_then_read(void)
{
	char *at = mapped(READ | WRITE, MAP_PRIVATE, opened(O_RDONLY));

	at[100] ^= 1;
	if (mprotect(at, SIZE, READ))
		broken("mprotect to read");
	return mprotect(at, SIZE, READ | EXEC);
}

static long rx_to_rwx(void)
{
	return mprotect(mapped(READ | EXEC, MAP_PRIVATE, opened(O_RDONLY)), SIZE,
			READ | WRITE | EXEC);
}

static long implying(void)
{
	return personality(READ_IMPLIES_EXEC);
}

/* The other table of system calls, which an x86-64 program reaches too. */
static long implying_32(void)
{
	long ret;

	__asm__ volatile("int $0x80" : "=a"(ret) : "a"(136), "b"(READ_IMPLIES_EXEC) : "memory");
	errno = ret < 0 ? (int)-ret : 0;
	return ret < 0 ? -1 : 0;
}

/* Another one is nobody's concern, and asking for the present one is none. */
static long personality_other(void)
{
	if (personality(ADDR_NO_RANDOMIZE) < 0)
		return -1;
	errno = 0;
	return personality(0xffffffff) == ADDR_NO_RANDOMIZE ? 0 : -1;
}

/* Says that it is ready, and goes on when told so. */
static void await(void)
{
	char ready[PATH_MAX];
	int fd;

	if (!release)
		return;
	snprintf(ready, sizeof(ready), "%s.ready", release);
	fd = open(ready, O_WRONLY | O_CREAT, 0600);
	if (fd < 0)
		broken(ready);
	close(fd);
	while (access(release, F_OK))
		usleep(10000);
}

static void imply(void)
{
	if (personality(READ_IMPLIES_EXEC) < 0)
		broken("personality");
	await();
}

/* Asks for PROT_READ only; the personality makes it executable. */
static long implied(void)
{
	imply();
	return map_read();
}

/* What is executed inherits it. Prints nothing if it runs. */
static long implied_exec(void)
{
	char *argv[] = { (char *)path, NULL };

	imply();
	return execv(path, argv);
}

/* EEXIST if any executable memory here is no file's; the kernel's own does not count. */
static long code(void)
{
	char line[512], prot[5], name[256];
	FILE *maps = fopen("/proc/self/maps", "r");
	unsigned long inode;
	int found = 0;

	if (!maps)
		broken("/proc/self/maps");
	while (fgets(line, sizeof(line), maps)) {
		*name = 0;
		if (sscanf(line, "%*s %4s %*s %*s %lu %255s", prot, &inode, name) < 2)
			broken(line);
		found |= prot[2] == 'x' && (!inode || prot[1] == 'w') &&
			 strcmp(name, "[vdso]") && strcmp(name, "[vsyscall]");
	}
	fclose(maps);
	errno = EEXIST;
	return found ? -1 : 0;
}

/* The heap grows without any hook: by the personality it would be executable. */
static long implied_heap(void)
{
	personality(READ_IMPLIES_EXEC);
	if (sbrk(64 * SIZE) == (void *)-1)
		broken("sbrk");
	return code();
}

/* Once is recorded, and no more. */
static long twice(void)
{
	if (anonymous_rwx())
		return -1;
	return anonymous_rwx();
}

/*
 * The kernel's own code in every process, changed and made code again. It cannot
 * be divided, so all of it.
 */
static long vdso(void)
{
	unsigned long first = getauxval(AT_SYSINFO_EHDR), from = 0, to = 0;
	FILE *maps = fopen("/proc/self/maps", "r");
	char line[512];

	if (!maps)
		broken("/proc/self/maps");
	while (from != first && fgets(line, sizeof(line), maps))
		if (sscanf(line, "%lx-%lx", &from, &to) != 2)
			broken(line);
	fclose(maps);
	if (from != first || mprotect((char *)from, to - from, READ | WRITE))
		broken("vdso");
	((char *)to)[-1] ^= 1;
	return mprotect((char *)from, to - from, READ | EXEC);
}

/* Puts @byte behind the end of a file, into the rest of its last page. */
static void put_behind(int fd, char byte)
{
	off_t size = lseek(fd, 0, SEEK_END), page = size & ~(SIZE - 1L);
	char *at;

	if (size == page)
		broken("a file that ends with a page has nothing behind it");
	at = mmap(NULL, SIZE, READ | WRITE, MAP_SHARED, fd, page);
	if (at == MAP_FAILED)
		broken("mmap");
	at[size - page] = byte;
	munmap(at, SIZE);
}

/* It is written there by who does not hold it open any more when it is mapped. */
static long map_with_behind(char byte)
{
	int fd = opened(O_RDWR);

	put_behind(fd, byte);
	close(fd);
	return map();
}

static long behind(void)
{
	return map_with_behind((char)0xc3);
}

static long behind_zero(void)
{
	return map_with_behind(0);
}

static char memory_behind;	/* of memory_file() */

/* Executable mapping of approved bytes in a memory file; @seals 0 for none. */
static long memory_file(int seals)
{
	int fd = memfd_create("probe", MFD_ALLOW_SEALING);

	if (fd < 0)
		broken("memfd_create");
	copy_to_fd(path, fd);
	if (memory_behind)
		put_behind(fd, memory_behind);
	if (seals && fcntl(fd, F_ADD_SEALS, seals))
		broken("F_ADD_SEALS");
	return map_answer(READ | EXEC, MAP_PRIVATE, fd);
}

static long memfd(void)
{
	return memory_file(0);
}

static long memfd_sealed(void)
{
	return memory_file(F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW);
}

/* It can still be cut off, and grown again with nothing in it. */
static long memfd_write_sealed(void)
{
	return memory_file(F_SEAL_WRITE);
}

static long memfd_behind(void)
{
	memory_behind = (char)0xc3;
	return memfd_sealed();
}

/* Room for existing writable mappings is left by this seal, so it does not count. */
static long memfd_future(void)
{
	return memory_file(0x0010 /* F_SEAL_FUTURE_WRITE */);
}

static const struct {
	const char *name;
	long (*run)(void);
} cases[] = {
	{ "anonymous-rw", anonymous_rw },
	{ "anonymous-rwx", anonymous_rwx },
	{ "anonymous-rx", anonymous_rx },
	{ "anonymous-later", anonymous_later },
	{ "shared-later", shared_later },
	{ "stack", stack },
	{ "heap", heap },
	{ "sysv", sysv },
	{ "map", map },
	{ "map-shared", map_shared },
	{ "map-read", map_read },
	{ "map-writable", map_writable },
	{ "map-written", map_written },
	{ "fault-filled", fault_filled },
	{ "map-older", map_older },
	{ "later", later },
	{ "later-writable", later_writable },
	{ "later-dirty", later_dirty },
	{ "later-dirty-then-read", later_dirty_then_read },
	{ "rx-to-rwx", rx_to_rwx },
	{ "implied", implied },
	{ "implied-exec", implied_exec },
	{ "implied-heap", implied_heap },
	{ "implying", implying },
	{ "implying-32", implying_32 },
	{ "personality-other", personality_other },
	{ "code", code },
	{ "twice", twice },
	{ "vdso", vdso },
	{ "memfd", memfd },
	{ "memfd-sealed", memfd_sealed },
	{ "memfd-write-sealed", memfd_write_sealed },
	{ "memfd-behind", memfd_behind },
	{ "memfd-future", memfd_future },
	{ "behind", behind },
	{ "behind-zero", behind_zero },
};

/*
 * -u UID before the case: as that user; -w FILE: go on when FILE is there, once
 * FILE.ready says that the first step is done.
 */
int probe_memory(int argc, char **argv)
{
	size_t i;

	if (argc > 2 && !strcmp(argv[1], "-u")) {
		uid_t uid = atoi(argv[2]);

		if (setresuid(uid, uid, uid))
			broken("setresuid");
		argc -= 2;
		argv += 2;
	}
	if (argc > 2 && !strcmp(argv[1], "-w")) {
		release = argv[2];
		argc -= 2;
		argv += 2;
	}
	path = argc > 2 ? argv[2] : "";
	replacement = argc > 3 ? argv[3] : "";
	for (i = 0; argc > 1 && i < sizeof(cases) / sizeof(*cases); i++) {
		if (strcmp(argv[1], cases[i].name))
			continue;
		answer(cases[i].run());
		return 0;
	}
	return 2;
}
