// SPDX-License-Identifier: GPL-2.0-only
/* Putting signed objects into force: writctl load FILE, revoke and present. */
#include "objects.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "convert.h"
#include "ctl.h"
#include "sock.h"

/* What is in a directory of its own for the next boot. */
static const struct {
	enum writ_type type;
	enum writ_object object;
	const char *dir;
	size_t max;
} kinds[] = {
	{ WRIT_TYPE_ARTIFACT, WRIT_OBJECT_ARTIFACT, ARTIFACTS_DIR, WRIT_ARTIFACT_MAX },
	{ WRIT_TYPE_DELEGATION, WRIT_OBJECT_DELEGATION, DELEGATIONS_DIR, WRIT_DELEGATION_MAX },
	{ WRIT_TYPE_REVOCATION, WRIT_OBJECT_REVOCATION, REVOCATIONS_DIR, WRIT_REVOCATION_MAX },
};

/* Key, a hyphen and cti in hexadecimal, or a digest. */
#define KEPT_NAME_MAX (2 * WRIT_KID_SIZE + 1 + 2 * WRIT_CTI_MAX + 1)

struct writ_nl *live_open(void)
{
	struct writ_nl *nl;
	struct writ_msg msg;

	if (writ_nl_open(&nl, &msg) == WRIT_NL_OK)
		return nl;
	ui_fail_msg(&msg);
	return NULL;
}

int live_fail(enum writ_nl_result result, const struct writ_msg *msg)
{
	ui_fail_msg(msg);
	if (result == WRIT_NL_NOT_PERMITTED)
		ui_note("root may, unless it is governed: then its program needs an artifact that grants administer");
	return EXIT_REFUSED;
}

static bool make_parent(const char *path, struct writ_msg *msg)
{
	char dir[PATH_MAX];
	char *slash;

	snprintf(dir, sizeof(dir), "%s", path);
	for (slash = strchr(dir + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = 0;
		if (mkdir(dir, 0755) && errno != EEXIST)
			return writ_msg_errno(msg, "cannot make %s", dir);
		*slash = '/';
	}
	return true;
}

bool object_keep(const char *path, struct writ_bytes object, struct writ_msg *msg)
{
	return make_parent(path, msg) && writ_file_write(path, object, WRIT_FILE_PUBLIC, msg);
}

/* Which kind the envelope says it is; the number of kinds if none. */
static size_t kind_of(struct writ_bytes in, struct writ_sign1 *sign, struct writ_error *err)
{
	struct writ_error other;
	size_t k;

	for (k = 0; k < ARRAY_SIZE(kinds); k++) {
		if (writ_sign1_decode(in, kinds[k].type, sign, k ? &other : err))
			break;
	}
	return k;
}

/*
 * By what the kernel takes for the same: of an artifact its key and cti, of which
 * there is but one at a time; of all others the digest. So the same object never
 * stands there twice, and none takes the place of another issuer's, whose cti may
 * be the same.
 */
static void kept_name(size_t kind, const struct writ_sign1 *sign, struct writ_bytes object,
		      char *name)
{
	u8 self[WRIT_DIGEST_SIZE];

	if (kinds[kind].object == WRIT_OBJECT_ARTIFACT) {
		writ_hex(sign->kid.data, WRIT_KID_SIZE, name);
		strcat(name, "-");
		writ_hex(sign->claims.cti.data, sign->claims.cti.len, name + strlen(name));
	} else {
		writ_sha256(object.data, object.len, self);
		writ_hex(self, sizeof(self), name);
	}
}

/* Where an earlier version kept the same, which goes: it was named by the cti alone. */
static void forget_old(size_t kind, const struct writ_sign1 *sign, const char *name)
{
	char path[PATH_MAX], hex[2 * WRIT_CTI_MAX + 1], old[KEPT_NAME_MAX];
	struct writ_sign1 there;
	struct writ_error err;
	struct writ_blob blob;

	snprintf(path, sizeof(path), "%s/%s.writ", kinds[kind].dir,
		 writ_hex(sign->claims.cti.data, sign->claims.cti.len, hex));
	if (!writ_file_read(path, kinds[kind].max, &blob, NULL))
		return;
	if (writ_sign1_decode(writ_blob_bytes(&blob), kinds[kind].type, &there, &err)) {
		kept_name(kind, &there, writ_blob_bytes(&blob), old);
		if (!strcmp(old, name) && unlink(path))
			ui_note("%s could not be removed: %s", path, strerror(errno));
	}
	writ_blob_free(&blob);
}

static bool keep_object(size_t kind, const struct writ_sign1 *sign, struct writ_bytes object,
			struct writ_msg *msg)
{
	char path[PATH_MAX], name[KEPT_NAME_MAX];

	kept_name(kind, sign, object, name);
	snprintf(path, sizeof(path), "%s/%s.writ", kinds[kind].dir, name);
	if (!object_keep(path, object, msg))
		return false;
	forget_old(kind, sign, name);
	return true;
}

static int present_one(const char *file)
{
	static u8 buf[WRIT_SOCK_MESSAGE_MAX];
	struct writ_sock_request request = { .op = WRIT_SOCK_PRESENT };
	struct writ_sock_reply reply;
	struct writ_blob blob;
	struct writ_msg msg;
	int ret = EXIT_GOOD;

	if (!writ_file_read(file, WRIT_SOCK_OBJECT_MAX, &blob, &msg))
		return ui_fail_msg(&msg);
	request.object = writ_blob_bytes(&blob);
	if (!writ_sock_ask(WRIT_SOCK_PATH, &request, buf, &reply, &msg))
		ret = ui_fail_msg(&msg);
	else if (reply.status != WRIT_SOCK_OK)
		ret = ui_fail("%s was refused: %.*s", file, (int)reply.text.len,
			      (const char *)reply.text.data);
	else
		printf("%s: in force\n", file);
	writ_blob_free(&blob);
	return ret;
}

/* Bounded uses are counted across boots by writd, so that it must bring them. */
static bool is_counted(struct writ_bytes object)
{
	struct writ_artifact *artifact = malloc(sizeof(*artifact));
	struct writ_error err;
	bool counted;

	counted = artifact && writ_artifact_decode(object, artifact, &err) &&
		  artifact->has_terms && artifact->terms.uses && !artifact->terms.boot;
	free(artifact);
	return counted;
}

static void show_progress(const char *file, size_t done, size_t size)
{
	ui_progress(file, done, size);
}

static bool progress(void *arg, size_t done, size_t size)
{
	show_progress(arg, done, size);
	return true;
}

static int put_one(struct writ_nl *nl, char *file, bool revoke, bool keep)
{
	struct writ_sign1 sign;
	enum writ_nl_result result;
	struct writ_blob blob;
	struct writ_error err;
	struct writ_msg msg;
	int ret = EXIT_GOOD;
	size_t kind;

	if (!writ_file_read(file, WRIT_ARTIFACT_MAX, &blob, &msg))
		return ui_fail_msg(&msg);
	kind = kind_of(writ_blob_bytes(&blob), &sign, &err);
	if (kind == ARRAY_SIZE(kinds)) {
		ret = writ_sign1_decode(writ_blob_bytes(&blob), WRIT_TYPE_POLICY, &sign, &err) ?
		      ui_fail("%s is a policy: writctl policy puts it into force", file) :
		      ui_fail("%s is no signed object: %s %s (at byte %zu)", file, err.field,
			      writ_err_text(err.code), err.offset);
		goto out;
	}
	if (revoke != (kinds[kind].object == WRIT_OBJECT_REVOCATION)) {
		ret = ui_fail(revoke ? "%s is no revocation; writ revoke makes one" :
				       "%s is a revocation: writctl revoke puts it into force", file);
		goto out;
	}
	if (kinds[kind].object == WRIT_OBJECT_ARTIFACT && is_counted(writ_blob_bytes(&blob))) {
		ret = present_one(file);
		goto out;
	}
	result = writ_nl_add(nl, kinds[kind].object, writ_blob_bytes(&blob), progress, file, &msg);
	ui_progress_end();
	if (result != WRIT_NL_OK) {
		ui_fail("%s was refused", file);
		ret = live_fail(result, &msg);
		goto out;
	}
	if (keep && !keep_object(kind, &sign, writ_blob_bytes(&blob), &msg)) {
		ret = ui_fail("%s is in force until the next boot, but could not be kept: %s", file,
			      msg.text);
		goto out;
	}
	printf("%s: in force%s\n", file, keep ? ", also after the next boot" : " until the next boot");
out:
	writ_blob_free(&blob);
	return ret;
}

static int put_all(char **files, size_t n, bool revoke, bool keep)
{
	struct writ_nl *nl = live_open();
	int ret = EXIT_GOOD;

	if (!nl)
		return EXIT_REFUSED;
	for (size_t i = 0; i < n; i++) {
		if (put_one(nl, files[i], revoke, keep) != EXIT_GOOD)
			ret = EXIT_REFUSED;
	}
	writ_nl_close(nl);
	return ret;
}

int objects_load(char **files, size_t n, bool keep)
{
	return put_all(files, n, false, keep);
}

static const char revoke_help[] =
"Usage: writctl revoke [--transient] FILE...\n"
"\n"
"Puts signed revocations into force: what they name is denied from the very next\n"
"check on, even where a verdict was already given. What runs under it is ended only\n"
"if the policy says on-end: kill. Revocations are kept in " REVOCATIONS_DIR ",\n"
"for the next boot.\n"
"\n"
"  --transient   only until the next boot\n"
"\n"
"Example:\n"
"  writ revoke --key root --artifact deploy.writ -o r.writ && writctl revoke r.writ\n";

static int run_revoke(int argc, char **argv)
{
	static const struct option options[] = {
		{ "transient", no_argument, NULL, 't' },
		HELP_OPTION, { 0 },
	};
	bool keep = true;
	int opt;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (opt == OPT_HELP)
			return cmd_show_help(&cmd_revoke);
		if (opt != 't')
			return EXIT_USAGE;
		keep = false;
	}
	if (optind == argc)
		return ui_usage("a FILE is needed");
	return put_all(argv + optind, (size_t)(argc - optind), true, keep);
}

const struct cmd cmd_revoke = { "revoke", "put signed revocations into force", revoke_help,
				run_revoke };

static const char present_help[] =
"Usage: writctl present FILE...\n"
"\n"
"Hands artifacts to writd, which has the kernel judge them and keeps them. It needs\n"
"no privilege: an artifact proves itself. One holds at most 64 KiB.\n"
"\n"
"Example:\n"
"  writctl present agent.writ && ./agent\n";

static int run_present(int argc, char **argv)
{
	static const struct option options[] = { HELP_OPTION, { 0 } };
	int opt, ret = EXIT_GOOD;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1)
		return opt == OPT_HELP ? cmd_show_help(&cmd_present) : EXIT_USAGE;
	if (optind == argc)
		return ui_usage("a FILE is needed");
	for (; optind < argc; optind++) {
		if (present_one(argv[optind]) != EXIT_GOOD)
			ret = EXIT_REFUSED;
	}
	return ret;
}

const struct cmd cmd_present = { "present", "hand an artifact to writd, without privilege",
				 present_help, run_present };
