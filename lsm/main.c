// SPDX-License-Identifier: GPL-2.0-only
/* The order in which the module comes up. */
#include <linux/module.h>

#include "compat/compat.h"
#include "writ.h"

/*
 * Everything that can be refused is refused here, before the module is live:
 * after that insmod cannot be made to fail (design: docs/architecture.md).
 */
static int __init writ_init(void)
{
	int ret;

	ret = writ_params_init();
	if (ret)
		return ret;
	ret = writ_digest_init();
	if (ret)
		return ret;
	ret = writ_signature_init();
	if (ret)
		goto out_digest;
	ret = writ_policy_load();
	if (ret)
		goto out_digest;
	ret = writ_fitness_check();
	if (ret)
		goto out_policy;
	ret = writ_cache_init();
	if (ret)
		goto out_fitness;
	ret = writ_store_init();
	if (ret)
		goto out_cache;
	ret = writ_artifacts_load();
	if (ret)
		goto out_store;
	ret = writ_kfunc_register();
	if (ret)
		goto out_store;
	ret = writ_status_init();
	if (ret)
		goto out_store;
	ret = writ_attach_prepare();
	if (ret)
		goto out_status;
	return 0;

out_status:
	writ_status_exit();
out_store:
	writ_store_exit();
out_cache:
	writ_cache_exit();
out_fitness:
	writ_fitness_release();
out_policy:
	writ_policy_unload();
out_digest:
	writ_digest_exit();
	return ret;
}

/* No exit: a module that governs execution is not unloaded. */
module_init(writ_init);

WRIT_IMPORT_BPF;
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("No execution without a signed authorization");
MODULE_VERSION(WRIT_VERSION);
