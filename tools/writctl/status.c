// SPDX-License-Identifier: GPL-2.0-only
/* Reading the status file: one "key: value" a line (lsm/status.c). */
#include "status.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <linux/magic.h>

#include "convert.h"
#include "ctl.h"

#define STATUS_MAX	(1 << 20)

static bool split(struct status *s, struct writ_msg *msg)
{
	char *save, *line, *colon;
	size_t lines = 1;

	for (size_t i = 0; i < s->text.len; i++)
		lines += s->text.data[i] == '\n';
	s->v = calloc(lines, sizeof(*s->v));
	if (!s->v)
		return writ_msgf(msg, "out of memory for the status");
	for (line = strtok_r((char *)s->text.data, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		colon = strstr(line, ": ");
		if (!colon)
			return writ_msgf(msg, "the status holds a line without a colon: %s", line);
		*colon = 0;
		s->v[s->n++] = (struct status_line){ line, colon + 2 };
	}
	if (!status_get(s, "state"))
		return writ_msgf(msg, "the status says no state");
	return true;
}

static bool is_mounted(void)
{
	struct statfs fs;

	return statfs(SECURITYFS, &fs) == 0 && fs.f_type == SECURITYFS_MAGIC;
}

/* The file is not to be opened: is there no module, or can it not be seen? */
static enum status_kind absent(int error, struct writ_msg *msg)
{
	if (error == EACCES || error == EPERM) {
		writ_msgf(msg, "permission denied: %s cannot be read by this user", STATUS_FILE);
		return STATUS_UNREADABLE;
	}
	if (error != ENOENT && error != ENOTDIR) {
		errno = error;
		writ_msg_errno(msg, "cannot open %s", STATUS_FILE);
		return STATUS_UNREADABLE;
	}
	if (access(MODULE_SYSFS, F_OK) != 0)
		return STATUS_NOT_LOADED;
	if (!is_mounted())
		writ_msgf(msg, "the module is loaded, but securityfs is not mounted at %s",
			  SECURITYFS);
	else
		writ_msgf(msg, "the module is loaded, but there is no %s", STATUS_FILE);
	return STATUS_UNREADABLE;
}

enum status_kind status_read(struct status *s, const char *file, struct writ_msg *msg)
{
	*s = (struct status){ 0 };
	if (!file && access(STATUS_FILE, R_OK) != 0)
		return absent(errno, msg);
	if (!writ_file_read(file ? file : STATUS_FILE, STATUS_MAX, &s->text, msg))
		return STATUS_UNREADABLE;
	if (!split(s, msg)) {
		status_free(s);
		return STATUS_UNREADABLE;
	}
	return STATUS_READ;
}

void status_free(struct status *s)
{
	free(s->v);
	writ_blob_free(&s->text);
	*s = (struct status){ 0 };
}

const char *status_get(const struct status *s, const char *key)
{
	for (size_t i = 0; i < s->n; i++) {
		if (!strcmp(s->v[i].key, key))
			return s->v[i].value;
	}
	return NULL;
}

bool status_enforcing(const struct status *s)
{
	return !strcmp(status_get(s, "state"), "enforcing");
}

bool status_in_force(const struct status *s)
{
	return status_enforcing(s) || !strcmp(status_get(s, "state"), "permissive");
}

u64 status_expires(const struct status *s)
{
	const char *text = status_get(s, "policy_expires");
	char *end;
	u64 t;

	if (!text || !strcmp(text, "never"))
		return U64_MAX;
	errno = 0;
	t = strtoull(text, &end, 10);
	/* Something else than a time has certainly not to be taken for "never". */
	return errno || *end || end == text ? 0 : t;
}
