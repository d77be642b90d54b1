// SPDX-License-Identifier: GPL-2.0-only
/* The schema of a policy text; docs/policy.md describes it for people. */
#include "policy_text.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "convert.h"
#include "keyfile.h"

static void read_op(struct yaml *y, struct val v, void *out)
{
	static const char *const words[] = { "execute", "map", "script" };
	u32 *ops = out;
	size_t i;

	if (!yaml_choice(y, v, words, ARRAY_SIZE(words), &i))
		return;
	if (*ops & WRIT_OP_BIT(WRIT_OP_EXECUTE + i))
		diag_error(y->diags, v.at, "%s: \"%s\" is repeated", v.key, words[i]);
	*ops |= WRIT_OP_BIT(WRIT_OP_EXECUTE + i);
}

static bool read_answer(struct yaml *y, struct val v, enum writ_answer *out)
{
	static const char *const words[] = {
		[WRIT_ANSWER_REQUIRE] = "require", [WRIT_ANSWER_ALLOW] = "allow",
		[WRIT_ANSWER_DENY] = "deny",
	};
	size_t i;

	if (!yaml_choice(y, v, words, ARRAY_SIZE(words), &i))
		return false;
	*out = i;
	return true;
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

static void read_names(struct yaml *y, struct val v, struct writ_bytes *to, u32 *n, size_t max,
		       bool paths)
{
	struct names names = { to, n, paths };

	yaml_each(y, v, 1, max, read_name, &names);
}

/* ---- issuers */

static struct writ_issuer *issuer(void *out)
{
	struct policy_text *t = out;

	return &t->p.issuers[t->p.nissuers];
}

static void issuer_name(struct yaml *y, struct val v, void *out)
{
	yaml_name(y, v, &issuer(out)->name);
}

static void check_same_key(struct yaml *y, struct val v, const struct policy_text *t)
{
	u32 n = t->p.nissuers;

	for (u32 i = 0; i < n; i++) {
		if (!memcmp(t->keys[i].kid, t->keys[n].kid, WRIT_KID_SIZE))
			diag_error(y->diags, v.at, "%s: the same key as issuer \"%.*s\" in line %d",
				   v.key, (int)t->p.issuers[i].name.len,
				   (const char *)t->p.issuers[i].name.data, t->issuer_at[i].line);
	}
}

static void issuer_key(struct yaml *y, struct val v, void *out)
{
	struct policy_text *t = out;
	struct writ_issuer *is = issuer(out);
	struct writ_pubkey *key = &t->keys[t->p.nissuers];
	char name[PATH_MAX], path[PATH_MAX];
	struct writ_keyref ref = { .name = path };
	struct writ_error err;
	struct writ_msg msg;
	EVP_PKEY *pkey;

	if (!yaml_word(y, v, name, sizeof(name)))
		return;
	/* never a URI: a text from elsewhere must not load a module */
	if ((size_t)snprintf(path, sizeof(path), "%s%s%s", *name == '/' ? "" : y->dir,
			     *name == '/' ? "" : "/", name) >= sizeof(path)) {
		diag_error(y->diags, v.at, "%s: the path is too long", v.key);
		return;
	}
	pkey = writ_key_load_public(&ref, &msg);
	if (!pkey || !writ_pubkey_from(pkey, key, &msg)) {
		diag_error(y->diags, v.at, "%s: %s: %.180s", v.key, name, msg.text);
		EVP_PKEY_free(pkey);
		return;
	}
	EVP_PKEY_free(pkey);
	is->alg = key->alg;
	is->key_bytes = (struct writ_bytes){ key->cose, key->len };
	writ_key_decode(is->key_bytes, &is->key, &err);
	memcpy(is->kid, key->kid, WRIT_KID_SIZE);
	check_same_key(y, v, t);
}

static void issuer_ops(struct yaml *y, struct val v, void *out)
{
	yaml_each(y, v, 1, 3, read_op, &issuer(out)->ops);
}

static void issuer_validity(struct yaml *y, struct val v, void *out)
{
	const char *wrong;
	char text[32];

	if (!yaml_word(y, v, text, sizeof(text)))
		return;
	wrong = writ_span_parse(text, &issuer(out)->max_validity);
	if (wrong)
		diag_error(y->diags, v.at, "%s: \"%s\" %s", v.key, text, wrong);
}

static void issuer_subjects(struct yaml *y, struct val v, void *out)
{
	u64 n;

	if (yaml_uint(y, v, 1, WRIT_SUBJECTS_MAX, &n))
		issuer(out)->max_subjects = (u32)n;
}

static void issuer_paths(struct yaml *y, struct val v, void *out)
{
	struct writ_issuer *is = issuer(out);

	read_names(y, v, is->paths, &is->npaths, WRIT_ISSUER_PATHS_MAX, true);
}

static void read_issuer(struct yaml *y, struct val v, void *out)
{
	static const struct field fields[] = {
		{ "name", true, issuer_name },
		{ "key", true, issuer_key },
		{ "operations", true, issuer_ops },
		{ "max-validity", true, issuer_validity },
		{ "max-subjects", false, issuer_subjects },
		{ "paths", false, issuer_paths },
	};
	struct policy_text *t = out;

	v.key = "issuer";
	t->issuer_at[t->p.nissuers] = v.at;
	issuer(out)->max_subjects = WRIT_SUBJECTS_MAX;
	yaml_mapping(y, v, fields, ARRAY_SIZE(fields), out);
	t->p.nissuers++;
}

/* ---- rules */

static struct writ_rule *rule(void *out)
{
	struct policy_text *t = out;

	return &t->p.rules[t->p.nrules];
}

static void rule_ops(struct yaml *y, struct val v, void *out)
{
	rule(out)->ops = 0;
	yaml_each(y, v, 1, 3, read_op, &rule(out)->ops);
}

static bool parse_uid(const char **p, u64 *out)
{
	const char *start = *p;

	for (*out = 0; **p >= '0' && **p <= '9' && *out < U32_MAX; (*p)++)
		*out = *out * 10 + (u64)(**p - '0');
	/* 2^32 - 1 is no user: it means "none" in the kernel's interfaces */
	return *p != start && *out < U32_MAX;
}

static void read_uid(struct yaml *y, struct val v, void *out)
{
	struct writ_rule *r = out;
	char text[32];
	const char *p = text;
	u64 first, last;

	if (!yaml_word(y, v, text, sizeof(text)))
		return;
	if (!parse_uid(&p, &first) ||
	    (last = first, *p == '-' && (p++, !parse_uid(&p, &last))) || *p) {
		diag_error(y->diags, v.at, "%s: \"%s\" is neither a user number nor a range such as "
			   "2000-2999", v.key, text);
		return;
	}
	if (first > last) {
		diag_error(y->diags, v.at, "%s: the range %s ends before it begins", v.key, text);
		return;
	}
	r->uids[r->nuids++] = (struct writ_uid_range){ (u32)first, (u32)last };
}

static void rule_uids(struct yaml *y, struct val v, void *out)
{
	yaml_each(y, v, 1, WRIT_RULE_UIDS_MAX, read_uid, rule(out));
}

static void rule_paths(struct yaml *y, struct val v, void *out)
{
	struct writ_rule *r = rule(out);

	read_names(y, v, r->paths, &r->npaths, WRIT_RULE_PATHS_MAX, true);
}

static void rule_filesystems(struct yaml *y, struct val v, void *out)
{
	struct writ_rule *r = rule(out);

	read_names(y, v, r->filesystems, &r->nfilesystems, WRIT_RULE_FS_MAX, false);
}

static void rule_answer(struct yaml *y, struct val v, void *out)
{
	read_answer(y, v, &rule(out)->answer);
}

static void read_rule(struct yaml *y, struct val v, void *out)
{
	static const struct field fields[] = {
		{ "operations", false, rule_ops },
		{ "uids", false, rule_uids },
		{ "paths", false, rule_paths },
		{ "filesystems", false, rule_filesystems },
		{ "answer", true, rule_answer },
	};
	struct policy_text *t = out;

	v.key = "rule";
	t->rule_at[t->p.nrules] = v.at;
	rule(out)->ops = WRIT_OP_ALL;
	yaml_mapping(y, v, fields, ARRAY_SIZE(fields), out);
	t->p.need_path |= rule(out)->npaths != 0;
	t->p.need_fstype |= rule(out)->nfilesystems != 0;
	t->p.nrules++;
}

/* ---- options */

static void option_writable_code(struct yaml *y, struct val v, void *out)
{
	static const char *const words[] = { "deny", "allow" };
	struct policy_text *t = out;
	size_t i;

	if (yaml_choice(y, v, words, ARRAY_SIZE(words), &i))
		t->p.writable_code = i;
}

static void option_trusted(struct yaml *y, struct val v, void *out)
{
	struct policy_text *t = out;

	read_names(y, v, t->p.trusted_fs, &t->p.ntrusted_fs, WRIT_TRUSTED_FS_MAX, false);
}

static void option_boot_off(struct yaml *y, struct val v, void *out)
{
	struct policy_text *t = out;

	yaml_bool(y, v, &t->p.ignore_boot_off);
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

static void read_time(struct yaml *y, struct val v, u64 *out)
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
	read_time(y, v, &((struct policy_text *)out)->seal.nbf);
}

static void top_not_after(struct yaml *y, struct val v, void *out)
{
	struct policy_text *t = out;

	read_time(y, v, &t->seal.exp);
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

static void top_issuers(struct yaml *y, struct val v, void *out)
{
	yaml_each(y, v, 1, WRIT_ISSUERS_MAX, read_issuer, out);
}

static void top_rules(struct yaml *y, struct val v, void *out)
{
	yaml_each(y, v, 0, WRIT_RULES_MAX, read_rule, out);
}

static void top_default(struct yaml *y, struct val v, void *out)
{
	struct policy_text *t = out;

	t->default_at = v.at;
	read_answer(y, v, &t->p.default_answer);
}

static void top_options(struct yaml *y, struct val v, void *out)
{
	static const struct field fields[] = {
		{ "writable-code", false, option_writable_code },
		{ "trusted-filesystems", false, option_trusted },
		{ "ignore-boot-off", false, option_boot_off },
	};

	yaml_mapping(y, v, fields, ARRAY_SIZE(fields), out);
}

static const struct field top[] = {
	{ "policy", true, top_id },
	{ "version", true, top_version },
	{ "not-before", false, top_not_before },
	{ "not-after", false, top_not_after },
	{ "audience", false, top_audience },
	{ "issuers", true, top_issuers },
	{ "default", true, top_default },
	{ "rules", false, top_rules },
	{ "options", false, top_options },
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
