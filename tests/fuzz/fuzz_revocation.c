// SPDX-License-Identifier: GPL-2.0-only
/*
 * Beside the decoder's contract: what the lookups find by bisection is what a
 * walk over all entries finds.
 */
#include "check.h"

static struct writ_revoked entry[WRIT_REVOKED_MAX];

static int by_order(const void *a, const void *b)
{
	return writ_revoked_order(a, b);
}

static void check_entry(const struct writ_revoked *e)
{
	bool of_key = e->kind != WRIT_REVOKED_DIGEST;
	static const u8 none[WRIT_KID_SIZE];

	demand(strcmp(writ_revoked_name(e->kind), "unknown"));
	demand(of_key || !memcmp(e->key, none, sizeof(none)));
	demand(!e->before == (e->kind != WRIT_REVOKED_BEFORE));
	switch (e->kind) {
	case WRIT_REVOKED_ARTIFACT:
		demand(e->id_len >= WRIT_CTI_MIN && e->id_len <= WRIT_CTI_MAX);
		break;
	case WRIT_REVOKED_DIGEST:
		demand(e->id_len == WRIT_DIGEST_SIZE);
		break;
	default:
		demand(!e->id_len);
	}
}

static bool walk_digest(u32 n, const u8 *digest)
{
	u32 i;

	for (i = 0; i < n; i++)
		if (entry[i].kind == WRIT_REVOKED_DIGEST &&
		    !memcmp(entry[i].id, digest, WRIT_DIGEST_SIZE))
			return true;
	return false;
}

static bool walk_object(u32 n, const u8 *key, struct writ_bytes cti, u64 iat)
{
	u32 i;

	for (i = 0; i < n; i++) {
		const struct writ_revoked *e = &entry[i];
		struct writ_bytes id = { e->id, e->id_len };

		if (e->kind == WRIT_REVOKED_DIGEST || memcmp(e->key, key, WRIT_KID_SIZE))
			continue;
		if (e->kind == WRIT_REVOKED_KEY ||
		    (e->kind == WRIT_REVOKED_BEFORE && iat < e->before) ||
		    (e->kind == WRIT_REVOKED_ARTIFACT && writ_bytes_equal(id, cti)))
			return true;
	}
	return false;
}

/* Asks for @want, and for what differs from it in one point. */
static void ask(const struct writ_revocations *all, struct writ_revoked want)
{
	int change;

	for (change = 0; change < 4; change++) {
		struct writ_bytes cti = { want.id, want.id_len };

		demand(writ_revoked_digest(all, want.id) == walk_digest(all->n, want.id));
		demand(writ_revoked_object(all, want.key, cti, want.before) ==
		       walk_object(all->n, want.key, cti, want.before));
		if (change == 0 && want.before)
			want.before--;
		if (change == 1)
			want.id[0] ^= 1;
		if (change == 2)
			want.key[WRIT_KID_SIZE - 1] ^= 1;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct writ_revocations all = { 0, entry };
	struct writ_bytes in = { data, size };
	struct writ_revocation r;
	struct writ_error err;
	struct writ_bytes rest;
	bool ok = writ_revocation_decode(in, &r, &err);
	u32 i;

	demand_error(ok, &err, size);
	if (!ok)
		return 0;
	/* It holds for ever. */
	demand(!r.sign.claims.nbf && r.sign.claims.exp == U64_MAX);
	demand(r.nentries >= 1 && r.nentries <= WRIT_REVOKED_MAX);
	demand_within(r.entries, data, size);
	rest = r.entries;
	while (all.n < r.nentries && writ_revoked_next(&rest, &entry[all.n]))
		check_entry(&entry[all.n++]);
	demand(all.n == r.nentries && !rest.len);
	qsort(entry, all.n, sizeof(*entry), by_order);
	for (i = 0; i < all.n; i++) {
		demand(!i || writ_revoked_order(&entry[i - 1], &entry[i]) < 0);
		ask(&all, entry[i]);
	}
	return 0;
}
