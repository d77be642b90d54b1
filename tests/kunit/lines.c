// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which lines ran, where User-Mode Linux is compiled to count them (tests/kunit/run
 * -c). The counts would be written when the program ends, but it ends in a way that
 * the compiler's library, from gcc 7 on, is not told of.
 */
#include <linux/init.h>
#include <linux/notifier.h>
#include <linux/reboot.h>

#ifdef CONFIG_GCOV
/* libgcov's, of the host's compiler. */
void __gcov_dump(void);

static int write_lines(struct notifier_block *block, unsigned long action, void *data)
{
	__gcov_dump();
	return NOTIFY_DONE;
}

static struct notifier_block at_the_end = { .notifier_call = write_lines };

static int __init lines_init(void)
{
	return register_reboot_notifier(&at_the_end);
}
late_initcall(lines_init);
#endif
