// SPDX-License-Identifier: GPL-2.0-only
/* The kernel command line, in which one word can switch writ off. */
#include <linux/fs.h>
#include <linux/slab.h>

#include "authority.h"
#include "way.h"
#include "writ.h"

#define BOOT_LINE_MAX 4096

int writ_boot_word(const char *word)
{
	char *line, *rest, *at;
	struct file *file;
	loff_t pos = 0;
	ssize_t got;
	int ret;

	line = kmalloc(BOOT_LINE_MAX, GFP_KERNEL);
	if (!line)
		return -ENOMEM;
	file = writ_proc_open("/proc/cmdline");
	if (IS_ERR(file)) {
		ret = PTR_ERR(file);
		goto out;
	}
	got = kernel_read(file, line, BOOT_LINE_MAX - 1, &pos);
	filp_close(file, NULL);
	ret = got < 0 ? got : 0;
	line[max_t(ssize_t, got, 0)] = '\0';
	for (rest = line; !ret && (at = strsep(&rest, " \n")); )
		ret = !strcmp(at, word);
out:
	kfree(line);
	return ret;
}

int writ_boot_off(void)
{
	bool ignore;
	int off = writ_boot_word("writ.off");

	if (off < 0) {
		pr_err("refused to load: /proc/cmdline cannot be read (%d)\n", off);
		return off;
	}
	if (!off)
		return 0;
	rcu_read_lock();
	ignore = writ_policy_rcu()->ignore_boot_off;
	rcu_read_unlock();
	if (ignore) {
		pr_notice("the boot word writ.off does not count: the policy says ignore-boot-off\n");
		return 0;
	}
	pr_warn("refused to load: writ.off stands on the kernel command line\n");
	return -EPERM;
}
