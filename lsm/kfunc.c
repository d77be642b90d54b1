// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hook functions as kfuncs, so that the BPF LSM programs in lsm/bpf/ can
 * call them. The kernel lets every BPF LSM program of the host call a kfunc, with
 * whatever it can lay its hands on; so each looks where it was called from, and
 * does nothing for anybody but the module's own program of that hook.
 */
#include <linux/btf.h>
#include <linux/btf_ids.h>
#include <linux/bpf.h>
#include <linux/filter.h>
#include <linux/module.h>
#include <linux/ratelimit.h>

#include "compat/compat.h"
#include "inquiry.h"
#include "writ.h"

/**
 * struct image - where the machine code of a program lies
 * @begin: its first byte
 * @size: bytes
 *
 * Written before the hooks are armed, and never again.
 */
static struct image {
	unsigned long begin;
	unsigned long size;
} images[__WRIT_HOOK_COUNT];

void writ_kfunc_bind(enum writ_hook hook, const struct bpf_prog *prog)
{
	images[hook].begin = (unsigned long)prog->bpf_func;
	images[hook].size = prog->jited_len;
}

/* Denied, whatever it asked: nobody who has business here calls from elsewhere. */
static noinline int refuse_stranger(enum writ_hook hook)
{
	pr_warn_ratelimited("another BPF program called the function of the hook %s\n",
			    writ_hook_name(hook));
	writ_evidence_tampering("another BPF program called a function of the module", NULL);
	return -EPERM;
}

/* @caller: where a kfunc will return to: in the program that called it. */
static __always_inline bool is_stranger(enum writ_hook hook, unsigned long caller)
{
	return caller - images[hook].begin >= images[hook].size;
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
		if (unlikely(is_stranger(WRIT_HOOK_##hook, _RET_IP_)))	\
			return refuse_stranger(WRIT_HOOK_##hook);	\
		writ_hook_note(WRIT_HOOK_##hook);			\
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
