// SPDX-License-Identifier: GPL-2.0-only
/*
 * probe write WAY FILE SOURCE: FILE gets the content of SOURCE, which is as long, in
 * one of the ways that are not write(). Prints what the kernel answered to the step
 * that changes it.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/falloc.h>
#include <linux/fs.h>
#include <linux/io_uring.h>
#include <pthread.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probe.h"

#define BLOCK 4096
#define HEADER 64

static const char *path, *source;

static int opened(const char *name, int flags)
{
	int fd = open(name, flags | O_CLOEXEC);

	if (fd < 0)
		broken(name);
	return fd;
}

static size_t size_of(int fd)
{
	struct stat st;

	if (fstat(fd, &st))
		broken("fstat");
	return st.st_size;
}

/* Whole blocks, the last one filled with zeros; then cut to its size. */
static long direct(void)
{
	int from = opened(source, O_RDONLY), to = opened(path, O_WRONLY | O_DIRECT);
	size_t size = size_of(from), room = (size + BLOCK - 1) / BLOCK * BLOCK;
	void *buf = aligned_alloc(BLOCK, room);

	memset(buf, 0, room);
	if (read(from, buf, size) != (ssize_t)size)
		broken(source);
	if (pwrite(to, buf, room, 0) != (ssize_t)room)
		return -1;
	return ftruncate(to, size);
}

static long spliced(void)
{
	int from = opened(source, O_RDONLY), to = opened(path, O_WRONLY), ends[2];
	size_t size = size_of(from), done = 0;

	if (pipe(ends))
		broken("pipe");
	while (done < size) {
		ssize_t n = splice(from, NULL, ends[1], NULL, size - done, 0);

		if (n <= 0 || splice(ends[0], NULL, to, NULL, n, 0) != n)
			return -1;
		done += n;
	}
	return 0;
}

static long sent(void)
{
	int from = opened(source, O_RDONLY), to = opened(path, O_WRONLY);
	size_t size = size_of(from);

	return sendfile(to, from, NULL, size) == (ssize_t)size ? 0 : -1;
}

/* Zeros over its last bytes. */
static long zeroed(void)
{
	int to = opened(path, O_WRONLY);

	return fallocate(to, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, size_of(to) - 2, 2);
}

static long range_copied(void)
{
	int from = opened(source, O_RDONLY), to = opened(path, O_WRONLY);
	size_t size = size_of(from);

	return copy_file_range(from, NULL, to, NULL, size, 0) == (ssize_t)size ? 0 : -1;
}

static long cloned(void)
{
	return ioctl(opened(path, O_WRONLY), FICLONE, opened(source, O_RDONLY));
}

/* --- io_uring, without a library: one request at a time */

struct ring {
	int fd;
	unsigned int *sq_tail, *sq_array, *cq_head, *cq_tail;
	unsigned int sq_mask, cq_mask;
	struct io_uring_sqe *sqes;
	struct io_uring_cqe *cqes;
};

static void ring_open(struct ring *r)
{
	struct io_uring_params p = {};
	char *sq, *cq;

	r->fd = syscall(SYS_io_uring_setup, 4, &p);
	if (r->fd < 0)
		broken("io_uring_setup");
	sq = mmap(NULL, p.sq_off.array + p.sq_entries * sizeof(int), PROT_READ | PROT_WRITE,
		  MAP_SHARED, r->fd, IORING_OFF_SQ_RING);
	cq = mmap(NULL, p.cq_off.cqes + p.cq_entries * sizeof(*r->cqes), PROT_READ | PROT_WRITE,
		  MAP_SHARED, r->fd, IORING_OFF_CQ_RING);
	r->sqes = mmap(NULL, p.sq_entries * sizeof(*r->sqes), PROT_READ | PROT_WRITE,
		       MAP_SHARED, r->fd, IORING_OFF_SQES);
	if (sq == MAP_FAILED || cq == MAP_FAILED || r->sqes == MAP_FAILED)
		broken("ring");
	r->sq_tail = (void *)(sq + p.sq_off.tail);
	r->sq_array = (void *)(sq + p.sq_off.array);
	r->sq_mask = *(unsigned int *)(sq + p.sq_off.ring_mask);
	r->cq_head = (void *)(cq + p.cq_off.head);
	r->cq_tail = (void *)(cq + p.cq_off.tail);
	r->cq_mask = *(unsigned int *)(cq + p.cq_off.ring_mask);
	r->cqes = (void *)(cq + p.cq_off.cqes);
}

static long ring_do(struct ring *r, const struct io_uring_sqe *sqe)
{
	unsigned int tail = *r->sq_tail, at = tail & r->sq_mask;
	struct io_uring_cqe *cqe;

	r->sqes[at] = *sqe;
	r->sq_array[at] = at;
	__atomic_store_n(r->sq_tail, tail + 1, __ATOMIC_RELEASE);
	if (syscall(SYS_io_uring_enter, r->fd, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) < 0)
		broken("io_uring_enter");
	if (__atomic_load_n(r->cq_tail, __ATOMIC_ACQUIRE) == *r->cq_head)
		broken("no completion");
	cqe = &r->cqes[*r->cq_head & r->cq_mask];
	__atomic_store_n(r->cq_head, *r->cq_head + 1, __ATOMIC_RELEASE);
	if (cqe->res < 0) {
		errno = -cqe->res;
		return -1;
	}
	return cqe->res;
}

/* Opened and written by the ring; the kernel's own worker may do it (IOSQE_ASYNC). */
static long ring_written(void)
{
	static char buf[1 << 20];
	int from = opened(source, O_RDONLY);
	ssize_t size = read(from, buf, sizeof(buf));
	struct io_uring_sqe open = {
		.opcode = IORING_OP_OPENAT, .fd = AT_FDCWD, .addr = (unsigned long)path,
		.open_flags = O_WRONLY, .flags = IOSQE_ASYNC,
	};
	struct io_uring_sqe write = {
		.opcode = IORING_OP_WRITE, .addr = (unsigned long)buf, .len = size,
		.flags = IOSQE_ASYNC,
	};
	struct ring ring;

	ring_open(&ring);
	write.fd = ring_do(&ring, &open);
	if (write.fd < 0)
		return -1;
	return ring_do(&ring, &write) == size ? 0 : -1;
}

/* No command that a disk knows, to the disk FILE, which is open for reading only. */
static long ring_command(void)
{
	struct io_uring_sqe none = { .opcode = IORING_OP_URING_CMD, .fd = opened(path, O_RDONLY) };
	struct ring ring;

	ring_open(&ring);
	return ring_do(&ring, &none);
}

/* FILE executed: ok if it ran. */
static long executed(void)
{
	char *argv[] = { (char *)path, NULL };
	int status;
	pid_t pid;

	errno = posix_spawn(&pid, path, NULL, NULL, argv, argv);
	if (errno)
		return -1;
	if (waitpid(pid, &status, 0) != pid)
		broken("waitpid");
	return 0;
}

/*
 * The first page of FILE is a buffer of the ring, to which it writes what is read from
 * elsewhere (IORING_OP_READ_FIXED), long after the mapping and the descriptor by
 * which it became that have gone. Only of tmpfs does a ring take pages of a file.
 * Returns where the page was mapped, by which the ring still knows it.
 */
static void *ring_takes_page(struct ring *ring)
{
	int fd = opened(path, O_RDWR);
	struct iovec pages = { .iov_len = BLOCK };

	ring_open(ring);
	pages.iov_base = mmap(NULL, BLOCK, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (pages.iov_base == MAP_FAILED)
		broken("mmap");
	if (syscall(SYS_io_uring_register, ring->fd, IORING_REGISTER_BUFFERS, &pages, 1))
		broken("io_uring_register");
	if (munmap(pages.iov_base, BLOCK) || close(fd))
		broken("munmap");
	return pages.iov_base;
}

static long ring_buffer(bool still)
{
	struct ring ring;

	ring_takes_page(&ring);
	if (!still && syscall(SYS_io_uring_register, ring.fd, IORING_UNREGISTER_BUFFERS, NULL, 0))
		broken("io_uring_register");
	return executed();
}

static long ring_buffer_held(void)
{
	return ring_buffer(true);
}

static long ring_buffer_given_up(void)
{
	return ring_buffer(false);
}

/*
 * The ring has taken the page, and is ready. Once there is a line to read, it puts the
 * header of SOURCE there and lets go of the page.
 */
static long ring_headers(void)
{
	struct io_uring_sqe read = {
		.opcode = IORING_OP_READ_FIXED, .fd = opened(source, O_RDONLY),
		.len = HEADER,
	};
	struct ring ring;

	read.addr = (unsigned long)ring_takes_page(&ring);
	puts("ready");
	fflush(stdout);
	getchar();
	if (ring_do(&ring, &read) != HEADER)
		return -1;
	return syscall(SYS_io_uring_register, ring.fd, IORING_UNREGISTER_BUFFERS, NULL, 0);
}

static void *put_into_self(void *page)
{
	struct iovec from = { .iov_len = HEADER }, to = { page, HEADER };

	from.iov_base = mmap(NULL, BLOCK, PROT_READ, MAP_SHARED, opened(source, O_RDONLY), 0);
	if (from.iov_base == MAP_FAILED ||
	    process_vm_writev(getpid(), &from, 1, &to, 1, 0) != HEADER)
		broken("process_vm_writev");
	return NULL;
}

static void *read_directly(void *page)
{
	if (read(opened(source, O_RDONLY | O_DIRECT), page, HEADER) != HEADER)
		broken("read");
	return NULL;
}

/*
 * The header of SOURCE, whose server lets its reader wait, is put into the first page of
 * FILE by a call that holds on to that page meanwhile. It is ready when it has nothing
 * else of the file any more.
 */
static long headers_by(void *(*put)(void *))
{
	int fd = opened(path, O_RDWR);
	void *page = mmap(NULL, BLOCK, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	pthread_t thread;

	if (page == MAP_FAILED)
		broken("mmap");
	if (pthread_create(&thread, NULL, put, page))
		broken("pthread_create");
	usleep(500000);
	if (munmap(page, BLOCK) || close(fd))
		broken("munmap");
	puts("ready");
	fflush(stdout);
	pthread_join(thread, NULL);
	return 0;
}

static long vm_headers(void)
{
	return headers_by(put_into_self);
}

static long direct_headers(void)
{
	return headers_by(read_directly);
}

/*
 * A pipe whose buffers may be merged into, one byte of FILE spliced into it, and a
 * write that a kernel with the fault of 2022 would put into the page of FILE.
 */
static long pipe_merged(void)
{
	char buf[4096] = "";
	int fd = opened(path, O_RDONLY), ends[2], n;
	loff_t at = size_of(fd) - 2;

	if (pipe(ends))
		broken("pipe");
	for (n = fcntl(ends[1], F_GETPIPE_SZ); n > 0; n -= sizeof(buf))
		if (write(ends[1], buf, sizeof(buf)) < 0)
			broken("fill");
	for (n = fcntl(ends[1], F_GETPIPE_SZ); n > 0; n -= sizeof(buf))
		if (read(ends[0], buf, sizeof(buf)) < 0)
			broken("drain");
	if (splice(fd, &at, ends[1], NULL, 1, 0) != 1)
		broken("splice");
	return write(ends[1], "!", 1) == 1 ? 0 : -1;
}

static const struct {
	const char *name;
	long (*run)(void);
} ways[] = {
	{ "direct", direct },
	{ "splice", spliced },
	{ "sendfile", sent },
	{ "fallocate", zeroed },
	{ "copy-range", range_copied },
	{ "clone", cloned },
	{ "ring", ring_written },
	{ "ring-command", ring_command },
	{ "ring-buffer", ring_buffer_held },
	{ "ring-buffer-given-up", ring_buffer_given_up },
	{ "ring-headers", ring_headers },
	{ "vm-headers", vm_headers },
	{ "direct-headers", direct_headers },
	{ "pipe-merge", pipe_merged },
};

int probe_write(int argc, char **argv)
{
	size_t i;

	if (argc < 4)
		return 2;
	path = argv[2];
	source = argv[3];
	for (i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		if (strcmp(argv[1], ways[i].name))
			continue;
		answer(ways[i].run());
		return 0;
	}
	return 2;
}
