// SPDX-License-Identifier: GPL-2.0-only
/* Reading and admitting the policy, in init. */
#include <linux/kernel_read_file.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>
#include <linux/vmalloc.h>

#include "writ.h"

const struct writ_policy *writ_policy;

/* The received bytes, into which the policy points. */
static void *policy_bytes;

static int admit(struct writ_bytes bytes, struct writ_policy *policy)
{
	struct writ_error error = {};
	enum writ_reason reason;
	u8 *scratch;

	scratch = kmalloc(WRIT_TBS_HEAD_MAX, GFP_KERNEL);
	if (!scratch)
		return -ENOMEM;
	reason = writ_admit_policy(bytes, writ_params.root, writ_params.host,
				   ktime_get_real_seconds(), scratch, policy, &error);
	kfree(scratch);
	if (reason == WRIT_AUTHORIZED)
		return 0;
	if (error.code)
		pr_err("refused to load: policy %s: %s: %s at byte %zu: %s\n", writ_params.policy,
		       writ_reason_name(reason), error.field, error.offset,
		       writ_err_text(error.code));
	else
		pr_err("refused to load: policy %s: %s\n", writ_params.policy,
		       writ_reason_name(reason));
	return reason == WRIT_INTERNAL_ERROR ? -ENOMEM : -EKEYREJECTED;
}

int writ_policy_load(void)
{
	struct writ_policy *policy;
	ssize_t size;
	int ret;

	size = kernel_read_file_from_path(writ_params.policy, 0, &policy_bytes, WRIT_POLICY_MAX,
					  NULL, READING_POLICY);
	if (size < 0) {
		pr_err("refused to load: policy %s cannot be read (%zd)\n", writ_params.policy,
		       size);
		return size;
	}
	ret = -ENOMEM;
	policy = kvzalloc(sizeof(*policy), GFP_KERNEL);
	if (!policy)
		goto out_bytes;
	ret = admit((struct writ_bytes){ policy_bytes, size }, policy);
	if (ret)
		goto out_policy;
	writ_policy = policy;
	return 0;

out_policy:
	kvfree(policy);
out_bytes:
	vfree(policy_bytes);
	return ret;
}

void writ_policy_unload(void)
{
	kvfree(writ_policy);
	vfree(policy_bytes);
}
