// SPDX-License-Identifier: GPL-2.0-only
/* Showing the terms of an artifact to machines. */
#include <inttypes.h>

#include "terms_show.h"
#include "option_values.h"

/* Arguments and variables are bytes: what is not UTF-8 is told in hex. */
static void json_bytes(struct writ_json *j, const char *key, const char *key_hex,
		       struct writ_bytes bytes)
{
	if (writ_text_valid(bytes))
		writ_json_bytes(j, key, bytes);
	else
		writ_json_hex(j, key_hex, bytes);
}

static void json_choices(struct writ_json *j, struct writ_bytes rest)
{
	struct writ_bytes choice;

	writ_json_array(j, "choices");
	while (writ_choice_next(&rest, &choice)) {
		writ_json_object(j, NULL);
		json_bytes(j, "text", "hex", choice);
		writ_json_object_end(j);
	}
	writ_json_array_end(j);
}

/* As text: a number of 64 bits is more than every reader of JSON holds. */
static void json_bound(struct writ_json *j, const char *key, s64 n)
{
	char text[32];

	snprintf(text, sizeof(text), "%" PRId64, n);
	writ_json_text(j, key, text);
}

static void json_pattern(struct writ_json *j, const struct writ_pattern *p)
{
	writ_json_text(j, "pattern", writ_pattern_name(p->kind));
	switch (p->kind) {
	case WRIT_PATTERN_ANY:
		break;
	case WRIT_PATTERN_ONE_OF:
		json_choices(j, p->choices);
		break;
	case WRIT_PATTERN_RANGE:
		json_bound(j, "low", p->low);
		json_bound(j, "high", p->high);
		break;
	case WRIT_PATTERN_CONTENT:
		writ_json_hex(j, "sha256", (struct writ_bytes){ p->digest, WRIT_DIGEST_SIZE });
		break;
	default:
		json_bytes(j, "text", "hex", p->text);
	}
}

static void json_scope(struct writ_json *j, const struct writ_terms *t)
{
	struct writ_bytes rest = t->arguments, name;
	struct writ_pattern pattern;

	if (t->narguments) {
		writ_json_array(j, "arguments");
		while (writ_argument_next(&rest, &pattern)) {
			writ_json_object(j, NULL);
			json_pattern(j, &pattern);
			writ_json_object_end(j);
		}
		writ_json_array_end(j);
		writ_json_bool(j, "more_arguments", t->more_arguments);
	}
	if (!t->nvariables)
		return;
	rest = t->variables;
	writ_json_array(j, "variables");
	while (writ_variable_next(&rest, &name, &pattern)) {
		writ_json_object(j, NULL);
		json_bytes(j, "name", "name_hex", name);
		json_pattern(j, &pattern);
		writ_json_object_end(j);
	}
	writ_json_array_end(j);
}

static void json_ids(struct writ_json *j, const char *key, const struct writ_ids *ids)
{
	if (!ids->n)
		return;
	writ_json_array(j, key);
	for (u32 i = 0; i < ids->n; i++) {
		writ_json_object(j, NULL);
		writ_json_uint(j, "first", ids->range[i].first);
		writ_json_uint(j, "last", ids->range[i].last);
		writ_json_object_end(j);
	}
	writ_json_array_end(j);
}

static void json_list(struct writ_json *j, const char *key, const struct writ_bytes *v, u32 n)
{
	if (!n)
		return;
	writ_json_array(j, key);
	for (u32 i = 0; i < n; i++)
		writ_json_bytes(j, NULL, v[i]);
	writ_json_array_end(j);
}

static void json_hexes(struct writ_json *j, const char *key, struct writ_bytes rest)
{
	struct writ_bytes id;

	if (!rest.len)
		return;
	writ_json_array(j, key);
	while (writ_id_next(&rest, &id))
		writ_json_hex(j, NULL, id);
	writ_json_array_end(j);
}

static void json_pcrs(struct writ_json *j, struct writ_bytes rest)
{
	const u8 *digest;
	u32 index;

	if (!rest.len)
		return;
	writ_json_array(j, "pcrs");
	while (writ_pcr_next(&rest, &index, &digest)) {
		writ_json_object(j, NULL);
		writ_json_uint(j, "index", index);
		writ_json_hex(j, "sha256", (struct writ_bytes){ digest, WRIT_DIGEST_SIZE });
		writ_json_object_end(j);
	}
	writ_json_array_end(j);
}

static void json_environment(struct writ_json *j, const struct writ_terms *t)
{
	char boot[BOOT_TEXT];

	if (t->boot)
		writ_json_text(j, "boot", value_boot_format(t->boot, boot));
	json_list(j, "kernels", t->kernels, t->nkernels);
	if (t->lockdown)
		writ_json_text(j, "lockdown", value_lockdown_name(t->lockdown));
	if (t->secure_boot)
		writ_json_bool(j, "secure_boot", true);
	if (t->module_signatures)
		writ_json_bool(j, "module_signatures", true);
	json_pcrs(j, t->pcrs);
}

static void json_governance(struct writ_json *j, struct writ_bytes rest)
{
	struct writ_bytes name, text;

	if (!rest.len)
		return;
	writ_json_array(j, "notes");
	while (writ_governance_next(&rest, &name, &text)) {
		writ_json_object(j, NULL);
		writ_json_bytes(j, "name", name);
		writ_json_bytes(j, "text", text);
		writ_json_object_end(j);
	}
	writ_json_array_end(j);
}

static void json_origin(struct writ_json *j, const struct writ_terms *t)
{
	char boot[BOOT_TEXT];

	if (!t->has_origin)
		return;
	writ_json_object(j, "origin");
	writ_json_bytes(j, "host", t->origin_host);
	writ_json_text(j, "boot", value_boot_format(t->origin_boot, boot));
	writ_json_uint(j, "seq", t->origin_seq);
	writ_json_hex(j, "hash", (struct writ_bytes){ t->origin_hash, WRIT_DIGEST_SIZE });
	writ_json_object_end(j);
}

void terms_json(struct writ_json *j, const struct writ_terms *t)
{
	writ_json_object(j, "terms");
	json_scope(j, t);
	json_ids(j, "uids", &t->uids);
	json_ids(j, "gids", &t->gids);
	json_ids(j, "login_uids", &t->login_uids);
	json_list(j, "cgroups", t->cgroups, t->ncgroups);
	json_hexes(j, "parents", t->parents);
	json_hexes(j, "parent_artifacts", t->ancestors);
	json_environment(j, t);
	if (t->uses)
		writ_json_uint(j, "uses", t->uses);
	if (t->policy.len) {
		writ_json_object(j, "policy");
		writ_json_bytes(j, "id", t->policy);
		writ_json_uint(j, "version", t->policy_version);
		writ_json_object_end(j);
	}
	if (t->depth)
		writ_json_uint(j, "inheritance", t->depth);
	json_governance(j, t->governance);
	json_origin(j, t);
	writ_json_object_end(j);
}
