// SPDX-License-Identifier: GPL-2.0-only
/* Revocations: decoding them, and asking whether something is revoked. */
#include "fields.h"
#include "revocation.h"

#define KEY_ENTRIES 1

const char *writ_revoked_name(enum writ_revoked_kind kind)
{
	switch (kind) {
	case WRIT_REVOKED_ARTIFACT:
		return "artifact";
	case WRIT_REVOKED_KEY:
		return "key";
	case WRIT_REVOKED_DIGEST:
		return "digest";
	case WRIT_REVOKED_BEFORE:
		return "issued-before";
	default:
		return "unknown";
	}
}

static void take_bytes(u8 *to, struct writ_bytes from)
{
	if (from.len)
		memcpy(to, from.data, from.len);
}

static void read_entry(struct writ_cbor *c, struct writ_revoked *out)
{
	struct writ_bytes id;
	size_t pos = c->pos;
	u64 n, kind;

	memset(out, 0, sizeof(*out));
	n = writ_cbor_array(c, "entries", 2, 3);
	kind = writ_cbor_uint(c, "entries.kind", 0, __WRIT_REVOKED_COUNT - 1);
	out->kind = (u8)kind;
	if (writ_cbor_ok(c) &&
	    n != (kind == WRIT_REVOKED_ARTIFACT || kind == WRIT_REVOKED_BEFORE ? 3 : 2))
		writ_cbor_fail(c, WRIT_ERR_LIMIT, pos, "entries");
	if (kind == WRIT_REVOKED_DIGEST) {
		id = writ_cbor_bytes(c, "entries.digest", WRIT_DIGEST_SIZE, WRIT_DIGEST_SIZE);
		take_bytes(out->id, id);
		out->id_len = (u8)id.len;
	} else {
		take_bytes(out->key, writ_cbor_bytes(c, "entries.key", WRIT_KID_SIZE,
						     WRIT_KID_SIZE));
	}
	if (kind == WRIT_REVOKED_ARTIFACT) {
		id = writ_cbor_bytes(c, "entries.cti", WRIT_CTI_MIN, WRIT_CTI_MAX);
		take_bytes(out->id, id);
		out->id_len = (u8)id.len;
	}
	if (kind == WRIT_REVOKED_BEFORE)
		out->before = writ_cbor_uint(c, "entries.before", 1, WRIT_TIME_END - 1);
	writ_cbor_leave(c);
}

static void read_entries(struct writ_cbor *c, struct writ_revocation *out)
{
	struct writ_bytes before = { NULL, 0 };
	struct writ_revoked entry;
	size_t begin;

	out->nentries = (u32)writ_cbor_array(c, "entries", 1, WRIT_REVOKED_MAX);
	begin = c->pos;
	while (writ_cbor_more(c)) {
		size_t pos = c->pos;
		struct writ_bytes item = { c->in.data + pos, 0 };

		read_entry(c, &entry);
		item.len = c->pos - pos;
		if (before.data && writ_bytes_order(before, item) >= 0)
			writ_cbor_fail(c, WRIT_ERR_ORDER, pos, "entries");
		before = item;
	}
	out->entries.data = c->in.data + begin;
	out->entries.len = c->pos - begin;
}

bool writ_revocation_decode(struct writ_bytes in, struct writ_revocation *out,
			    struct writ_error *err)
{
	struct writ_cbor c;
	u32 seen = 0;
	s64 key;

	memset(out, 0, sizeof(*out));
	if (!writ_sign1_decode(in, WRIT_TYPE_REVOCATION, &out->sign, err))
		return false;
	writ_cbor_init(&c, out->sign.payload, out->sign.payload_offset, err);
	writ_cbor_map(&c, "revocation-payload");
	while (writ_cbor_key(&c, "revocation-payload", &key)) {
		if (key != KEY_ENTRIES) {
			writ_cbor_key_unknown(&c, "revocation-payload");
			break;
		}
		read_entries(&c, out);
		seen |= 1u << key;
	}
	writ_field_require(&c, seen, KEY_ENTRIES, 0, "entries");
	writ_cbor_end(&c, "revocation-payload");
	return writ_cbor_ok(&c);
}

bool writ_revoked_next(struct writ_bytes *rest, struct writ_revoked *out)
{
	struct writ_error err = { WRIT_OK, 0, NULL };
	struct writ_cbor c;

	if (!rest->len)
		return false;
	writ_cbor_init(&c, *rest, 0, &err);
	read_entry(&c, out);
	if (!writ_cbor_ok(&c))
		return false;
	rest->data += c.pos;
	rest->len -= c.pos;
	return true;
}

/* All but the time, by which issued-before entries of one key are sorted last. */
static int order_by_name(const struct writ_revoked *a, const struct writ_revoked *b)
{
	int order;

	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	order = memcmp(a->key, b->key, sizeof(a->key));
	if (!order)
		order = memcmp(a->id, b->id, sizeof(a->id));
	if (!order && a->id_len != b->id_len)
		order = a->id_len < b->id_len ? -1 : 1;
	return order;
}

int writ_revoked_order(const struct writ_revoked *a, const struct writ_revoked *b)
{
	int order = order_by_name(a, b);

	if (!order && a->before != b->before)
		order = a->before < b->before ? -1 : 1;
	return order;
}

/* The last entry that is not after @want, or NULL. */
static const struct writ_revoked *last_up_to(const struct writ_revocations *all,
					     const struct writ_revoked *want)
{
	u32 low = 0, high = all->n;

	while (low < high) {
		u32 middle = low + (high - low) / 2;

		if (writ_revoked_order(&all->entry[middle], want) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &all->entry[low - 1] : NULL;
}

static bool holds(const struct writ_revocations *all, const struct writ_revoked *want)
{
	const struct writ_revoked *at = last_up_to(all, want);

	return at && !writ_revoked_order(at, want);
}

bool writ_revoked_digest(const struct writ_revocations *all, const u8 digest[WRIT_DIGEST_SIZE])
{
	struct writ_revoked want = { .kind = WRIT_REVOKED_DIGEST, .id_len = WRIT_DIGEST_SIZE };

	if (!all->n)
		return false;
	memcpy(want.id, digest, WRIT_DIGEST_SIZE);
	return holds(all, &want);
}

bool writ_revoked_object(const struct writ_revocations *all, const u8 key[WRIT_KID_SIZE],
			 struct writ_bytes cti, u64 iat)
{
	struct writ_revoked want = { .kind = WRIT_REVOKED_KEY };
	const struct writ_revoked *at;

	if (!all->n)
		return false;
	memcpy(want.key, key, WRIT_KID_SIZE);
	if (holds(all, &want))
		return true;
	/* The latest time of this key stands last among its entries. */
	want.kind = WRIT_REVOKED_BEFORE;
	want.before = U64_MAX;
	at = last_up_to(all, &want);
	if (at && !order_by_name(at, &want) && iat < at->before)
		return true;
	if (cti.len > WRIT_CTI_MAX)
		return true;
	want.kind = WRIT_REVOKED_ARTIFACT;
	want.before = 0;
	memcpy(want.id, cti.data, cti.len);
	want.id_len = (u8)cti.len;
	return holds(all, &want);
}
