// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "convert.h"
#include "lineage.h"

bool args_verifier(const char *arg, struct writ_verifier *out, struct writ_msg *msg)
{
	struct writ_blob blob;
	bool ok;

	if (writ_verifier_parse(arg, out, msg))
		return true;
	if (!writ_file_read(arg, WRIT_NOTE_MAX, &blob, msg))
		return false;
	ok = writ_verifier_parse((char *)blob.data, out, msg);
	writ_blob_free(&blob);
	return ok;
}

/* O_NONBLOCK: a pipe that nobody writes to is opened at once, and then refused. */
int args_open(const char *path, struct writ_msg *msg)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;

	if (fd < 0) {
		writ_msg_errno(msg, "cannot open %s", path);
		return -1;
	}
	if (!fstat(fd, &st) && S_ISREG(st.st_mode))
		return fd;
	close(fd);
	writ_msgf(msg, "%s is not a regular file", path);
	return -1;
}

bool args_log_key(const char *dir, struct writ_verifier *out, struct writ_msg *msg)
{
	char path[4200], text[WRIT_NOTE_MAX + 1];
	struct writ_msg why;
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "%s/" WRIT_LOG_KEY, dir);
	fd = args_open(path, msg);
	if (fd < 0)
		return false;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (n < 0)
		return writ_msg_errno(msg, "cannot read %s", path);
	text[n] = '\0';
	return writ_verifier_parse(text, out, &why) || writ_msgf(msg, "%s: %s", path, why.text);
}

bool args_number(const char *arg, u64 *out)
{
	char *end;

	errno = 0;
	*out = strtoull(arg, &end, 10);
	return *arg >= '0' && *arg <= '9' && !*end && !errno;
}

bool args_boot(const char *arg, u8 out[WRIT_BOOT_SIZE])
{
	char hex[2 * WRIT_BOOT_SIZE + 1];
	size_t n = 0;

	for (; *arg && n < sizeof(hex) - 1; arg++)
		if (*arg != '-')
			hex[n++] = *arg;
	hex[n] = '\0';
	return !*arg && n == sizeof(hex) - 1 && writ_unhex(hex, out, WRIT_BOOT_SIZE);
}
