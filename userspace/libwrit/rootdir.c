// SPDX-License-Identifier: GPL-2.0-only
/* Files below another root. */
#include "rootdir.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

bool writ_rootdir_open(struct writ_rootdir *root, const char *dir, struct writ_msg *msg)
{
	root->fd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (root->fd < 0)
		return writ_msg_errno(msg, "cannot open the root directory %s", dir);
	if (!realpath(dir, root->path)) {
		close(root->fd);
		return writ_msg_errno(msg, "cannot resolve the root directory %s", dir);
	}
	if (!strcmp(root->path, "/"))
		root->path[0] = 0;
	return true;
}

void writ_rootdir_close(struct writ_rootdir *root)
{
	close(root->fd);
}

static int open_in_root(const struct writ_rootdir *root, const char *path)
{
	struct open_how how = {
		.flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
	};

	if (!*root->path)
		return open(path, (int)how.flags);
	return (int)syscall(SYS_openat2, root->fd, path, &how, sizeof(how));
}

int writ_rootdir_file(const struct writ_rootdir *root, const char *path, char *real)
{
	char link[64], host[PATH_MAX];
	const char *stripped;
	ssize_t n;
	int fd;

	fd = open_in_root(root, path);
	if (fd < 0)
		return -1;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, host, sizeof(host) - 1);
	if (n > 0) {
		host[n] = 0;
		stripped = writ_rootdir_strip(root, host);
		if (stripped) {
			strcpy(real, stripped);
			return fd;
		}
		errno = EXDEV;
	}
	n = errno;
	close(fd);
	errno = (int)n;
	return -1;
}

const char *writ_rootdir_strip(const struct writ_rootdir *root, const char *path)
{
	size_t len = strlen(root->path);

	if (strncmp(path, root->path, len) || path[len] != '/')
		return NULL;
	return path + len;
}
