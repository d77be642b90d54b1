// SPDX-License-Identifier: GPL-2.0-only
/* COSE_Sign1 (RFC 9052 section 4.2) around a payload. */
#include "seal.h"

#include <stdlib.h>

#include <openssl/rand.h>

#include "artifact.h"
#include "cbor_write.h"
#include "crypto.h"
#include "evaluate.h"

#define CTI_BYTES 16

static void put_text(struct writ_cbor_out *o, const char *text)
{
	writ_cbor_put_text(o, text, strlen(text));
}

/* Deterministic encoding puts shorter texts first, then compares bytes. */
static int by_encoding(const void *a, const void *b)
{
	const char *x = *(const char *const *)a;
	const char *y = *(const char *const *)b;
	size_t xl = strlen(x);
	size_t yl = strlen(y);

	return xl != yl ? (xl < yl ? -1 : 1) : memcmp(x, y, xl);
}

static void put_audience(struct writ_cbor_out *o, const struct writ_seal *seal)
{
	const char *aud[WRIT_AUDIENCES_MAX];

	if (seal->naud == 1) {
		put_text(o, seal->aud[0]);
		return;
	}
	memcpy(aud, seal->aud, sizeof(aud));
	qsort(aud, seal->naud, sizeof(*aud), by_encoding);
	writ_cbor_put_array(o, seal->naud);
	for (u32 i = 0; i < seal->naud; i++)
		put_text(o, aud[i]);
}

static void put_claims(struct writ_cbor_out *o, const struct writ_seal *seal,
		       const u8 cti[CTI_BYTES])
{
	bool has_exp = seal->exp != U64_MAX;

	writ_cbor_put_map(o, 2u + !!seal->sub + !!seal->naud + has_exp + !!seal->nbf +
			  !!seal->iat);
	writ_cbor_put_uint(o, 1);
	put_text(o, seal->iss);
	if (seal->sub) {
		writ_cbor_put_uint(o, 2);
		put_text(o, seal->sub);
	}
	if (seal->naud) {
		writ_cbor_put_uint(o, 3);
		put_audience(o, seal);
	}
	if (has_exp) {
		writ_cbor_put_uint(o, 4);
		writ_cbor_put_uint(o, seal->exp);
	}
	if (seal->nbf) {
		writ_cbor_put_uint(o, 5);
		writ_cbor_put_uint(o, seal->nbf);
	}
	if (seal->iat) {
		writ_cbor_put_uint(o, 6);
		writ_cbor_put_uint(o, seal->iat);
	}
	writ_cbor_put_uint(o, 7);
	writ_cbor_put_bytes(o, cti, CTI_BYTES);
}

static bool put_protected(struct writ_cbor_out *o, const struct writ_seal *seal,
			  const struct writ_pubkey *key, struct writ_msg *msg)
{
	u8 cti[CTI_BYTES];

	if (RAND_bytes(cti, sizeof(cti)) != 1)
		return writ_msg_openssl(msg, "no random bytes for the object's identity");
	writ_cbor_put_map(o, 4);
	writ_cbor_put_uint(o, 1);
	writ_cbor_put_int(o, key->alg);
	writ_cbor_put_uint(o, 4);
	writ_cbor_put_bytes(o, key->kid, WRIT_KID_SIZE);
	writ_cbor_put_uint(o, 15);
	put_claims(o, seal, cti);
	writ_cbor_put_uint(o, 16);
	put_text(o, writ_type_name(seal->type));
	if (!writ_cbor_out_ok(o))
		return writ_msgf(msg, "the protected header needs %zu bytes; %d are allowed", o->len,
				 WRIT_PROTECTED_MAX);
	return true;
}

static bool decodes(enum writ_type type, struct writ_bytes in, struct writ_error *err)
{
	struct writ_delegation delegation;
	struct writ_revocation revocation;
	struct writ_artifact artifact;
	struct writ_policy *policy;
	bool ok;

	if (type == WRIT_TYPE_ARTIFACT)
		return writ_artifact_decode(in, &artifact, err);
	if (type == WRIT_TYPE_DELEGATION)
		return writ_delegation_decode(in, &delegation, err);
	if (type == WRIT_TYPE_REVOCATION)
		return writ_revocation_decode(in, &revocation, err);
	policy = malloc(sizeof(*policy));
	if (!policy) {
		*err = (struct writ_error){ WRIT_ERR_LIMIT, 0, "memory" };
		return false;
	}
	ok = writ_policy_decode(in, policy, err);
	free(policy);
	return ok;
}

/* The last word before an object leaves: the very code that will judge it in the kernel. */
static bool prove(enum writ_type type, struct writ_bytes in, const struct writ_pubkey *pub,
		  u8 *scratch, struct writ_msg *msg)
{
	struct writ_error err = { 0 };
	struct writ_sign1 sign;
	struct writ_bytes head = { scratch, 0 };
	struct writ_key key;

	if (!decodes(type, in, &err) || !writ_sign1_decode(in, type, &sign, &err))
		return writ_msgf(msg, "nothing is written, since the kernel would refuse it: "
				 "%s %s (at byte %zu)", err.field, writ_err_text(err.code),
				 err.offset);
	head.len = writ_sign1_tbs_head(sign.protected_header, sign.payload.len, scratch);
	if (!head.len || !writ_key_decode((struct writ_bytes){ pub->cose, pub->len }, &key, &err) ||
	    writ_verify(sign.alg, &key, head, sign.payload, sign.signature) != WRIT_AUTHORIZED)
		return writ_msgf(msg, "nothing is written, since the signature just made does not "
				 "verify under the key's own public part");
	return true;
}

bool writ_seal(const struct writ_seal *seal, EVP_PKEY *pkey, struct writ_bytes payload,
	       struct writ_blob *out, struct writ_msg *msg)
{
	u8 sig[WRIT_SIGNATURE_MAX], *scratch = malloc(WRIT_TBS_HEAD_MAX);
	u8 *header = malloc(WRIT_PROTECTED_MAX);
	struct writ_blob blob = { 0 };
	struct writ_pubkey pub;
	struct writ_cbor_out o;
	struct writ_bytes prot, head = { scratch, 0 };
	size_t siglen, cap;
	bool ok = false;

	if (!scratch || !header) {
		writ_msgf(msg, "out of memory");
		goto out;
	}
	writ_cbor_out_init(&o, header, WRIT_PROTECTED_MAX);
	if (!writ_pubkey_from(pkey, &pub, msg) || !put_protected(&o, seal, &pub, msg))
		goto out;
	prot = (struct writ_bytes){ header, o.len };
	head.len = writ_sign1_tbs_head(prot, payload.len, scratch);
	if (!writ_sign(pkey, pub.alg, head, payload, sig, &siglen, msg))
		goto out;

	/* tag, array, empty map and three heads: never more than 32 bytes */
	cap = prot.len + payload.len + siglen + 32;
	blob.data = malloc(cap);
	if (!blob.data) {
		writ_msgf(msg, "out of memory for an object of %zu bytes", cap);
		goto out;
	}
	writ_cbor_out_init(&o, blob.data, cap);
	writ_cbor_put_tag(&o, 18);
	writ_cbor_put_array(&o, 4);
	writ_cbor_put_bytes(&o, prot.data, prot.len);
	writ_cbor_put_map(&o, 0);
	writ_cbor_put_bytes(&o, payload.data, payload.len);
	writ_cbor_put_bytes(&o, sig, siglen);
	blob.len = o.len;
	ok = prove(seal->type, writ_blob_bytes(&blob), &pub, scratch, msg);
	if (ok) {
		*out = blob;
		blob.data = NULL;
	}
out:
	free(blob.data);
	free(header);
	free(scratch);
	return ok;
}
