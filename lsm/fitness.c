// SPDX-License-Identifier: GPL-2.0-only
/*
 * Can this kernel enforce? Whatever is found wanting here makes insmod fail
 * with one line and leaves the host as it was.
 */
#include <linux/bpf.h>
#include <linux/ftrace.h>
#include <linux/module.h>
#include <linux/security.h>

#include "way.h"
#include "writ.h"

#include "compat/skeleton.h"
#include "probe.lskel.h"

/*
 * A no-op ftrace user that is marked permanent: while it is registered,
 * kernel.ftrace_enabled=0, which would silently stop every BPF LSM program of
 * the host, is refused with EBUSY (kernel/trace/ftrace.c).
 */
static void ftrace_noop(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *ops,
			struct ftrace_regs *regs)
{
}

static struct ftrace_ops ftrace_pin = {
	.func = ftrace_noop,
	.flags = FTRACE_OPS_FL_PERMANENT,
};

/* Any function will do that is traceable and never called while the host runs. */
static char ftrace_pin_target[] = "kernel_halt";

static int pin_ftrace(void)
{
	int ret;

	ret = ftrace_set_filter(&ftrace_pin, ftrace_pin_target, strlen(ftrace_pin_target), 1);
	if (!ret)
		ret = register_ftrace_function(&ftrace_pin);
	if (ret) {
		pr_err("refused to load: ftrace cannot be pinned (%d); is kernel.ftrace_enabled 0?\n",
		       ret);
		ftrace_free_filter(&ftrace_pin);
	}
	return ret;
}

static void release_ftrace(void)
{
	unregister_ftrace_function(&ftrace_pin);
	ftrace_free_filter(&ftrace_pin);
}

/*
 * Attach a program that needs nothing of this module, and see it deny. Where
 * the boot line dropped bpf from the active LSMs, programs attach and never run.
 */
static int probe_programs(void)
{
	struct writ_probe *skel;
	int before, during, ret;

	skel = writ_probe__open();
	if (!skel)
		return -ENOMEM;
	before = security_kernel_load_data(LOADING_POLICY, false);
	ret = writ_probe__load(skel);
	if (!ret)
		ret = writ_probe__attach(skel);
	if (ret) {
		pr_err("refused to load: the kernel does not attach BPF LSM programs (%d); is the BPF JIT on?\n",
		       ret);
		goto out;
	}
	during = security_kernel_load_data(LOADING_POLICY, false);
	if (before || during != -EPERM) {
		pr_err("refused to load: an attached BPF LSM program was not run (%d, %d); is bpf missing from lsm= on the boot line?\n",
		       before, during);
		ret = -EOPNOTSUPP;
	}
out:
	/* The link is freed by RCU, a moment later: what it denies, nobody asks for. */
	writ_probe__destroy(skel);
	return ret;
}

static int check_btf(void)
{
#ifdef CONFIG_DEBUG_INFO_BTF_MODULES
	if (THIS_MODULE->btf_data_size)
		return 0;
#endif
	pr_err("refused to load: this writ.ko was built without BTF\n");
	return -ENOEXEC;
}

int writ_fitness_check(void)
{
	int ret;

	ret = check_btf();
	ret = ret ?: writ_boot_off();
	ret = ret ?: pin_ftrace();
	if (ret)
		return ret;
	ret = probe_programs();
	if (ret)
		goto out_pin;
	ret = writ_personality_init();
	if (ret)
		goto out_pin;
	return 0;

out_pin:
	release_ftrace();
	return ret;
}

void writ_fitness_release(void)
{
	writ_personality_exit();
	release_ftrace();
}
