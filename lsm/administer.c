// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who may administer the module. Capabilities say what root may; this says that
 * what is governed does not govern, unless an artifact of its program grants it.
 */
#include <linux/sched.h>

#include "clock.h"
#include "authority.h"
#include "lineage.h"
#include "netlink.h"
#include "writ.h"

/*
 * No path is offered, so a subject that demands one does not serve: where the
 * program lies now says nothing about where it was executed.
 */
static bool is_granted(const struct writ_force *force, const struct writ_lineage *lineage,
		       const struct writ_request *req)
{
	struct writ_verdict v = WRIT_VERDICT_INIT;
	bool wants_path = false;

	if (!lineage->has_digest ||
	    writ_revoked_digest(&force->authority.revocations, lineage->digest))
		return false;
	return writ_store_consider(&v, WRIT_DIGEST_SHA256, lineage->digest, req, &wants_path);
}

static bool may_though_governed(const struct writ_lineage *lineage)
{
	const struct writ_force *force = writ_force_rcu();
	const struct writ_request req = {
		.op = WRIT_OP_ADMINISTER,
		.uid = writ_asking_uid(),
		.now = writ_now(),
	};

	switch (writ_answer_of(force->authority.policy, &req)) {
	case WRIT_ANSWER_ALLOW:
		return true;
	case WRIT_ANSWER_REQUIRE:
		return is_granted(force, lineage, &req);
	default:
		return false;
	}
}

bool writ_may_administer(void)
{
	const struct writ_lineage *lineage;
	bool may = false;

	rcu_read_lock();
	lineage = writ_lineage_of(current);
	if (lineage)
		may = !lineage->governed || may_though_governed(lineage);
	rcu_read_unlock();
	return may;
}
