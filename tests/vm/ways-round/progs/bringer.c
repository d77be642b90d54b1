// SPDX-License-Identifier: GPL-2.0-only
/*
 * bringer FILE COMMAND...: executes COMMAND while it listens for who is about to read
 * FILE, as one who brings the content then (FAN_CLASS_PRE_CONTENT), and lets all of
 * them. The status is COMMAND's; 2 if it could not be tried.
 */
#include <poll.h>
#include <stdio.h>
#include <sys/fanotify.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fcntl.h>

/* Since Linux 6.14 (include/uapi/linux/fanotify.h). */
#ifndef FAN_PRE_ACCESS
#define FAN_PRE_ACCESS	0x00100000
#endif

static void answer(int listener)
{
	struct fanotify_event_metadata event[16];
	ssize_t len = read(listener, event, sizeof(event));
	struct fanotify_event_metadata *e;

	for (e = event; FAN_EVENT_OK(e, len); e = FAN_EVENT_NEXT(e, len)) {
		struct fanotify_response response = { .fd = e->fd, .response = FAN_ALLOW };

		if (write(listener, &response, sizeof(response)) != sizeof(response))
			perror("answer");
		close(e->fd);
	}
}

int main(int argc, char **argv)
{
	int listener = fanotify_init(FAN_CLASS_PRE_CONTENT | FAN_CLOEXEC, O_RDONLY | O_CLOEXEC);
	struct pollfd asked = { .fd = listener, .events = POLLIN };
	int status;
	pid_t pid;

	if (argc < 3 || listener < 0 ||
	    fanotify_mark(listener, FAN_MARK_ADD, FAN_PRE_ACCESS, AT_FDCWD, argv[1])) {
		perror("bringer");
		return 2;
	}
	pid = fork();
	if (!pid) {
		execv(argv[2], argv + 2);
		_exit(127);
	}
	while (pid > 0 && !waitpid(pid, &status, WNOHANG))
		if (poll(&asked, 1, 20) > 0)
			answer(listener);
	return pid > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : 2;
}
