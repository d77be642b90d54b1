// SPDX-License-Identifier: GPL-2.0-only
/* What must survive: directories, the log's key, the last good policy and its mark. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "uptime.h"
#include "writd.h"

#define MARK "mark"
#define POLICY "policy.writ"

bool state_sync(const char *dir, struct writ_msg *msg)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok;

	if (fd < 0)
		return writ_msg_errno(msg, "%s", dir);
	/* EINVAL: this filesystem has nothing to sync for a directory */
	ok = !fsync(fd) || errno == EINVAL || writ_msg_errno(msg, "%s", dir);
	close(fd);
	return ok;
}

/* A new one is synced in the directory that holds it. */
static bool make_dir(const char *path, mode_t mode, struct writ_msg *msg)
{
	char above[4096];

	if (mkdir(path, mode))
		return errno == EEXIST || writ_msg_errno(msg, "%s", path);
	snprintf(above, sizeof(above), "%s/..", path);
	return state_sync(above, msg);
}

static bool make_below(const char *base, const char *name, mode_t mode, struct writ_msg *msg)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s", base, name);
	return make_dir(path, mode, msg);
}

/* Two daemons on one log would tear it apart; the lock goes with the process. */
static bool lock(const struct writd *w, struct writ_msg *msg)
{
	char path[4200];
	int fd;

	snprintf(path, sizeof(path), "%s/lock", w->log_dir);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return writ_msg_errno(msg, "%s", path);
	if (flock(fd, LOCK_EX | LOCK_NB)) {
		writ_msgf(msg, "%s: another writd writes this log", path);
		close(fd);
		return false;
	}
	return true;
}

static bool load_key(struct writd *w, struct writ_msg *msg)
{
	char path[4200], text[WRIT_NOTE_MAX + 1];
	struct writ_verifier v;

	snprintf(path, sizeof(path), "%s/log.key", w->config.state_dir);
	if (access(path, F_OK)) {
		w->key = writ_host_key_new(msg);
		if (!w->key || !writ_host_key_write(path, w->key, msg))
			return false;
		snprintf(path, sizeof(path), "%s/" WRIT_LOG_CHECKPOINTS, w->log_dir);
		if (!access(path, F_OK))
			say(SAY_ALERT, "there was no log.key, and a new one was made: no key verifies all that %s holds from now on; move %s away and start again",
			    path, w->log_dir);
	} else {
		w->key = writ_host_key_read(path, msg);
		if (!w->key)
			return false;
	}
	if (!writ_host_key_verifier(w->key, w->origin, &v, msg))
		return false;
	writ_verifier_text(&v, text);
	strcat(text, "\n");
	snprintf(path, sizeof(path), "%s/" WRIT_LOG_KEY, w->log_dir);
	return writ_file_write(path, writ_bytes_of(text), WRIT_FILE_PUBLIC, msg);
}

bool state_prepare(struct writd *w, struct writ_msg *msg)
{
	const char *state = w->config.state_dir;

	umask(022);
	snprintf(w->log_dir, sizeof(w->log_dir), "%s/lineage", state);
	return make_dir(state, 0700, msg) && make_dir(w->log_dir, 0755, msg) &&
	       make_below(state, "artifacts", 0700, msg) &&
	       make_below(state, "delegations", 0700, msg) &&
	       make_below(state, "revocations", 0700, msg) &&
	       make_dir(w->config.run_dir, 0755, msg) && lock(w, msg) && load_key(w, msg);
}

bool state_write(const struct writd *w, const char *name, struct writ_bytes data,
		 struct writ_msg *msg)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s", w->config.state_dir, name);
	return writ_file_write(path, data, WRIT_FILE_PUBLIC, msg);
}

bool state_mark(const struct writd *w, char *id, size_t size, u64 *version)
{
	char path[4096], text[WRIT_NAME_MAX + 32];
	struct writ_blob blob;
	char *line;
	bool ok;

	snprintf(path, sizeof(path), "%s/" MARK, w->config.state_dir);
	if (!writ_file_read_stored(path, sizeof(text) - 1, &blob, NULL))
		return false;
	snprintf(text, sizeof(text), "%s", blob.data);
	writ_blob_free(&blob);
	line = strchr(text, '\n');
	ok = line && sscanf(line, "\n%" SCNu64, version) == 1;
	if (ok)
		snprintf(id, size, "%.*s", (int)(line - text), text);
	return ok;
}

/*
 * First the policy, then the mark that forbids anything older: between the two a
 * crash leaves a policy that is at least as good as the mark.
 */
bool state_policy(const struct writd *w, struct writ_bytes policy, struct writ_msg *msg)
{
	struct writ_policy *decoded = malloc(sizeof(*decoded));
	char text[WRIT_NAME_MAX + 32], id[WRIT_NAME_MAX + 1];
	struct writ_error err;
	u64 before;
	bool ok;

	if (!decoded || !writ_policy_decode(policy, decoded, &err)) {
		free(decoded);
		return writ_msgf(msg, "the policy in force cannot be kept");
	}
	snprintf(text, sizeof(text), "%.*s\n%" PRIu64 "\n", (int)decoded->id.len,
		 (const char *)decoded->id.data, decoded->version);
	ok = state_write(w, POLICY, policy, msg);
	if (ok && !(state_mark(w, id, sizeof(id), &before) && before >= decoded->version &&
		    strlen(id) == decoded->id.len && !memcmp(id, decoded->id.data, decoded->id.len)))
		ok = state_write(w, MARK, writ_bytes_of(text), msg);
	free(decoded);
	return ok;
}

#define CLOCK		"clock"
#define CLOCK_SECONDS	60

u64 state_kept_clock(const struct writd *w)
{
	struct writ_blob blob;
	char path[4096];
	u64 clock;

	snprintf(path, sizeof(path), "%s/" CLOCK, w->config.state_dir);
	if (!writ_file_read_stored(path, 32, &blob, NULL))
		return 0;
	clock = strtoull((const char *)blob.data, NULL, 10);
	writ_blob_free(&blob);
	return clock;
}

void state_clock(struct writd *w, bool now)
{
	const time_t at = writ_uptime();
	struct writ_msg msg;
	char text[32];

	if (!now && w->clock_kept && at - w->clock_kept < CLOCK_SECONDS)
		return;
	w->clock_kept = at;
	if (!ask_kernel(w, &msg)) {
		say(SAY_ERR, "the kernel's clock: %s", msg.text);
		return;
	}
	snprintf(text, sizeof(text), "%" PRIu64 "\n", w->kernel.clock);
	if (!state_write(w, CLOCK, writ_bytes_of(text), &msg))
		say(SAY_ERR, "%s", msg.text);
}
