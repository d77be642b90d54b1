// SPDX-License-Identifier: GPL-2.0-only
/* The status as people and as machines read it. */
#include <stdlib.h>
#include <time.h>

#include "convert.h"
#include "ctl.h"
#include "json.h"
#include "reason.h"
#include "status.h"

/* How a value is written. Whatever has no row here is shown as it stands. */
enum form { TEXT, NUMBER, TIME };

static const struct row {
	const char *section;
	const char *key;
	const char *label;
	enum form form;
} rows[] = {
	{ "Policy", "policy", "id", TEXT },
	{ "Policy", "policy_version", "version", NUMBER },
	{ "Policy", "policy_expires", "expires", TIME },
	{ "Policy", "permissive_until", "permissive until", TIME },
	{ "Policy", "root", "root key", TEXT },
	{ "Policy", "issuers", "issuers", NUMBER },
	{ "Policy", "rules", "rules", NUMBER },
	{ "Policy", "default", "when no rule matches", TEXT },
	{ "Policy", "writable_code", "unsigned memory as code", TEXT },
	{ "Policy", "strict_log", "denies what cannot be recorded", TEXT },
	{ "Policy", "generation", "changes since load", NUMBER },
	{ "Policy", "delegations", "delegations", NUMBER },
	{ "Policy", "revocations", "revocations", NUMBER },
	{ "Host", "host", "identity", TEXT },
	{ "Host", "kernel", "kernel", TEXT },
	{ "Host", "version", "module", TEXT },
	{ "Host", "execve_check", "scripts by AT_EXECVE_CHECK", TEXT },
	{ "Store", "artifacts", "artifacts", NUMBER },
	{ "Store", "subjects", "subjects", NUMBER },
	{ "Store", "cache_entries", "contents known", NUMBER },
	{ "Store", "cache_entries_max", "contents known at most", NUMBER },
	{ "Store", "cache_learnt", "contents learnt", NUMBER },
	{ "Store", "cache_evicted", "contents evicted", NUMBER },
	{ "Lineage", "lineage_tasks", "tasks", NUMBER },
	{ "Lineage", "lineage_executions", "executions held", NUMBER },
	{ "Lineage", "lineage_last", "last number", NUMBER },
	{ "Lineage", "pins", "files held against writing", NUMBER },
	{ "Log", "boot", "boot", TEXT },
	{ "Log", "log_owner", "taken by process", TEXT },
	{ "Log", "events_recorded", "records", NUMBER },
	{ "Log", "events_chained", "chained", NUMBER },
	{ "Log", "events_acked", "durable", NUMBER },
	{ "Log", "events_lost", "events lost", NUMBER },
	{ "Log", "events_offered", "events offered", NUMBER },
	{ "Log", "events_gaps", "gap records", NUMBER },
	{ "Log", "events_capacity", "places", NUMBER },
	{ "Log", "events_head", "head of the chain", TEXT },
};

/* Keys of two words: the first one names the group. */
static const struct group {
	const char *name;
	const char *section;
	enum form form;
} groups[] = {
	{ "algorithm", "Signature algorithms", TEXT },
	{ "digest", "Digests", TEXT },
	{ "hook", "Hooks", TEXT },
	{ "allowed", "Allowed", NUMBER },
	{ "denied", "Denied", NUMBER },
};

static const struct row *row_of(const char *key)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (!strcmp(rows[i].key, key))
			return &rows[i];
	}
	return NULL;
}

/* The second word of a key of @group, or NULL. */
static const char *member(const char *key, const char *group)
{
	size_t len = strlen(group);

	return !strncmp(key, group, len) && key[len] == ' ' ? key + len + 1 : NULL;
}

static bool is_number(const char *text)
{
	return *text && strspn(text, "0123456789") == strlen(text);
}

static void put(FILE *f, const char *text)
{
	ui_text(f, writ_bytes_of(text));
}

/* Seconds since the epoch as RFC 3339; anything else stays as it is. */
static const char *form_time(const char *value, char out[32])
{
	return is_number(value) ? writ_time_format(strtoull(value, NULL, 10), out) : value;
}

static bool expired(const struct status *s)
{
	return (u64)time(NULL) >= status_expires(s);
}

void status_headline(const struct status *s, FILE *f)
{
	const char *cause = status_get(s, "cause");
	const char *id = status_get(s, "policy");
	const char *version = status_get(s, "policy_version");

	if (status_in_force(s) && !status_enforcing(s)) {
		const char *until = status_get(s, "permissive_until");
		char t[32];

		ui_word(f, UI_BAD, "PERMISSIVE");
		fputs(" until ", f);
		put(f, until ? form_time(until, t) : "?");
		fputs(": what would be denied is only recorded; policy ", f);
		put(f, id ? id : "?");
		fputs(" version ", f);
		put(f, version ? version : "?");
		fputc('\n', f);
		return;
	}
	if (!status_enforcing(s)) {
		ui_word(f, UI_BAD, "NOT ENFORCING");
		fputs(": ", f);
		put(f, cause ? cause : status_get(s, "state"));
		fputc('\n', f);
		return;
	}
	ui_word(f, UI_GOOD, "enforcing");
	fputs(" policy ", f);
	put(f, id ? id : "?");
	fputs(" version ", f);
	put(f, version ? version : "?");
	fputc('\n', f);
}

static void show_row(FILE *f, const char *label, const char *value)
{
	fputs("  ", f);
	put(f, label);
	fprintf(f, "%*s", (int)(strlen(label) < 27 ? 27 - strlen(label) : 1), "");
	put(f, *value ? value : "none");
	fputc('\n', f);
}

static void heading(FILE *f, const char *text)
{
	fputc('\n', f);
	ui_word(f, UI_STRONG, text);
	fputc('\n', f);
}

static void show_section(const struct status *s, FILE *f, const char *section)
{
	bool headed = false;
	char text[32];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *value = status_get(s, rows[i].key);

		if (strcmp(rows[i].section, section) || !value)
			continue;
		if (!headed)
			heading(f, section);
		headed = true;
		show_row(f, rows[i].label,
			 rows[i].form == TIME ? form_time(value, text) : value);
	}
}

static void show_help(FILE *f, const char *reason)
{
	for (int i = 0; i < __WRIT_REASON_COUNT; i++) {
		if (!strcmp(reason, writ_reason_name(i)))
			fprintf(f, "    %s\n", writ_reason_help(i));
	}
}

static void show_group(const struct status *s, FILE *f, const struct group *group, bool all)
{
	bool headed = false;

	for (size_t i = 0; i < s->n; i++) {
		const char *name = member(s->v[i].key, group->name);

		if (!name || (group->form == NUMBER && !all && !strcmp(s->v[i].value, "0")))
			continue;
		if (!headed)
			heading(f, group->section);
		headed = true;
		show_row(f, name, s->v[i].value);
		if (!strcmp(group->name, "denied"))
			show_help(f, name);
	}
}

static bool is_known(const char *key)
{
	if (row_of(key) || !strcmp(key, "state") || !strcmp(key, "cause"))
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(groups); i++) {
		if (member(key, groups[i].name))
			return true;
	}
	return false;
}

/* A newer module may say more than this program knows. */
static void show_others(const struct status *s, FILE *f)
{
	bool headed = false;

	for (size_t i = 0; i < s->n; i++) {
		if (is_known(s->v[i].key))
			continue;
		if (!headed)
			heading(f, "Other");
		headed = true;
		show_row(f, s->v[i].key, s->v[i].value);
	}
}

void status_show(const struct status *s, FILE *f, bool all)
{
	char text[32];

	if (expired(s)) {
		ui_word(f, UI_WARN, "warning");
		fprintf(f, ": the policy expired at %s; it stays in force until a newer one is loaded\n",
			writ_time_format(status_expires(s), text));
	}
	show_section(s, f, "Policy");
	show_section(s, f, "Host");
	for (size_t i = 0; i < ARRAY_SIZE(groups); i++)
		show_group(s, f, &groups[i], all);
	show_section(s, f, "Store");
	show_section(s, f, "Lineage");
	show_section(s, f, "Log");
	show_others(s, f);
}

static void json_value(struct writ_json *j, const char *key, const char *value, enum form form)
{
	char text[32];

	if (form == NUMBER && is_number(value))
		writ_json_uint(j, key, strtoull(value, NULL, 10));
	else
		writ_json_text(j, key, form == TIME ? form_time(value, text) : value);
}

void status_json(const struct status *s, FILE *f)
{
	struct writ_json j = { .f = f };

	writ_json_object(&j, NULL);
	writ_json_bool(&j, "loaded", s);
	writ_json_bool(&j, "enforcing", s && status_enforcing(s));
	if (!s) {
		writ_json_object_end(&j);
		return;
	}
	writ_json_bool(&j, "policy_expired", expired(s));
	for (size_t i = 0; i < s->n; i++) {
		const struct row *row = row_of(s->v[i].key);

		if (!strchr(s->v[i].key, ' '))
			json_value(&j, s->v[i].key, s->v[i].value, row ? row->form : TEXT);
	}
	for (size_t g = 0; g < ARRAY_SIZE(groups); g++) {
		writ_json_object(&j, groups[g].name);
		for (size_t i = 0; i < s->n; i++) {
			const char *name = member(s->v[i].key, groups[g].name);

			if (name)
				json_value(&j, name, s->v[i].value, groups[g].form);
		}
		writ_json_object_end(&j);
	}
	writ_json_object_end(&j);
}
