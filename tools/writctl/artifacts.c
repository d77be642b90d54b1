// SPDX-License-Identifier: GPL-2.0-only
/* The directory of artifacts (lsm/directory_load.c does the same in the kernel). */
#include "artifacts.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "ctl.h"

#define FILES_MAX 65536

/* Names that begin with a dot are somebody's temporary files. */
static int wanted(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && entry->d_type != DT_DIR;
}

static bool readable(const char *path, struct writ_blob *bytes, struct writ_msg *msg)
{
	struct stat st;

	/* A FIFO must not make this wait: the module takes regular files only. */
	if (stat(path, &st) != 0)
		return writ_msg_errno(msg, "cannot look at it");
	if (!S_ISREG(st.st_mode))
		return writ_msgf(msg, "not a regular file");
	return writ_file_read(path, WRIT_ARTIFACT_MAX, bytes, msg);
}

static void check(const char *path, struct admission *a, struct lockout *l,
		  struct artifacts_count *count)
{
	struct writ_artifact artifact;
	struct writ_grant grant;
	struct writ_blob bytes;
	enum writ_reason now;
	struct writ_msg msg;

	count->files++;
	if (!readable(path, &bytes, &msg)) {
		ui_note("warning: the module will skip %s: %s", path, msg.text);
		return;
	}
	if (!admission_artifact(a, writ_blob_bytes(&bytes), &artifact, &grant, &msg)) {
		ui_note("warning: the module will skip %s: %s", path, msg.text);
		goto out;
	}
	count->admitted++;
	lockout_consider(l, &artifact, &grant);
	now = admission_now(a, &grant);
	if (now != WRIT_AUTHORIZED) {
		count->idle++;
		ui_note("warning: %s allows nothing on this host now: %s", path,
			writ_reason_name(now));
	}
out:
	writ_blob_free(&bytes);
}

bool artifacts_check(const char *dir, struct admission *a, struct lockout *l,
		     struct artifacts_count *count, struct writ_msg *msg)
{
	struct dirent **names;
	int n = scandir(dir, &names, wanted, alphasort);
	bool ok = true;
	char *path;

	*count = (struct artifacts_count){ 0 };
	if (n < 0)
		return writ_msg_errno(msg, "cannot list the artifacts in %s", dir);
	if (n > FILES_MAX)
		ok = writ_msgf(msg, "%s holds %d files; the module takes %d", dir, n, FILES_MAX);
	for (int i = 0; i < n; i++) {
		if (ok && asprintf(&path, "%s/%s", dir, names[i]->d_name) < 0)
			ok = writ_msgf(msg, "out of memory");
		if (ok) {
			check(path, a, l, count);
			free(path);
		}
		free(names[i]);
	}
	free(names);
	return ok;
}
