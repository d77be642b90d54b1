// SPDX-License-Identifier: GPL-2.0-only
/*
 * From files to the kernel. What the kernel holds already is known by its digest
 * and left alone; what it refuses is told and skipped, and what was in force
 * stays so. An artifact whose file has gone from the configuration is dropped.
 */
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "convert.h"
#include "uptime.h"
#include "writd.h"

static const struct {
	const char *dir;
	enum writ_object object;
	size_t max;
} places[] = {
	{ "delegations", WRIT_OBJECT_DELEGATION, WRIT_DELEGATION_MAX },
	{ "revocations", WRIT_OBJECT_REVOCATION, WRIT_REVOCATION_MAX },
	{ "artifacts", WRIT_OBJECT_ARTIFACT, WRIT_ARTIFACT_MAX },
};

/* What the kernel holds of one kind, by SHA-256 of the object. */
struct held {
	struct held_object {
		u8 self[WRIT_DIGEST_SIZE];
		u8 key[WRIT_KID_SIZE];
		u8 id[WRIT_CTI_MAX];
		u8 id_len;
		bool wanted;	/* by a file of the configuration or the state */
		char *name;	/* of the configuration's file that brought it; NULL if none did */
	} *object;
	size_t n;
	char **refused;	/* names of the configuration's files that could not be put into force */
	size_t nrefused;
	bool failed;	/* there was no memory for all of it */
	bool unread;	/* a file or directory could not be read: nobody knows what it wants */
	bool absent;	/* the configuration has no such directory */
};

static void free_held(struct held *held)
{
	size_t i;

	for (i = 0; i < held->n; i++)
		free(held->object[i].name);
	for (i = 0; i < held->nrefused; i++)
		free(held->refused[i]);
	free(held->object);
	free(held->refused);
}

static bool note_held(void *arg, const struct writ_nl_entry *e)
{
	struct held *held = arg;
	struct held_object *o;

	if (e->self.len != WRIT_DIGEST_SIZE || e->id.len > WRIT_CTI_MAX)
		return true;
	if (!(held->n & (held->n - 1))) {
		o = realloc(held->object, (held->n ? held->n * 2 : 1) * sizeof(*o));
		if (!o) {
			held->failed = true;
			return false;
		}
		held->object = o;
	}
	o = &held->object[held->n++];
	memset(o, 0, sizeof(*o));
	memcpy(o->self, e->self.data, WRIT_DIGEST_SIZE);
	if (e->key.len == WRIT_KID_SIZE)
		memcpy(o->key, e->key.data, WRIT_KID_SIZE);
	memcpy(o->id, e->id.data, e->id.len);
	o->id_len = (u8)e->id.len;
	return true;
}

static int by_self(const void *a, const void *b)
{
	const struct held_object *x = a, *y = b;

	return memcmp(x->self, y->self, WRIT_DIGEST_SIZE);
}

static bool read_held(struct writd *w, enum writ_object object, struct held *held)
{
	struct writ_msg msg;

	memset(held, 0, sizeof(*held));
	if (writ_nl_list(w->nl, object, note_held, held, &msg) != WRIT_NL_OK || held->failed) {
		say(SAY_ERR, "what the kernel holds cannot be listed: %s",
		    held->failed ? "out of memory" : msg.text);
		free_held(held);
		return false;
	}
	if (held->n)
		qsort(held->object, held->n, sizeof(*held->object), by_self);
	return true;
}

static struct held_object *find_held(const struct held *held, const u8 self[WRIT_DIGEST_SIZE])
{
	struct held_object want;

	memcpy(want.self, self, sizeof(want.self));
	return held->n ? bsearch(&want, held->object, held->n, sizeof(want), by_self) : NULL;
}

static void note_refused(struct held *held, const char *name)
{
	char **more = realloc(held->refused, (held->nrefused + 1) * sizeof(*more));

	if (more)
		held->refused = more;
	if (more && (more[held->nrefused] = strdup(name)))
		held->nrefused++;
	else
		held->unread = true;
}

static bool was_refused(const struct held *held, const char *name)
{
	size_t i;

	for (i = 0; i < held->nrefused; i++)
		if (!strcmp(held->refused[i], name))
			return true;
	return false;
}

enum outcome { ADDED, KNOWN, REFUSED, UNREAD, GONE };

/* One that went away since its directory was read is gone; any other is there, whatever is wrong. */
static enum outcome cannot_read(const char *path, size_t max, const struct writ_msg *msg)
{
	struct stat st;

	if (lstat(path, &st) && errno == ENOENT)
		return GONE;
	complain(SAY_ERR, "%s", msg->text);
	/* It was seen well enough: the kernel would take no such thing. */
	if (!stat(path, &st) && (!S_ISREG(st.st_mode) || (u64)st.st_size > max))
		return REFUSED;
	return UNREAD;
}

static enum outcome add_file(struct writd *w, const char *path, const char *name, size_t place,
			     struct held *held)
{
	const enum writ_object object = places[place].object;
	u8 self[WRIT_DIGEST_SIZE];
	struct held_object *o;
	struct writ_blob blob;
	struct writ_msg msg;
	enum outcome ret = ADDED;

	if (!writ_file_read_stored(path, places[place].max, &blob, &msg))
		return cannot_read(path, places[place].max, &msg);
	writ_sha256(blob.data, blob.len, self);
	o = find_held(held, self);
	if (o) {
		o->wanted = true;
		if (name && !o->name && !(o->name = strdup(name)))
			held->unread = true;
		ret = KNOWN;
	} else if ((object == WRIT_OBJECT_ARTIFACT &&
		    !ledger_burn(w, writ_blob_bytes(&blob), &msg)) ||
		   writ_nl_add(w->nl, object, writ_blob_bytes(&blob), NULL, NULL, &msg) !=
		   WRIT_NL_OK) {
		complain(SAY_ERR, "%s: refused: %s", path, msg.text);
		w->health.refused++;
		ret = REFUSED;
	} else {
		say(SAY_INFO, "%s: in force", path);
	}
	writ_blob_free(&blob);
	return ret;
}

/*
 * Every file of a directory but those that begin with a dot, which are on their
 * way. Returns how many were put into force.
 */
static int add_dir(struct writd *w, const char *base, size_t place, struct held *held)
{
	const bool config = base == w->config.config_dir;
	struct dirent **names;
	char path[4400];
	int i, n, added = 0;

	snprintf(path, sizeof(path), "%s/%s", base, places[place].dir);
	n = scandir(path, &names, NULL, alphasort);
	if (n < 0 && errno != ENOENT) {
		complain(SAY_ERR, "%s: %s", path, strerror(errno));
		held->unread = true;
	} else if (n < 0 && config) {
		held->absent = true;
	}
	for (i = 0; i < n; i++) {
		const char *name = names[i]->d_name;
		enum outcome outcome = GONE;

		if (name[0] != '.' && names[i]->d_type != DT_DIR) {
			snprintf(path, sizeof(path), "%s/%s/%s", base, places[place].dir, name);
			outcome = add_file(w, path, config ? name : NULL, place, held);
		}
		added += outcome == ADDED;
		held->unread |= outcome == UNREAD;
		if (outcome == REFUSED && config)
			note_refused(held, name);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
	return added;
}

/* ---- policies */

/* SHA-256 of the one in force; zeros if there is none. */
struct in_force {
	u8 self[WRIT_DIGEST_SIZE];
};

static bool note_policy(void *arg, const struct writ_nl_entry *e)
{
	struct in_force *now = arg;

	if (e->self.len == sizeof(now->self))
		memcpy(now->self, e->self.data, sizeof(now->self));
	return true;
}

/* It has another version than the one in force, or the same and another content. */
static void offer(struct writd *w, const char *path, const struct writ_policy *policy,
		  struct writ_bytes bytes, bool good, struct in_force *now)
{
	struct writ_msg msg;

	if (policy->version <= w->kernel.policy_version) {
		/* What was good before is superseded, which is as it should be. */
		if (!good)
			complain(SAY_ERR, "%s: not put into force: its version %" PRIu64
				 " is not above %" PRIu64 ", which is in force with another content",
				 path, policy->version, w->kernel.policy_version);
		return;
	}
	if (good)
		say(SAY_ALERT, "policy version %" PRIu64 " is in force, below %" PRIu64
		    " that was: the last good one is set again",
		    w->kernel.policy_version, policy->version);
	if (writ_nl_add(w->nl, WRIT_OBJECT_POLICY, bytes, NULL, NULL, &msg) != WRIT_NL_OK) {
		complain(SAY_ERR, "%s: refused: %s", path, msg.text);
		w->health.refused++;
		return;
	}
	say(SAY_NOTICE, "%s: version %" PRIu64 " is in force", path, policy->version);
	w->kernel.policy_version = policy->version;
	writ_sha256(bytes.data, bytes.len, now->self);
}

/* False if it could not be read. */
static bool set_policy(struct writd *w, const char *dir, bool good, struct in_force *now)
{
	struct writ_policy *policy;
	u8 self[WRIT_DIGEST_SIZE];
	struct writ_error err;
	struct writ_blob blob;
	struct writ_msg msg;
	char path[4400];

	snprintf(path, sizeof(path), "%s/policy.writ", dir);
	if (!writ_file_read_stored(path, WRIT_POLICY_MAX, &blob, &msg))
		return cannot_read(path, WRIT_POLICY_MAX, &msg) != UNREAD;
	policy = malloc(sizeof(*policy));
	writ_sha256(blob.data, blob.len, self);
	if (!policy)
		complain(SAY_ERR, "%s: out of memory", path);
	else if (!writ_policy_decode(writ_blob_bytes(&blob), policy, &err))
		complain(SAY_ERR, "%s: %s at byte %zu: %s", path, err.field, err.offset,
			 writ_err_text(err.code));
	else if (memcmp(self, now->self, sizeof(self)))
		offer(w, path, policy, writ_blob_bytes(&blob), good, now);
	free(policy);
	/*
	 * Also the one that was loaded with the module is a last good one: the kernel
	 * has accepted it, byte for byte.
	 */
	if (!good && !memcmp(self, now->self, sizeof(self)) &&
	    !state_policy(w, writ_blob_bytes(&blob), &msg))
		say(SAY_ERR, "%s", msg.text);
	writ_blob_free(&blob);
	return policy;
}

static bool provision_policy(struct writd *w)
{
	struct in_force now = { { 0 } };
	struct writ_msg msg;
	bool all;

	if (!ask_kernel(w, &msg)) {
		say(SAY_ERR, "the kernel's status: %s", msg.text);
		return false;
	}
	if (writ_nl_list(w->nl, WRIT_OBJECT_POLICY, note_policy, &now, &msg) != WRIT_NL_OK) {
		say(SAY_ERR, "the policy in force cannot be told: %s", msg.text);
		return false;
	}
	all = set_policy(w, w->config.state_dir, true, &now);
	return set_policy(w, w->config.config_dir, false, &now) && all;
}

/* ---- what came from the configuration, and is to go with its file */

/*
 * A line for each artifact: its SHA-256 in hexadecimal, and the name of the file
 * that brought it. A name that does not fit into a line is left out.
 */
#define LIST "provisioned"

static void put_hex(FILE *f, const u8 *data, size_t len)
{
	while (len--)
		fprintf(f, "%02x", *data++);
}

static void remember(struct writd *w, const struct held *held)
{
	struct writ_msg msg;
	char *text = NULL;
	size_t len = 0, i;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		return;
	for (i = 0; i < held->n; i++) {
		const char *name = held->object[i].name;

		if (!name)
			continue;
		put_hex(f, held->object[i].self, WRIT_DIGEST_SIZE);
		if (*name && !strchr(name, '\n'))
			fprintf(f, " %s", name);
		fputc('\n', f);
	}
	if (fclose(f) || !state_write(w, LIST, (struct writ_bytes){ (u8 *)text, len }, &msg))
		say(SAY_ERR, "%s", msg.text);
	free(text);
}

/* True if it is held no longer. */
static bool drop(struct writd *w, const struct held_object *o, const char *name)
{
	struct writ_msg msg;

	if (writ_nl_drop(w->nl, (struct writ_bytes){ o->id, o->id_len },
			 (struct writ_bytes){ o->key, sizeof(o->key) }, &msg) != WRIT_NL_OK) {
		complain(SAY_ERR, "an artifact could not be dropped: %s", msg.text);
		return false;
	}
	say(SAY_NOTICE, "an artifact whose file has gone was dropped%s%s", *name ? ": " : "", name);
	return true;
}

/* One line of the list: is it to be dropped, or to be remembered on? */
static void look_at_line(struct writd *w, const struct held *held, char *line)
{
	char *name = line + strcspn(line, " ");
	u8 self[WRIT_DIGEST_SIZE];
	struct held_object *o;

	if (*name)
		*name++ = '\0';
	if (strlen(line) != 2 * sizeof(self) || !writ_unhex(line, self, sizeof(self)))
		return;
	o = find_held(held, self);
	if (!o || o->wanted)
		return;
	/* Its file may be there and hold something that was refused, which changes nothing. */
	if ((*name ? was_refused(held, name) : held->nrefused > 0) || !drop(w, o, name))
		o->name = strdup(name);
}

/* Artifacts that a file brought the last time, and that no file wants any more. */
static void drop_gone(struct writd *w, const struct held *held)
{
	char path[4200], *line = NULL;
	size_t size = 0;
	ssize_t len;
	FILE *f;

	snprintf(path, sizeof(path), "%s/" LIST, w->config.state_dir);
	f = fopen(path, "re");
	if (!f)
		return;
	while ((len = getline(&line, &size, f)) > 0) {
		line[strcspn(line, "\n")] = '\0';
		look_at_line(w, held, line);
	}
	free(line);
	fclose(f);
}

static bool provision_artifacts(struct writd *w, size_t place)
{
	struct held held;
	bool unread;

	if (!read_held(w, WRIT_OBJECT_ARTIFACT, &held))
		return false;
	if (add_dir(w, w->config.config_dir, place, &held)) {
		free_held(&held);
		if (!read_held(w, WRIT_OBJECT_ARTIFACT, &held))
			return false;
		add_dir(w, w->config.config_dir, place, &held);
	}
	add_dir(w, w->config.state_dir, place, &held);
	/* Gone is what is missing in a directory that is there and was read as a whole. */
	if (!held.unread && !held.absent) {
		drop_gone(w, &held);
		remember(w, &held);
	}
	unread = held.unread;
	free_held(&held);
	return !unread;
}

/*
 * Past its end by the mark, which never goes back: the kernel will not judge it by
 * an earlier time, whatever the clock says.
 */
static bool has_expired(const struct writd *w, const char *path)
{
	struct writ_sign1 sign;
	struct writ_error err;
	struct writ_blob blob;
	bool expired;

	if (!writ_file_read_stored(path, WRIT_ARTIFACT_MAX, &blob, NULL))
		return false;
	expired = writ_sign1_decode(writ_blob_bytes(&blob), WRIT_TYPE_ARTIFACT, &sign, &err) &&
		  sign.claims.exp && w->kernel.clock > sign.claims.exp;
	writ_blob_free(&blob);
	return expired;
}

void provision_tidy(struct writd *w)
{
	char path[4400];
	struct dirent *e;
	DIR *d;

	w->tidied = writ_uptime();
	snprintf(path, sizeof(path), "%s/artifacts", w->config.state_dir);
	d = opendir(path);
	while (d && (e = readdir(d))) {
		snprintf(path, sizeof(path), "%s/artifacts/%s", w->config.state_dir, e->d_name);
		if (e->d_name[0] == '.' || !has_expired(w, path))
			continue;
		if (unlink(path))
			complain(SAY_ERR, "%s: %s", path, strerror(errno));
		else
			say(SAY_INFO, "%s: has expired, and is no longer kept", path);
	}
	if (d)
		closedir(d);
}

/* A delegation may hang on another one, so they are tried while that helps. */
static bool provision_place(struct writd *w, size_t place)
{
	struct held held;
	int added = 1, rounds;
	bool unread = false;

	for (rounds = 0; added && rounds <= WRIT_DELEGATION_DEPTH; rounds++) {
		if (!read_held(w, places[place].object, &held))
			return false;
		added = add_dir(w, w->config.config_dir, place, &held);
		added += add_dir(w, w->config.state_dir, place, &held);
		unread = held.unread;
		free_held(&held);
	}
	return !unread;
}

bool provision(struct writd *w)
{
	bool all;
	size_t i;

	w->health.refused = 0;
	complain_anew();
	all = provision_policy(w);
	provision_tidy(w);
	for (i = 0; i < sizeof(places) / sizeof(*places); i++) {
		if (places[i].object == WRIT_OBJECT_ARTIFACT)
			all &= provision_artifacts(w, i);
		else
			all &= provision_place(w, i);
	}
	return all;
}

int provision_watch(struct writd *w)
{
	const u32 what = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE;
	int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	char path[4200];
	size_t i;

	if (fd < 0)
		return -1;
	inotify_add_watch(fd, w->config.config_dir, what | IN_CREATE);
	for (i = 0; i < sizeof(places) / sizeof(*places); i++) {
		snprintf(path, sizeof(path), "%s/%s", w->config.config_dir, places[i].dir);
		inotify_add_watch(fd, path, what);
	}
	return fd;
}

bool provision_present(struct writd *w, struct writ_bytes object, struct writ_msg *msg)
{
	char name[32 + 2 * WRIT_DIGEST_SIZE];
	u8 self[WRIT_DIGEST_SIZE];
	size_t i, at;

	if (!ledger_burn(w, object, msg) ||
	    writ_nl_add(w->nl, WRIT_OBJECT_ARTIFACT, object, NULL, NULL, msg) != WRIT_NL_OK)
		return false;
	writ_sha256(object.data, object.len, self);
	at = (size_t)sprintf(name, "artifacts/");
	for (i = 0; i < sizeof(self); i++)
		at += (size_t)sprintf(name + at, "%02x", self[i]);
	return state_write(w, name, object, msg);
}
