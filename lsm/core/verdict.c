// SPDX-License-Identifier: GPL-2.0-only
/* Candidates for one request, and the most specific reason against them. */
#include "evaluate.h"

static bool is_settled(const struct writ_verdict *v)
{
	return v->reason == WRIT_AUTHORIZED && v->grant;
}

bool writ_verdict_consider(struct writ_verdict *v, const struct writ_grant *grant,
			   struct writ_bytes path, const struct writ_request *req)
{
	enum writ_reason reason = writ_grant_check(grant, path, req);
	enum writ_reason before;
	u32 need;

	if (reason == WRIT_AUTHORIZED) {
		need = writ_scope_need(req) | (grant->terms ? writ_terms_need(grant->terms, req) : 0);
		v->need |= need & ~req->have;
		if (grant->terms) {
			v->contents |= grant->terms->contents;
			v->pcrs |= grant->terms->pcr_mask;
		}
		reason = writ_terms_check(grant, req);
	}
	if (reason == WRIT_AUTHORIZED) {
		v->reason = reason;
		v->grant = grant;
		v->plain = !path.len && !grant->terms;
		return true;
	}
	before = v->reason;
	writ_verdict_refused(v, reason);
	if (v->reason > before)
		v->closest = grant;
	return is_settled(v);
}

void writ_verdict_refused(struct writ_verdict *v, enum writ_reason reason)
{
	if (is_settled(v))
		return;
	/* A refusal for a reason that refuses nothing is a defect of the caller. */
	if (reason < WRIT_MISSING_AUTHORIZATION || reason >= __WRIT_REASON_COUNT)
		reason = WRIT_INTERNAL_ERROR;
	if (reason > v->reason) {
		v->reason = reason;
		v->closest = NULL;
	}
}
