/* SPDX-License-Identifier: GPL-2.0-only */
/* A YAML text read by a schema: every value typed, every complaint with its place. */
#ifndef WRIT_YAML_H
#define WRIT_YAML_H

#include <libfyaml.h>

#include "bytes.h"
#include "diag.h"

/**
 * struct yaml - one text
 * @diags: collects what is wrong
 * @dir: directory that file names in the text are relative to
 * @doc: the document; values point into it
 */
struct yaml {
	struct diags *diags;
	const char *dir;
	struct fy_document *doc;
};

/** yaml_parse() - parse one document; complaints go to @y->diags; true if @y->doc is set */
bool yaml_parse(struct yaml *y, const char *text, size_t len);
/** yaml_parse_json() - the same of JSON, and of nothing that is YAML alone */
bool yaml_parse_json(struct yaml *y, const char *text, size_t len);
void yaml_free(struct yaml *y);

/**
 * struct val - a value and where it stands
 * @node: the value, NULL if nothing was written
 * @at: its place, or its key's for a mapping or a sequence
 * @key: name of its key
 */
struct val {
	struct fy_node *node;
	struct at at;
	const char *key;
};

/** struct field - one key of a mapping, and who reads its value; a last one without a name is any other */
struct field {
	const char *name;
	bool required;
	void (*read)(struct yaml *y, struct val v, void *out);
};

/** yaml_mapping() - read a mapping by its schema, complaining about all that is not in it */
void yaml_mapping(struct yaml *y, struct val v, const struct field *fields, size_t n, void *out);

/**
 * yaml_each() - call @read for each element of a sequence of @min to @max
 * @out: handed through
 *
 * Too many elements are one complaint, and none of the surplus is read.
 */
void yaml_each(struct yaml *y, struct val v, size_t min, size_t max,
	       void (*read)(struct yaml *y, struct val v, void *out), void *out);

/* Each returns false after it complained. */
bool yaml_text(struct yaml *y, struct val v, struct writ_bytes *out);
/** yaml_string() - a double-quoted text, which may be empty */
bool yaml_string(struct yaml *y, struct val v, struct writ_bytes *out);
/** yaml_word() - text as a C string of less than @size bytes */
bool yaml_word(struct yaml *y, struct val v, char *out, size_t size);
bool yaml_name(struct yaml *y, struct val v, struct writ_bytes *out);
bool yaml_path(struct yaml *y, struct val v, struct writ_bytes *out);
bool yaml_uint(struct yaml *y, struct val v, u64 min, u64 max, u64 *out);
bool yaml_bool(struct yaml *y, struct val v, bool *out);
/** yaml_choice() - one of @n words; its index */
bool yaml_choice(struct yaml *y, struct val v, const char *const *words, size_t n, size_t *out);

#endif
