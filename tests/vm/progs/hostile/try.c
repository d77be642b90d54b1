// SPDX-License-Identifier: GPL-2.0-only
/*
 * try PROGRAM OBJECTS: each of the OBJECTS (see make.c) is attached to PROGRAM,
 * which is then executed and mapped. Its issuer may authorize mapping alone, so
 * that nothing that an object says makes an execution right.
 *
 * Prints how often it ran, was denied, and met something else; how often it was
 * mapped and not; and what could not be attached.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

static struct { unsigned long objects, unattached, ran, denied, other, mapped, unmapped; } count;

static void broken(const char *what)
{
	perror(what);
	exit(1);
}

static void execute(const char *program)
{
	char *const argv[] = { (char *)program, NULL }, *const none[] = { NULL };
	pid_t pid = vfork();
	int status;

	if (pid < 0)
		broken("vfork");
	if (!pid) {
		execve(program, argv, none);
		_exit(errno == EACCES ? 100 : 101);
	}
	if (waitpid(pid, &status, 0) != pid)
		broken("waitpid");
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		count.ran++;
	else if (WIFEXITED(status) && WEXITSTATUS(status) == 100)
		count.denied++;
	else
		count.other++;
}

static void map(const char *program)
{
	int fd = open(program, O_RDONLY | O_CLOEXEC);
	void *at = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);

	if (at == MAP_FAILED) {
		count.unmapped++;
	} else {
		count.mapped++;
		munmap(at, 4096);
	}
	close(fd);
}

int main(int argc, char **argv)
{
	static char object[65536];
	uint32_t len;
	FILE *file;

	if (argc != 3)
		return 2;
	file = fopen(argv[2], "rb");
	if (!file)
		broken(argv[2]);
	while (fread(&len, sizeof(len), 1, file) == 1) {
		if (len > sizeof(object) || fread(object, 1, len, file) != len)
			broken("objects");
		count.objects++;
		if (setxattr(argv[1], "security.writ", object, len, 0)) {
			count.unattached++;
			continue;
		}
		execute(argv[1]);
		map(argv[1]);
	}
	printf("%lu objects %lu unattached ran %lu denied %lu other %lu mapped %lu unmapped %lu\n",
	       count.objects, count.unattached, count.ran, count.denied, count.other,
	       count.mapped, count.unmapped);
	return 0;
}
