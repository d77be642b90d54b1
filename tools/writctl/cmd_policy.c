// SPDX-License-Identifier: GPL-2.0-only
/* writctl policy: show the policy in force, or replace it. */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "convert.h"
#include "ctl.h"
#include "host_check.h"
#include "objects.h"

static const char help[] =
"Usage: writctl policy\n"
"       writctl policy [--artifacts DIR] [--yes] [--transient] FILE\n"
"\n"
"Without FILE, says which policy is in force. With it, checks the policy as writctl\n"
"load does and puts it into force at once and whole, or refuses it whole: its root\n"
"key must be the one in force, and its version higher. It is kept as\n"
POLICY_FILE ", for the next boot.\n"
"\n"
"  --artifacts DIR   judge the lock-out check with the artifacts in it (default:\n"
"                    " ARTIFACTS_DIR ", if it is there)\n"
"  --yes             put it into force even if init, a shell or writctl could not run\n"
"  --transient       only until the next boot\n"
"\n"
"Example:\n"
"  writ policy sign --key root policy.yaml -o policy.writ && writctl policy policy.writ\n";

struct replace {
	const char *file;
	const char *artifacts;
	bool yes;
	bool transient;
};

static int show(struct writ_nl *nl)
{
	struct writ_nl_status s;
	char root[2 * WRIT_KID_SIZE + 1];
	enum writ_nl_result result;
	struct writ_msg msg;

	result = writ_nl_status(nl, &s, &msg);
	if (result != WRIT_NL_OK)
		return live_fail(result, &msg);
	fputs("policy   ", stdout);
	writ_print_safe(stdout, s.policy, strlen(s.policy));
	printf("\nversion  %" PRIu64 "\nroot     %s\n", s.policy_version,
	       writ_hex(s.root, sizeof(s.root), root));
	return EXIT_GOOD;
}

static int put(const struct replace *r, struct writ_nl *nl, const struct admission *a)
{
	const struct writ_bytes object = writ_blob_bytes(&a->bytes);
	enum writ_nl_result result;
	struct writ_msg msg;

	result = writ_nl_add(nl, WRIT_OBJECT_POLICY, object, NULL, NULL, &msg);
	if (result != WRIT_NL_OK) {
		ui_fail("%s was refused; what was in force still is", r->file);
		return live_fail(result, &msg);
	}
	if (!r->transient && !object_keep(POLICY_FILE, object, &msg))
		return ui_fail("the policy is in force until the next boot, but could not be kept: %s",
			       msg.text);
	ui_text(stdout, a->policy->id);
	printf(" version %" PRIu64 ": in force%s\n", a->policy->version,
	       r->transient ? " until the next boot" : ", also after the next boot");
	return EXIT_GOOD;
}

static int replace(const struct replace *r, struct writ_nl *nl)
{
	char root[2 * WRIT_KID_SIZE + 1];
	struct writ_nl_status s;
	enum writ_nl_result result;
	struct admission *a;
	struct writ_msg msg;
	int ret;

	result = writ_nl_status(nl, &s, &msg);
	if (result != WRIT_NL_OK)
		return live_fail(result, &msg);
	a = calloc(1, sizeof(*a));
	if (!a)
		return ui_fail("out of memory");
	writ_hex(s.root, sizeof(s.root), root);
	if (!admission_open(a, root, r->file, *s.host ? s.host : NULL, &msg)) {
		free(a);
		return ui_fail_msg(&msg);
	}
	if (!admission_directories(a, access(DELEGATIONS_DIR, F_OK) ? NULL : DELEGATIONS_DIR,
				   access(REVOCATIONS_DIR, F_OK) ? NULL : REVOCATIONS_DIR, &msg))
		ret = ui_fail_msg(&msg);
	else
		ret = host_check(a, r->artifacts, r->yes) ? put(r, nl, a) : EXIT_REFUSED;
	admission_close(a);
	free(a);
	return ret;
}

static int run(int argc, char **argv)
{
	enum { ARTIFACTS = 1, YES, TRANSIENT };
	static const struct option options[] = {
		{ "artifacts", required_argument, NULL, ARTIFACTS },
		{ "yes", no_argument, NULL, YES },
		{ "transient", no_argument, NULL, TRANSIENT },
		HELP_OPTION, { 0 },
	};
	struct replace r = { 0 };
	struct writ_nl *nl;
	int opt, ret;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (opt) {
		case ARTIFACTS:
			r.artifacts = optarg;
			break;
		case YES:
			r.yes = true;
			break;
		case TRANSIENT:
			r.transient = true;
			break;
		case OPT_HELP:
			return cmd_show_help(&cmd_policy);
		default:
			return EXIT_USAGE;
		}
	}
	if (argc - optind > 1)
		return ui_usage("\"%s\" is too much", argv[optind + 1]);
	r.file = argv[optind];
	if (!r.artifacts && access(ARTIFACTS_DIR, F_OK) == 0)
		r.artifacts = ARTIFACTS_DIR;
	nl = live_open();
	if (!nl)
		return EXIT_REFUSED;
	ret = r.file ? replace(&r, nl) : show(nl);
	writ_nl_close(nl);
	return ret;
}

const struct cmd cmd_policy = { "policy", "show the policy in force, or replace it", help, run };
