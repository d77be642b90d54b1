// SPDX-License-Identifier: GPL-2.0-only
/*
 * OCSF (schema.ocsf.io, version 1.3.0): Process Activity, class 1007, with the
 * profile security_control for the verdict.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "evaluate.h"
#include "export.h"

#define CLASS_PROCESS_ACTIVITY	1007
#define CATEGORY_SYSTEM		1

enum activity { ACTIVITY_LAUNCH = 1, ACTIVITY_TERMINATE = 2, ACTIVITY_OTHER = 99 };
enum severity { SEVERITY_INFORMATIONAL = 1, SEVERITY_MEDIUM = 3 };
enum action { ACTION_ALLOWED = 1, ACTION_DENIED = 2 };
enum disposition { DISPOSITION_ALLOWED = 1, DISPOSITION_BLOCKED = 2 };
#define HASH_SHA256 3

static bool concerns(const struct writ_record *r)
{
	return r->kind == WRIT_KIND_EXEC || r->kind == WRIT_KIND_MAP || r->kind == WRIT_KIND_FORK ||
	       r->kind == WRIT_KIND_EXIT;
}

static enum activity activity_of(const struct writ_record *r)
{
	switch (r->kind) {
	case WRIT_KIND_EXEC:
	case WRIT_KIND_FORK:
		return ACTIVITY_LAUNCH;
	case WRIT_KIND_EXIT:
		return ACTIVITY_TERMINATE;
	default:
		return ACTIVITY_OTHER;
	}
}

static void put_file(struct writ_json *j, const struct writ_record *r)
{
	const u8 *slash = r->path.len ? memrchr(r->path.data, '/', r->path.len) : NULL;
	struct writ_bytes name = r->path;

	writ_json_object(j, "file");
	if (slash) {
		name.data = slash + 1;
		name.len = r->path.len - (size_t)(slash + 1 - r->path.data);
	}
	writ_json_bytes(j, "name", name);
	writ_json_bytes(j, "path", r->path);
	writ_json_uint(j, "type_id", 1);
	if (r->digest.len) {
		writ_json_array(j, "hashes");
		writ_json_object(j, NULL);
		writ_json_text(j, "algorithm", "SHA-256");
		writ_json_uint(j, "algorithm_id", HASH_SHA256);
		writ_json_hex(j, "value", r->digest);
		writ_json_object_end(j);
		writ_json_array_end(j);
	}
	writ_json_object_end(j);
}

static void put_user(struct writ_json *j, const struct writ_record *r)
{
	char uid[24];

	if (!r->uid)
		return;
	snprintf(uid, sizeof(uid), "%" PRIu64, r->uid - 1);
	writ_json_object(j, "user");
	writ_json_text(j, "uid", uid);
	writ_json_object_end(j);
}

/* Arguments with blanks between them, as that schema wants them; a copy keeps them apart. */
static void put_cmd_line(struct writ_json *j, const struct writ_record *r)
{
	u8 line[WRIT_RECORD_ARGV_MAX];
	size_t i;

	if (!r->argv.len)
		return;
	for (i = 0; i < r->argv.len; i++)
		line[i] = r->argv.data[i] ? r->argv.data[i] : ' ';
	writ_json_bytes(j, "cmd_line", (struct writ_bytes){ line, r->argv.len - !r->argv.data[i - 1] });
}

static void put_process(struct writ_json *j, const struct writ_record *r)
{
	char uid[64];

	writ_json_object(j, "process");
	writ_json_uint(j, "pid", r->kind == WRIT_KIND_FORK ? r->child : r->pid);
	if (r->lineage) {
		snprintf(uid, sizeof(uid), "lineage-%" PRIu64, r->lineage);
		writ_json_text(j, "uid", uid);
	}
	put_cmd_line(j, r);
	if (r->path.len)
		put_file(j, r);
	put_user(j, r);
	writ_json_object_end(j);
}

static void put_actor(struct writ_json *j, const struct writ_record *r)
{
	char uid[64];

	writ_json_object(j, "actor");
	writ_json_object(j, "process");
	writ_json_uint(j, "pid", r->pid);
	writ_json_bytes(j, "name", r->comm);
	if (r->parent) {
		snprintf(uid, sizeof(uid), "lineage-%" PRIu64, r->parent);
		writ_json_text(j, "uid", uid);
	}
	put_user(j, r);
	writ_json_object_end(j);
	writ_json_object_end(j);
}

static void put_metadata(struct writ_json *j, const struct writ_log_entry *e)
{
	writ_json_object(j, "metadata");
	writ_json_text(j, "version", "1.3.0");
	writ_json_array(j, "profiles");
	writ_json_text(j, NULL, "security_control");
	writ_json_array_end(j);
	writ_json_object(j, "product");
	writ_json_text(j, "name", "writ");
	writ_json_text(j, "vendor_name", "writ");
	writ_json_text(j, "version", WRIT_VERSION);
	writ_json_object_end(j);
	writ_json_uint(j, "sequence", e->fields.seq);
	writ_json_hex(j, "uid", (struct writ_bytes){ e->hash, WRIT_DIGEST_SIZE });
	writ_json_object_end(j);
}

/* What the schema has no place for. */
static void put_unmapped(struct writ_json *j, const struct writ_log_entry *e)
{
	const struct writ_record *r = &e->fields;

	writ_json_object(j, "unmapped");
	writ_json_uint(j, "index", e->index);
	writ_json_hex(j, "boot", r->boot);
	writ_json_uint(j, "ancestor", r->ancestor);
	if (r->artifact.len) {
		writ_json_hex(j, "artifact", r->artifact);
		writ_json_bytes(j, "issuer", r->issuer);
	}
	writ_json_bytes(j, "policy", r->policy);
	writ_json_uint(j, "policy-version", r->policy_version);
	writ_json_object_end(j);
}

bool export_ocsf(void *arg, const struct writ_log_entry *e)
{
	const struct writ_record *r = &e->fields;
	struct writ_json j = { .f = stdout, .line = true };
	enum activity activity = activity_of(r);
	bool denied = !strcmp(print_verdict(r), "denied");

	(void)arg;
	if (!concerns(r))
		return true;
	writ_json_object(&j, NULL);
	writ_json_uint(&j, "class_uid", CLASS_PROCESS_ACTIVITY);
	writ_json_text(&j, "class_name", "Process Activity");
	writ_json_uint(&j, "category_uid", CATEGORY_SYSTEM);
	writ_json_uint(&j, "activity_id", activity);
	if (activity == ACTIVITY_OTHER)
		writ_json_text(&j, "activity_name", writ_kind_name(r->kind));
	writ_json_uint(&j, "type_uid", CLASS_PROCESS_ACTIVITY * 100 + activity);
	writ_json_uint(&j, "time", r->real_ns / 1000000);
	writ_json_uint(&j, "severity_id", denied ? SEVERITY_MEDIUM : SEVERITY_INFORMATIONAL);
	if (*print_verdict(r)) {
		writ_json_uint(&j, "action_id", denied ? ACTION_DENIED : ACTION_ALLOWED);
		writ_json_uint(&j, "disposition_id", denied ? DISPOSITION_BLOCKED : DISPOSITION_ALLOWED);
		writ_json_text(&j, "status_detail", writ_reason_name((enum writ_reason)r->reason));
	}
	if (r->kind == WRIT_KIND_EXIT && r->status)
		writ_json_uint(&j, "exit_code", (r->status - 1) >> 8 & 0xff);
	writ_json_object(&j, "device");
	writ_json_bytes(&j, "hostname", r->host);
	writ_json_uint(&j, "type_id", 0);
	writ_json_object_end(&j);
	put_metadata(&j, e);
	put_actor(&j, r);
	put_process(&j, r);
	put_unmapped(&j, e);
	writ_json_object_end(&j);
	return !ferror(stdout);
}
