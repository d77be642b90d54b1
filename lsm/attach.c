// SPDX-License-Identifier: GPL-2.0-only
/*
 * Attaching: the light skeleton inside the module loads one BPF LSM program
 * for each hook and attaches it. The links are held by the module alone: when
 * this is done there is no descriptor, no pin and no process to lose.
 *
 * kfuncs of a module can be resolved only when it is live, hence the notifier.
 */
#include <linux/bpf.h>
#include <linux/fdtable.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/panic.h>
#include <linux/rculist.h>

#include "compat/compat.h"
#include "way.h"
#include "writ.h"

#include "compat/skeleton.h"
#include "hooks.lskel.h"

static struct bpf_link *links[__WRIT_HOOK_COUNT];

/*
 * The module as its own user: delete_module() tests source_list before it looks
 * at O_TRUNC, so that `rmmod -f` is refused like `rmmod` (kernel/module/main.c).
 */
static struct module_use self_use;

static void hold_self(void)
{
	self_use.source = THIS_MODULE;
	self_use.target = THIS_MODULE;
	INIT_LIST_HEAD(&self_use.target_list);
	list_add_rcu(&self_use.source_list, &THIS_MODULE->source_list);
}

static int take_link(enum writ_hook hook, int fd)
{
	struct bpf_link *link;

	if (fd <= 0)
		return fd ? fd : -EBADF;
	link = bpf_link_get_from_fd(fd);
	if (IS_ERR(link))
		return PTR_ERR(link);
	links[hook] = link;
	writ_kfunc_bind(hook, link->prog);
	return 0;
}

static void drop_links(void)
{
	int i;

	for (i = 0; i < __WRIT_HOOK_COUNT; i++) {
		if (links[i])
			bpf_link_put(links[i]);
		links[i] = NULL;
	}
}

static int attach_programs(const char **cause)
{
	struct writ_hooks *skel;
	int ret;

	*cause = "the programs could not be allocated";
	skel = writ_hooks__open();
	if (!skel)
		return -ENOMEM;
	*cause = "the kernel refused to load the programs";
	ret = writ_hooks__load(skel);
	if (ret)
		goto out;
	*cause = "the kernel refused to attach a program";
	ret = writ_hooks__attach(skel);
	if (ret)
		goto out;
	*cause = "a link could not be taken over";
#define WRIT_HOOK(hook, context, proto, args)					\
	ret = ret ?: take_link(WRIT_HOOK_##hook, skel->links.hook##_fd);
#include "hook_list.h"
	if (ret)
		drop_links();
out:
	writ_hooks__destroy(skel);
	return ret;
}

static void go_live(void)
{
	const char *cause = NULL;
	int ret = attach_programs(&cause);

	if (ret)
		writ_live_fail(WRIT_KIND_ATTACH, cause, ret);
	else
		writ_live();
}

static int on_module_event(struct notifier_block *nb, unsigned long event, void *data)
{
	if (data == THIS_MODULE && event == MODULE_STATE_LIVE)
		go_live();
	return NOTIFY_DONE;
}

/* After the notifier by which BTF learns that the module is live, which has priority 0. */
static struct notifier_block module_events = {
	.notifier_call = on_module_event,
	.priority = -1,
};

int writ_attach_prepare(void)
{
	int ret = writ_kfunc_register();

	if (ret)
		return ret;
	ret = register_module_notifier(&module_events);
	if (ret) {
		pr_err("the module notifier could not be registered (%d)\n", ret);
		return ret;
	}
	hold_self();
	return 0;
}

static int __init begin(void)
{
	return writ_init();
}

module_init(begin);

WRIT_IMPORT_BPF;
