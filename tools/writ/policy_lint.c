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

static bool cgroups_cover(const struct writ_rule *a, const struct writ_rule *b)
{
	if (!a->ncgroups)
		return true;
	for (u32 i = 0; i < b->ncgroups; i++) {
		bool found = false;

		for (u32 k = 0; k < a->ncgroups; k++)
			found |= writ_path_under(b->cgroups[i], a->cgroups[k]);
		if (!found)
			return false;
	}
	return b->ncgroups;
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
	/* a rule that allows on paths or control groups never matches where these are not known */
	if ((a->npaths || a->ncgroups) && a->answer == WRIT_ANSWER_ALLOW && b->answer != WRIT_ANSWER_ALLOW)
		return false;
	return (b->ops & ~a->ops) == 0 && uids_cover(a, b) && paths_cover(a, b) &&
	       cgroups_cover(a, b) && filesystems_cover(a, b);
}

/* Is there a rule that governs users wherever they are? */
static bool governs_users(const struct writ_policy *p)
{
	for (u32 i = 0; i < p->nrules; i++) {
		const struct writ_rule *r = &p->rules[i];

		if (r->nuids && !r->ncgroups && r->answer != WRIT_ANSWER_ALLOW)
			return true;
	}
	return false;
}

static void lint_cgroups(const struct writ_policy *p, const struct writ_rule *r, struct at at,
			 struct diags *d)
{
	if (!r->ncgroups)
		return;
	if (r->answer == WRIT_ANSWER_ALLOW)
		diag_warn(d, at, "this rule allows by control group: what its services start for who "
			  "asks them is not governed");
	else if (p->default_answer == WRIT_ANSWER_ALLOW && !governs_users(p))
		diag_warn(d, at, "this rule governs a control group, and no rule the uids beside it: what "
			  "leaves by asking someone else (D-Bus activation, systemd-run --user, cron, a "
			  "container socket, ssh to localhost) is not governed");
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
		if (r->ops != WRIT_OP_ALL && (r->ops & WRIT_OP_BIT(WRIT_OP_GENERATE_CODE)))
			diag_warn(d, t->rule_at[i], "this rule names generate-code, about which no rule "
				  "is asked: what answers for map answers for executable memory");
		lint_cgroups(p, r, t->rule_at[i], d);
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
			diag_warn(d, t->issuer_at[i], "max-validity of %s: where a revocation does not "
				  "arrive, a stolen key's authorizations live that long",
				  writ_span_format(is->max_validity, span));
		if (is->max_uses && (is->ops & WRIT_OP_BIT(WRIT_OP_MAP)))
			diag_warn(d, t->issuer_at[i], "max-uses: what is mapped cannot be counted, so that "
				  "this issuer can never grant map");
	}
}

static void lint_scope(const struct writ_policy *p, bool requires, struct diags *d)
{
	struct at start = { 1, 1 };
	u32 ndigests = 0;

	for (u32 i = 0; i < p->ninterpreters; i++)
		ndigests += p->interpreters[i].digest != NULL;
	if (requires && !p->nguarded)
		diag_warn(d, start, "no guarded-variables: who runs what is authorized can change what it "
			  "does by LD_PRELOAD, PYTHONPATH and their like");
	if (p->ninterpreters - ndigests > ndigests)
		diag_warn(d, start, "interpreters by path alone: a copy elsewhere has the same content and "
			  "authorization, and is not recognised; add the sha256: of each");
}

/* A trial that is longer than this is not meant to end. */
#define PERMISSIVE_LONG (90 * UINT64_C(86400))

static bool may_recover(const struct writ_policy *p)
{
	for (u32 i = 0; i < p->nissuers; i++) {
		if (p->issuers[i].ops & WRIT_OP_BIT(WRIT_OP_RECOVER))
			return true;
	}
	return false;
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
	if (p->permissive_until && p->permissive_until <= now)
		diag_warn(d, start, "permissive-until has passed: it says nothing any more");
	else if (p->permissive_until > now + PERMISSIVE_LONG)
		diag_warn(d, start, "permissive-until is more than 90 days away: until then nothing is "
			  "enforced");
	else if (p->permissive_until)
		diag_warn(d, start, "permissive-until: until then nothing is enforced, only recorded");
	if (p->strict_log && !may_recover(p))
		diag_warn(d, start, "strict-log without an issuer that may grant recover: once the log "
			  "is full, not even writd can be started to empty it");
	if (p->continuity && !may_recover(p))
		diag_warn(d, start, "continuity without an issuer that may grant recover: after a boot not "
			  "even writd can be started to present the head of the boot before");
	lint_scope(p, requires, d);
	lint_issuers(t, d);
	lint_rules(t, d);
}
