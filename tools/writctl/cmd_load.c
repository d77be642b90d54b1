// SPDX-License-Identifier: GPL-2.0-only
/* writctl load: bring the module into force, after everything that can be known was checked. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <linux/magic.h>

#include "convert.h"
#include "ctl.h"
#include "host_check.h"
#include "kmsg.h"
#include "module.h"
#include "objects.h"
#include "status.h"

#define PARAMS_MAX	4096
#define BOOT_LINE_MAX	(64 * 1024)

static const char help[] =
"Usage: writctl load --root FINGERPRINT --policy FILE [OPTION...]\n"
"       writctl load [--keep] FILE...\n"
"\n"
"With --root and --policy, brings the module into force:\n"
"Checks policy and artifacts as the kernel will, checks that this host stays\n"
"usable, loads the module, and succeeds only when it says that it is enforcing, or\n"
"permissive under a policy with permissive-until.\n"
"\n"
"  --root FINGERPRINT        the root key to trust: 64 hex digits (`writ root KEY`)\n"
"  --policy FILE             the signed policy\n"
"  --artifacts DIR           load the artifacts in it\n"
"  --delegations DIR         load the delegations in it, in the order of their names\n"
"                            (default: " DELEGATIONS_DIR ", if it is there)\n"
"  --revocations DIR         load the revocations in it before anything runs\n"
"                            (default: " REVOCATIONS_DIR ", if it is there)\n"
"  --host ID                 this host's identity for audiences (default: " HOST_FILE ")\n"
"  --on-attach-failure HOW   warn (default) or panic, should attaching fail after all\n"
"  --events N                records held until writd takes them, a power of two\n"
"                            (default 8192)\n"
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
"this policy in this version under this root, or is permissive under it, otherwise 1.\n"
"\n"
"With FILEs, puts these artifacts and delegations into force on a host that is\n"
"governed already:\n"
"\n"
"  --keep                    also keep them in /etc/writ, for the next boot\n"
"\n"
"Examples:\n"
"  writctl load deploy.writ\n"
"  writctl load --check --root $(cat /etc/writ/root) --policy /etc/writ/policy.writ\n"
"  writctl load --root $(cat /etc/writ/root) --policy /etc/writ/policy.writ \\\n"
"               --artifacts /etc/writ/artifacts --on-attach-failure panic\n";

/**
 * struct load - what was asked for
 * @p: for the module, with absolute paths
 * @module: the module's file; NULL for the installed one
 * @check: load nothing
 * @yes: load whatever the lock-out check says
 * @keep: of objects that are put into force: for the next boot, too
 */
struct load {
	struct module_params p;
	const char *module;
	bool check;
	bool yes;
	bool keep;
};

/* -1 if all is well, otherwise an exit code. */
static int parse(int argc, char **argv, struct load *load)
{
	enum { ROOT = 1, POLICY, ARTIFACTS, HOST, ON_ATTACH_FAILURE, MODULE, CHECK, YES,
	       DELEGATIONS, REVOCATIONS, EVENTS, KEEP };
	static const struct option options[] = {
		{ "root", required_argument, NULL, ROOT },
		{ "policy", required_argument, NULL, POLICY },
		{ "artifacts", required_argument, NULL, ARTIFACTS },
		{ "host", required_argument, NULL, HOST },
		{ "on-attach-failure", required_argument, NULL, ON_ATTACH_FAILURE },
		{ "module", required_argument, NULL, MODULE },
		{ "check", no_argument, NULL, CHECK },
		{ "yes", no_argument, NULL, YES },
		{ "delegations", required_argument, NULL, DELEGATIONS },
		{ "revocations", required_argument, NULL, REVOCATIONS },
		{ "events", required_argument, NULL, EVENTS },
		{ "keep", no_argument, NULL, KEEP },
		HELP_OPTION, { 0 },
	};
	bool for_module = false;
	int opt;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		for_module |= opt != KEEP;
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
		case DELEGATIONS:
			load->p.delegations = optarg;
			break;
		case REVOCATIONS:
			load->p.revocations = optarg;
			break;
		case EVENTS:
			load->p.events = optarg;
			break;
		case KEEP:
			load->keep = true;
			break;
		case OPT_HELP:
			cmd_show_help(&cmd_load);
			return EXIT_GOOD;
		default:
			return EXIT_USAGE;
		}
	}
	if (optind != argc && for_module)
		return ui_usage("FILEs go with --keep alone: \"%s\"", argv[optind]);
	if (optind != argc)
		return objects_load(argv + optind, (size_t)(argc - optind), load->keep);
	if (!load->p.root || !load->p.policy)
		return ui_usage("--root and --policy are needed, or FILEs to put into force");
	if (load->keep)
		return ui_usage("--keep is for FILEs");
	return -1;
}

/* writ.off as a word of its own, as lsm/boot_word.c looks for it. */
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
	if (!status_in_force(s))
		return ui_fail("the loaded module does not enforce; restart the host, and look into its kernel log");
	if (!same(s, "policy", id) || !same(s, "policy_version", version) || !same(s, "root", root))
		return ui_fail("another policy is in force than %s version %s; `writctl policy FILE` changes it",
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
		if (!status_in_force(&s))
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
	if (!host_check(a, load->p.artifacts, load->yes))
		return EXIT_REFUSED;
	if (load->p.least_version && a->policy->version < strtoull(load->p.least_version, NULL, 10))
		return ui_fail("refused: version %llu of this policy was in force before, and nothing older may follow (" MARK_FILE ")",
			       strtoull(load->p.least_version, NULL, 10));
	if (boot_word_off() && !a->policy->ignore_boot_off)
		return ui_fail("refused: writ.off stands on the kernel command line, so the module would not load");
	if (!load->check)
		return insert(load, params);
	fputs("the check passed: policy ", stdout);
	ui_text(stdout, a->policy->id);
	printf(" version %llu would be enforced\n", (unsigned long long)a->policy->version);
	return EXIT_GOOD;
}

/* The kernel takes absolute paths only: it has no working directory of its own. */
static bool absolute(const char **path, char out[PATH_MAX], const char *what)
{
	if (!*path)
		return true;
	if (!realpath(*path, out)) {
		ui_fail("cannot read the %s %s: %s", what, *path, strerror(errno));
		return false;
	}
	*path = out;
	return true;
}

static void use_if_there(const char **path, const char *dir)
{
	if (!*path && access(dir, F_OK) == 0)
		*path = dir;
}

/* A host that had a newer policy goes not back to an older one: writd keeps the mark. */
static const char *least_version(const struct admission *a, char out[24])
{
	char id[WRIT_NAME_MAX + 1], *end;
	struct writ_blob mark;
	u64 version = 0;

	if (!writ_file_read(MARK_FILE, sizeof(id) + 32, &mark, NULL))
		return NULL;
	end = strchr((char *)mark.data, '\n');
	if (end && (size_t)(end - (char *)mark.data) == a->policy->id.len &&
	    !memcmp(mark.data, a->policy->id.data, a->policy->id.len))
		version = strtoull(end + 1, NULL, 10);
	writ_blob_free(&mark);
	if (!version)
		return NULL;
	snprintf(out, 24, "%llu", (unsigned long long)version);
	return out;
}

/* Time that has passed stays past: writd keeps how far an earlier boot had come. */
static const char *clock_mark(char out[24])
{
	struct writ_blob mark;
	unsigned long long seconds;

	if (!writ_file_read(CLOCK_FILE, 32, &mark, NULL))
		return NULL;
	seconds = strtoull((char *)mark.data, NULL, 10);
	writ_blob_free(&mark);
	if (!seconds)
		return NULL;
	snprintf(out, 24, "%llu", seconds);
	return out;
}

static int load_module(struct load *load)
{
	char policy[PATH_MAX], artifacts[PATH_MAX], delegations[PATH_MAX], revocations[PATH_MAX];
	char version[24], clock[24];
	struct admission *a;
	struct writ_msg msg;
	int ret;

	use_if_there(&load->p.delegations, DELEGATIONS_DIR);
	use_if_there(&load->p.revocations, REVOCATIONS_DIR);
	if (!absolute(&load->p.policy, policy, "policy") ||
	    !absolute(&load->p.artifacts, artifacts, "artifacts in") ||
	    !absolute(&load->p.delegations, delegations, "delegations in") ||
	    !absolute(&load->p.revocations, revocations, "revocations in"))
		return EXIT_REFUSED;
	a = calloc(1, sizeof(*a));
	if (!a)
		return ui_fail("out of memory");
	if (!admission_open(a, load->p.root, policy, load->p.host, &msg)) {
		ret = ui_fail_msg(&msg);
	} else {
		load->p.least_version = least_version(a, version);
		load->p.clock = clock_mark(clock);
		ret = admission_directories(a, load->p.delegations, load->p.revocations, &msg) ?
		      check_and_load(load, a) : ui_fail_msg(&msg);
		admission_close(a);
	}
	free(a);
	return ret;
}

static int run(int argc, char **argv)
{
	struct load load = { 0 };
	int ret = parse(argc, argv, &load);

	return ret >= 0 ? ret : load_module(&load);
}

const struct cmd cmd_load = {
	"load", "load the module with a policy, or put artifacts into force", help, run
};
