// SPDX-License-Identifier: GPL-2.0-only
/* The schema of a policy text: its issuers. */
#include <limits.h>
#include <string.h>

#include <openssl/evp.h>

#include "convert.h"
#include "keyfile.h"
#include "output.h"
#include "policy_schema.h"

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
	output_spare(path);
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
	policy_read_ops(y, v, &issuer(out)->ops);
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

	policy_read_names(y, v, is->paths, &is->npaths, WRIT_ISSUER_PATHS_MAX, true);
}

static void issuer_depth(struct yaml *y, struct val v, void *out)
{
	u64 n;

	if (yaml_uint(y, v, 1, WRIT_DELEGATION_DEPTH, &n))
		issuer(out)->depth = (u32)n;
}

static void read_uid(struct yaml *y, struct val v, void *out)
{
	struct writ_ids *ids = out;
	struct writ_id_range *range = &ids->range[ids->n];

	if (policy_read_range(y, v, &range->first, &range->last))
		ids->n++;
}

static void issuer_uids(struct yaml *y, struct val v, void *out)
{
	yaml_each(y, v, 1, WRIT_IDS_MAX, read_uid, &issuer(out)->uids);
}

static void issuer_cgroups(struct yaml *y, struct val v, void *out)
{
	struct writ_issuer *is = issuer(out);

	policy_read_names(y, v, is->cgroups, &is->ncgroups, WRIT_CGROUPS_MAX, true);
}

static void issuer_uses(struct yaml *y, struct val v, void *out)
{
	u64 n;

	if (yaml_uint(y, v, 1, WRIT_USES_MAX, &n))
		issuer(out)->max_uses = (u32)n;
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
		{ "delegation-depth", false, issuer_depth },
		{ "uids", false, issuer_uids },
		{ "cgroups", false, issuer_cgroups },
		{ "max-uses", false, issuer_uses },
	};
	struct policy_text *t = out;

	v.key = "issuer";
	t->issuer_at[t->p.nissuers] = v.at;
	issuer(out)->max_subjects = WRIT_SUBJECTS_MAX;
	yaml_mapping(y, v, fields, ARRAY_SIZE(fields), out);
	t->p.nissuers++;
}

void policy_read_issuers(struct yaml *y, struct val v, void *out)
{
	yaml_each(y, v, 1, WRIT_ISSUERS_MAX, read_issuer, out);
}
