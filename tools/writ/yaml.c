// SPDX-License-Identifier: GPL-2.0-only
/* Reading YAML by a schema. */
#include "yaml.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "policy.h"

#define FIELDS_MAX 32

static struct at token_at(struct fy_token *token)
{
	const struct fy_mark *mark = token ? fy_token_start_mark(token) : NULL;

	return mark ? (struct at){ mark->line + 1, mark->column + 1 } : (struct at){ 1, 1 };
}

static struct at node_at(struct fy_node *node, struct at fallback)
{
	struct fy_token *token = node && fy_node_is_scalar(node) ?
				 fy_node_get_scalar_token(node) : NULL;

	enum fy_node_style style;
	struct at at;

	/* nothing written after a key is a scalar without a place of its own */
	if (!token || !fy_node_get_scalar_length(node))
		return fallback;
	at = token_at(token);
	style = fy_node_get_style(node);
	if (style == FYNS_SINGLE_QUOTED || style == FYNS_DOUBLE_QUOTED)
		at.column--;
	return at;
}

static void take_parse_errors(struct yaml *y, struct fy_diag *diag)
{
	struct fy_diag_error *err;
	void *iter = NULL;

	while ((err = fy_diag_errors_iterate(diag, &iter)))
		diag_error(y->diags, (struct at){ err->line, err->column }, "%s", err->msg);
	if (!y->diags->errors)
		diag_error(y->diags, (struct at){ 1, 1 }, "not YAML");
}

static bool parse(struct yaml *y, const char *text, size_t len, enum fy_parse_cfg_flags json)
{
	struct fy_parse_cfg cfg = {
		/* repeated keys are complained about here, each with both places */
		.flags = FYPCF_QUIET | FYPCF_ALLOW_DUPLICATE_KEYS | FYPCF_DISABLE_ACCELERATORS | json,
	};
	struct fy_document *second;
	struct fy_parser *parser;
	const char *nul = memchr(text, 0, len);

	if (nul) {
		diag_error(y->diags, (struct at){ 1, 1 }, "a NUL byte at offset %td", nul - text);
		return false;
	}
	cfg.diag = fy_diag_create(NULL);
	if (!cfg.diag) {
		diag_error(y->diags, (struct at){ 1, 1 }, "out of memory");
		return false;
	}
	fy_diag_set_collect_errors(cfg.diag, true);
	parser = fy_parser_create(&cfg);
	if (parser && fy_parser_set_string(parser, text, len) == 0) {
		y->doc = fy_parse_load_document(parser);
		if (!y->doc || fy_diag_got_error(cfg.diag)) {
			take_parse_errors(y, cfg.diag);
		} else {
			second = fy_parse_load_document(parser);
			if (second)
				diag_error(y->diags, node_at(fy_document_root(second), (struct at){ 1, 1 }),
					   "a second document follows; one is allowed");
			else if (fy_diag_got_error(cfg.diag))
				take_parse_errors(y, cfg.diag);
			fy_parse_document_destroy(parser, second);
		}
	} else {
		diag_error(y->diags, (struct at){ 1, 1 }, "out of memory");
	}
	fy_parser_destroy(parser);
	fy_diag_destroy(cfg.diag);
	return y->doc && !diags_bad(y->diags);
}

bool yaml_parse(struct yaml *y, const char *text, size_t len)
{
	return parse(y, text, len, FYPCF_JSON_NONE);
}

bool yaml_parse_json(struct yaml *y, const char *text, size_t len)
{
	return parse(y, text, len, FYPCF_JSON_FORCE);
}

void yaml_free(struct yaml *y)
{
	fy_document_destroy(y->doc);
	y->doc = NULL;
}

/* Tags, anchors and aliases make a text say more than a reader sees. */
static bool plain(struct yaml *y, struct val v)
{
	struct fy_node *n = v.node;

	if (n && (fy_node_get_tag_token(n) || fy_node_is_alias(n) || fy_node_get_anchor(n))) {
		diag_error(y->diags, v.at, "%s: tags, anchors and aliases are not allowed", v.key);
		return false;
	}
	return true;
}

static bool scalar(struct yaml *y, struct val v, const char *what, const char **text, size_t *len)
{
	if (!plain(y, v))
		return false;
	*text = v.node && fy_node_is_scalar(v.node) ? fy_node_get_scalar(v.node, len) : NULL;
	if (!*text || !*len) {
		diag_error(y->diags, v.at, "%s: %s is expected here", v.key, what);
		return false;
	}
	if (memchr(*text, 0, *len)) {
		diag_error(y->diags, v.at, "%s: a NUL character is not allowed", v.key);
		return false;
	}
	return true;
}

static const struct field *field_named(const struct field *fields, size_t n, const char *name,
				       size_t len)
{
	for (size_t i = 0; i < n; i++) {
		if (!fields[i].name)
			return &fields[i];
		if (strlen(fields[i].name) == len && !memcmp(fields[i].name, name, len))
			return &fields[i];
	}
	return NULL;
}

static void unknown_key(struct yaml *y, struct at at, const char *name, size_t len,
			const struct field *fields, size_t n)
{
	char known[200] = "";

	for (size_t i = 0; i < n; i++) {
		size_t used = strlen(known);

		snprintf(known + used, sizeof(known) - used, "%s%s", i ? ", " : "",
			 fields[i].name);
	}
	diag_error(y->diags, at, "unknown key \"%.*s\"; known here: %s",
		   (int)(len > 40 ? 40 : len), name, known);
}

void yaml_mapping(struct yaml *y, struct val v, const struct field *fields, size_t n, void *out)
{
	int seen_line[FIELDS_MAX] = { 0 };
	struct fy_node_pair *pair;
	void *iter = NULL;

	if (!plain(y, v))
		return;
	if (!v.node || !fy_node_is_mapping(v.node)) {
		diag_error(y->diags, v.at, "%s: keys with values are expected here", v.key);
		return;
	}
	while ((pair = fy_node_mapping_iterate(v.node, &iter))) {
		struct val key = { fy_node_pair_key(pair), v.at, "key" };
		const struct field *f;
		const char *name;
		size_t len;

		key.at = node_at(key.node, v.at);
		if (!scalar(y, key, "a word", &name, &len))
			continue;
		f = field_named(fields, n, name, len);
		if (!f) {
			unknown_key(y, key.at, name, len, fields, n);
			continue;
		}
		if (!f->name)
			continue;
		if (seen_line[f - fields]) {
			diag_error(y->diags, key.at, "%s: repeated; it stands in line %d already",
				   f->name, seen_line[f - fields]);
			continue;
		}
		seen_line[f - fields] = key.at.line;
		f->read(y, (struct val){ fy_node_pair_value(pair),
					 node_at(fy_node_pair_value(pair), key.at), f->name }, out);
	}
	for (size_t i = 0; i < n; i++) {
		if (fields[i].required && !seen_line[i])
			diag_error(y->diags, v.at, "%s: the key \"%s\" is missing", v.key,
				   fields[i].name);
	}
}

void yaml_each(struct yaml *y, struct val v, size_t min, size_t max,
	       void (*read)(struct yaml *y, struct val v, void *out), void *out)
{
	struct fy_node *item;
	void *iter = NULL;
	size_t n = 0;

	if (!plain(y, v))
		return;
	if (!v.node || !fy_node_is_sequence(v.node)) {
		diag_error(y->diags, v.at, "%s: a list is expected here", v.key);
		return;
	}
	while ((item = fy_node_sequence_iterate(v.node, &iter))) {
		struct at at = node_at(item, v.at);
		struct fy_node_pair *first;

		/* a list of mappings: each is best found by its first key */
		if (fy_node_is_mapping(item) && (first = fy_node_mapping_get_by_index(item, 0)))
			at = node_at(fy_node_pair_key(first), at);
		if (n == max) {
			diag_error(y->diags, at, "%s: more than %zu elements", v.key, max);
			return;
		}
		read(y, (struct val){ item, at, v.key }, out);
		n++;
	}
	if (n < min)
		diag_error(y->diags, v.at, "%s: the list is empty", v.key);
}

bool yaml_text(struct yaml *y, struct val v, struct writ_bytes *out)
{
	const char *text;
	size_t len;

	if (!scalar(y, v, "a text", &text, &len))
		return false;
	*out = (struct writ_bytes){ (const u8 *)text, len };
	return true;
}

bool yaml_string(struct yaml *y, struct val v, struct writ_bytes *out)
{
	struct fy_node *n = v.node;
	const char *text;
	size_t len;

	if (!plain(y, v))
		return false;
	text = n && fy_node_is_scalar(n) && fy_node_get_style(n) == FYNS_DOUBLE_QUOTED ?
	       fy_node_get_scalar(n, &len) : NULL;
	if (!text || memchr(text, 0, len)) {
		diag_error(y->diags, v.at, "%s: a text in quotes, without a NUL character, is expected here",
			   v.key);
		return false;
	}
	*out = (struct writ_bytes){ (const u8 *)text, len };
	return true;
}

bool yaml_word(struct yaml *y, struct val v, char *out, size_t size)
{
	struct writ_bytes text;

	if (!yaml_text(y, v, &text))
		return false;
	if (text.len >= size) {
		diag_error(y->diags, v.at, "%s: longer than %zu characters", v.key, size - 1);
		return false;
	}
	memcpy(out, text.data, text.len);
	out[text.len] = 0;
	return true;
}

bool yaml_name(struct yaml *y, struct val v, struct writ_bytes *out)
{
	if (!yaml_text(y, v, out))
		return false;
	if (out->len > WRIT_NAME_MAX || !writ_text_valid(*out) || !writ_text_printable(*out)) {
		diag_error(y->diags, v.at, "%s: not a name: at most %d bytes of UTF-8 without "
			   "control characters", v.key, WRIT_NAME_MAX);
		return false;
	}
	return true;
}

bool yaml_path(struct yaml *y, struct val v, struct writ_bytes *out)
{
	if (!yaml_text(y, v, out))
		return false;
	if (out->len > WRIT_PATH_MAX || !writ_text_valid(*out) || !writ_path_valid(*out)) {
		diag_error(y->diags, v.at, "%s: not a path: absolute, without empty, \".\" and "
			   "\"..\" components and without a slash at its end", v.key);
		return false;
	}
	return true;
}

bool yaml_uint(struct yaml *y, struct val v, u64 min, u64 max, u64 *out)
{
	const char *text;
	size_t len;

	if (!scalar(y, v, "a number", &text, &len))
		return false;
	*out = 0;
	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9' || fy_node_get_style(v.node) != FYNS_PLAIN) {
			diag_error(y->diags, v.at, "%s: a whole number without quotes is expected here",
				   v.key);
			return false;
		}
		*out = *out * 10 + (u64)(text[i] - '0');
		if (*out > max)
			break;
	}
	if (*out < min || *out > max) {
		diag_error(y->diags, v.at, "%s: must be %" PRIu64 " to %" PRIu64, v.key, min, max);
		return false;
	}
	return true;
}

bool yaml_bool(struct yaml *y, struct val v, bool *out)
{
	const char *text;
	size_t len;

	if (!scalar(y, v, "true or false", &text, &len))
		return false;
	*out = len == 4 && !memcmp(text, "true", 4);
	if ((!*out && (len != 5 || memcmp(text, "false", 5))) ||
	    fy_node_get_style(v.node) != FYNS_PLAIN) {
		diag_error(y->diags, v.at, "%s: true or false is expected here", v.key);
		return false;
	}
	return true;
}

bool yaml_choice(struct yaml *y, struct val v, const char *const *words, size_t n, size_t *out)
{
	char known[160] = "", word[64];

	if (!yaml_word(y, v, word, sizeof(word)))
		return false;
	for (size_t i = 0; i < n; i++) {
		size_t used = strlen(known);

		if (!strcmp(word, words[i])) {
			*out = i;
			return true;
		}
		snprintf(known + used, sizeof(known) - used, "%s%s", i ? ", " : "", words[i]);
	}
	diag_error(y->diags, v.at, "%s: \"%s\" is none of %s", v.key, word, known);
	return false;
}
