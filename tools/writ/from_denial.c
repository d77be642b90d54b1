// SPDX-License-Identifier: GPL-2.0-only
/*
 * A denial comes from who wants to run something, so nothing in it is believed:
 * it says what is asked for, and who signs decides.
 */
#include "from_denial.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "convert.h"
#include "denial_show.h"
#include "output.h"
#include "ui.h"
#include "yaml.h"

#define DENIAL_MAX	(256 * 1024)
#define ARGUMENTS_BYTES	WRIT_RECORD_ARGV_MAX

static void read_reason(struct yaml *y, struct val v, void *out)
{
	struct denial *d = out;
	char word[64];

	if (!yaml_word(y, v, word, sizeof(word)))
		return;
	for (d->reason = 0; d->reason < __WRIT_REASON_COUNT; d->reason++) {
		if (!strcmp(word, writ_reason_name(d->reason)))
			return;
	}
	diag_error(y->diags, v.at, "%s: \"%s\" is no reason", v.key, word);
	d->reason = WRIT_UNDECIDED;
}

static void read_op(struct yaml *y, struct val v, void *out)
{
	static const char *const words[] = { "execute", "map", "script" };
	struct denial *d = out;
	size_t i;

	if (yaml_choice(y, v, words, ARRAY_SIZE(words), &i))
		d->op = WRIT_OP_EXECUTE + (enum writ_op)i;
}

static void read_ops(struct yaml *y, struct val v, void *out)
{
	yaml_each(y, v, 1, 1, read_op, out);
}

static void read_digest(struct yaml *y, struct val v, void *out)
{
	struct denial *d = out;
	u8 digest[WRIT_DIGEST_SIZE];
	enum writ_digest kind;

	if (!yaml_word(y, v, d->digest, sizeof(d->digest)))
		return;
	if (writ_digest_parse(d->digest, &kind, digest) || kind != WRIT_DIGEST_SHA256)
		diag_error(y->diags, v.at, "%s: not sha256: and 64 hex digits", v.key);
}

static void read_path(struct yaml *y, struct val v, void *out)
{
	struct denial *d = out;
	struct writ_bytes path;

	if (!yaml_path(y, v, &path))
		return;
	memcpy(d->path, path.data, path.len);
	d->path[path.len] = 0;
}

static void read_uid(struct yaml *y, struct val v, void *out)
{
	struct denial *d = out;
	u64 uid;

	if (yaml_uint(y, v, 0, U32_MAX - 1, &uid))
		snprintf(d->uid, sizeof(d->uid), "%" PRIu64, uid);
}

static void read_hex(struct yaml *y, struct val v, void *out)
{
	struct writ_bytes *bytes = out;
	char hex[2 * ARGUMENTS_BYTES + 1];
	u8 data[ARGUMENTS_BYTES];

	if (!yaml_word(y, v, hex, sizeof(hex)))
		return;
	bytes->len = strlen(hex) / 2;
	if (!writ_unhex(hex, data, bytes->len) || memchr(data, 0, bytes->len)) {
		diag_error(y->diags, v.at, "%s: not bytes in hex, none of them 00", v.key);
		return;
	}
	bytes->data = malloc(bytes->len);
	if (bytes->data)
		memcpy((u8 *)bytes->data, data, bytes->len);
}

/* A text, or { "hex": … } for what is no text. */
static void read_argument(struct yaml *y, struct val v, void *out)
{
	static const struct field fields[] = { { "hex", true, read_hex } };
	struct writ_bytes bytes = { NULL, 0 };
	struct denial *d = out;
	bool hex = v.node && fy_node_is_mapping(v.node);
	char *pattern;

	if (hex)
		yaml_mapping(y, v, fields, ARRAY_SIZE(fields), &bytes);
	else if (!yaml_string(y, v, &bytes))
		return;
	if (bytes.len > ARGUMENTS_BYTES) {
		diag_error(y->diags, v.at, "%s: more than %d bytes", v.key, ARGUMENTS_BYTES);
	} else if (bytes.data && asprintf(&pattern, "literal:%.*s", (int)bytes.len,
					  (const char *)bytes.data) >= 0) {
		d->arguments[d->narguments++] = pattern;
	} else if (!diags_bad(y->diags)) {
		diag_error(y->diags, v.at, "out of memory");
	}
	if (hex)
		free((void *)bytes.data);
}

static void read_arguments(struct yaml *y, struct val v, void *out)
{
	yaml_each(y, v, 1, WRIT_ARGUMENTS_MAX, read_argument, out);
}

static void read_unknown(struct yaml *y, struct val v, void *out)
{
	static const char *const words[] = { "scope.arguments", "scope.variables" };
	struct denial *d = out;
	size_t i;

	if (yaml_choice(y, v, words, ARRAY_SIZE(words), &i) && i == 1)
		d->no_variables = true;
}

static void read_unknowns(struct yaml *y, struct val v, void *out)
{
	yaml_each(y, v, 0, 2, read_unknown, out);
}

/* Where the request was made from is told, and bound only by --cgroup. */
static void read_cgroup(struct yaml *y, struct val v, void *out)
{
	struct writ_bytes path;

	(void)out;
	yaml_path(y, v, &path);
}

/* Something that is needed and not known here could not be granted. */
static void read_needed(struct yaml *y, struct val v, void *out)
{
	static const struct field fields[] = {
		{ "operations", true, read_ops },
		{ "digest", true, read_digest },
		{ "path", false, read_path },
		{ "arguments", false, read_arguments },
		{ "uid", false, read_uid },
		{ "cgroup", false, read_cgroup },
		{ "unknown", false, read_unknowns },
	};

	yaml_mapping(y, v, fields, ARRAY_SIZE(fields), out);
}

static void read_all(struct yaml *y, struct denial *d)
{
	static const struct field fields[] = {
		{ "reason", true, read_reason },
		{ "needed", false, read_needed },
		{ NULL, false, NULL },
	};
	struct val top = { fy_document_root(y->doc), { 1, 1 }, "denial" };

	yaml_mapping(y, top, fields, ARRAY_SIZE(fields), d);
}

int denial_read(struct denial *d, const char *file)
{
	struct diags diags = { .file = !strcmp(file, "-") ? "standard input" : file };
	struct yaml y = { .diags = &diags };
	struct writ_blob text;
	struct writ_msg msg;
	bool bad;

	output_spare(file);
	if (!writ_file_read(file, DENIAL_MAX, &text, &msg))
		return ui_fail_msg(&msg);
	if (yaml_parse_json(&y, (const char *)text.data, text.len))
		read_all(&y, d);
	yaml_free(&y);
	writ_blob_free(&text);
	bad = diags_bad(&diags);
	diags_print(&diags, stderr);
	diags_free(&diags);
	if (bad)
		return ui_fail("%s is not what `writctl why --json` prints", file);
	if (!denial_curable(d->reason))
		return ui_fail("no authorization helps against %s. %s", writ_reason_name(d->reason),
			       writ_reason_help(d->reason));
	if (!*d->digest)
		return ui_fail("the denial does not say which content it was about");
	return EXIT_GOOD;
}

static int draft_arguments(const struct denial *d, struct grant *g)
{
	int ret = EXIT_GOOD;

	if (g->terms.arguments.n || (g->ops & WRIT_OP_BIT(WRIT_OP_MAP)) || d->op == WRIT_OP_MAP)
		return EXIT_GOOD;
	if (!d->narguments)
		return ui_fail("the denial does not hold all arguments, so that they cannot be named: give them "
			       "with --arg, or allow any with --arg any --more-args");
	for (size_t i = 0; ret == EXIT_GOOD && i < d->narguments; i++)
		ret = terms_option(&g->terms, TERM_ARG, d->arguments[i]);
	return ret;
}

static int draft_note(const struct denial *d, struct grant *g)
{
	char note[128];

	if (terms_has_note(&g->terms, "reason"))
		return EXIT_GOOD;
	snprintf(note, sizeof(note), "reason=denied: %s", writ_reason_name(d->reason));
	return terms_option(&g->terms, TERM_NOTE, note);
}

int denial_draft(const struct denial *d, struct grant *g)
{
	char ops[WRIT_OPS_TEXT];
	int ret;

	if (g->ops && !(g->ops & WRIT_OP_BIT(d->op)))
		ui_note("what was denied is to %s, and --ops grants only to %s", writ_op_name(d->op),
			writ_ops_format(g->ops, ops));
	if (!g->ops)
		g->ops = WRIT_OP_BIT(d->op);
	if (!g->valid && g->seal.exp == U64_MAX)
		g->valid = DENIAL_VALID;
	if (d->no_variables && !g->terms.variables.n)
		ui_note("a guarded variable was set, and the denial does not say which: it must be unset, "
			"or granted with --env");
	ret = draft_arguments(d, g);
	if (ret == EXIT_GOOD && *d->uid && !g->terms.said.uids.n)
		ret = terms_option(&g->terms, TERM_UID, d->uid);
	return ret == EXIT_GOOD ? draft_note(d, g) : ret;
}

void denial_free(struct denial *d)
{
	for (size_t i = 0; i < d->narguments; i++)
		free(d->arguments[i]);
	d->narguments = 0;
}
