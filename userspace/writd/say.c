// SPDX-License-Identifier: GPL-2.0-only
/* Telling people and the service manager. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "convert.h"
#include "writd.h"

static bool plain;

void say_init(bool foreground)
{
	plain = foreground;
	setvbuf(stderr, NULL, _IOLBF, 0);
}

void say(int priority, const char *fmt, ...)
{
	char text[WRIT_MSG_MAX + 256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	/* The prefix is the journal's (sd-daemon(3)). */
	if (plain)
		fputs("writd: ", stderr);
	else
		fprintf(stderr, "<%d>", priority);
	writ_print_safe(stderr, text, strlen(text));
	fputc('\n', stderr);
}

void notify(const char *state)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const char *path = getenv("NOTIFY_SOCKET");
	socklen_t len;
	int fd;

	if (!path || strlen(path) >= sizeof(address.sun_path) || (*path != '/' && *path != '@'))
		return;
	strcpy(address.sun_path, path);
	len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path));
	if (*path == '@')
		address.sun_path[0] = '\0';
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	sendto(fd, state, strlen(state), MSG_NOSIGNAL, (struct sockaddr *)&address, len);
	close(fd);
}
