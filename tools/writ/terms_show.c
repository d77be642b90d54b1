// SPDX-License-Identifier: GPL-2.0-only
/* Showing the terms of an artifact to people. */
#include "terms_show.h"

#include <inttypes.h>

#include "convert.h"
#include "id_range.h"
#include "pattern_args.h"
#include "ui.h"
#include "option_values.h"

/* ---- scope */

static void text_scope(FILE *f, const struct writ_terms *t)
{
	struct writ_bytes rest = t->arguments, name;
	struct writ_pattern pattern;

	if (t->narguments)
		fprintf(f, "arguments    %" PRIu32 ", %s\n", t->narguments,
			t->more_arguments ? "and more may follow" : "and no more");
	while (writ_argument_next(&rest, &pattern)) {
		fputs("  ", f);
		pattern_print(f, &pattern);
		fputc('\n', f);
	}
	if (t->nvariables)
		fprintf(f, "variables    %" PRIu32 "\n", t->nvariables);
	rest = t->variables;
	while (writ_variable_next(&rest, &name, &pattern)) {
		fputs("  ", f);
		ui_text(f, name);
		fputc('=', f);
		pattern_print(f, &pattern);
		fputc('\n', f);
	}
}

/* ---- initiator */

static void text_ids(FILE *f, const char *label, const struct writ_ids *ids)
{
	if (!ids->n)
		return;
	fprintf(f, "%-13s", label);
	id_ranges_print(f, ids);
	fputc('\n', f);
}

static void text_list(FILE *f, const char *label, const struct writ_bytes *v, u32 n)
{
	if (!n)
		return;
	fprintf(f, "%-13s", label);
	for (u32 i = 0; i < n; i++) {
		fputs(!i ? "" : i + 1 == n ? " or " : ", ", f);
		ui_text(f, v[i]);
	}
	fputc('\n', f);
}

static void text_hexes(FILE *f, const char *label, const char *prefix, struct writ_bytes rest)
{
	char hex[2 * WRIT_DIGEST_SIZE + 1];
	struct writ_bytes id;

	if (rest.len)
		fprintf(f, "%s\n", label);
	while (writ_id_next(&rest, &id))
		fprintf(f, "  %s%s\n", prefix, writ_hex(id.data, id.len, hex));
}

static void text_initiator(FILE *f, const struct writ_terms *t)
{
	text_ids(f, "users", &t->uids);
	text_ids(f, "groups", &t->gids);
	text_ids(f, "login users", &t->login_uids);
	text_list(f, "cgroups", t->cgroups, t->ncgroups);
	text_hexes(f, "asked for by one of the programs", "sha256:", t->parents);
	text_hexes(f, "asked for by what one of the artifacts authorized", "", t->ancestors);
}

/* ---- environment */

static void text_environment(FILE *f, const struct writ_terms *t)
{
	char boot[BOOT_TEXT], hex[2 * WRIT_DIGEST_SIZE + 1];
	struct writ_bytes rest = t->pcrs;
	const u8 *digest;
	u32 index;

	if (t->boot)
		fprintf(f, "boot         %s\n", value_boot_format(t->boot, boot));
	text_list(f, "kernel", t->kernels, t->nkernels);
	if (t->lockdown)
		fprintf(f, "lockdown     %s%s\n", value_lockdown_name(t->lockdown),
			t->lockdown == WRIT_LOCKDOWN_INTEGRITY ? " or more" : "");
	if (t->secure_boot)
		fputs("secure boot  required\n", f);
	if (t->module_signatures)
		fputs("modules      only signed ones may be loadable\n", f);
	if (t->npcrs)
		fprintf(f, "registers    %" PRIu32 ", of the TPM\n", t->npcrs);
	while (writ_pcr_next(&rest, &index, &digest))
		fprintf(f, "  %" PRIu32 ":%s\n", index, writ_hex(digest, WRIT_DIGEST_SIZE, hex));
}

/* ---- the rest */

static void text_governance(FILE *f, struct writ_bytes rest)
{
	struct writ_bytes name, text;

	if (rest.len)
		fputs("notes\n", f);
	while (writ_governance_next(&rest, &name, &text)) {
		fputs("  ", f);
		ui_text(f, name);
		fputc('=', f);
		ui_text(f, text);
		fputc('\n', f);
	}
}

static void text_origin(FILE *f, const struct writ_terms *t)
{
	char boot[BOOT_TEXT], hex[2 * WRIT_DIGEST_SIZE + 1];

	if (!t->has_origin)
		return;
	fputs("origin       host ", f);
	ui_text(f, t->origin_host);
	fprintf(f, ", boot %s, record %" PRIu64 "\n  %s\n", value_boot_format(t->origin_boot, boot),
		t->origin_seq, writ_hex(t->origin_hash, WRIT_DIGEST_SIZE, hex));
}

void terms_text(FILE *f, const struct writ_terms *t)
{
	text_scope(f, t);
	text_initiator(f, t);
	text_environment(f, t);
	if (t->uses)
		fprintf(f, "uses         %" PRIu32 "\n", t->uses);
	if (t->policy.len) {
		fputs("policy       \"", f);
		ui_text(f, t->policy);
		fprintf(f, "\", version %" PRIu64 " or later\n", t->policy_version);
	}
	if (t->depth)
		fprintf(f, "inheritance  %" PRIu32 " execution%s deep\n", t->depth,
			t->depth == 1 ? "" : "s");
	text_governance(f, t->governance);
	text_origin(f, t);
}
