// SPDX-License-Identifier: GPL-2.0-only
/*
 * In a kernel with gcov: which lines of the module ran, when a guest ends. On ttyS3,
 * where tests/vm/run has put one, each file of counts goes out as "gcda PATH BYTES",
 * a newline and its content, and at last "end FILES".
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "guest.h"

#define COUNTS	"/sys/kernel/debug/gcov"

static int port = -1;
static unsigned int files;

static int send_file(const char *path, const struct stat *st, int type, struct FTW *at)
{
	const char *dot = strrchr(path, '.');
	char head[1024];
	size_t len;
	char *data;
	int n;

	(void)st;
	(void)at;
	if (type != FTW_F || !dot || strcmp(dot, ".gcda"))
		return 0;
	data = read_file(path, &len);
	if (!data) {
		note("fault %s cannot be read", path);
		return 0;
	}
	n = snprintf(head, sizeof(head), "gcda %s %zu\n", path + strlen(COUNTS), len);
	if (write_all(port, head, n) == 0 && write_all(port, data, len) == 0)
		files++;
	free(data);
	return 0;
}

void send_lines(int fd)
{
	char head[64];
	int n;

	port = fd;
	if (port < 0 || access(COUNTS, F_OK))
		return;
	nftw(COUNTS, send_file, 16, FTW_PHYS);
	n = snprintf(head, sizeof(head), "end %u\n", files);
	write_all(port, head, n);
	tcdrain(port);
}
