/* SPDX-License-Identifier: GPL-2.0-only */
/* Registering with the LSM framework, which only what is compiled in may do. */
#ifndef WRIT_COMPAT_LSM_H
#define WRIT_COMPAT_LSM_H

#include <linux/lsm_hooks.h>
#include <linux/version.h>

/* An LSM is known by its name until 6.7, and by a number as well since 6.8: it has none. */
static inline void __init writ_add_hooks(struct security_hook_list *hooks, int count)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 8, 0)
	static const struct lsm_id id = { .name = "writ", .id = LSM_ID_UNDEF };

	security_add_hooks(hooks, count, &id);
#else
	security_add_hooks(hooks, count, "writ");
#endif
}

#endif
