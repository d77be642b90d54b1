// SPDX-License-Identifier: GPL-2.0-only
/* The load parameters. */
#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/kernel_read_file.h>
#include <linux/module.h>
#include <linux/vmalloc.h>

#include "clock.h"
#include "compat/compat.h"
#include "events.h"
#include "writ.h"

#define HOST_FILE "/etc/machine-id"

struct writ_params writ_params;

static char *root;
module_param(root, charp, 0);
MODULE_PARM_DESC(root, "thumbprint of the root public key, 64 hexadecimal digits (`writ root KEY`)");

static char *policy;
module_param(policy, charp, 0);
MODULE_PARM_DESC(policy, "path of the signed policy");

static unsigned long long least_version;
module_param(least_version, ullong, 0);
MODULE_PARM_DESC(least_version, "refuse a policy below this version (`writctl load` knows it)");

static unsigned long long clock;
module_param(clock, ullong, 0);
MODULE_PARM_DESC(clock, "seconds since the epoch that an earlier boot had reached (`writctl load` knows it)");

static char *artifacts;
module_param(artifacts, charp, 0);
MODULE_PARM_DESC(artifacts, "directory of artifacts to load (optional)");

static char *delegations;
module_param(delegations, charp, 0);
MODULE_PARM_DESC(delegations, "directory of delegations to load, by name (optional)");

static char *revocations;
module_param(revocations, charp, 0);
MODULE_PARM_DESC(revocations, "directory of revocations to load before anything runs (optional)");

static char *host;
module_param(host, charp, 0);
MODULE_PARM_DESC(host, "identity of this host for audiences (default: the content of " HOST_FILE ")");

module_param_named(events, writ_event_slots, uint, 0);
MODULE_PARM_DESC(events, "records that are held until they are acknowledged, a power of two (default: 8192)");

static char *on_attach_failure = "warn";
module_param(on_attach_failure, charp, 0);
MODULE_PARM_DESC(on_attach_failure, "panic or warn, should attaching fail after all (default: warn)");

static char host_identity[WRIT_NAME_MAX + 1];

/* The identity is shown in status, line by line: nothing in it may break a line. */
static bool printable(const char *text)
{
	for (; *text; text++)
		if (iscntrl(*text))
			return false;
	return true;
}

/*
 * Without a host= the machine id is the identity. A host that has neither is
 * in no audience, which denies whatever is bound to one.
 */
static int host_init(void)
{
	size_t len = 0;

	if (host) {
		len = strlen(host);
		if (len == 0 || len > WRIT_NAME_MAX || !printable(host)) {
			pr_err("host= must be 1 to %d printable bytes long\n", WRIT_NAME_MAX);
			return -EINVAL;
		}
		memcpy(host_identity, host, len);
	} else {
		void *text = NULL;
		ssize_t got = kernel_read_file_from_path(HOST_FILE, 0, &text, WRIT_NAME_MAX,
							 NULL, READING_POLICY);

		if (got > 0) {
			memcpy(host_identity, text, got);
			len = strcspn(host_identity, "\n");
		}
		if (got >= 0)
			vfree(text);
	}
	writ_params.host.data = (const u8 *)host_identity;
	writ_params.host.len = len;
	return 0;
}

int writ_params_init(void)
{
	/* First, since compiled in even a missing policy is a failure to attach. */
	if (!strcmp(on_attach_failure, "panic")) {
		writ_params.panic_on_failure = true;
	} else if (strcmp(on_attach_failure, "warn")) {
		pr_err("on_attach_failure= must be panic or warn\n");
		return -EINVAL;
	}
	if (!root || strlen(root) != 2 * WRIT_KID_SIZE ||
	    hex2bin(writ_params.root, root, WRIT_KID_SIZE)) {
		pr_err("root= must be the root key's thumbprint, 64 hexadecimal digits (see `writ root`)\n");
		return -EINVAL;
	}
	if (!policy || policy[0] != '/') {
		pr_err("policy= must be the absolute path of a signed policy\n");
		return -EINVAL;
	}
	if ((artifacts && artifacts[0] != '/') || (delegations && delegations[0] != '/') ||
	    (revocations && revocations[0] != '/')) {
		pr_err("artifacts=, delegations= and revocations= must be absolute paths of directories\n");
		return -EINVAL;
	}
	writ_params.policy = policy;
	writ_params.artifacts = artifacts;
	writ_params.delegations = delegations;
	writ_params.revocations = revocations;
	writ_params.least_version = least_version;
	writ_clock_init(clock);
	return host_init();
}
