// SPDX-License-Identifier: GPL-2.0-only
/* writctl load: bring the module into force, after everything that can be known was checked. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/vfs.h>

#include <linux/magic.h>

#include "artifacts.h"
#include "convert.h"
#include "ctl.h"
#include "kmsg.h"
#include "module.h"
#include "status.h"

#define PARAMS_MAX	4096
#define BOOT_LINE_MAX	(64 * 1024)
#define SOON		(7 * 24 * 60 * 60)

static const char help[] =
"Usage: writctl load --root FINGERPRINT --policy FILE [OPTION...]\n"
"\n"
"Checks policy and artifacts as the kernel will, checks that this host stays\n"
"usable, loads the module, and succeeds only when it says that it is enforcing.\n"
"\n"
"  --root FINGERPRINT        the root key to trust: 64 hex digits (`writ root KEY`)\n"
"  --policy FILE             the signed policy\n"
"  --artifacts DIR           load the artifacts in it\n"
"  --host ID                 this host's identity for audiences (default: " HOST_FILE ")\n"
"  --on-attach-failure HOW   warn (default) or panic, should attaching fail after all\n"
"  --module FILE             writ.ko, if not the running kernel's installed one\n"
"  --check                   only check; load nothing\n"
"  --yes                     load even if init, a shell or writctl could not run after it\n"
"\n"
"The lock-out check asks whether root could still run the init program, /bin/sh\n"
"and writctl, with their loaders and libraries. It refuses if not, unless --yes.\n"
"The way back from a host that cannot be used any more: boot with writ.off on the\n"
"kernel command line (a policy can forbid that).\n"
"\n"
"If the module is loaded already, nothing is changed: exit code 0 if it enforces\n"
"this policy in this version under this root, otherwise 1.\n"
"\n"
"Examples:\n"
"  writctl load --check --root $(cat /etc/writ/root) --policy /etc/writ/policy.writ\n"
"  writctl load --root $(cat /etc/writ/root) --policy /etc/writ/policy.writ \\\n"
"               --artifacts /etc/writ/artifacts --on-attach-failure panic\n";

/**
 * struct load - what was asked for
 * @p: for the module, with absolute paths
 * @module: the module's file; NULL for the installed one
 * @check: load nothing
 * @yes: load whatever the lock-out check says
 */
struct load {
	struct module_params p;
	const char *module;
	bool check;
	bool yes;
};

/* -1 if all is well, otherwise an exit code. */
static int parse(int argc, char **argv, struct load *load)
{
	enum { ROOT = 1, POLICY, ARTIFACTS, HOST, ON_ATTACH_FAILURE, MODULE, CHECK, YES };
	static const struct option options[] = {
		{ "root", required_argument, NULL, ROOT },
		{ "policy", required_argument, NULL, POLICY },
		{ "artifacts", required_argument, NULL, ARTIFACTS },
		{ "host", required_argument, NULL, HOST },
		{ "on-attach-failure", required_argument, NULL, ON_ATTACH_FAILURE },
		{ "module", required_argument, NULL, MODULE },
		{ "check", no_argument, NULL, CHECK },
		{ "yes", no_argument, NULL, YES },
		HELP_OPTION, { 0 },
	};
	int opt;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (opt) {
		case ROOT:
			load->p.root = optarg;
			break;
		case POLICY:
			load->p.policy = optarg;
			break;
		case ARTIFACTS:
			load->p.artifacts = optarg;
			break;
		case HOST:
			load->p.host = optarg;
			break;
		case ON_ATTACH_FAILURE:
			if (strcmp(optarg, "panic") && strcmp(optarg, "warn"))
				return ui_usage("--on-attach-failure is panic or warn, not \"%s\"",
						optarg);
			load->p.on_attach_failure = optarg;
			break;
		case MODULE:
			load->module = optarg;
			break;
		case CHECK:
			load->check = true;
			break;
		case YES:
			load->yes = true;
			break;
		case OPT_HELP:
			cmd_show_help(&cmd_load);
			return EXIT_GOOD;
		default:
			return EXIT_USAGE;
		}
	}
	if (optind != argc)
		return ui_usage("\"%s\" is too much", argv[optind]);
	if (!load->p.root || !load->p.policy)
		return ui_usage("--root and --policy are needed");
	return -1;
}

/* writ.off as a word of its own, as lsm/fitness.c looks for it. */
static bool boot_word_off(void)
{
	struct writ_blob line;
	bool off = false;
	char *save, *word;

	if (!writ_file_read(BOOT_LINE, BOOT_LINE_MAX, &line, NULL))
		return false;
	for (word = strtok_r((char *)line.data, " \n", &save); word && !off;
	     word = strtok_r(NULL, " \n", &save))
		off = !strcmp(word, "writ.off");
	writ_blob_free(&line);
	return off;
}

static bool locked_out(const struct load *load, const struct admission *a, const struct lockout *l)
{
	size_t denied = lockout_report(l);

	if (!denied)
		return false;
	if (load->yes) {
		ui_note("warning: this host will not be usable as it is (--yes)");
		return false;
	}
	ui_fail("refused: %zu of the files that init, a shell and writctl need would be denied; give --artifacts that cover them, or --yes",
		denied);
	if (a->policy->ignore_boot_off)
		ui_note("this policy ignores the boot word writ.off, so there would be no way back");
	return true;
}

static void warn_of_end(const struct admission *a, const struct lockout *l)
{
	u64 until = lockout_until(l);
	char text[32];

	if (until != U64_MAX && until - a->now < SOON)
		ui_note("warning: what init, a shell and writctl need is authorized only until %s",
			writ_time_format(until, text));
}

static bool check_host(const struct load *load, struct admission *a)
{
	struct artifacts_count count = { 0 };
	struct lockout l;
	struct writ_msg msg;
	bool ok = false;

	if (!lockout_open(&l, a, &msg)) {
		ui_fail("the lock-out check cannot be made: %s", msg.text);
		if (!load->yes)
			goto out;
	}
	if (load->p.artifacts && !artifacts_check(load->p.artifacts, a, &l, &count, &msg)) {
		ui_fail_msg(&msg);
		goto out;
	}
	lockout_attributes(&l);
	if (locked_out(load, a, &l))
		goto out;
	warn_of_end(a, &l);
	if (load->p.artifacts)
		printf("artifacts: %zu of %zu will be loaded%s\n", count.admitted, count.files,
		       count.idle ? ", not all of them allow something now" : "");
	ok = true;
out:
	lockout_close(&l);
	return ok;
}

static bool same(const struct status *s, const char *key, const char *value)
{
	const char *is = status_get(s, key);

	return is && !strcmp(is, value);
}

/* The module is there and is not touched: is it what was asked for? */
static int already_loaded(const struct status *s, const struct admission *a)
{
	char id[WRIT_NAME_MAX + 1], version[24], root[2 * WRIT_KID_SIZE + 1];

	fputs("already loaded: ", stdout);
	status_headline(s, stdout);
	snprintf(id, sizeof(id), "%.*s", (int)a->policy->id.len, (const char *)a->policy->id.data);
	snprintf(version, sizeof(version), "%llu", (unsigned long long)a->policy->version);
	writ_hex(a->root, sizeof(a->root), root);
	if (!status_enforcing(s))
		return ui_fail("the loaded module does not enforce; restart the host, and look into its kernel log");
	if (!same(s, "policy", id) || !same(s, "policy_version", version) || !same(s, "root", root))
		return ui_fail("another policy is in force than %s version %s; it changes with a restart of the host",
			       id, version);
	return EXIT_GOOD;
}

/* Without securityfs nobody could say whether the module enforces. */
static bool mount_securityfs(struct writ_msg *msg)
{
	struct statfs fs;

	if (statfs(SECURITYFS, &fs) == 0 && fs.f_type == SECURITYFS_MAGIC)
		return true;
	if (mount("securityfs", SECURITYFS, "securityfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL))
		return writ_msg_errno(msg, "cannot mount securityfs at %s", SECURITYFS);
	return true;
}

/* The module is in; its word counts. */
static int confirm(void)
{
	struct writ_msg msg;
	struct status s;
	int ret = EXIT_GOOD;

	switch (status_read(&s, NULL, &msg)) {
	case STATUS_READ:
		status_headline(&s, stdout);
		if (!status_enforcing(&s))
			ret = ui_fail("the module was loaded but does not enforce");
		status_free(&s);
		return ret;
	case STATUS_NOT_LOADED:
		return ui_fail("the module was loaded, but is not there any more");
	default:
		return ui_fail("the module was loaded, but: %s", msg.text);
	}
}

static int insert(const struct load *load, const char *params)
{
	char path[PATH_MAX];
	struct writ_msg msg;
	int log, ret;

	if (!load->module && !module_find(path, &msg))
		return ui_fail_msg(&msg);
	if (!mount_securityfs(&msg))
		return ui_fail_msg(&msg);
	log = kmsg_mark();
	if (!module_load(load->module ? load->module : path, params, &msg)) {
		kmsg_tell(log);
		return ui_fail_msg(&msg);
	}
	ret = confirm();
	if (ret != EXIT_GOOD)
		kmsg_tell(log);
	return ret;
}

static int check_and_load(const struct load *load, struct admission *a)
{
	char params[PARAMS_MAX];
	struct writ_msg msg;
	struct status s;
	int ret;

	switch (load->check ? STATUS_NOT_LOADED : status_read(&s, NULL, &msg)) {
	case STATUS_READ:
		ret = already_loaded(&s, a);
		status_free(&s);
		return ret;
	case STATUS_UNREADABLE:
		return ui_fail_msg(&msg);
	case STATUS_NOT_LOADED:
		break;
	}
	if (!module_params_format(&load->p, params, sizeof(params), &msg))
		return ui_fail_msg(&msg);
	if (!check_host(load, a))
		return EXIT_REFUSED;
	if (boot_word_off() && !a->policy->ignore_boot_off)
		return ui_fail("refused: writ.off stands on the kernel command line, so the module would not load");
	if (!load->check)
		return insert(load, params);
	fputs("the check passed: policy ", stdout);
	ui_text(stdout, a->policy->id);
	printf(" version %llu would be enforced\n", (unsigned long long)a->policy->version);
	return EXIT_GOOD;
}

static int run(int argc, char **argv)
{
	char policy[PATH_MAX], artifacts[PATH_MAX];
	struct load load = { 0 };
	struct admission *a;
	struct writ_msg msg;
	int ret = parse(argc, argv, &load);

	if (ret >= 0)
		return ret;
	/* The kernel takes absolute paths only: it has no working directory of its own. */
	if (!realpath(load.p.policy, policy))
		return ui_fail("cannot read the policy %s: %s", load.p.policy, strerror(errno));
	load.p.policy = policy;
	if (load.p.artifacts && !realpath(load.p.artifacts, artifacts))
		return ui_fail("cannot list the artifacts in %s: %s", load.p.artifacts,
			       strerror(errno));
	if (load.p.artifacts)
		load.p.artifacts = artifacts;
	a = calloc(1, sizeof(*a));
	if (!a)
		return ui_fail("out of memory");
	if (admission_open(a, load.p.root, policy, load.p.host, &msg)) {
		ret = check_and_load(&load, a);
		admission_close(a);
	} else {
		ret = ui_fail_msg(&msg);
	}
	free(a);
	return ret;
}

const struct cmd cmd_load = {
	"load", "check policy and artifacts, load the module, and see it enforce", help, run
};
