// SPDX-License-Identifier: GPL-2.0-only
/* The order in which the module comes up. */
#include <generated/utsrelease.h>
#include <linux/module.h>

#include "admission.h"
#include "content.h"
#include "crypto.h"
#include "events.h"
#include "inquiry.h"
#include "lineage.h"
#include "netlink.h"
#include "terms.h"
#include "way.h"
#include "writ.h"

/*
 * Everything that can be refused is refused here, before the module is live:
 * after that insmod cannot be made to fail (docs/architecture.md).
 */
int __init writ_init(void)
{
	int ret;

	ret = writ_params_init();
	if (ret)
		return ret;
	ret = writ_digest_init();
	if (ret)
		return ret;
	ret = writ_lineage_init();
	if (ret)
		goto out_digest;
	ret = writ_events_init();
	if (ret)
		goto out_lineage;
	writ_host_state_init();
	writ_evidence_state(WRIT_KIND_LOAD, WRIT_AUTHORIZED, "writ " WRIT_VERSION " on " UTS_RELEASE);
	ret = writ_signature_init();
	if (ret)
		goto out_events;
	ret = writ_cache_init();
	if (ret)
		goto out_events;
	ret = writ_store_init();
	if (ret)
		goto out_cache;
	ret = writ_policy_load();
	if (ret)
		goto out_store;
	ret = writ_fitness_check();
	if (ret)
		goto out_policy;
	ret = writ_directories_load();
	if (ret)
		goto out_fitness;
	ret = writ_status_init();
	if (ret)
		goto out_fitness;
	ret = writ_netlink_init();
	if (ret)
		goto out_status;
	ret = writ_attach_prepare();
	if (ret)
		goto out_netlink;
	return 0;

out_netlink:
	writ_netlink_exit();
out_status:
	writ_status_exit();
out_fitness:
	writ_fitness_release();
out_policy:
	writ_policy_unload();
out_store:
	writ_store_exit();
out_cache:
	writ_cache_exit();
out_events:
	writ_events_exit();
out_lineage:
	writ_lineage_exit();
out_digest:
	writ_digest_exit();
	return ret;
}

/* There is no exit: a module that governs execution is not unloaded. */
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("No execution without a signed authorization");
MODULE_VERSION(WRIT_VERSION);
