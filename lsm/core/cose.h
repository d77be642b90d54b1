/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The envelope of every signed object: COSE_Sign1 (RFC 9052 section 4.2) with
 * CWT claims in the protected header (RFC 9597, RFC 8392), and the public keys
 * that verify it as COSE_Key (RFC 9052 section 7, RFC 8230, RFC 9053).
 */
#ifndef WRIT_CORE_COSE_H
#define WRIT_CORE_COSE_H

#include "bounds.h"
#include "bytes.h"
#include "error.h"

/** enum writ_type - what an object is, from its protected typ (RFC 9596) */
enum writ_type {
	WRIT_TYPE_ARTIFACT,	/* "application/writ-artifact+cose" */
	WRIT_TYPE_POLICY,	/* "application/writ-policy+cose" */
	WRIT_TYPE_DELEGATION,	/* "application/writ-delegation+cose" */
	WRIT_TYPE_REVOCATION,	/* "application/writ-revocation+cose" */
	__WRIT_TYPE_COUNT
};

const char *writ_type_name(enum writ_type type);

/** enum writ_alg - COSE algorithm numbers of the profile */
enum writ_alg {
	WRIT_ALG_ESP256 = -9,	/* ECDSA P-256 with SHA-256 (RFC 9864), r || s */
	WRIT_ALG_RS256 = -257,	/* RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8812) */
};

/** writ_alg_name() - "RS256", "ESP256", or NULL for one outside the profile */
const char *writ_alg_name(s64 alg);

/**
 * struct writ_claims - the CWT claims of an object
 * @iss: issuer's name as in the policy; required
 * @sub: free text about what this is for; optional (@sub.len == 0)
 * @aud: host identities for which the object holds; none means every host
 * @naud: how many
 * @exp: seconds since the epoch at which validity ends (exclusive);
 *	U64_MAX if absent, which only a policy may be
 * @nbf: seconds since the epoch at which validity begins (inclusive); 0 if absent
 * @iat: when it was issued; informative; 0 if absent
 * @cti: identity of this object, WRIT_CTI_MIN to WRIT_CTI_MAX bytes; required
 */
struct writ_claims {
	struct writ_bytes iss;
	struct writ_bytes sub;
	struct writ_bytes aud[WRIT_AUDIENCES_MAX];
	u32 naud;
	u64 exp;
	u64 nbf;
	u64 iat;
	struct writ_bytes cti;
};

/**
 * writ_claims_for_host() - does an object hold on this host?
 * @claims: the object's
 * @host: this host's identity; empty if it has none
 *
 * Return: true without an audience, or if @host is one of it. A host without
 * an identity is in no audience.
 */
bool writ_claims_for_host(const struct writ_claims *claims, struct writ_bytes host);

/**
 * struct writ_sign1 - a decoded envelope; everything points into the input
 * @type: from typ
 * @alg: from alg; one of enum writ_alg
 * @kid: thumbprint of the signing key, WRIT_KID_SIZE bytes
 * @claims: from header label 15
 * @protected_header: content of the protected byte string, as received
 * @payload: content of the payload byte string, as received
 * @payload_offset: where @payload begins in the input, for error offsets
 * @signature: as received; its size fits @alg
 */
struct writ_sign1 {
	enum writ_type type;
	enum writ_alg alg;
	struct writ_bytes kid;
	struct writ_claims claims;
	struct writ_bytes protected_header;
	struct writ_bytes payload;
	size_t payload_offset;
	struct writ_bytes signature;
};

/**
 * writ_sign1_decode() - decode an envelope without judging its signature
 * @in: the whole object: tag 18, one item, nothing after it
 * @want: which object the caller expects
 * @out: filled on success, unspecified otherwise
 * @err: filled on failure
 *
 * Any context. Allocates nothing, does not recurse.
 *
 * Return: true, or false with @err set.
 */
bool writ_sign1_decode(struct writ_bytes in, enum writ_type want,
		       struct writ_sign1 *out, struct writ_error *err);

/** WRIT_TBS_HEAD_MAX - room for what writ_sign1_tbs_head() writes */
#define WRIT_TBS_HEAD_MAX (WRIT_PROTECTED_MAX + 32)

/**
 * writ_sign1_tbs_head() - all of Sig_structure (RFC 9052 section 4.4) but the payload's content
 * @protected_header: content of the protected byte string
 * @payload_len: bytes of payload that will follow
 * @out: WRIT_TBS_HEAD_MAX bytes
 *
 * The bytes to be signed are these followed by the payload, so that nobody has
 * to copy a large payload.
 *
 * Return: bytes written; 0 if @protected_header is larger than a decoded
 * object's can be.
 */
size_t writ_sign1_tbs_head(struct writ_bytes protected_header, size_t payload_len,
			   u8 out[WRIT_TBS_HEAD_MAX]);

/**
 * enum writ_kty - type of a public key; the numbers are those of COSE (kty, label 1)
 * @WRIT_KTY_EC2: coordinates of an elliptic curve (RFC 9053), P-256 only; verifies ESP256
 * @WRIT_KTY_RSA: modulus and exponent (RFC 8230); verifies RS256
 */
enum writ_kty {
	WRIT_KTY_EC2 = 2,
	WRIT_KTY_RSA = 3,
};

/**
 * struct writ_key - a public key; everything points into the input
 * @kty: which of the following hold
 * @n: RSA modulus, big-endian without leading zeros, 2048 to 4096 bits
 * @e: RSA public exponent, big-endian without leading zeros, odd, 3 to 2^32-1
 * @x: P-256 coordinate, 32 bytes
 * @y: P-256 coordinate, 32 bytes
 */
struct writ_key {
	enum writ_kty kty;
	struct writ_bytes n;
	struct writ_bytes e;
	struct writ_bytes x;
	struct writ_bytes y;
};

/**
 * writ_key_decode() - decode a COSE_Key that holds just the required parameters
 * @in: the deterministic encoding, so that SHA-256 of it is the thumbprint of RFC 9679
 * @out: filled on success
 * @err: filled on failure
 *
 * Return: true, or false with @err set.
 */
bool writ_key_decode(struct writ_bytes in, struct writ_key *out, struct writ_error *err);

/** writ_key_fits() - can @key verify signatures of @alg? */
bool writ_key_fits(const struct writ_key *key, enum writ_alg alg);

#endif
