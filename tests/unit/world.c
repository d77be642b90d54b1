// SPDX-License-Identifier: GPL-2.0-only
#include "world.h"
#include "cbor_write.h"

#include <stdlib.h>

#define COSE_KEY_SIZE 75

static void put_text(struct writ_cbor_out *o, const char *text)
{
	writ_cbor_put_text(o, text, strlen(text));
}

static void put_repeated(struct writ_cbor_out *o, u8 byte, size_t n)
{
	u8 bytes[32];

	memset(bytes, byte, sizeof(bytes));
	writ_cbor_put_bytes(o, bytes, n);
}

static void put_name(struct writ_cbor_out *o, int name)
{
	char text[] = "issuer-0";

	text[7] = (char)('0' + name);
	put_text(o, text);
}

/* ---- keys: nobody holds their private halves */

static void cose_key(int key, u8 out[COSE_KEY_SIZE])
{
	struct writ_cbor_out o;

	writ_cbor_out_init(&o, out, COSE_KEY_SIZE);
	writ_cbor_put_map(&o, 4);
	writ_cbor_put_int(&o, 1);
	writ_cbor_put_int(&o, 2);
	writ_cbor_put_int(&o, -1);
	writ_cbor_put_int(&o, 1);
	writ_cbor_put_int(&o, -2);
	put_repeated(&o, (u8)(0x40 + key), 32);
	writ_cbor_put_int(&o, -3);
	put_repeated(&o, 0x22, 32);
	if (o.len != COSE_KEY_SIZE)
		abort();
}

const u8 *world_kid(int key)
{
	static u8 kid[WORLD_KEYS][WRIT_KID_SIZE];
	static bool known[WORLD_KEYS];
	u8 cose[COSE_KEY_SIZE];

	if (!known[key]) {
		cose_key(key, cose);
		writ_sha256(cose, sizeof(cose), kid[key]);
		known[key] = true;
	}
	return kid[key];
}

static void put_key(struct writ_cbor_out *o, int key)
{
	u8 cose[COSE_KEY_SIZE];

	cose_key(key, cose);
	writ_cbor_put_bytes(o, cose, sizeof(cose));
}

void world_signature(const u8 x[32], struct writ_bytes head, struct writ_bytes payload,
		     u8 signature[64])
{
	static u8 all[WRIT_TBS_HEAD_MAX + WORLD_OBJECT_MAX];

	if (32 + head.len + payload.len > sizeof(all))
		abort();
	memcpy(all, x, 32);
	memcpy(all + 32, head.data, head.len);
	memcpy(all + 32 + head.len, payload.data, payload.len);
	writ_sha256(all, 32 + head.len + payload.len, signature);
	memcpy(signature + 32, signature, 32);
}

/* ---- the envelope */

static void put_claims(struct writ_cbor_out *o, const struct envelope *by, bool timed)
{
	writ_cbor_put_map(o, 2 + (by->aud != EVERY_HOST) + (timed ? 2 : 0) + (by->iat != 0));
	writ_cbor_put_uint(o, 1);
	put_name(o, by->iss);
	if (by->aud != EVERY_HOST) {
		writ_cbor_put_uint(o, 3);
		put_text(o, by->aud == THIS_HOST ? WORLD_HOST : "other");
	}
	if (timed) {
		writ_cbor_put_uint(o, 4);
		writ_cbor_put_uint(o, by->exp);
		writ_cbor_put_uint(o, 5);
		writ_cbor_put_uint(o, by->nbf);
	}
	if (by->iat) {
		writ_cbor_put_uint(o, 6);
		writ_cbor_put_uint(o, by->iat);
	}
	writ_cbor_put_uint(o, 7);
	put_repeated(o, by->cti, 8);
}

static size_t seal(const struct envelope *by, enum writ_type type, bool timed,
		   const struct writ_cbor_out *payload, u8 *buf)
{
	u8 header[512], head[WRIT_TBS_HEAD_MAX], signature[64], x[32];
	struct writ_bytes content = { payload->buf, payload->len };
	struct writ_bytes tbs = { head, 0 };
	struct writ_cbor_out o;

	writ_cbor_out_init(&o, header, sizeof(header));
	writ_cbor_put_map(&o, 4);
	writ_cbor_put_uint(&o, 1);
	writ_cbor_put_int(&o, WRIT_ALG_ESP256);
	writ_cbor_put_uint(&o, 4);
	writ_cbor_put_bytes(&o, world_kid(by->key), WRIT_KID_SIZE);
	writ_cbor_put_uint(&o, 15);
	put_claims(&o, by, timed);
	writ_cbor_put_uint(&o, 16);
	put_text(&o, writ_type_name(type));
	if (!writ_cbor_out_ok(&o) || !writ_cbor_out_ok(payload))
		abort();
	tbs.len = writ_sign1_tbs_head((struct writ_bytes){ header, o.len }, payload->len, head);
	memset(x, 0x40 + by->key, sizeof(x));
	world_signature(x, tbs, content, signature);
	signature[63] ^= by->forged;

	content.len = o.len;
	writ_cbor_out_init(&o, buf, WORLD_OBJECT_MAX);
	writ_cbor_put_tag(&o, 18);
	writ_cbor_put_array(&o, 4);
	writ_cbor_put_bytes(&o, header, content.len);
	writ_cbor_put_map(&o, 0);
	writ_cbor_put_bytes(&o, payload->buf, payload->len);
	writ_cbor_put_bytes(&o, signature, sizeof(signature));
	if (!writ_cbor_out_ok(&o))
		abort();
	return o.len;
}

/* ---- what they have in common */

static void put_ops(struct writ_cbor_out *o, u32 ops)
{
	u32 op;

	writ_cbor_put_array(o, (u64)__builtin_popcount(ops));
	for (op = WRIT_OP_EXECUTE; op < __WRIT_OP_END; op++)
		if (ops & WRIT_OP_BIT(op))
			writ_cbor_put_uint(o, op);
}

static u32 count(const struct places *p)
{
	return !p->at[0] ? 0 : !p->at[1] ? 1 : 2;
}

static void put_places(struct writ_cbor_out *o, const struct places *p)
{
	u32 i;

	writ_cbor_put_array(o, count(p));
	for (i = 0; i < count(p); i++)
		put_text(o, p->at[i]);
}

static void put_ids(struct writ_cbor_out *o, const struct id_set *ids)
{
	u32 i;

	writ_cbor_put_array(o, ids->n);
	for (i = 0; i < ids->n; i++) {
		writ_cbor_put_array(o, 2);
		writ_cbor_put_uint(o, ids->range[i].first);
		writ_cbor_put_uint(o, ids->range[i].last);
	}
}

static void put_limits(struct writ_cbor_out *o, const struct limits *l)
{
	writ_cbor_put_map(o, 5 + (l->subjects != 0) + (count(&l->paths) != 0) + (l->depth != 0) +
			     (l->uids.n != 0) + (count(&l->cgroups) != 0) + (l->uses != 0));
	writ_cbor_put_uint(o, 1);
	put_name(o, l->name);
	writ_cbor_put_uint(o, 2);
	writ_cbor_put_int(o, WRIT_ALG_ESP256);
	writ_cbor_put_uint(o, 3);
	put_key(o, l->key);
	writ_cbor_put_uint(o, 4);
	put_ops(o, l->ops);
	writ_cbor_put_uint(o, 5);
	writ_cbor_put_uint(o, l->validity);
	if (l->subjects) {
		writ_cbor_put_uint(o, 6);
		writ_cbor_put_uint(o, l->subjects);
	}
	if (count(&l->paths)) {
		writ_cbor_put_uint(o, 7);
		put_places(o, &l->paths);
	}
	if (l->depth) {
		writ_cbor_put_uint(o, 8);
		writ_cbor_put_uint(o, l->depth);
	}
	if (l->uids.n) {
		writ_cbor_put_uint(o, 9);
		put_ids(o, &l->uids);
	}
	if (count(&l->cgroups)) {
		writ_cbor_put_uint(o, 10);
		put_places(o, &l->cgroups);
	}
	if (l->uses) {
		writ_cbor_put_uint(o, 11);
		writ_cbor_put_uint(o, l->uses);
	}
}

/* ---- the four objects */

size_t world_policy(const struct world *w, u8 *buf)
{
	static u8 payload[WORLD_OBJECT_MAX];
	const struct envelope by = { .cti = 1 };
	struct writ_cbor_out o;
	u32 i;

	writ_cbor_out_init(&o, payload, sizeof(payload));
	writ_cbor_put_map(&o, 6);
	writ_cbor_put_uint(&o, 1);
	put_text(&o, "main");
	writ_cbor_put_uint(&o, 2);
	writ_cbor_put_uint(&o, w->version);
	writ_cbor_put_uint(&o, 3);
	put_key(&o, 0);
	writ_cbor_put_uint(&o, 4);
	writ_cbor_put_array(&o, w->nissuers);
	for (i = 0; i < w->nissuers; i++)
		put_limits(&o, &w->issuers[i]);
	writ_cbor_put_uint(&o, 5);
	writ_cbor_put_array(&o, 0);
	writ_cbor_put_uint(&o, 6);
	writ_cbor_put_uint(&o, WRIT_ANSWER_REQUIRE);
	return seal(&by, WRIT_TYPE_POLICY, false, &o, buf);
}

size_t world_link(const struct link *l, u8 *buf)
{
	static u8 payload[WORLD_OBJECT_MAX];
	struct writ_cbor_out o;

	writ_cbor_out_init(&o, payload, sizeof(payload));
	put_limits(&o, &l->to);
	return seal(&l->by, WRIT_TYPE_DELEGATION, true, &o, buf);
}

static void put_initiator(struct writ_cbor_out *o, const struct permit *p)
{
	u32 n = (p->uids.n != 0) + (count(&p->cgroups) != 0) + (p->parent != 0);

	if (!n)
		return;
	writ_cbor_put_uint(o, WRIT_TERM_INITIATOR);
	writ_cbor_put_map(o, n);
	if (p->uids.n) {
		writ_cbor_put_uint(o, 1);
		put_ids(o, &p->uids);
	}
	if (count(&p->cgroups)) {
		writ_cbor_put_uint(o, 4);
		put_places(o, &p->cgroups);
	}
	if (p->parent) {
		writ_cbor_put_uint(o, 5);
		writ_cbor_put_array(o, 1);
		put_repeated(o, p->parent, 32);
	}
}

static void put_scope(struct writ_cbor_out *o, const struct permit *p)
{
	if (!p->arguments)
		return;
	writ_cbor_put_uint(o, WRIT_TERM_SCOPE);
	writ_cbor_put_map(o, p->arguments);
	writ_cbor_put_uint(o, 1);
	writ_cbor_put_array(o, 1);
	writ_cbor_put_array(o, 2);
	writ_cbor_put_uint(o, WRIT_PATTERN_LITERAL);
	put_repeated(o, 'a', 1);
	if (p->arguments == 2) {
		writ_cbor_put_uint(o, 2);
		writ_cbor_put_bool(o, true);
	}
}

size_t world_permit(const struct permit *p, u8 *buf)
{
	static u8 payload[WORLD_OBJECT_MAX];
	bool initiator = p->uids.n || count(&p->cgroups) || p->parent;
	struct writ_cbor_out o;
	u32 i;

	writ_cbor_out_init(&o, payload, sizeof(payload));
	writ_cbor_put_map(&o, 2 + (p->arguments != 0) + initiator + (p->uses != 0) +
			      (p->version != 0) + (p->depth != 0));
	writ_cbor_put_uint(&o, 1);
	writ_cbor_put_array(&o, p->nsubjects);
	for (i = 0; i < p->nsubjects; i++) {
		writ_cbor_put_array(&o, p->subject[i].path ? 3 : 2);
		writ_cbor_put_uint(&o, WRIT_DIGEST_SHA256);
		put_repeated(&o, p->subject[i].digest, 32);
		if (p->subject[i].path)
			put_text(&o, p->subject[i].path);
	}
	writ_cbor_put_uint(&o, 2);
	put_ops(&o, p->ops);
	put_scope(&o, p);
	put_initiator(&o, p);
	if (p->uses) {
		writ_cbor_put_uint(&o, WRIT_TERM_USES);
		writ_cbor_put_uint(&o, p->uses);
	}
	if (p->version) {
		writ_cbor_put_uint(&o, WRIT_TERM_POLICY);
		writ_cbor_put_array(&o, 2);
		put_text(&o, "main");
		writ_cbor_put_uint(&o, p->version);
	}
	if (p->depth) {
		writ_cbor_put_uint(&o, WRIT_TERM_INHERITANCE);
		writ_cbor_put_uint(&o, p->depth);
	}
	return seal(&p->by, WRIT_TYPE_ARTIFACT, true, &o, buf);
}

static struct writ_bytes put_entry(const struct entry *e, u8 buf[64])
{
	bool three = e->kind == WRIT_REVOKED_ARTIFACT || e->kind == WRIT_REVOKED_BEFORE;
	struct writ_cbor_out o;

	writ_cbor_out_init(&o, buf, 64);
	writ_cbor_put_array(&o, three ? 3 : 2);
	writ_cbor_put_uint(&o, e->kind);
	if (e->kind == WRIT_REVOKED_DIGEST)
		put_repeated(&o, e->id, 32);
	else
		writ_cbor_put_bytes(&o, world_kid(e->key), WRIT_KID_SIZE);
	if (e->kind == WRIT_REVOKED_ARTIFACT)
		put_repeated(&o, e->id, 8);
	if (e->kind == WRIT_REVOKED_BEFORE)
		writ_cbor_put_uint(&o, e->before);
	return (struct writ_bytes){ buf, o.len };
}

/* In the order of the format; of equal ones, one. */
size_t world_recall(const struct recall *r, u8 *buf)
{
	static u8 payload[WORLD_OBJECT_MAX];
	struct writ_bytes item[WORLD_ENTRIES];
	u8 encoded[WORLD_ENTRIES][64];
	struct writ_cbor_out o;
	u32 i, k, n = 0;

	for (i = 0; i < r->n; i++) {
		struct writ_bytes new = put_entry(&r->entry[i], encoded[i]);

		for (k = 0; k < n && writ_bytes_order(item[k], new) < 0; k++)
			;
		if (k < n && writ_bytes_equal(item[k], new))
			continue;
		memmove(&item[k + 1], &item[k], (n - k) * sizeof(*item));
		item[k] = new;
		n++;
	}
	writ_cbor_out_init(&o, payload, sizeof(payload));
	writ_cbor_put_map(&o, 1);
	writ_cbor_put_uint(&o, 1);
	writ_cbor_put_array(&o, n);
	for (i = 0; i < n; i++)
		writ_cbor_put_raw(&o, item[i].data, item[i].len);
	return seal(&r->by, WRIT_TYPE_REVOCATION, false, &o, buf);
}
