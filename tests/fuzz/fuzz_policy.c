// SPDX-License-Identifier: GPL-2.0-only
#include "check.h"

/* Every answer to this request must be one of the three. */
static void ask(const struct writ_policy *policy)
{
	struct writ_request req = {
		.path = { (const u8 *)"/usr/bin/true", 13 },
		.fstype = { (const u8 *)"ext4", 4 },
	};
	u32 op;

	for (op = 0; op <= __WRIT_OP_END; op++) {
		req.op = op;
		demand(writ_policy_answer(policy, &req) < __WRIT_ANSWER_COUNT);
	}
	req.op = 0;
	demand(writ_policy_answer(policy, &req) == WRIT_ANSWER_DENY);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct writ_policy policy;
	struct writ_bytes in = { data, size };
	struct writ_error err;
	bool ok = writ_policy_decode(in, &policy, &err);
	u32 i;

	demand_error(ok, &err, size);
	if (!ok)
		return 0;
	demand(policy.nissuers >= 1 && policy.nissuers <= WRIT_ISSUERS_MAX);
	demand(policy.nrules <= WRIT_RULES_MAX);
	for (i = 0; i < policy.nissuers; i++) {
		const struct writ_issuer *issuer = &policy.issuers[i];
		struct writ_bytes kid = { issuer->kid, sizeof(issuer->kid) };

		demand(writ_policy_issuer(&policy, kid) == issuer);
		demand(writ_key_fits(&issuer->key, issuer->alg));
		demand_within(issuer->name, data, size);
		demand_within(issuer->key.n, data, size);
	}
	ask(&policy);
	return 0;
}
