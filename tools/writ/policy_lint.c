// SPDX-License-Identifier: GPL-2.0-only
/* Warnings about policies that are correct and yet rarely what was meant. */
#include "policy_text.h"

#include "convert.h"

#define YEAR (365 * 86400)

static bool uids_cover(const struct writ_rule *a, const struct writ_rule *b)
{
	if (!a->nuids)
		return true;
	for (u32 i = 0; i < b->nuids; i++) {
		bool found = false;

		for (u32 k = 0; k < a->nuids; k++)
			found |= a->uids[k].first <= b->uids[i].first &&
				 b->uids[i].last <= a->uids[k].last;
		if (!found)
			return false;
	}
	return b->nuids;
}

static bool paths_cover(const struct writ_rule *a, const struct writ_rule *b)
{
	if (!a->npaths)
		return true;
	for (u32 i = 0; i < b->npaths; i++) {
		bool found = false;

		for (u32 k = 0; k < a->npaths; k++)
			found |= writ_path_under(b->paths[i], a->paths[k]);
		if (!found)
			return false;
	}
	return b->npaths;
}

static bool filesystems_cover(const struct writ_rule *a, const struct writ_rule *b)
{
	if (!a->nfilesystems)
		return true;
	for (u32 i = 0; i < b->nfilesystems; i++) {
		bool found = false;

		for (u32 k = 0; k < a->nfilesystems; k++)
			found |= writ_bytes_equal(a->filesystems[k], b->filesystems[i]);
		if (!found)
			return false;
	}
	return b->nfilesystems;
}

/* Does @a match whatever @b matches? */
static bool covers(const struct writ_rule *a, const struct writ_rule *b)
{
	/* without a path to go by, a rule that allows on paths never matches, so it covers nothing */
	if (a->npaths && a->answer == WRIT_ANSWER_ALLOW && b->answer != WRIT_ANSWER_ALLOW)
		return false;
	return (b->ops & ~a->ops) == 0 && uids_cover(a, b) && paths_cover(a, b) &&
	       filesystems_cover(a, b);
}

static void lint_rules(const struct policy_text *t, struct diags *d)
{
	const struct writ_policy *p = &t->p;

	for (u32 i = 0; i < p->nrules; i++) {
		const struct writ_rule *r = &p->rules[i];

		for (u32 k = 0; k < i; k++) {
			if (covers(&p->rules[k], r)) {
				diag_warn(d, t->rule_at[i], "this rule is never reached: the one in line %d "
					  "matches first", t->rule_at[k].line);
				break;
			}
		}
		if (r->nuids && p->default_answer == WRIT_ANSWER_ALLOW &&
		    r->answer != WRIT_ANSWER_ALLOW)
			diag_warn(d, t->rule_at[i], "this rule governs users while everything else is "
				  "allowed: what others start on their behalf (cron, D-Bus, sockets, "
				  "sudo) is not governed");
		if (r->npaths && r->answer == WRIT_ANSWER_ALLOW)
			diag_warn(d, t->rule_at[i], "this rule allows by path: whoever can write there "
				  "can run anything");
	}
}

static void lint_issuers(const struct policy_text *t, struct diags *d)
{
	char span[32];

	for (u32 i = 0; i < t->p.nissuers; i++) {
		const struct writ_issuer *is = &t->p.issuers[i];

		if (is->max_validity > YEAR)
			diag_warn(d, t->issuer_at[i], "max-validity of %s: until revocation exists, a "
				  "stolen key's authorizations live that long",
				  writ_span_format(is->max_validity, span));
	}
}

void policy_lint(const struct policy_text *t, u64 now, struct diags *d)
{
	const struct writ_policy *p = &t->p;
	struct at start = { 1, 1 };
	bool requires = p->default_answer == WRIT_ANSWER_REQUIRE;

	for (u32 i = 0; i < p->nrules; i++)
		requires |= p->rules[i].answer == WRIT_ANSWER_REQUIRE;
	if (p->default_answer == WRIT_ANSWER_ALLOW && !p->nrules)
		diag_warn(d, t->default_at, "everything is allowed: there is no rule that governs");
	else if (!requires)
		diag_warn(d, t->default_at, "nothing requires an authorization, so the issuers are of "
			  "no use");
	if (t->seal.exp == U64_MAX)
		diag_warn(d, start, "without not-after this policy can be loaded forever");
	else if (t->seal.exp <= now)
		diag_warn(d, start, "not-after has passed: no host will load this policy");
	if (p->writable_code)
		diag_warn(d, start, "writable-code is allowed: a program can make and run code that "
			  "nobody authorized");
	if (p->ntrusted_fs)
		diag_warn(d, start, "trusted-filesystems: whoever serves these can change content after "
			  "it was verified");
	if (p->ignore_boot_off)
		diag_warn(d, start, "ignore-boot-off: a host that does not boot under this policy cannot "
			  "be recovered by the boot word writ.off");
	lint_issuers(t, d);
	lint_rules(t, d);
}
