// SPDX-License-Identifier: GPL-2.0-only
/* writctl attach: the artifact that travels with a file, in security.writ. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "admission.h"
#include "attribute.h"
#include "convert.h"
#include "ctl.h"
#include "digest.h"
#include "facts.h"
#include "json.h"

static const char help[] =
"Usage: writctl attach [--root FINGERPRINT --policy FILE [--host ID]] ARTIFACT FILE...\n"
"       writctl attach --remove FILE...\n"
"       writctl attach --show [--json] FILE...\n"
"\n"
"Lets each FILE carry ARTIFACT in its extended attribute " ATTRIBUTE ", where the\n"
"module finds it when nothing loaded authorizes the file. It replaces an older one\n"
"and needs root. Refused unless ARTIFACT can be decoded, is small enough (16 KiB) and\n"
"names the content that FILE has now.\n"
"\n"
"  --root FINGERPRINT, --policy FILE, --host ID\n"
"                also verify ARTIFACT as a host with these would (see writctl load),\n"
"                with what is in " DELEGATIONS_DIR " and " REVOCATIONS_DIR "\n"
"  --remove      take the attribute away\n"
"  --show        say what FILE carries; signatures are not verified\n"
"  --json        with --show, for machines\n"
"\n"
"A copy made without attributes, and any change of the content, leaves the artifact\n"
"behind or makes it void. Most filesystems limit its size; ext4 to one block.\n"
"\n"
"Examples:\n"
"  writctl attach tool.writ /usr/local/bin/tool\n"
"  writctl attach --root $(cat /etc/writ/root) --policy /etc/writ/policy.writ \\\n"
"                 tool.writ /usr/local/bin/tool\n"
"  writctl attach --show /usr/local/bin/tool\n"
"  writctl attach --remove /usr/local/bin/tool\n";

/* enum action - what becomes of each FILE */
enum action { SET, REMOVE, SHOW };

/**
 * struct attach - what was asked for
 * @action: what to do with each file
 * @json: show for machines
 * @root: or NULL
 * @policy: or NULL
 * @host: or NULL
 */
struct attach {
	enum action action;
	bool json;
	const char *root;
	const char *policy;
	const char *host;
};

/* -1 if all is well, otherwise an exit code. */
static int parse(int argc, char **argv, struct attach *at)
{
	enum { ROOT = 1, POLICY, HOST, REMOVE_OPTION, SHOW_OPTION, JSON };
	static const struct option options[] = {
		{ "root", required_argument, NULL, ROOT },
		{ "policy", required_argument, NULL, POLICY },
		{ "host", required_argument, NULL, HOST },
		{ "remove", no_argument, NULL, REMOVE_OPTION },
		{ "show", no_argument, NULL, SHOW_OPTION },
		{ "json", no_argument, NULL, JSON },
		HELP_OPTION, { 0 },
	};
	bool remove = false, show = false;
	int opt;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (opt) {
		case ROOT:
			at->root = optarg;
			break;
		case POLICY:
			at->policy = optarg;
			break;
		case HOST:
			at->host = optarg;
			break;
		case REMOVE_OPTION:
			remove = true;
			break;
		case SHOW_OPTION:
			show = true;
			break;
		case JSON:
			at->json = true;
			break;
		case OPT_HELP:
			return cmd_show_help(&cmd_attach);
		default:
			return EXIT_USAGE;
		}
	}
	if (remove && show)
		return ui_usage("--remove and --show exclude each other");
	at->action = remove ? REMOVE : show ? SHOW : SET;
	if (at->json && !show)
		return ui_usage("--json needs --show");
	if (!at->root != !at->policy || (at->host && !at->root))
		return ui_usage("--root and --policy go together, and --host needs both");
	if (at->root && at->action != SET)
		return ui_usage("--root and --policy verify what is to be attached");
	if (argc - optind < (at->action == SET ? 2 : 1))
		return ui_usage(at->action == SET ? "an ARTIFACT and a FILE are needed" :
				"a FILE is needed");
	return -1;
}

/* A FIFO must not make this wait, nor a terminal become ours. */
static int open_file(const char *name)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0)
		ui_fail("cannot open %s: %s", name, strerror(errno));
	return fd;
}

static bool names(const struct writ_artifact *artifact, enum writ_digest kind,
		  const u8 digest[WRIT_DIGEST_SIZE], struct writ_subject *subject)
{
	struct writ_bytes rest = artifact->subjects;

	while (writ_subject_next(&rest, subject)) {
		if (subject->kind == kind && !memcmp(subject->digest, digest, WRIT_DIGEST_SIZE))
			return true;
	}
	return false;
}

/* Does the artifact hold at the place where the file lies? It may be on its way to another. */
static void check_path(const char *name, struct writ_bytes wanted)
{
	char real[PATH_MAX];

	if (!wanted.len || !realpath(name, real) ||
	    writ_bytes_equal(wanted, writ_bytes_of(real)))
		return;
	ui_note("warning: %s is authorized only as %.*s", name, (int)wanted.len,
		(const char *)wanted.data);
}

static bool names_content(int fd, const char *name, const struct writ_artifact *artifact,
			  struct writ_msg *msg)
{
	u8 digest[__WRIT_DIGEST_COUNT][WRIT_DIGEST_SIZE];
	char hex[2 * WRIT_DIGEST_SIZE + 1];
	struct writ_subject subject;
	u32 known;

	if (!fact_digests(fd, name, digest, &known, msg))
		return false;
	for (int kind = 0; kind < __WRIT_DIGEST_COUNT; kind++) {
		if ((known & (1u << kind)) && names(artifact, kind, digest[kind], &subject)) {
			check_path(name, subject.path);
			return true;
		}
	}
	if (!(known & (1u << WRIT_DIGEST_VERITY)) &&
	    writ_digest_fd(fd, name, WRIT_DIGEST_VERITY, digest[WRIT_DIGEST_VERITY], NULL) &&
	    names(artifact, WRIT_DIGEST_VERITY, digest[WRIT_DIGEST_VERITY], &subject))
		return writ_msgf(msg, "%s: the artifact names its fs-verity digest, but fs-verity is not enabled on it",
				 name);
	return writ_msgf(msg, "%s: the artifact does not name its content, sha256:%s", name,
			 writ_hex(digest[WRIT_DIGEST_SHA256], WRIT_DIGEST_SIZE, hex));
}

static const char *dir_if_there(const char *dir)
{
	return access(dir, F_OK) == 0 ? dir : NULL;
}

/* As a host with this policy would judge it, with the delegations and revocations of this one. */
static bool verify(const struct attach *at, const char *name, struct writ_bytes bytes,
		   struct writ_msg *msg)
{
	struct admission *a = calloc(1, sizeof(*a));
	struct writ_artifact artifact;
	struct writ_grant grant;
	struct writ_msg why;
	enum writ_reason now;
	bool ok;

	if (!a)
		return writ_msgf(msg, "out of memory");
	ok = admission_open(a, at->root, at->policy, at->host, msg);
	if (ok && !admission_directories(a, dir_if_there(DELEGATIONS_DIR),
					 dir_if_there(REVOCATIONS_DIR), msg)) {
		admission_close(a);
		ok = false;
	}
	if (ok) {
		ok = admission_artifact(a, bytes, &artifact, &grant, &why);
		now = ok ? admission_now(a, &grant) : WRIT_AUTHORIZED;
		if (!ok)
			writ_msgf(msg, "%s: %.900s", name, why.text);
		else if (now != WRIT_AUTHORIZED)
			ok = writ_msgf(msg, "%s: %s. %s", name, writ_reason_name(now),
				       writ_reason_help(now));
		admission_close(a);
	}
	free(a);
	return ok;
}

static bool decode(const char *name, struct writ_bytes bytes, struct writ_artifact *artifact,
		   struct writ_msg *msg)
{
	struct writ_error error = { 0 };

	if (writ_artifact_decode(bytes, artifact, &error))
		return true;
	return writ_msgf(msg, "%s: %s at byte %zu %s", name, error.field, error.offset,
			 writ_err_text(error.code));
}

static int set_all(const struct attach *at, const char *name, char **files)
{
	struct writ_artifact artifact;
	struct writ_blob bytes;
	struct writ_msg msg;
	int ret = EXIT_GOOD;

	if (!writ_file_read(name, WRIT_ARTIFACT_MAX, &bytes, &msg))
		return ui_fail_msg(&msg);
	if (bytes.len > WRIT_XATTR_MAX)
		ret = ui_fail("%s is %zu bytes, and a file can carry %d; put it into the artifacts directory instead",
			      name, bytes.len, WRIT_XATTR_MAX);
	else if (!decode(name, writ_blob_bytes(&bytes), &artifact, &msg) ||
		 (at->root && !verify(at, name, writ_blob_bytes(&bytes), &msg)))
		ret = ui_fail_msg(&msg);
	for (; ret != EXIT_REFUSED && *files; files++) {
		int fd = open_file(*files);

		if (fd < 0 || !names_content(fd, *files, &artifact, &msg) ||
		    !attribute_set(fd, *files, writ_blob_bytes(&bytes), &msg))
			ret = fd < 0 ? EXIT_REFUSED : ui_fail_msg(&msg);
		if (fd >= 0)
			close(fd);
	}
	writ_blob_free(&bytes);
	return ret;
}

/* Who signed its text is not known here, so none of it reaches the terminal as it is. */
static void show_text(const char *name, const struct writ_artifact *artifact, bool is_named)
{
	const struct writ_claims *claims = &artifact->sign.claims;
	char from[32], until[32], ops[WRIT_OPS_TEXT];

	ui_text(stdout, writ_bytes_of(name));
	fputs(": \"", stdout);
	ui_text(stdout, claims->iss);
	printf("\" authorizes %u subject%s to %s\n  from %s until %s", artifact->nsubjects,
	       artifact->nsubjects == 1 ? "" : "s", writ_ops_format(artifact->ops, ops),
	       writ_time_format(claims->nbf, from), writ_time_format(claims->exp, until));
	printf(claims->naud ? " on %u host%s\n" : " on every host\n", claims->naud,
	       claims->naud == 1 ? "" : "s");
	if (claims->sub.len) {
		fputs("  for: ", stdout);
		ui_text(stdout, claims->sub);
		fputc('\n', stdout);
	}
	fputs("  this content: ", stdout);
	ui_word(stdout, is_named ? UI_GOOD : UI_BAD, is_named ? "named" : "not named");
	fputs("\n  the signature was not verified\n", stdout);
}

static void show_json(struct writ_json *j, const char *name, const struct writ_artifact *artifact,
		      bool is_named)
{
	const struct writ_claims *claims = &artifact->sign.claims;
	char from[32], until[32];

	writ_json_object(j, NULL);
	writ_json_text(j, "file", name);
	writ_json_bytes(j, "issuer", claims->iss);
	writ_json_hex(j, "id", claims->cti);
	writ_json_array(j, "operations");
	for (int op = WRIT_OP_EXECUTE; op < __WRIT_OP_END; op++) {
		if (artifact->ops & WRIT_OP_BIT(op))
			writ_json_text(j, NULL, writ_op_name(op));
	}
	writ_json_array_end(j);
	writ_json_text(j, "not_before", writ_time_format(claims->nbf, from));
	writ_json_text(j, "not_after", writ_time_format(claims->exp, until));
	writ_json_uint(j, "subjects", artifact->nsubjects);
	writ_json_bool(j, "content_named", is_named);
	writ_json_bool(j, "signature_verified", false);
	writ_json_object_end(j);
}

static bool show(struct writ_json *j, const char *name, int fd, struct writ_msg *msg)
{
	struct writ_artifact artifact;
	struct writ_blob bytes;
	bool ok, is_named;

	if (!attribute_get(fd, name, &bytes, msg))
		return false;
	ok = decode(name, writ_blob_bytes(&bytes), &artifact, msg);
	if (ok) {
		is_named = names_content(fd, name, &artifact, NULL);
		if (j)
			show_json(j, name, &artifact, is_named);
		else
			show_text(name, &artifact, is_named);
	}
	writ_blob_free(&bytes);
	return ok;
}

static int each(const struct attach *at, char **files)
{
	struct writ_json json = { .f = stdout };
	struct writ_json *j = at->json ? &json : NULL;
	struct writ_msg msg;
	int ret = EXIT_GOOD;

	if (j)
		writ_json_array(j, NULL);
	for (; *files; files++) {
		int fd = open_file(*files);
		bool ok;

		if (fd < 0) {
			ret = EXIT_REFUSED;
			continue;
		}
		ok = at->action == REMOVE ? attribute_remove(fd, *files, &msg) :
					    show(j, *files, fd, &msg);
		if (!ok)
			ret = ui_fail_msg(&msg);
		close(fd);
	}
	if (j)
		writ_json_array_end(j);
	return ret;
}

static int run(int argc, char **argv)
{
	struct attach at = { 0 };
	int ret = parse(argc, argv, &at);

	if (ret >= 0)
		return ret;
	if (at.action == SET)
		return set_all(&at, argv[optind], argv + optind + 1);
	return each(&at, argv + optind);
}

const struct cmd cmd_attach = {
	"attach", "let files carry their authorization, show it or take it away", help, run
};
