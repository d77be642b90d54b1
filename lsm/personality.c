// SPDX-License-Identifier: GPL-2.0-only
/*
 * personality(READ_IMPLIES_EXEC) makes all memory executable that a process can
 * read. What it maps from then on the hooks see, but its heap grows by brk(),
 * which asks none. So the personality itself is what must not be had: the system
 * call's first instruction leads elsewhere, as a live patch would do it.
 */
#include <linux/ftrace.h>
#include <linux/personality.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>

#include "compat/compat.h"
#include "judge.h"
#include "writ.h"

/* The value that only asks for the present one (kernel/exec_domain.c). */
#define ASKS_ONLY 0xffffffffu

static long set_judged(unsigned int wanted)
{
	unsigned int before = current->personality;

	if (writ_judge_memory(NULL, true, "to make all readable memory executable"))
		return -EPERM;
	set_personality(wanted);
	return before;
}

/* What the system calls go on with: they are handed the registers of whoever called. */
static long set_native(const struct pt_regs *regs)
{
	return set_judged(regs->di);
}

#ifdef CONFIG_IA32_EMULATION
static long set_ia32(const struct pt_regs *regs)
{
	return set_judged(regs->bx);
}
#endif

static bool makes_executable(unsigned int wanted)
{
	return wanted != ASKS_ONLY && (wanted & READ_IMPLIES_EXEC);
}

/*
 * Before the hooks are armed nothing is led here, so that a module that fails to
 * load leaves no task behind in its code. All else that is asked for goes through
 * to the kernel's own function.
 */
static void notrace redirect_native(unsigned long ip, unsigned long parent_ip,
				    struct ftrace_ops *ops, struct ftrace_regs *regs)
{
	if (writ_is_armed() && makes_executable(current_pt_regs()->di))
		ftrace_regs_set_instruction_pointer(regs, (unsigned long)set_native);
}

#ifdef CONFIG_IA32_EMULATION
static void notrace redirect_ia32(unsigned long ip, unsigned long parent_ip,
				  struct ftrace_ops *ops, struct ftrace_regs *regs)
{
	if (writ_is_armed() && makes_executable(current_pt_regs()->bx))
		ftrace_regs_set_instruction_pointer(regs, (unsigned long)set_ia32);
}
#endif

/**
 * struct detour - a system call that is led elsewhere
 * @ops: permanent, so that kernel.ftrace_enabled=0 is refused
 * @name: of the function, under which ftrace finds it
 * @on: registered
 */
struct detour {
	struct ftrace_ops ops;
	char *name;
	bool on;
};

static char native_name[] = "__x64_sys_personality";
#ifdef CONFIG_IA32_EMULATION
static char ia32_name[] = "__ia32_sys_personality";
#endif

#define DETOUR_FLAGS (FTRACE_OPS_FL_IPMODIFY | FTRACE_OPS_FL_PERMANENT)

static struct detour detours[] = {
	{ .ops = { .func = redirect_native, .flags = DETOUR_FLAGS }, .name = native_name },
#ifdef CONFIG_IA32_EMULATION
	{ .ops = { .func = redirect_ia32, .flags = DETOUR_FLAGS }, .name = ia32_name },
#endif
};

static int detour(struct detour *d)
{
	int ret = ftrace_set_filter(&d->ops, d->name, strlen(d->name), 1);

	ret = ret ?: register_ftrace_function(&d->ops);
	d->on = !ret;
	if (ret)
		pr_err("refused to load: %s cannot be patched (%d); has somebody else done it?\n",
		       d->name, ret);
	return ret;
}

int writ_personality_init(void)
{
	int i, ret = 0;

	/* Without it the redirection would be accepted and do nothing. */
	BUILD_BUG_ON(!IS_ENABLED(CONFIG_DYNAMIC_FTRACE_WITH_ARGS));
	for (i = 0; !ret && i < ARRAY_SIZE(detours); i++)
		ret = detour(&detours[i]);
	if (ret)
		writ_personality_exit();
	return ret;
}

void writ_personality_exit(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(detours); i++) {
		if (detours[i].on)
			unregister_ftrace_function(&detours[i].ops);
		ftrace_free_filter(&detours[i].ops);
		detours[i].on = false;
	}
}
