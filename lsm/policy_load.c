// SPDX-License-Identifier: GPL-2.0-only
/* Reading the policy, in init. */
#include <linux/kernel_read_file.h>
#include <linux/vmalloc.h>

#include "authority.h"
#include "force.h"
#include "writ.h"

static void tell_refused(const struct writ_change *change, int error)
{
	if (change->message)
		pr_err("refused to load: policy %s: %s\n", writ_params.policy, change->message);
	else if (change->error.code)
		pr_err("refused to load: policy %s: %s: %s at byte %zu: %s\n", writ_params.policy,
		       writ_reason_name(change->reason), change->error.field,
		       change->error.offset, writ_err_text(change->error.code));
	else
		pr_err("refused to load: policy %s: %s (%d)\n", writ_params.policy,
		       writ_reason_name(change->reason), error);
}

int writ_policy_load(void)
{
	struct writ_change change;
	void *bytes = NULL;
	ssize_t size;
	int ret;

	size = kernel_read_file_from_path(writ_params.policy, 0, &bytes, WRIT_POLICY_MAX, NULL,
					  READING_POLICY);
	if (size < 0) {
		pr_err("refused to load: policy %s cannot be read (%zd)\n", writ_params.policy,
		       size);
		return size;
	}
	ret = writ_change_add(WRIT_OBJECT_POLICY, (struct writ_bytes){ bytes, size }, 0, &change);
	if (ret)
		tell_refused(&change, ret);
	vfree(bytes);
	return ret;
}

void writ_policy_unload(void)
{
	const struct writ_force *force;

	force = rcu_replace_pointer(writ_in_force, NULL, true);
	writ_force_put(force);
	writ_revocations_forget();
	/* The module's text goes when init fails: no callback may come later. */
	rcu_barrier();
}
