/* SPDX-License-Identifier: GPL-2.0-only */
/* Revocations: what was authorized once and is no longer. */
#ifndef WRIT_CORE_REVOCATION_H
#define WRIT_CORE_REVOCATION_H

#include "cose.h"

/** enum writ_revoked_kind - what an entry revokes; the numbers are the format's */
enum writ_revoked_kind {
	WRIT_REVOKED_ARTIFACT = 0,	/* one artifact or delegation: key and cti */
	WRIT_REVOKED_KEY = 1,		/* all that a key signed, and all that it delegated */
	WRIT_REVOKED_DIGEST = 2,	/* a content, whoever authorizes it; the root key alone may */
	WRIT_REVOKED_BEFORE = 3,	/* what a key issued (iat) before a time, or without saying when */
	__WRIT_REVOKED_COUNT
};

const char *writ_revoked_name(enum writ_revoked_kind kind);	/* "artifact" … "issued-before" */

/**
 * struct writ_revocation - a decoded revocation; everything points into the input
 * @sign: its envelope; it holds for ever, so exp is refused
 * @nentries: 1 to WRIT_REVOKED_MAX
 * @entries: encoded, validated; read them with writ_revoked_next()
 */
struct writ_revocation {
	struct writ_sign1 sign;
	u32 nentries;
	struct writ_bytes entries;
};

/**
 * struct writ_revoked - one entry; a value of its own that points nowhere
 * @kind: which
 * @id_len: bytes in @id: of a cti, or of a digest
 * @key: thumbprint; zeros for a digest
 * @id: cti or digest; zeros otherwise
 * @before: seconds since the epoch; 0 unless issued-before
 */
struct writ_revoked {
	u8 kind;
	u8 id_len;
	u8 key[WRIT_KID_SIZE];
	u8 id[WRIT_CTI_MAX];
	u64 before;
};

/**
 * writ_revocation_decode() - decode a signed revocation
 * @in: the object, whose signature is not verified here; it must outlive @out
 * @out: filled on success
 * @err: filled on failure, with the field and the offset
 *
 * Every entry has been looked at: writ_revoked_next() cannot meet one that is wrong.
 * Any context.
 */
bool writ_revocation_decode(struct writ_bytes in, struct writ_revocation *out,
			    struct writ_error *err);

/** writ_revoked_next() - take the next entry; false at the end */
bool writ_revoked_next(struct writ_bytes *rest, struct writ_revoked *out);

/**
 * struct writ_revocations - all that is revoked, in the order of writ_revoked_order()
 * @n: how many
 * @entry: sorted, without duplicates
 */
struct writ_revocations {
	u32 n;
	const struct writ_revoked *entry;
};

/** writ_revoked_order() - by kind, key, id, before: for sorting; any context */
int writ_revoked_order(const struct writ_revoked *a, const struct writ_revoked *b);

/** writ_revoked_digest() - is a content revoked? Logarithmic, any context. */
bool writ_revoked_digest(const struct writ_revocations *all, const u8 digest[WRIT_DIGEST_SIZE]);

/**
 * writ_revoked_object() - is an object of this key, cti and iat revoked itself?
 *
 * By artifact, key or issued-before. What the key was delegated from is the
 * caller's to ask about. Logarithmic, any context.
 */
bool writ_revoked_object(const struct writ_revocations *all, const u8 key[WRIT_KID_SIZE],
			 struct writ_bytes cti, u64 iat);

#endif
