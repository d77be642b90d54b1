// SPDX-License-Identifier: GPL-2.0-only
/* Encoding terms. */
#include "put.h"
#include "terms_put.h"

static void put_items(struct writ_cbor_out *o, u64 key, const struct term_items *items)
{
	if (!items->n)
		return;
	writ_cbor_put_uint(o, key);
	writ_cbor_put_array(o, items->n);
	for (u32 i = 0; i < items->n; i++)
		writ_cbor_put_raw(o, items->v[i].data, items->v[i].len);
}

static u32 put_map(struct writ_cbor_out *o, u64 key, u32 n)
{
	if (!n)
		return 0;
	writ_cbor_put_uint(o, key);
	writ_cbor_put_map(o, n);
	return 1;
}

static u32 put_scope(struct writ_cbor_out *o, const struct terms_args *t)
{
	u32 pairs = put_map(o, WRIT_TERM_SCOPE, !!t->arguments.n + t->said.more_arguments +
			    !!t->variables.n);

	put_items(o, 1, &t->arguments);
	put_true(o, 2, t->said.more_arguments);
	put_items(o, 3, &t->variables);
	return pairs;
}

static u32 put_initiator(struct writ_cbor_out *o, const struct terms_args *t)
{
	const struct writ_terms *said = &t->said;
	u32 pairs = put_map(o, WRIT_TERM_INITIATOR, !!said->uids.n + !!said->gids.n +
			    !!said->login_uids.n + !!said->ncgroups + !!t->parents.n +
			    !!t->ancestors.n);

	put_ids(o, 1, &said->uids);
	put_ids(o, 2, &said->gids);
	put_ids(o, 3, &said->login_uids);
	put_texts(o, 4, said->cgroups, said->ncgroups);
	put_items(o, 5, &t->parents);
	put_items(o, 6, &t->ancestors);
	return pairs;
}

static u32 put_environment(struct writ_cbor_out *o, const struct terms_args *t)
{
	const struct writ_terms *said = &t->said;
	u32 pairs = put_map(o, WRIT_TERM_ENVIRONMENT, !!said->boot + !!said->nkernels +
			    !!said->lockdown + said->secure_boot + said->module_signatures +
			    !!t->pcrs.n);

	if (said->boot) {
		writ_cbor_put_uint(o, 1);
		writ_cbor_put_bytes(o, said->boot, BOOT_SIZE);
	}
	put_texts(o, 2, said->kernels, said->nkernels);
	if (said->lockdown) {
		writ_cbor_put_uint(o, 3);
		writ_cbor_put_uint(o, said->lockdown);
	}
	put_true(o, 4, said->secure_boot);
	put_true(o, 5, said->module_signatures);
	put_items(o, 6, &t->pcrs);
	return pairs;
}

static u32 put_number(struct writ_cbor_out *o, u64 key, u64 n)
{
	if (!n)
		return 0;
	writ_cbor_put_uint(o, key);
	writ_cbor_put_uint(o, n);
	return 1;
}

static u32 put_policy(struct writ_cbor_out *o, const struct writ_terms *said)
{
	if (!said->policy.len)
		return 0;
	writ_cbor_put_uint(o, WRIT_TERM_POLICY);
	writ_cbor_put_array(o, 2);
	writ_cbor_put_text(o, (const char *)said->policy.data, said->policy.len);
	writ_cbor_put_uint(o, said->policy_version);
	return 1;
}

static u32 put_origin(struct writ_cbor_out *o, const struct terms_args *t)
{
	if (!t->said.has_origin)
		return 0;
	writ_cbor_put_uint(o, WRIT_TERM_ORIGIN);
	writ_cbor_put_array(o, 4);
	writ_cbor_put_text(o, (const char *)t->said.origin_host.data, t->said.origin_host.len);
	writ_cbor_put_bytes(o, t->origin_boot, BOOT_SIZE);
	writ_cbor_put_uint(o, t->said.origin_seq);
	writ_cbor_put_bytes(o, t->origin_hash, WRIT_DIGEST_SIZE);
	return 1;
}

bool terms_put(struct terms_args *t)
{
	struct writ_cbor_out head, o;

	/* The head of so small a map is one byte, written once its pairs are counted. */
	writ_cbor_out_init(&o, t->map + 1, sizeof(t->map) - 1);
	t->n = put_scope(&o, t);
	t->n += put_initiator(&o, t);
	t->n += put_environment(&o, t);
	t->n += put_number(&o, WRIT_TERM_USES, t->said.uses);
	t->n += put_policy(&o, &t->said);
	t->n += put_number(&o, WRIT_TERM_INHERITANCE, t->said.depth);
	put_items(&o, WRIT_TERM_GOVERNANCE, &t->notes);
	t->n += !!t->notes.n;
	t->n += put_origin(&o, t);
	writ_cbor_out_init(&head, t->map, 1);
	writ_cbor_put_map(&head, t->n);
	t->len = t->n ? 1 + o.len : 0;
	return writ_cbor_out_ok(&o);
}
