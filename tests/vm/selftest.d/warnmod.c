// SPDX-License-Identifier: GPL-2.0-only
/*
 * A module for the harness' own test: it loads without a word, and warns
 * when told to, so that the harness can be seen to notice.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

static bool warn;
module_param(warn, bool, 0444);
MODULE_PARM_DESC(warn, "Warn while loading");

static int __init warnmod_init(void)
{
	WARN(warn, "warnmod was told to warn\n");
	return 0;
}

static void __exit warnmod_exit(void)
{
}

module_init(warnmod_init);
module_exit(warnmod_exit);

MODULE_DESCRIPTION("Test module of the virtual machine harness");
MODULE_LICENSE("GPL");
