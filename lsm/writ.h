/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The module as a whole: what it was given, its states and its hooks.
 *
 * Life of the module: init checks everything that can be checked and reads the
 * signed policy; then its way in (way.h) attaches the hooks, and live.c arms them
 * all together and lets the canary prove them. From then on nothing here is
 * undone until the machine restarts.
 *
 * A hook gathers (hooks.c), the judge decides (judge.h) by the artifacts that name
 * the content (content.h, admission.h), and what came of it is told (inquiry.h).
 */
#ifndef WRIT_H
#define WRIT_H

#include <linux/fs.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/types.h>

#include "core/evaluate.h"
#include "core/record.h"

struct bpf_prog;
struct linux_binprm;
struct vm_area_struct;

/* ---- params.c: what insmod was given */

/**
 * struct writ_params - what insmod, or the boot line, was given
 * @root: root=: thumbprint of the root key that is trusted (RFC 9679, SHA-256)
 * @policy: policy=: absolute path of the signed policy
 * @artifacts: artifacts=: absolute path of a directory, or NULL
 * @delegations: delegations=: likewise
 * @revocations: revocations=: likewise
 * @least_version: least_version=: a policy of a lower version is refused, at load and
 *	later; 0 if none was given
 * @host: host=, or the first line of /etc/machine-id: at most WRIT_NAME_MAX bytes;
 *	empty if there is neither
 * @panic_on_failure: on_attach_failure=panic: what fails when the load can no longer be
 *	refused ends in panic()
 *
 * events= and clock= are kept by those whom they concern. Filled by
 * writ_params_init(), and not changed after it: any context may read it.
 */
struct writ_params {
	u8 root[WRIT_KID_SIZE];
	const char *policy;
	const char *artifacts;
	const char *delegations;
	const char *revocations;
	u64 least_version;
	struct writ_bytes host;
	bool panic_on_failure;
};

extern struct writ_params writ_params;

/**
 * writ_params_init() - check and take over the load parameters
 *
 * Return: 0, or -EINVAL with one line in the kernel log.
 */
int writ_params_init(void);

/* ---- boot_word.c: what the boot line says */

/* Is @word among the space-separated words of the kernel command line? -errno if unreadable. */
int writ_boot_word(const char *word);

/**
 * writ_boot_off() - does the boot line switch writ off?
 *
 * Call once the policy is in force, which may say that it does not count.
 *
 * Return: 0 if not; -EPERM, or -errno if the boot line cannot be read, with one
 * line in the log.
 */
int writ_boot_off(void);

/* ---- main.c: all that comes before the hooks attach */

/**
 * writ_init() - check all that can be checked, and read what shall be in force
 *
 * Return: 0, and then the way in is arranged to call writ_live(); -errno with
 * one line in the log, and then nothing is left behind.
 */
int writ_init(void);

/* ---- live.c: the two states of the module, and the way between them */

/**
 * enum writ_state - how far the module has come
 * @WRIT_STATE_LOADING: init has not finished, or the module is not live yet
 * @WRIT_STATE_NOT_ENFORCING: attaching or the canary failed, see writ_state_cause();
 *	the hooks can be armed all the same, see writ_is_armed()
 * @WRIT_STATE_ENFORCING: every hook is attached and armed, and denials were seen to
 *	happen; whether they are let through for a time says writ_permissive()
 *
 * Begins as the first and changes once, to one of the others.
 */
enum writ_state {
	WRIT_STATE_LOADING,
	WRIT_STATE_NOT_ENFORCING,
	WRIT_STATE_ENFORCING,
};

/* All hooks act, or none does: written once, by live.c. */
extern bool writ_armed;

static inline bool writ_is_armed(void)
{
	/* Pairs with the release in live.c. */
	return smp_load_acquire(&writ_armed);
}

enum writ_state writ_state(void);
/* "loading", "not enforcing", "enforcing"; "permissive" where it could, and the policy does not */
const char *writ_state_name(void);
/* Why the state is WRIT_STATE_NOT_ENFORCING; NULL otherwise. */
const char *writ_state_cause(void);

/**
 * writ_live() - every hook is attached: arm them, and have the canary prove them
 *
 * Process context, may sleep. Ends in WRIT_STATE_ENFORCING or in writ_live_fail().
 */
void writ_live(void);

/**
 * writ_live_fail() - after init: record that nothing is enforced, then writ_not_enforcing()
 * @kind: WRIT_KIND_ATTACH or WRIT_KIND_CANARY
 * @cause: for people, a constant
 * @error: -errno
 */
void writ_live_fail(enum writ_kind kind, const char *cause, int error);

/**
 * writ_not_enforcing() - say so, loudly, and panic if that was wanted
 * @cause: for people, a constant
 * @error: -errno
 *
 * WRIT_STATE_NOT_ENFORCING from here on.
 */
void writ_not_enforcing(const char *cause, int error);

/* ---- kfunc.c: the module's functions as BPF programs may call them */

/* Before any program is loaded that calls them. 0 or -errno. */
int writ_kfunc_register(void);

/* ---- hooks.c: gather, and ask the judge */

/**
 * enum writ_hook - the hooks: WRIT_HOOK_ and a name of hook_list.h, in its order
 *
 * How many there are differs by kernel: __WRIT_HOOK_COUNT. The numbers are no format;
 * outside of the module the names count, see writ_hook_name().
 */
enum writ_hook {
#define WRIT_HOOK(hook, context, proto, args) WRIT_HOOK_##hook,
#include "hook_list.h"
	__WRIT_HOOK_COUNT
};

/*
 * Say which program may call the function of @hook as a kfunc: it alone. Before the
 * hooks are armed.
 */
void writ_kfunc_bind(enum writ_hook hook, const struct bpf_prog *prog);

const char *writ_hook_name(enum writ_hook hook);

/* A flag rather than a counter: nothing is written once it is set. */
extern bool writ_fired[__WRIT_HOOK_COUNT];

/* Has a call of this hook been seen since arming? */
static inline bool writ_hook_fired(enum writ_hook hook)
{
	return READ_ONCE(writ_fired[hook]);
}

static __always_inline void writ_hook_note(enum writ_hook hook)
{
	if (unlikely(!READ_ONCE(writ_fired[hook])))
		WRITE_ONCE(writ_fired[hook], true);
}

#define WRIT_HOOK(hook, context, proto, args) int writ_on_##hook proto;
#include "hook_list.h"

/* ---- canary.c: the proof that denials happen */

/**
 * writ_canary_run() - have an execution and a mapping denied, for real
 * @cause: set on failure to what went wrong
 *
 * Process context, may sleep. Call when armed.
 *
 * Return: 0 if each was denied, -errno otherwise.
 */
int writ_canary_run(const char **cause);

/* Written and cleared by the one task that runs the canary. */
extern const struct task_struct *writ_canary;

/* Is @task the canary, for which every rule of the policy is replaced by "require"? */
static inline bool writ_is_canary(const struct task_struct *task)
{
	return READ_ONCE(writ_canary) == task;
}

/* ---- policy_load.c, directory_load.c: what init reads; see authority.h for the rest */

/* Read and put into force the policy of policy=. 0 or -errno with one line in the log. */
int writ_policy_load(void);
/* Only when init fails. */
void writ_policy_unload(void);

/*
 * Load what the directories hold: delegations, revocations, artifacts. What is
 * refused is skipped with a line in the log; a revocation that cannot be read is
 * an error.
 */
int writ_directories_load(void);

/* ---- personality.c: the personality that makes readable memory executable */

/**
 * writ_personality_init() - take the place of personality()
 *
 * Return: 0, or -errno with a line in the log. Undone by writ_personality_exit(),
 * only before the hooks are armed.
 */
int writ_personality_init(void);
void writ_personality_exit(void);

/* ---- status.c: /sys/kernel/security/writ/ */

/* 0 or -errno. The other only when init fails. */
int writ_status_init(void);
void writ_status_exit(void);

#endif
