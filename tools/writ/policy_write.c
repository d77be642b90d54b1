// SPDX-License-Identifier: GPL-2.0-only
/* A policy in the form that is signed: docs/formats/writ.cddl, policy-payload. */
#include <stdlib.h>

#include "policy_text.h"
#include "put.h"

static void put_bytes_text(struct writ_cbor_out *o, struct writ_bytes text)
{
	writ_cbor_put_text(o, (const char *)text.data, text.len);
}

static void put_number(struct writ_cbor_out *o, u64 key, u64 n)
{
	if (!n)
		return;
	writ_cbor_put_uint(o, key);
	writ_cbor_put_uint(o, n);
}

static void put_ops(struct writ_cbor_out *o, u64 key, u32 ops)
{
	writ_cbor_put_uint(o, key);
	writ_cbor_put_array(o, (u64)__builtin_popcount(ops));
	for (u32 op = WRIT_OP_EXECUTE; op < __WRIT_OP_END; op++) {
		if (ops & WRIT_OP_BIT(op))
			writ_cbor_put_uint(o, op);
	}
}

void policy_put_issuer(struct writ_cbor_out *o, const struct writ_issuer *is)
{
	bool limited = is->max_subjects != WRIT_SUBJECTS_MAX;

	writ_cbor_put_map(o, 5u + limited + !!is->npaths + !!is->depth + !!is->uids.n +
			  !!is->ncgroups + !!is->max_uses);
	writ_cbor_put_uint(o, 1);
	put_bytes_text(o, is->name);
	writ_cbor_put_uint(o, 2);
	writ_cbor_put_int(o, is->alg);
	writ_cbor_put_uint(o, 3);
	writ_cbor_put_bytes(o, is->key_bytes.data, is->key_bytes.len);
	put_ops(o, 4, is->ops);
	writ_cbor_put_uint(o, 5);
	writ_cbor_put_uint(o, is->max_validity);
	put_number(o, 6, limited ? is->max_subjects : 0);
	put_texts(o, 7, is->paths, is->npaths);
	put_number(o, 8, is->depth);
	put_ids(o, 9, &is->uids);
	put_texts(o, 10, is->cgroups, is->ncgroups);
	put_number(o, 11, is->max_uses);
}

static void put_rule(struct writ_cbor_out *o, const struct writ_rule *r)
{
	bool some_ops = r->ops != WRIT_OP_ALL;

	writ_cbor_put_map(o, 1u + some_ops + !!r->nuids + !!r->npaths + !!r->nfilesystems +
			  !!r->ncgroups);
	if (some_ops)
		put_ops(o, 1, r->ops);
	if (r->nuids) {
		writ_cbor_put_uint(o, 2);
		writ_cbor_put_array(o, r->nuids);
		for (u32 i = 0; i < r->nuids; i++)
			put_range(o, r->uids[i].first, r->uids[i].last);
	}
	put_texts(o, 3, r->paths, r->npaths);
	put_texts(o, 4, r->filesystems, r->nfilesystems);
	put_texts(o, 5, r->cgroups, r->ncgroups);
	writ_cbor_put_uint(o, 6);
	writ_cbor_put_uint(o, r->answer);
}

static u64 noptions(const struct writ_policy *p)
{
	return (u64)p->writable_code + !!p->ntrusted_fs + p->ignore_boot_off + p->strict_log +
	       !!p->nguarded + !!p->ninterpreters + p->kill + p->continuity +
	       !!p->permissive_until;
}

static void put_interpreters(struct writ_cbor_out *o, const struct writ_policy *p)
{
	if (!p->ninterpreters)
		return;
	writ_cbor_put_uint(o, 6);
	writ_cbor_put_array(o, p->ninterpreters);
	for (u32 i = 0; i < p->ninterpreters; i++) {
		if (p->interpreters[i].digest)
			writ_cbor_put_bytes(o, p->interpreters[i].digest, WRIT_DIGEST_SIZE);
		else
			put_bytes_text(o, p->interpreters[i].path);
	}
}

static void put_options(struct writ_cbor_out *o, const struct writ_policy *p)
{
	u64 n = noptions(p);

	if (!n)
		return;
	writ_cbor_put_uint(o, 7);
	writ_cbor_put_map(o, n);
	put_true(o, 1, p->writable_code);
	put_texts(o, 2, p->trusted_fs, p->ntrusted_fs);
	put_true(o, 3, p->ignore_boot_off);
	put_true(o, 4, p->strict_log);
	put_texts(o, 5, p->guarded, p->nguarded);
	put_interpreters(o, p);
	put_true(o, 7, p->kill);
	put_true(o, 8, p->continuity);
	put_number(o, 9, p->permissive_until);
}

static void put_policy(struct writ_cbor_out *o, const struct writ_policy *p,
		       const struct writ_pubkey *root)
{
	writ_cbor_put_map(o, 6u + (noptions(p) > 0));
	writ_cbor_put_uint(o, 1);
	put_bytes_text(o, p->id);
	writ_cbor_put_uint(o, 2);
	writ_cbor_put_uint(o, p->version);
	writ_cbor_put_uint(o, 3);
	writ_cbor_put_bytes(o, root->cose, root->len);
	writ_cbor_put_uint(o, 4);
	writ_cbor_put_array(o, p->nissuers);
	for (u32 i = 0; i < p->nissuers; i++)
		policy_put_issuer(o, &p->issuers[i]);
	writ_cbor_put_uint(o, 5);
	writ_cbor_put_array(o, p->nrules);
	for (u32 i = 0; i < p->nrules; i++)
		put_rule(o, &p->rules[i]);
	writ_cbor_put_uint(o, 6);
	writ_cbor_put_uint(o, p->default_answer);
	put_options(o, p);
}

bool policy_payload(const struct writ_policy *p, const struct writ_pubkey *root,
		    struct writ_blob *out, struct writ_msg *msg)
{
	struct writ_cbor_out o;

	writ_cbor_out_init(&o, NULL, 0);
	put_policy(&o, p, root);
	if (o.len > WRIT_POLICY_MAX)
		return writ_msgf(msg, "the policy needs %zu bytes; %d are allowed", o.len,
				 WRIT_POLICY_MAX);
	out->len = o.len;
	out->data = malloc(o.len);
	if (!out->data)
		return writ_msgf(msg, "out of memory");
	writ_cbor_out_init(&o, out->data, out->len);
	put_policy(&o, p, root);
	return true;
}
