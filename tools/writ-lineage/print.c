// SPDX-License-Identifier: GPL-2.0-only
/* Records for people and for machines. */
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "evaluate.h"
#include "lineage.h"
#include "terms.h"

void print_time(char out[40], u64 real_ns)
{
	time_t seconds = (time_t)(real_ns / 1000000000);
	struct tm tm;

	gmtime_r(&seconds, &tm);
	strftime(out, 24, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(out + strlen(out), 16, ".%06uZ", (unsigned int)(real_ns % 1000000000 / 1000));
}

const char *print_verdict(const struct writ_record *r)
{
	switch (r->kind) {
	case WRIT_KIND_EXEC:
	case WRIT_KIND_MAP:
	case WRIT_KIND_KERNEL:
	case WRIT_KIND_PRIVILEGE:
		break;
	default:
		return "";
	}
	return writ_reason_allows((enum writ_reason)r->reason) ? "allowed" : "denied";
}

void print_hex(FILE *f, struct writ_bytes data)
{
	size_t i;

	for (i = 0; i < data.len; i++)
		fprintf(f, "%02x", data.data[i]);
}

bool print_argument(struct writ_bytes *rest, struct writ_bytes *out)
{
	const u8 *end;

	if (!rest->len)
		return false;
	end = memchr(rest->data, 0, rest->len);
	out->data = rest->data;
	out->len = end ? (size_t)(end - rest->data) : rest->len;
	rest->data += out->len + (end != NULL);
	rest->len -= out->len + (end != NULL);
	return true;
}

static void print_argv(FILE *f, struct writ_bytes rest)
{
	struct writ_bytes one;

	while (print_argument(&rest, &one)) {
		fputc(' ', f);
		ui_text(f, one);
	}
}

/* NAME=TEXT for each note, with something before it. */
static void print_notes(FILE *f, struct writ_bytes rest, const char *before)
{
	struct writ_bytes name, text;

	while (writ_governance_next(&rest, &name, &text)) {
		fputs(before, f);
		ui_text(f, name);
		fputc('=', f);
		ui_text(f, text);
	}
}

void print_line(FILE *f, u64 index, const struct writ_record *r)
{
	const char *verdict = print_verdict(r);
	char when[40];

	print_time(when, r->real_ns);
	fprintf(f, "%" PRIu64 " %s %s", index, when, writ_kind_name(r->kind));
	if (*verdict) {
		fputc(' ', f);
		ui_word(f, strcmp(verdict, "denied") ? UI_GOOD : UI_BAD, verdict);
		fprintf(f, " %s", writ_op_name((enum writ_op)r->op));
	}
	if (r->reason && r->reason != WRIT_AUTHORIZED)
		fprintf(f, " reason=%s", writ_reason_name((enum writ_reason)r->reason));
	if (r->pid)
		fprintf(f, " pid=%" PRIu64, r->pid);
	if (r->uid)
		fprintf(f, " uid=%" PRIu64, r->uid - 1);
	if (r->lineage)
		fprintf(f, " lineage=%" PRIu64, r->lineage);
	if (r->parent)
		fprintf(f, " parent=%" PRIu64, r->parent);
	if (r->child)
		fprintf(f, " child=%" PRIu64, r->child);
	if (r->kind == WRIT_KIND_EXIT && r->status)
		fprintf(f, " status=%" PRIu64, r->status - 1);
	if (r->kind == WRIT_KIND_GAP)
		fprintf(f, " lost: %" PRIu64 " allowed, %" PRIu64 " denied, %" PRIu64 " other",
			r->lost_allowed, r->lost_denied, r->lost_other);
	if (r->path.len) {
		fputc(' ', f);
		ui_text(f, r->path);
	}
	if (r->argv.len) {
		fputs(" :", f);
		print_argv(f, r->argv);
	}
	if (r->issuer.len) {
		fputs(" issuer=", f);
		ui_text(f, r->issuer);
	}
	if (r->artifact.len) {
		fputs(" artifact=", f);
		print_hex(f, r->artifact);
	}
	print_notes(f, r->governance, " note:");
	if (r->flags & WRIT_RECORD_DROPPED)
		fputs(" dropped", f);
	if (r->flags & WRIT_RECORD_PERMITTED)
		fputs(" let through", f);
	if (r->flags & WRIT_RECORD_KILLED)
		fputs(" killed", f);
	if (r->detail.len) {
		fputs(": ", f);
		ui_text(f, r->detail);
	}
	fputc('\n', f);
}

static struct writ_bytes bytes_in(const struct writ_record *r, const struct writ_record_field *f)
{
	return *(const struct writ_bytes *)((const u8 *)r + f->offset);
}

static u64 number_in(const struct writ_record *r, const struct writ_record_field *f)
{
	return *(const u64 *)((const u8 *)r + f->offset);
}

static bool is(const struct writ_record_field *f, const char *name)
{
	return !strcmp(f->name, name);
}

/* Stored plus one, so that zero is not absence. */
static bool plus_one(const struct writ_record_field *f)
{
	return is(f, "uid") || is(f, "login-uid") || is(f, "status");
}

/* Numbers that stand for words. */
static const char *word_of(const struct writ_record_field *f, u64 v)
{
	if (is(f, "kind"))
		return writ_kind_name(v);
	if (is(f, "reason"))
		return v < __WRIT_REASON_COUNT ? writ_reason_name((enum writ_reason)v) : "unknown";
	if (is(f, "operation"))
		return writ_op_name((enum writ_op)v);
	return NULL;
}

/* Byte strings that are text, as far as anybody knows. */
static bool is_text(const struct writ_record_field *f)
{
	return is(f, "host") || is(f, "cgroup") || is(f, "comm") || is(f, "path") ||
	       is(f, "issuer") || is(f, "policy") || is(f, "detail");
}

void print_block(FILE *f, u64 index, const struct writ_record *r)
{
	fprintf(f, "%-15s %" PRIu64 "\n", "index", index);
	print_fields(f, r);
}

void print_fields(FILE *f, const struct writ_record *r)
{
	char when[40];
	u32 i;

	print_time(when, r->real_ns);
	fprintf(f, "%-15s %s\n", "time", when);
	for (i = 0; i < writ_record_nfields; i++) {
		const struct writ_record_field *field = &writ_record_fields[i];
		struct writ_bytes bytes;
		u64 v;

		if (!field->bytes) {
			v = number_in(r, field);
			if (!v)
				continue;
			if (word_of(field, v))
				fprintf(f, "%-15s %s\n", field->name, word_of(field, v));
			else
				fprintf(f, "%-15s %" PRIu64 "\n", field->name, v - plus_one(field));
			continue;
		}
		bytes = bytes_in(r, field);
		if (!bytes.len)
			continue;
		fprintf(f, "%-15s", field->name);
		if (is(field, "argv")) {
			print_argv(f, bytes);
		} else if (is(field, "governance")) {
			print_notes(f, bytes, " ");
		} else {
			fputc(' ', f);
			if (is_text(field))
				ui_text(f, bytes);
			else
				print_hex(f, bytes);
		}
		fputc('\n', f);
	}
}

static void json_argv(struct writ_json *j, const struct writ_record *r)
{
	struct writ_bytes rest = r->argv, one;
	u8 digest[WRIT_DIGEST_SIZE];

	writ_json_array(j, "argv");
	while (print_argument(&rest, &one))
		writ_json_bytes(j, NULL, one);
	writ_json_array_end(j);
	if (r->argv_digest.len)
		return;
	/* All of it is here, so the kernel left its digest out. */
	writ_sha256(r->argv.data, r->argv.len, digest);
	writ_json_hex(j, "argv-digest", (struct writ_bytes){ digest, sizeof(digest) });
}

static void json_notes(struct writ_json *j, struct writ_bytes rest)
{
	struct writ_bytes name, text;

	writ_json_array(j, "governance");
	while (writ_governance_next(&rest, &name, &text)) {
		writ_json_object(j, NULL);
		writ_json_bytes(j, "name", name);
		writ_json_bytes(j, "text", text);
		writ_json_object_end(j);
	}
	writ_json_array_end(j);
}

void print_json(struct writ_json *j, u64 index, const struct writ_record *r,
		const u8 hash[WRIT_DIGEST_SIZE])
{
	const char *verdict = print_verdict(r);
	char when[40];
	u32 i;

	print_time(when, r->real_ns);
	writ_json_object(j, NULL);
	writ_json_uint(j, "index", index);
	writ_json_text(j, "time", when);
	if (*verdict)
		writ_json_text(j, "verdict", verdict);
	for (i = 0; i < writ_record_nfields; i++) {
		const struct writ_record_field *f = &writ_record_fields[i];
		struct writ_bytes bytes;
		u64 v;

		if (!f->bytes) {
			v = number_in(r, f);
			if (v && word_of(f, v))
				writ_json_text(j, f->name, word_of(f, v));
			else if (v)
				writ_json_uint(j, f->name, v - plus_one(f));
			continue;
		}
		bytes = bytes_in(r, f);
		if (!bytes.len)
			continue;
		if (is(f, "argv"))
			json_argv(j, r);
		else if (is(f, "governance"))
			json_notes(j, bytes);
		else if (is_text(f))
			writ_json_bytes(j, f->name, bytes);
		else
			writ_json_hex(j, f->name, bytes);
	}
	if (hash)
		writ_json_hex(j, "hash", (struct writ_bytes){ hash, WRIT_DIGEST_SIZE });
	writ_json_object_end(j);
}
