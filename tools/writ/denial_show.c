// SPDX-License-Identifier: GPL-2.0-only
/* A denial for people and for machines. */
#include "denial_show.h"

#include <inttypes.h>

#include "artifact.h"
#include "convert.h"
#include "json.h"
#include "policy.h"
#include "print.h"
#include "ui.h"

static const char *const claims[__WRIT_REASON_COUNT] = {
	[WRIT_MISSING_AUTHORIZATION] = "subjects",
	[WRIT_MALFORMED_ARTIFACT] = "encoding",
	[WRIT_UNSUPPORTED_CLAIM] = "unsupported",
	[WRIT_UNSUPPORTED_ALGORITHM] = "alg",
	[WRIT_UNKNOWN_ISSUER] = "iss",
	[WRIT_INVALID_SIGNATURE] = "signature",
	[WRIT_ISSUER_LIMIT] = "limits",
	[WRIT_REVOKED] = "revocation",
	[WRIT_WRONG_AUDIENCE] = "aud",
	[WRIT_NOT_YET_VALID] = "nbf",
	[WRIT_EXPIRED] = "exp",
	[WRIT_OPERATION_MISMATCH] = "operations",
	[WRIT_PATH_MISMATCH] = "subjects.path",
	[WRIT_POLICY_MISMATCH] = "policy",
	[WRIT_ENVIRONMENT_MISMATCH] = "environment",
	[WRIT_IDENTITY_MISMATCH] = "initiator",
	[WRIT_ARGV_MISMATCH] = "scope.arguments",
	[WRIT_ENVVAR_MISMATCH] = "scope.variables",
	[WRIT_REPLAY] = "uses",
};

const char *denial_claim(enum writ_reason reason)
{
	return (u32)reason < __WRIT_REASON_COUNT ? claims[reason] : NULL;
}

bool denial_curable(enum writ_reason reason)
{
	return denial_claim(reason);
}

bool denial_retry(enum writ_reason reason)
{
	return reason == WRIT_FILE_BEING_WRITTEN || reason == WRIT_INTERNAL_ERROR ||
	       reason == WRIT_NOT_YET_VALID;
}

bool denial_ask(u64 pid, u8 *buf, struct writ_record *r, enum writ_sock_status *status,
		struct writ_msg *msg)
{
	const struct writ_sock_request request = { .op = WRIT_SOCK_WHY, .pid = pid };
	struct writ_sock_reply reply;
	struct writ_error err;

	if (!writ_sock_ask(WRIT_SOCK_PATH, &request, buf, &reply, msg))
		return false;
	*status = reply.status;
	if (reply.status == WRIT_SOCK_REFUSED)
		writ_msgf(msg, "%.*s", (int)reply.text.len, (const char *)reply.text.data);
	if (reply.status == WRIT_SOCK_OK && !writ_record_decode(reply.record, r, &err))
		return writ_msgf(msg, "writd's answer: %s %s (at byte %zu)", err.field,
				 writ_err_text(err.code), err.offset);
	return true;
}

/* What is recorded of arguments only if they were known; an execution has at least one. */
static bool is_cut(const struct writ_record *r)
{
	return r->argv_digest.len;
}

/* Could an artifact name this path? */
static bool is_name_of_path(const struct writ_record *r)
{
	return r->path.len && r->path.len <= WRIT_PATH_MAX && writ_path_valid(r->path) &&
	       writ_text_valid(r->path) && !(r->flags & WRIT_RECORD_OTHER_ROOT);
}

/* JSON holds text only: other bytes are given in hex. */
static void json_arguments(struct writ_json *j, const char *key, struct writ_bytes rest)
{
	struct writ_bytes one;

	writ_json_array(j, key);
	while (print_argument(&rest, &one)) {
		if (!one.len || writ_text_valid(one)) {
			writ_json_bytes(j, NULL, one);
			continue;
		}
		writ_json_object(j, NULL);
		writ_json_hex(j, "hex", one);
		writ_json_object_end(j);
	}
	writ_json_array_end(j);
}

static void json_denied(struct writ_json *j, const struct writ_record *r)
{
	writ_json_object(j, "denied");
	writ_json_text(j, "operation", writ_op_name((enum writ_op)r->op));
	if (r->path.len)
		writ_json_bytes(j, "path", r->path);
	if (r->flags & WRIT_RECORD_OTHER_ROOT)
		writ_json_bool(j, "other_root", true);
	if (r->digest.len)
		writ_json_hex(j, "sha256", r->digest);
	if (r->argc) {
		writ_json_uint(j, "argc", r->argc);
		json_arguments(j, "argv", r->argv);
		writ_json_bool(j, "argv_cut", is_cut(r));
	}
	if (is_cut(r))
		writ_json_hex(j, "argv_sha256", r->argv_digest);
	if (r->uid)
		writ_json_uint(j, "uid", r->uid - 1);
	if (r->login_uid)
		writ_json_uint(j, "login_uid", r->login_uid - 1);
	if (r->cgroup.len)
		writ_json_bytes(j, "cgroup", r->cgroup);
	if (r->comm.len)
		writ_json_bytes(j, "comm", r->comm);
	if (r->pid)
		writ_json_uint(j, "pid", r->pid);
	if (r->parent)
		writ_json_uint(j, "parent_lineage", r->parent);
	if (r->ancestor)
		writ_json_uint(j, "first_lineage", r->ancestor);
	writ_json_object_end(j);
}

static void json_closest(struct writ_json *j, const struct writ_record *r)
{
	if (!r->artifact.len)
		return;
	writ_json_object(j, "closest");
	writ_json_hex(j, "identity", r->artifact);
	if (r->issuer.len)
		writ_json_bytes(j, "issuer", r->issuer);
	if (r->key.len)
		writ_json_hex(j, "key", r->key);
	writ_json_object_end(j);
}

/* Does an authorization of this operation say arguments? */
static bool has_arguments(const struct writ_record *r)
{
	return r->op == WRIT_OP_EXECUTE || r->op == WRIT_OP_SCRIPT;
}

/* Without a digest nobody knows which content it would be. */
static bool is_needed(const struct writ_record *r)
{
	return denial_curable((enum writ_reason)r->reason) && r->digest.len == WRIT_DIGEST_SIZE;
}

static void json_needed(struct writ_json *j, const struct writ_record *r)
{
	char digest[sizeof("sha256:") + 2 * WRIT_DIGEST_SIZE];
	const bool known = r->argc && !is_cut(r);

	if (!is_needed(r))
		return;
	writ_json_object(j, "needed");
	writ_json_array(j, "operations");
	writ_json_text(j, NULL, writ_op_name((enum writ_op)r->op));
	writ_json_array_end(j);
	strcpy(digest, "sha256:");
	writ_hex(r->digest.data, r->digest.len, digest + strlen(digest));
	writ_json_text(j, "digest", digest);
	if (is_name_of_path(r))
		writ_json_bytes(j, "path", r->path);
	if (has_arguments(r) && known)
		json_arguments(j, "arguments", r->argv);
	if (r->uid)
		writ_json_uint(j, "uid", r->uid - 1);
	if (r->cgroup.len && writ_path_valid(r->cgroup) && writ_text_valid(r->cgroup))
		writ_json_bytes(j, "cgroup", r->cgroup);
	writ_json_array(j, "unknown");
	if (has_arguments(r) && !known)
		writ_json_text(j, NULL, "scope.arguments");
	if (r->reason == WRIT_ENVVAR_MISMATCH)
		writ_json_text(j, NULL, "scope.variables");
	writ_json_array_end(j);
	writ_json_object_end(j);
}

static void show_json(const struct writ_record *r)
{
	const enum writ_reason reason = (enum writ_reason)r->reason;
	struct writ_json j = { .f = stdout };
	char when[40];

	print_time(when, r->real_ns);
	writ_json_object(&j, NULL);
	writ_json_text(&j, "verdict", "denied");
	writ_json_text(&j, "reason", writ_reason_name(reason));
	writ_json_text(&j, "help", writ_reason_help(reason));
	if (denial_claim(reason))
		writ_json_text(&j, "claim", denial_claim(reason));
	writ_json_bool(&j, "retry", denial_retry(reason));
	writ_json_text(&j, "time", when);
	writ_json_hex(&j, "boot", r->boot);
	writ_json_uint(&j, "seq", r->seq);
	json_denied(&j, r);
	json_closest(&j, r);
	json_needed(&j, r);
	writ_json_object_end(&j);
}

static void show_closest(const struct writ_record *r)
{
	if (!r->artifact.len)
		return;
	printf("%-15s ", "closest");
	print_hex(stdout, r->artifact);
	fputs(" by ", stdout);
	ui_text(stdout, r->issuer);
	putchar('\n');
}

static void show_needed(const struct writ_record *r)
{
	struct writ_bytes rest = r->argv, one;

	if (!is_needed(r)) {
		printf("%-15s an authorization does not help\n", "needed");
		return;
	}
	printf("%-15s %s of sha256:", "needed", writ_op_name((enum writ_op)r->op));
	print_hex(stdout, r->digest);
	if (r->uid)
		printf(" by user %" PRIu64, r->uid - 1);
	if (has_arguments(r) && r->argc)
		fputs(is_cut(r) ? ", with arguments too long to record" : ", with", stdout);
	while (has_arguments(r) && !is_cut(r) && print_argument(&rest, &one)) {
		putchar(' ');
		ui_text(stdout, one);
	}
	putchar('\n');
}

void denial_show(const struct writ_record *r, bool json)
{
	const enum writ_reason reason = (enum writ_reason)r->reason;

	if (json) {
		show_json(r);
		return;
	}
	ui_word(stdout, UI_BAD, "denied");
	printf(": to %s ", writ_op_name((enum writ_op)r->op));
	ui_text(stdout, r->path);
	printf(": %s\n%s\n\n", writ_reason_name(reason), writ_reason_help(reason));
	if (denial_claim(reason))
		printf("%-15s %s\n", "claim", denial_claim(reason));
	show_closest(r);
	show_needed(r);
	printf("%-15s %s\n\n", "retry", denial_retry(reason) ? "may help" : "does not help");
	print_fields(stdout, r);
}
