// SPDX-License-Identifier: GPL-2.0-only
/* What a policy says, for machines. */
#include "policy_text.h"

static void json_texts(struct writ_json *j, const char *key, const struct writ_bytes *v, u32 n)
{
	writ_json_array(j, key);
	for (u32 i = 0; i < n; i++)
		writ_json_bytes(j, NULL, v[i]);
	writ_json_array_end(j);
}

static void json_range(struct writ_json *j, u32 first, u32 last)
{
	writ_json_object(j, NULL);
	writ_json_uint(j, "first", first);
	writ_json_uint(j, "last", last);
	writ_json_object_end(j);
}

void policy_json_ops(struct writ_json *j, u32 ops)
{
	writ_json_array(j, "operations");
	for (u32 op = WRIT_OP_EXECUTE; op < __WRIT_OP_END; op++) {
		if (ops & WRIT_OP_BIT(op))
			writ_json_text(j, NULL, writ_op_name(op));
	}
	writ_json_array_end(j);
}

void policy_json_issuer(struct writ_json *j, const char *name, const struct writ_issuer *is)
{
	writ_json_object(j, name);
	writ_json_bytes(j, "name", is->name);
	writ_json_text(j, "algorithm", writ_alg_name(is->alg));
	writ_json_hex(j, "key", (struct writ_bytes){ is->kid, WRIT_KID_SIZE });
	policy_json_ops(j, is->ops);
	writ_json_uint(j, "max_validity", is->max_validity);
	writ_json_uint(j, "max_subjects", is->max_subjects);
	json_texts(j, "paths", is->paths, is->npaths);
	writ_json_uint(j, "delegation_depth", is->depth);
	writ_json_array(j, "uids");
	for (u32 k = 0; k < is->uids.n; k++)
		json_range(j, is->uids.range[k].first, is->uids.range[k].last);
	writ_json_array_end(j);
	json_texts(j, "cgroups", is->cgroups, is->ncgroups);
	if (is->max_uses)
		writ_json_uint(j, "max_uses", is->max_uses);
	writ_json_object_end(j);
}

static void json_rule(struct writ_json *j, const struct writ_rule *r)
{
	writ_json_object(j, NULL);
	policy_json_ops(j, r->ops);
	writ_json_array(j, "uids");
	for (u32 k = 0; k < r->nuids; k++)
		json_range(j, r->uids[k].first, r->uids[k].last);
	writ_json_array_end(j);
	json_texts(j, "cgroups", r->cgroups, r->ncgroups);
	json_texts(j, "paths", r->paths, r->npaths);
	json_texts(j, "filesystems", r->filesystems, r->nfilesystems);
	writ_json_text(j, "answer", writ_answer_name(r->answer));
	writ_json_object_end(j);
}

static void json_interpreters(struct writ_json *j, const struct writ_policy *p)
{
	writ_json_array(j, "interpreters");
	for (u32 i = 0; i < p->ninterpreters; i++) {
		const struct writ_interpreter *it = &p->interpreters[i];

		writ_json_object(j, NULL);
		if (it->digest)
			writ_json_hex(j, "sha256", (struct writ_bytes){ it->digest,
									 WRIT_DIGEST_SIZE });
		else
			writ_json_bytes(j, "path", it->path);
		writ_json_object_end(j);
	}
	writ_json_array_end(j);
}

void policy_json(struct writ_json *j, const struct writ_policy *p)
{
	writ_json_bytes(j, "id", p->id);
	writ_json_uint(j, "version", p->version);
	writ_json_hex(j, "root", (struct writ_bytes){ p->root_kid, WRIT_KID_SIZE });
	writ_json_array(j, "issuers");
	for (u32 i = 0; i < p->nissuers; i++)
		policy_json_issuer(j, NULL, &p->issuers[i]);
	writ_json_array_end(j);
	writ_json_array(j, "rules");
	for (u32 i = 0; i < p->nrules; i++)
		json_rule(j, &p->rules[i]);
	writ_json_array_end(j);
	writ_json_text(j, "default", writ_answer_name(p->default_answer));
	writ_json_bool(j, "writable_code", p->writable_code);
	writ_json_bool(j, "ignore_boot_off", p->ignore_boot_off);
	writ_json_bool(j, "strict_log", p->strict_log);
	json_texts(j, "trusted_filesystems", p->trusted_fs, p->ntrusted_fs);
	json_texts(j, "guarded_variables", p->guarded, p->nguarded);
	json_interpreters(j, p);
	writ_json_text(j, "on_end", p->kill ? "kill" : "report");
	writ_json_bool(j, "continuity", p->continuity);
	if (p->permissive_until)
		writ_json_uint(j, "permissive_until", p->permissive_until);
}
