// SPDX-License-Identifier: GPL-2.0-only
/* The schema of a policy text; docs/policy.md describes it for people. */
#include "policy_schema.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "convert.h"
#include "id_range.h"

/* ---- types of values */

static void read_op(struct yaml *y, struct val v, void *out)
{
	static const char *const words[] = {
		"execute", "map", "script", "administer", "recover", "module", "kexec", "firmware",
		"trace", "generate-code", "kernel-access",
	};
	u32 *ops = out;
	size_t i;

	_Static_assert(ARRAY_SIZE(words) == __WRIT_OP_END - WRIT_OP_EXECUTE, "one word for each");

	if (!yaml_choice(y, v, words, ARRAY_SIZE(words), &i))
		return;
	if (*ops & WRIT_OP_BIT(WRIT_OP_EXECUTE + i))
		diag_error(y->diags, v.at, "%s: \"%s\" is repeated", v.key, words[i]);
	*ops |= WRIT_OP_BIT(WRIT_OP_EXECUTE + i);
}

void policy_read_ops(struct yaml *y, struct val v, u32 *ops)
{
	*ops = 0;
	yaml_each(y, v, 1, __WRIT_OP_END - 1, read_op, ops);
}

void policy_read_answer(struct yaml *y, struct val v, enum writ_answer *out)
{
	static const char *const words[] = {
		[WRIT_ANSWER_REQUIRE] = "require", [WRIT_ANSWER_ALLOW] = "allow",
		[WRIT_ANSWER_DENY] = "deny",
	};
	size_t i;

	if (yaml_choice(y, v, words, ARRAY_SIZE(words), &i))
		*out = i;
}

bool policy_read_range(struct yaml *y, struct val v, u32 *first, u32 *last)
{
	const char *wrong;
	char text[32];

	if (!yaml_word(y, v, text, sizeof(text)))
		return false;
	wrong = id_range_parse(text, first, last);
	if (wrong)
		diag_error(y->diags, v.at, "%s: \"%s\" %s", v.key, text, wrong);
	return !wrong;
}

/** struct names - a bounded array of texts that is being filled */
struct names {
	struct writ_bytes *v;
	u32 *n;
	bool paths;
};

static void read_name(struct yaml *y, struct val v, void *out)
{
	struct names *names = out;
	struct writ_bytes text;

	if (!(names->paths ? yaml_path(y, v, &text) : yaml_name(y, v, &text)))
		return;
	for (u32 i = 0; i < *names->n; i++) {
		if (writ_bytes_equal(names->v[i], text))
			diag_error(y->diags, v.at, "%s: \"%.*s\" is repeated", v.key,
				   (int)(text.len > 100 ? 100 : text.len), text.data);
	}
	names->v[(*names->n)++] = text;
}

void policy_read_names(struct yaml *y, struct val v, struct writ_bytes *to, u32 *n, size_t max,
		       bool paths)
{
	struct names names = { to, n, paths };

	yaml_each(y, v, 1, max, read_name, &names);
}

/* ---- the whole */

static void top_id(struct yaml *y, struct val v, void *out)
{
	yaml_name(y, v, &((struct policy_text *)out)->p.id);
}

static void top_version(struct yaml *y, struct val v, void *out)
{
	/* below 2^53, so that every language's numbers hold it */
	yaml_uint(y, v, 1, WRIT_TIME_END - 1, &((struct policy_text *)out)->p.version);
}

void policy_read_time(struct yaml *y, struct val v, u64 *out)
{
	const char *wrong;
	char text[40];

	if (!yaml_word(y, v, text, sizeof(text)))
		return;
	wrong = writ_time_parse(text, out);
	if (wrong)
		diag_error(y->diags, v.at, "%s: \"%s\" %s", v.key, text, wrong);
}

static void top_not_before(struct yaml *y, struct val v, void *out)
{
	policy_read_time(y, v, &((struct policy_text *)out)->seal.nbf);
}

static void top_not_after(struct yaml *y, struct val v, void *out)
{
	struct policy_text *t = out;

	policy_read_time(y, v, &t->seal.exp);
	if (t->seal.exp <= t->seal.nbf)
		diag_error(y->diags, v.at, "%s: not later than not-before", v.key);
}

static void read_host(struct yaml *y, struct val v, void *out)
{
	struct policy_text *t = out;
	char *to = t->aud[t->seal.naud];
	struct writ_bytes name;

	if (!yaml_name(y, v, &name))
		return;
	memcpy(to, name.data, name.len);
	for (u32 i = 0; i < t->seal.naud; i++) {
		if (!strcmp(t->seal.aud[i], to))
			diag_error(y->diags, v.at, "%s: \"%s\" is repeated", v.key, to);
	}
	t->seal.aud[t->seal.naud++] = to;
}

static void top_audience(struct yaml *y, struct val v, void *out)
{
	yaml_each(y, v, 1, WRIT_AUDIENCES_MAX, read_host, out);
}

static void top_default(struct yaml *y, struct val v, void *out)
{
	struct policy_text *t = out;

	t->default_at = v.at;
	policy_read_answer(y, v, &t->p.default_answer);
}

static const struct field top[] = {
	{ "policy", true, top_id },
	{ "version", true, top_version },
	{ "not-before", false, top_not_before },
	{ "not-after", false, top_not_after },
	{ "audience", false, top_audience },
	{ "issuers", true, policy_read_issuers },
	{ "default", true, top_default },
	{ "rules", false, policy_read_rules },
	{ "options", false, policy_read_options },
};

struct policy_text *policy_read(const char *file, const struct writ_blob *text,
				struct diags *diags)
{
	struct policy_text *t = calloc(1, sizeof(*t));
	struct at start = { 1, 1 };
	char dir[PATH_MAX] = ".";
	const char *slash = strrchr(file, '/');

	if (!t) {
		diag_error(diags, start, "out of memory");
		return NULL;
	}
	if (slash && (size_t)(slash - file) < sizeof(dir))
		snprintf(dir, sizeof(dir), "%.*s", slash == file ? 1 : (int)(slash - file), file);
	t->yaml.diags = diags;
	t->yaml.dir = dir;
	t->seal.type = WRIT_TYPE_POLICY;
	t->seal.exp = U64_MAX;
	if (yaml_parse(&t->yaml, (const char *)text->data, text->len))
		yaml_mapping(&t->yaml, (struct val){ fy_document_root(t->yaml.doc), start, "policy" },
			     top, ARRAY_SIZE(top), t);
	t->yaml.dir = NULL;
	if (!diags_bad(diags))
		return t;
	policy_text_free(t);
	return NULL;
}

void policy_text_free(struct policy_text *t)
{
	if (!t)
		return;
	yaml_free(&t->yaml);
	free(t);
}
