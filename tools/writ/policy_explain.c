// SPDX-License-Identifier: GPL-2.0-only
/* A policy in plain words. */
#include <inttypes.h>

#include "convert.h"
#include "id_range.h"
#include "policy_text.h"
#include "ui.h"

static void texts(FILE *f, const struct writ_bytes *v, u32 n, const char *last)
{
	for (u32 i = 0; i < n; i++) {
		if (i)
			fputs(i + 1 == n ? last : ", ", f);
		ui_text(f, v[i]);
	}
}

void policy_explain_issuer(const struct writ_issuer *is, FILE *f)
{
	char hex[2 * WRIT_KID_SIZE + 1], ops[WRIT_OPS_TEXT], span[32];

	fputs("  \"", f);
	ui_text(f, is->name);
	fprintf(f, "\" (%s, key %s)\n    may authorize to %s, for at most %s at a time",
		writ_alg_name(is->alg), writ_hex(is->kid, WRIT_KID_SIZE, hex),
		writ_ops_format(is->ops, ops), writ_span_format(is->max_validity, span));
	if (is->max_subjects != WRIT_SUBJECTS_MAX)
		fprintf(f, ",\n    at most %" PRIu32 " files in one artifact", is->max_subjects);
	if (is->npaths) {
		fputs(",\n    only files bound to a path under ", f);
		texts(f, is->paths, is->npaths, " or ");
	}
	if (is->uids.n) {
		fputs(",\n    only for user ", f);
		id_ranges_print(f, &is->uids);
	}
	if (is->ncgroups) {
		fputs(",\n    only from control group ", f);
		texts(f, is->cgroups, is->ncgroups, " or ");
		fputs(" or below", f);
	}
	if (is->max_uses)
		fprintf(f, ",\n    each for at most %" PRIu32 " use%s", is->max_uses,
			is->max_uses == 1 ? "" : "s");
	if (is->depth)
		fprintf(f, ",\n    and may delegate a narrower part of that, %s",
			is->depth == 1 ? "whose holder may not delegate further" :
					 "whose holder may delegate further");
	fputs(".\n", f);
}

static const char *answer_words(enum writ_answer answer)
{
	switch (answer) {
	case WRIT_ANSWER_REQUIRE:
		return "an authorization is required";
	case WRIT_ANSWER_ALLOW:
		return "it runs without authorization (not governed)";
	default:
		return "it is denied, whatever authorizations there are";
	}
}

static void explain_rule(const struct writ_rule *r, u32 number, FILE *f)
{
	char ops[WRIT_OPS_TEXT];

	fprintf(f, "  %" PRIu32 ". To %s", number,
		r->ops == WRIT_OP_ALL ? "do anything" :
					writ_ops_format(r->ops, ops));
	if (r->nuids) {
		fputs(" as user ", f);
		for (u32 i = 0; i < r->nuids; i++)
			id_range_print(f, r->uids[i].first, r->uids[i].last, i, r->nuids);
	}
	if (r->ncgroups) {
		fputs(" from control group ", f);
		texts(f, r->cgroups, r->ncgroups, " or ");
		fputs(" or below", f);
	}
	if (r->npaths) {
		fputs(" at or under ", f);
		texts(f, r->paths, r->npaths, " or ");
	}
	if (r->nfilesystems) {
		fputs(" on a filesystem of type ", f);
		texts(f, r->filesystems, r->nfilesystems, " or ");
	}
	fprintf(f, ":\n     %s.\n", answer_words(r->answer));
}

static void explain_scope(const struct writ_policy *p, FILE *f)
{
	char hex[2 * WRIT_DIGEST_SIZE + 1];

	fputs("  What requires an authorization may set ", f);
	if (p->nguarded) {
		texts(f, p->guarded, p->nguarded, " or ");
		fputs("\n    only as far as its artifact grants it.\n", f);
	} else {
		fputs("any environment variable.\n", f);
	}
	if (!p->ninterpreters)
		return;
	fputs("  Interpreters, which run by themselves only if an artifact says their arguments:\n", f);
	for (u32 i = 0; i < p->ninterpreters; i++) {
		const struct writ_interpreter *it = &p->interpreters[i];

		fputs("    ", f);
		if (it->digest)
			fprintf(f, "sha256:%s", writ_hex(it->digest, WRIT_DIGEST_SIZE, hex));
		else
			ui_text(f, it->path);
		fputc('\n', f);
	}
}

void policy_explain(const struct writ_policy *p, const struct writ_claims *claims, FILE *f)
{
	char t[32];

	fputs("Policy \"", f);
	ui_text(f, p->id);
	fprintf(f, "\", version %" PRIu64 "\n", p->version);
	fputs("Hosts: ", f);
	if (claims->naud)
		texts(f, claims->aud, claims->naud, " and ");
	else
		fputs("every host", f);
	fputs("\nLoads: ", f);
	if (claims->nbf)
		fprintf(f, "from %s ", writ_time_format(claims->nbf, t));
	if (claims->exp == U64_MAX)
		fputs("without end\n", f);
	else
		fprintf(f, "until %s\n", writ_time_format(claims->exp, t));

	fputs("\nWho may authorize:\n", f);
	for (u32 i = 0; i < p->nissuers; i++)
		policy_explain_issuer(&p->issuers[i], f);

	fputs("\nWhat is governed (the first rule that matches decides):\n", f);
	for (u32 i = 0; i < p->nrules; i++)
		explain_rule(&p->rules[i], i + 1, f);
	fprintf(f, "  %s: %s.\n", p->nrules ? "Everything else" : "Everything",
		answer_words(p->default_answer));

	fputs("\nOptions:\n", f);
	fprintf(f, "  Executable memory that is anonymous, modified or writable is %s.\n",
		p->writable_code ? "allowed" : "denied");
	if (p->ntrusted_fs) {
		fputs("  Trusted beside the built-in filesystems: ", f);
		texts(f, p->trusted_fs, p->ntrusted_fs, " and ");
		fputs(".\n", f);
	}
	fprintf(f, "  The boot word writ.off %s.\n",
		p->ignore_boot_off ? "is ignored" : "switches enforcement off");
	fprintf(f, "  What the log cannot record %s.\n",
		p->strict_log ? "does not run" : "runs all the same, and is counted as lost");
	explain_scope(p, f);
	fprintf(f, "  What runs when its authorization ends is %s.\n",
		p->kill ? "killed" : "reported, and goes on");
	if (p->permissive_until)
		fprintf(f, "  Until %s everything runs: what would be denied is only recorded.\n",
			writ_time_format(p->permissive_until, t));
	if (p->continuity)
		fputs("  After a boot nothing but recovery runs until writd has presented the head of the\n"
		      "    boot before, or a newer policy is put into force.\n", f);
}
