// SPDX-License-Identifier: GPL-2.0-only
/*
 * probe file ACTION FILE [ARGUMENT]...: what can be done to a file that is, or
 * was, approved.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/fsverity.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "probe.h"

#define ATTRIBUTE "security.writ"
#define TIMES 300
#define NOBODY 65534

static int reader(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		broken(path);
	return fd;
}

/* attach FILE ARTIFACT */
static void attach(const char *file, const char *artifact)
{
	static char buf[70000];
	ssize_t n = read(reader(artifact), buf, sizeof(buf));

	if (n < 0)
		broken(artifact);
	answer(setxattr(file, ATTRIBUTE, buf, n, 0));
}

/* copy-attribute FILE FROM */
static void copy_attribute(const char *file, const char *from)
{
	static char buf[70000];
	ssize_t n = getxattr(from, ATTRIBUTE, buf, sizeof(buf));

	if (n < 0)
		broken(from);
	answer(setxattr(file, ATTRIBUTE, buf, n, 0));
}

/* poke FILE: change its last byte in place */
static void poke(const char *file)
{
	struct stat st;
	int fd = open(file, O_WRONLY);

	if (fd < 0 || fstat(fd, &st)) {
		answer(-1);
		return;
	}
	answer(pwrite(fd, "#", 1, st.st_size - 1) == 1 ? 0 : -1);
}

/* mapped FILE: try to change it in three ways while it is mapped executable */
static void mapped(const char *file)
{
	void *at = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, reader(file), 0);
	struct stat st;

	if (at == MAP_FAILED || stat(file, &st))
		broken("mmap");
	answer(open(file, O_WRONLY | O_CLOEXEC));
	answer(truncate(file, st.st_size));
	answer(open(file, O_RDONLY | O_TRUNC | O_CLOEXEC));
}

/* mapped-shared FILE: written through a shared mapping that was made before anything else */
static void mapped_shared(const char *file)
{
	int fd = open(file, O_RDWR);
	struct stat st;
	char *at;

	if (fd < 0 || fstat(fd, &st))
		broken(file);
	at = mmap(NULL, st.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (at == MAP_FAILED)
		broken("mmap");
	close(fd);
	answer(mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, reader(file), 0) ==
	       MAP_FAILED ? -1 : 0);
	at[st.st_size - 1] ^= 1;
}

/*
 * early FILE FIFO: hold FILE open for writing; each line that the FIFO brings
 * is an order: "w" changes the last byte, "c" closes. Ends with the FIFO.
 */
static void early(const char *file, const char *fifo)
{
	int fd = open(file, O_RDWR | O_CLOEXEC);
	FILE *orders;
	struct stat st;
	char line[16];

	if (fd < 0 || fstat(fd, &st))
		broken(file);
	puts("ok");
	fflush(stdout);
	orders = fopen(fifo, "r");
	if (!orders)
		broken(fifo);
	while (fgets(line, sizeof(line), orders)) {
		if (line[0] == 'w' && pwrite(fd, "!", 1, st.st_size - 1) != 1)
			broken("pwrite");
		if (line[0] == 'c')
			close(fd);
	}
}

/* verity FILE: enable fs-verity */
static void verity(const char *file)
{
	struct fsverity_enable_arg arg = {
		.version = 1, .hash_algorithm = FS_VERITY_HASH_ALG_SHA256, .block_size = 4096,
	};

	answer(ioctl(reader(file), FS_IOC_ENABLE_VERITY, &arg));
}

/* digest FILE: its fs-verity digest in hexadecimal */
static void digest(const char *file)
{
	char buf[sizeof(struct fsverity_digest) + 64];
	struct fsverity_digest *d = (void *)buf;
	int i;

	d->digest_size = 64;
	if (ioctl(reader(file), FS_IOC_MEASURE_VERITY, d)) {
		answer(-1);
		return;
	}
	for (i = 0; i < d->digest_size; i++)
		printf("%02x", d->digest[i]);
	putchar('\n');
}

static void ask_to_map(const char *file)
{
	int fd = reader(file);

	if (mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0) != MAP_FAILED)
		broken("it is not denied");
	close(fd);
}

/*
 * contested FILE: opened for writing so many times, while somebody else asks without
 * end for what is denied, to map it executable. Prints how often it could be. What it
 * holds is forgotten each time; then it is held while it is read once, for which
 * nobody is to blame, so it is opened when that is over.
 */
static void contested(const char *file)
{
	volatile unsigned long *asked = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
					     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int n, fd, opened = 0;
	pid_t asker;

	if (asked == MAP_FAILED)
		broken("mmap");
	asker = fork();
	if (asker < 0)
		broken("fork");
	if (!asker) {
		if (setresuid(NOBODY, NOBODY, NOBODY) || prctl(PR_SET_PDEATHSIG, SIGKILL))
			broken("nobody");
		for (;; (*asked)++)
			ask_to_map(file);
	}
	for (n = 0; n < TIMES; n++) {
		unsigned long known;

		ask_to_map(file);
		for (known = *asked; *asked - known < 2;)
			if (waitpid(asker, NULL, WNOHANG) || usleep(500 + 37 * (n % 50)))
				broken("who asks has ended");
		fd = open(file, O_WRONLY | O_CLOEXEC);
		opened += fd >= 0;
		close(fd);
	}
	kill(asker, SIGKILL);
	waitpid(asker, NULL, 0);
	printf("%d of %d\n", opened, TIMES);
}

static void ftruncated(const char *file, off_t size)
{
	int fd = open(file, O_WRONLY);

	answer(fd < 0 ? -1 : ftruncate(fd, size));
}

int probe_file(int argc, char **argv)
{
	const char *action = argv[1], *file = argv[2];
	const char *more = argc > 3 ? argv[3] : "";

	if (argc < 3)
		return 2;
	if (!strcmp(action, "attach"))
		attach(file, more);
	else if (!strcmp(action, "copy-attribute"))
		copy_attribute(file, more);
	else if (!strcmp(action, "poke"))
		poke(file);
	else if (!strcmp(action, "mapped"))
		mapped(file);
	else if (!strcmp(action, "mapped-shared"))
		mapped_shared(file);
	else if (!strcmp(action, "early"))
		early(file, more);
	else if (!strcmp(action, "contested"))
		contested(file);
	else if (!strcmp(action, "verity"))
		verity(file);
	else if (!strcmp(action, "digest"))
		digest(file);
	else if (!strcmp(action, "write"))
		answer(open(file, O_WRONLY));
	else if (!strcmp(action, "open-truncate"))
		answer(open(file, O_RDONLY | O_TRUNC));
	else if (!strcmp(action, "truncate"))
		answer(truncate(file, atoi(more)));
	else if (!strcmp(action, "ftruncate"))
		ftruncated(file, atoi(more));
	else
		return 2;
	return 0;
}
