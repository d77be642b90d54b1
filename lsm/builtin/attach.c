// SPDX-License-Identifier: GPL-2.0-only
/*
 * The way in without a module: the hooks register while the kernel begins, long
 * before there is anything to judge, and are armed in the last of the initcalls,
 * before anything of userspace runs that init starts.
 */
#include <linux/init.h>
#include <linux/types.h>
#include <linux/initrd.h>
#include <linux/lsm_hooks.h>

#include "builtin.h"
#include "way.h"
#include "writ.h"

static bool registered __initdata;

static int __init begin(void)
{
	writ_hooks_register();
	registered = true;
	return 0;
}

DEFINE_LSM(writ) = {
	.name = "writ",
	.init = begin,
};

int writ_fitness_check(void)
{
	return writ_boot_off();
}

void writ_fitness_release(void)
{
}

/* Nothing is left to arrange: who called init goes on by himself. */
int writ_attach_prepare(void)
{
	return 0;
}

static int __init bring_up(const char **cause)
{
	int ret;

	*cause = "writ is not among the active LSMs: see CONFIG_LSM, and lsm= on the boot line";
	if (!registered)
		return -ENODEV;
	*cause = "no /proc could be mounted";
	ret = writ_proc_mount();
	if (ret)
		return ret;
	*cause = "init was refused: the kernel log says why";
	return writ_init();
}

static int __init writ_builtin_init(void)
{
	const char *cause;
	int ret;

	wait_for_initramfs();
	ret = bring_up(&cause);
	if (ret) {
		/* Whoever looks for the reason finds it there. */
		writ_status_init();
		writ_not_enforcing(cause, ret);
	} else {
		writ_live();
	}
	writ_proc_unmount();
	return 0;
}

late_initcall_sync(writ_builtin_init);
