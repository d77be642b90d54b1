// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the moment in which every hook is attached, whichever way, to the state
 * "enforcing": arming, the tasks that are alive, and the canary.
 */
#include <linux/panic.h>

#include "authority.h"
#include "lineage.h"
#include "watch.h"
#include "inquiry.h"
#include "writ.h"

bool writ_armed;
bool writ_fired[__WRIT_HOOK_COUNT];

static enum writ_state state = WRIT_STATE_LOADING;
static const char *state_cause;

enum writ_state writ_state(void)
{
	return READ_ONCE(state);
}

const char *writ_state_name(void)
{
	switch (writ_state()) {
	case WRIT_STATE_LOADING:
		return "loading";
	case WRIT_STATE_ENFORCING:
		return writ_permissive() ? "permissive" : "enforcing";
	default:
		return "not enforcing";
	}
}

const char *writ_state_cause(void)
{
	return READ_ONCE(state_cause);
}

const char *writ_hook_name(enum writ_hook hook)
{
	static const char * const names[] = {
#define WRIT_HOOK(hook, context, proto, args) [WRIT_HOOK_##hook] = #hook,
#include "hook_list.h"
	};

	return names[hook];
}

void writ_not_enforcing(const char *cause, int error)
{
	WRITE_ONCE(state_cause, cause);
	WRITE_ONCE(state, WRIT_STATE_NOT_ENFORCING);
	pr_crit("NOT ENFORCING: %s (%d)\n", cause, error);
	if (writ_params.panic_on_failure)
		panic("writ: not enforcing: %s (%d)", cause, error);
}

void writ_live_fail(enum writ_kind kind, const char *cause, int error)
{
	writ_evidence_state(kind, WRIT_INTERNAL_ERROR, cause);
	writ_not_enforcing(cause, error);
}

/*
 * A failing canary leaves the hooks armed: what they do deny stays denied, and
 * status says that they are not proven.
 */
void writ_live(void)
{
	const char *cause = NULL;
	const struct writ_force *force;
	int ret;

	/* Pairs with writ_is_armed(): whoever sees it armed sees what init prepared. */
	smp_store_release(&writ_armed, true);

	ret = writ_lineage_adopt();
	if (ret) {
		writ_live_fail(WRIT_KIND_ATTACH,
			       "no memory for the lineage of the tasks that are alive", ret);
		return;
	}
	writ_watch_begin();
	writ_evidence_state(WRIT_KIND_ATTACH, WRIT_AUTHORIZED, "all hooks are attached and armed");

	ret = writ_canary_run(&cause);
	if (ret) {
		writ_live_fail(WRIT_KIND_CANARY, cause, ret);
		return;
	}
	WRITE_ONCE(state, WRIT_STATE_ENFORCING);
	writ_evidence_state(WRIT_KIND_CANARY, WRIT_AUTHORIZED,
			    "an execution and a mapping were denied: enforcing");
	force = writ_force_get();
	pr_notice("enforcing policy %.*s version %llu with %d hooks\n",
		  (int)force->authority.policy->id.len, force->authority.policy->id.data,
		  force->authority.policy->version, __WRIT_HOOK_COUNT);
	writ_force_put(force);
}
