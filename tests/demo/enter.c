// SPDX-License-Identifier: GPL-2.0-only
/*
 * enter CGROUP UID PROGRAM: what a service manager does for a service: it puts
 * itself into the control group, becomes the user, and executes the program.
 */
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	char path[4096];
	uid_t uid;
	int fd;

	if (argc != 4)
		return 2;
	uid = (uid_t)strtoul(argv[2], NULL, 10);
	snprintf(path, sizeof(path), "/sys/fs/cgroup%s/cgroup.procs", argv[1]);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, "0", 1) != 1 || setgroups(0, NULL) || setgid(uid) || setuid(uid)) {
		perror(path);
		return 1;
	}
	execv(argv[3], argv + 3);
	perror(argv[3]);
	return 1;
}
