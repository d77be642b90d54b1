// SPDX-License-Identifier: GPL-2.0-only
/* The kernel log as records (Documentation/ABI/testing/dev-kmsg). */
#include "kmsg.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "ctl.h"

#define RECORD_MAX	8192	/* CONSOLE_EXT_LOG_MAX: what one read gives at most */
#define PREFIX		"writ: "

int kmsg_mark(void)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd >= 0 && lseek(fd, 0, SEEK_END) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

int kmsg_tell(int fd)
{
	char record[RECORD_MAX + 1], *text;
	int lines = 0;
	ssize_t n;

	if (fd < 0)
		return 0;
	/* EPIPE: older records were overwritten; the next read goes on with what is left. */
	for (;;) {
		n = read(fd, record, RECORD_MAX);
		if (n < 0 && (errno == EPIPE || errno == EINTR))
			continue;
		if (n <= 0)
			break;
		record[n] = 0;
		text = strchr(record, ';');
		if (!text || strncmp(++text, PREFIX, strlen(PREFIX)))
			continue;
		/* What follows the first line are continuation and properties. */
		text[strcspn(text, "\n")] = 0;
		ui_note("kernel: %s", text);
		lines++;
	}
	close(fd);
	return lines;
}
