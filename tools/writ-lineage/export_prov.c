// SPDX-License-Identifier: GPL-2.0-only
/*
 * W3C PROV as PROV-JSON: contents are entities, executions are activities,
 * issuers and users are agents. The document groups by kind of statement, so the
 * records are gone through once for each.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "export.h"

/* One group of statements; @id makes each one unique. */
struct group {
	struct writ_json j;
	struct index *x;
	bool failed;
	u64 id;
	void (*put)(struct group *g, const struct writ_log_entry *e);
	sqlite3_stmt *seen;
};

/* Entities and agents appear once, however often they are met. */
static bool first(struct group *g, const char *name)
{
	int ret;

	sqlite3_bind_text(g->seen, 1, name, -1, SQLITE_STATIC);
	ret = sqlite3_step(g->seen);
	if (ret != SQLITE_DONE && ret != SQLITE_CONSTRAINT) {
		g->failed = true;
		index_fail(g->x);
	}
	sqlite3_reset(g->seen);
	return ret == SQLITE_DONE;
}

static void name_hex(char *out, const char *prefix, struct writ_bytes data)
{
	size_t i;

	out += sprintf(out, "writ:%s-", prefix);
	for (i = 0; i < data.len && i < 64; i++)
		out += sprintf(out, "%02x", data.data[i]);
}

static void name_activity(char *out, const struct writ_record *r, u64 lineage)
{
	char boot[160];

	name_hex(boot, "execution", r->boot);
	sprintf(out, "%s-%" PRIu64, boot, lineage);
}

static bool executed(const struct writ_record *r)
{
	return r->lineage && (r->kind == WRIT_KIND_EXEC || r->kind == WRIT_KIND_ROOT);
}

static void put_entity(struct group *g, const struct writ_log_entry *e)
{
	char name[160];

	if (!executed(&e->fields) || !e->fields.digest.len)
		return;
	name_hex(name, "content", e->fields.digest);
	if (!first(g, name))
		return;
	writ_json_object(&g->j, name);
	writ_json_hex(&g->j, "writ:sha256", e->fields.digest);
	writ_json_bytes(&g->j, "prov:location", e->fields.path);
	writ_json_object_end(&g->j);
}

static void put_activity(struct group *g, const struct writ_log_entry *e)
{
	char name[200], when[40];

	if (!executed(&e->fields))
		return;
	name_activity(name, &e->fields, e->fields.lineage);
	if (!first(g, name))
		return;
	print_time(when, e->fields.real_ns);
	writ_json_object(&g->j, name);
	writ_json_text(&g->j, "prov:startTime", when);
	writ_json_uint(&g->j, "writ:pid", e->fields.pid);
	writ_json_bytes(&g->j, "writ:program", e->fields.path);
	writ_json_object_end(&g->j);
}

static void name_user(char *out, const struct writ_record *r)
{
	sprintf(out, "writ:uid-%" PRIu64, r->uid - 1);
}

static void put_agent(struct group *g, const struct writ_log_entry *e)
{
	const struct writ_record *r = &e->fields;
	char name[200];

	if (!executed(r))
		return;
	if (r->uid) {
		name_user(name, r);
		if (first(g, name)) {
			writ_json_object(&g->j, name);
			writ_json_uint(&g->j, "writ:uid", r->uid - 1);
			writ_json_object_end(&g->j);
		}
	}
	if (!r->key.len)
		return;
	name_hex(name, "issuer", r->key);
	if (first(g, name)) {
		writ_json_object(&g->j, name);
		writ_json_bytes(&g->j, "prov:label", r->issuer);
		writ_json_object_end(&g->j);
	}
}

static void begin(struct group *g, const char *kind, const struct writ_record *r)
{
	char id[64], name[200];

	snprintf(id, sizeof(id), "_:%s%" PRIu64, kind, g->id++);
	name_activity(name, r, r->lineage);
	writ_json_object(&g->j, id);
	writ_json_text(&g->j, strcmp(kind, "informed") ? "prov:activity" : "prov:informed", name);
}

static void put_used(struct group *g, const struct writ_log_entry *e)
{
	char name[160];

	if (!executed(&e->fields) || !e->fields.digest.len)
		return;
	begin(g, "used", &e->fields);
	name_hex(name, "content", e->fields.digest);
	writ_json_text(&g->j, "prov:entity", name);
	writ_json_object_end(&g->j);
}

static void put_associated(struct group *g, const struct writ_log_entry *e)
{
	const struct writ_record *r = &e->fields;
	char name[200];

	if (!executed(r))
		return;
	if (r->uid) {
		begin(g, "user", r);
		name_user(name, r);
		writ_json_text(&g->j, "prov:agent", name);
		writ_json_object_end(&g->j);
	}
	if (r->key.len) {
		begin(g, "issuer", r);
		name_hex(name, "issuer", r->key);
		writ_json_text(&g->j, "prov:agent", name);
		writ_json_hex(&g->j, "writ:artifact", r->artifact);
		writ_json_object_end(&g->j);
	}
}

static void put_informed(struct group *g, const struct writ_log_entry *e)
{
	char name[200];

	if (!executed(&e->fields) || !e->fields.parent)
		return;
	begin(g, "informed", &e->fields);
	name_activity(name, &e->fields, e->fields.parent);
	writ_json_text(&g->j, "prov:informant", name);
	writ_json_object_end(&g->j);
}

static bool put_one(void *arg, const struct writ_log_entry *e)
{
	struct group *g = arg;

	g->put(g, e);
	return !g->failed && !ferror(stdout);
}

bool export_prov(struct index *x, const struct filter *f)
{
	static const struct {
		const char *name;
		void (*put)(struct group *g, const struct writ_log_entry *e);
	} groups[] = {
		{ "entity", put_entity }, { "activity", put_activity }, { "agent", put_agent },
		{ "used", put_used }, { "wasAssociatedWith", put_associated },
		{ "wasInformedBy", put_informed },
	};
	struct group g = { .j = { .f = stdout }, .x = x };
	bool ok = true;
	size_t i;

	if (sqlite3_exec(x->db, "CREATE TEMP TABLE seen (name TEXT PRIMARY KEY)", NULL, NULL, NULL) !=
	    SQLITE_OK || sqlite3_prepare_v2(x->db, "INSERT INTO seen VALUES (?)", -1, &g.seen, NULL) !=
	    SQLITE_OK)
		return index_fail(x);
	writ_json_object(&g.j, NULL);
	writ_json_object(&g.j, "prefix");
	writ_json_text(&g.j, "writ", "urn:writ:");
	writ_json_object_end(&g.j);
	for (i = 0; ok && i < sizeof(groups) / sizeof(*groups); i++) {
		g.put = groups[i].put;
		writ_json_object(&g.j, groups[i].name);
		ok = filter_run(x, f, put_one, &g) && !g.failed;
		writ_json_object_end(&g.j);
	}
	writ_json_object_end(&g.j);
	putchar('\n');
	sqlite3_finalize(g.seen);
	return ok;
}
