// SPDX-License-Identifier: GPL-2.0-only
/*
 * /sys/kernel/security/writ/status: one "key: value" a line, for people and for
 * writctl. Nothing below that directory can be written.
 */
#include <linux/security.h>
#include <linux/seq_file.h>
#include <linux/utsname.h>

#include "admission.h"
#include "authority.h"
#include "clock.h"
#include "compat/compat.h"
#include "content.h"
#include "crypto.h"
#include "events.h"
#include "inquiry.h"
#include "lineage.h"
#include "netlink.h"
#include "terms.h"
#include "watch.h"
#include "writ.h"

static struct dentry *status_dir;
static struct dentry *status_file;

static void show_bytes(struct seq_file *m, const char *key, struct writ_bytes value)
{
	seq_printf(m, "%s: %.*s\n", key, (int)value.len, value.data);
}

static void show_time(struct seq_file *m, const char *key, u64 seconds)
{
	if (seconds == U64_MAX)
		seq_printf(m, "%s: never\n", key);
	else
		seq_printf(m, "%s: %llu\n", key, seconds);
}

static void show_state(struct seq_file *m)
{
	seq_printf(m, "state: %s\n", writ_state_name());
	if (writ_state_cause())
		seq_printf(m, "cause: %s\n", writ_state_cause());
	seq_printf(m, "version: %s\n", WRIT_VERSION);
	seq_printf(m, "kernel: %s\n", utsname()->release);
	show_bytes(m, "host", writ_params.host);
}

static void show_policy(struct seq_file *m)
{
	const struct writ_force *force = writ_force_get();
	const struct writ_policy *policy = force->authority.policy;
	struct writ_holdings holdings;

	show_bytes(m, "policy", policy->id);
	seq_printf(m, "policy_version: %llu\n", policy->version);
	show_time(m, "policy_expires", policy->sign.claims.exp);
	if (policy->permissive_until)
		show_time(m, "permissive_until", policy->permissive_until);
	seq_printf(m, "root: %*phN\n", WRIT_KID_SIZE, policy->root_kid);
	seq_printf(m, "issuers: %u\n", policy->nissuers);
	seq_printf(m, "rules: %u\n", policy->nrules);
	seq_printf(m, "default: %s\n", writ_answer_name(policy->default_answer));
	seq_printf(m, "writable_code: %s\n", policy->writable_code ? "allow" : "deny");
	seq_printf(m, "strict_log: %s\n", policy->strict_log ? "yes" : "no");
	seq_printf(m, "generation: %u\n", force->generation);
	writ_force_put(force);
	writ_holdings(&holdings);
	seq_printf(m, "delegations: %u\n", holdings.delegations);
	seq_printf(m, "revocations: %u\n", holdings.revocations);
}

static const char *supported(bool it_is)
{
	return it_is ? "supported" : "unsupported";
}

static void show_abilities(struct seq_file *m)
{
	static const enum writ_alg algorithms[] = { WRIT_ALG_RS256, WRIT_ALG_ESP256 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(algorithms); i++)
		seq_printf(m, "algorithm %s: %s\n", writ_alg_name(algorithms[i]),
			   supported(writ_signature_supported(algorithms[i])));
	seq_printf(m, "digest sha256: %s\n", writ_digest_driver());
	seq_printf(m, "digest fsverity: %s\n", supported(WRIT_HAS_VERITY_DIGEST));
	seq_printf(m, "execve_check: %s\n", supported(WRIT_HAS_EXECVE_CHECK));
}

/*
 * "live" is a hook whose program has been seen to call; "attached" one that
 * has had no occasion yet.
 */
static void show_hooks(struct seq_file *m)
{
	int hook;

	for (hook = 0; hook < __WRIT_HOOK_COUNT; hook++)
		seq_printf(m, "hook %s: %s\n", writ_hook_name(hook),
			   !writ_is_armed() ? "not attached" :
			   writ_hook_fired(hook) ? "live" : "attached");
}

static int status_show(struct seq_file *m, void *unused)
{
	show_state(m);
	/* Compiled in, it shows itself even where init was refused: then this is all there is. */
	if (!rcu_access_pointer(writ_in_force)) {
		show_hooks(m);
		return 0;
	}
	show_policy(m);
	show_abilities(m);
	show_hooks(m);
	writ_report_show(m);
	writ_store_show(m);
	writ_cache_show(m);
	writ_clock_show(m);
	writ_uses_show(m);
	writ_watch_show(m);
	writ_host_state_show(m);
	writ_lineage_show(m);
	writ_pins_show(m);
	writ_events_show(m);
	writ_netlink_show(m);
	return 0;
}

DEFINE_SHOW_ATTRIBUTE(status);

int writ_status_init(void)
{
	status_dir = securityfs_create_dir("writ", NULL);
	if (IS_ERR(status_dir)) {
		pr_err("the status directory could not be made (%ld)\n", PTR_ERR(status_dir));
		return PTR_ERR(status_dir);
	}
	status_file = securityfs_create_file("status", 0444, status_dir, NULL, &status_fops);
	if (IS_ERR(status_file)) {
		pr_err("the status file could not be made (%ld)\n", PTR_ERR(status_file));
		securityfs_remove(status_dir);
		return PTR_ERR(status_file);
	}
	return 0;
}

void writ_status_exit(void)
{
	securityfs_remove(status_file);
	securityfs_remove(status_dir);
}
