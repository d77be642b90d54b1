// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hook functions as kfuncs, so that the BPF LSM programs in lsm/bpf/ can
 * call them. Any BPF LSM program of the host may: each call only asks for a
 * verdict about what it is given, changes nothing but counters and caches that
 * can be rebuilt, and does nothing before the hooks are armed.
 */
#include <linux/btf.h>
#include <linux/btf_ids.h>
#include <linux/bpf.h>
#include <linux/module.h>

#include "compat/compat.h"
#include "writ.h"

static bool fired[__WRIT_HOOK_COUNT];

bool writ_hook_fired(enum writ_hook hook)
{
	return READ_ONCE(fired[hook]);
}

/* A flag rather than a counter: nothing is written once it is set. */
static __always_inline void note(enum writ_hook hook)
{
	if (unlikely(!READ_ONCE(fired[hook])))
		WRITE_ONCE(fired[hook], true);
}

__diag_push();
__diag_ignore_all("-Wmissing-prototypes", "kfuncs are called through BTF only");
__diag_ignore_all("-Wmissing-declarations", "kfuncs are called through BTF only");

#define WRIT_HOOK(hook, context, proto, args)				\
	WRIT_KFUNC int writ_hook_##hook proto;				\
	WRIT_KFUNC int writ_hook_##hook proto				\
	{								\
		if (unlikely(!writ_is_armed()))				\
			return 0;					\
		note(WRIT_HOOK_##hook);					\
		return writ_on_##hook args;				\
	}
#include "hook_list.h"

__diag_pop();

#define FLAGS_SLEEPS KF_SLEEPABLE
#define FLAGS_ATOMIC 0

WRIT_KFUNCS_START(writ_kfuncs)
#define WRIT_HOOK(hook, context, proto, args) BTF_ID_FLAGS(func, writ_hook_##hook, FLAGS_##context)
#include "hook_list.h"
WRIT_KFUNCS_END(writ_kfuncs)

static const struct btf_kfunc_id_set writ_kfunc_set = {
	.owner = THIS_MODULE,
	.set = &writ_kfuncs,
};

int writ_kfunc_register(void)
{
	int ret = register_btf_kfunc_id_set(BPF_PROG_TYPE_LSM, &writ_kfunc_set);

	if (ret)
		pr_err("refused to load: the kernel does not take the module's BTF (%d)\n", ret);
	return ret;
}

const char *writ_hook_name(enum writ_hook hook)
{
	static const char * const names[] = {
#define WRIT_HOOK(hook, context, proto, args) [WRIT_HOOK_##hook] = #hook,
#include "hook_list.h"
	};

	return names[hook];
}
