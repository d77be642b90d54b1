// SPDX-License-Identifier: GPL-2.0-only
/*
 * One BPF LSM program for each hook. A program does nothing but call the
 * module's hook function and bring its answer into the range that the
 * verifier demands; whatever lies outside it becomes a denial.
 */
#include <linux/bpf.h>
#include <linux/types.h>
#include <stdbool.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "../compat/features.h"

#define EPERM 1
#define NULL ((void *)0)

struct dentry;
struct io_uring_cmd;
struct linux_binprm;
struct file;
struct inode;
struct path;
struct qstr;
struct vm_area_struct;

/* Of these only what is read here; where it lies, the running kernel's BTF says. */
struct filename {
	const char *name;
} __attribute__((preserve_access_index));

struct nameidata {
	struct filename *name;
} __attribute__((preserve_access_index));

struct task_struct {
	struct nameidata *nameidata;
} __attribute__((preserve_access_index));

#define SECTION_SLEEPS(hook) SEC("lsm.s/" #hook)
#define SECTION_ATOMIC(hook) SEC("lsm/" #hook)

/*
 * The barrier keeps the compiler from folding both comparisons into one that
 * the verifier cannot follow.
 */
static __always_inline int verdict(long ret)
{
	if (ret < -4095)
		return -EPERM;
	barrier_var(ret);
	if (ret > 0)
		return -EPERM;
	return ret;
}

/*
 * The name by which current is opening a file: the kernel's own copy of it, while
 * it walks along it (fs/namei.c, set_nameidata()); 0 if it does not. Links and
 * renames lead to another file, but not to another name.
 */
static __always_inline unsigned long name_asked_for(void)
{
	return (unsigned long)bpf_get_current_task_btf()->nameidata->name->name;
}

/*
 * The verifier takes a pointer that is not NULL, or 0, but none that might be
 * either: so it is asked which, and the barrier keeps the compiler from seeing
 * that the answer changes nothing.
 */
#ifdef WRIT_HAVE_TRUSTED_KFUNCS
static __always_inline void *one_or_the_other(void *pointer)
{
	void *none = NULL;

	if (pointer)
		return pointer;
	barrier_var(none);
	return none;
}

#undef WRIT_PASS_NULLABLE
#define WRIT_PASS_NULLABLE(name) one_or_the_other(WRIT_NULLABLE(name))
#endif

#define STRIP(...) __VA_ARGS__

#define WRIT_HOOK(hook, context, proto, args) WRIT_HOOK_OF(hook, context, proto, proto, args)

#define WRIT_HOOK_OF(hook, context, of, proto, args)	\
	extern int writ_hook_##hook proto __ksym;
#include "../hook_list.h"

/* What file_open's function is handed besides the hook's own. */
#define asked name_asked_for()
#define asked__ign asked

#define WRIT_HOOK(hook, context, proto, args) WRIT_HOOK_OF(hook, context, proto, proto, args)

#define WRIT_HOOK_OF(hook, context, of, proto, args)			\
	SECTION_##context(hook)						\
	int BPF_PROG(hook, STRIP of)						\
	{								\
		return verdict(writ_hook_##hook args);			\
	}
#include "../hook_list.h"

char LICENSE[] SEC("license") = "GPL";
