// SPDX-License-Identifier: GPL-2.0-only
/* Keys and signatures with OpenSSL 3. */
#include "crypto.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <openssl/x509.h>

#include "cbor_write.h"
#include "evaluate.h"

#define P256_BYTES 32

void writ_sha256(const u8 *data, size_t len, u8 out[WRIT_DIGEST_SIZE])
{
	SHA256(data, len, out);
}

static EVP_PKEY *pkey_from_params(const char *type, OSSL_PARAM_BLD *bld)
{
	OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(bld);
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	EVP_PKEY *pkey = NULL;

	if (!params || !ctx || EVP_PKEY_fromdata_init(ctx) != 1 ||
	    EVP_PKEY_fromdata(ctx, &pkey, EVP_PKEY_PUBLIC_KEY, params) != 1)
		pkey = NULL;
	EVP_PKEY_CTX_free(ctx);
	OSSL_PARAM_free(params);
	return pkey;
}

static EVP_PKEY *pkey_from_rsa(const struct writ_key *key)
{
	OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
	BIGNUM *n = BN_bin2bn(key->n.data, (int)key->n.len, NULL);
	BIGNUM *e = BN_bin2bn(key->e.data, (int)key->e.len, NULL);
	EVP_PKEY *pkey = NULL;

	if (bld && n && e && OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_N, n) &&
	    OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_E, e))
		pkey = pkey_from_params("RSA", bld);
	OSSL_PARAM_BLD_free(bld);
	BN_free(n);
	BN_free(e);
	return pkey;
}

static EVP_PKEY *pkey_from_ec(const struct writ_key *key)
{
	OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
	u8 point[1 + 2 * P256_BYTES];
	EVP_PKEY *pkey = NULL;

	if (key->x.len != P256_BYTES || key->y.len != P256_BYTES) {
		OSSL_PARAM_BLD_free(bld);
		return NULL;
	}
	point[0] = POINT_CONVERSION_UNCOMPRESSED;
	memcpy(point + 1, key->x.data, P256_BYTES);
	memcpy(point + 1 + P256_BYTES, key->y.data, P256_BYTES);
	if (bld &&
	    OSSL_PARAM_BLD_push_utf8_string(bld, OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) &&
	    OSSL_PARAM_BLD_push_octet_string(bld, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof(point)))
		pkey = pkey_from_params("EC", bld);
	OSSL_PARAM_BLD_free(bld);
	return pkey;
}

/* r || s to the DER form that OpenSSL takes; *der is to be freed with OPENSSL_free(). */
static int ecdsa_to_der(struct writ_bytes raw, u8 **der)
{
	ECDSA_SIG *sig = ECDSA_SIG_new();
	BIGNUM *r = NULL, *s = NULL;
	int len = -1;

	*der = NULL;
	if (raw.len != 2 * P256_BYTES || !sig)
		goto out;
	r = BN_bin2bn(raw.data, P256_BYTES, NULL);
	s = BN_bin2bn(raw.data + P256_BYTES, P256_BYTES, NULL);
	if (!r || !s || ECDSA_SIG_set0(sig, r, s) != 1)
		goto out;
	r = s = NULL;
	len = i2d_ECDSA_SIG(sig, der);
out:
	BN_free(r);
	BN_free(s);
	ECDSA_SIG_free(sig);
	return len;
}

static bool ecdsa_from_der(const u8 *der, size_t len, u8 raw[2 * P256_BYTES])
{
	ECDSA_SIG *sig = d2i_ECDSA_SIG(NULL, &der, (long)len);
	bool ok;

	ok = sig && BN_bn2binpad(ECDSA_SIG_get0_r(sig), raw, P256_BYTES) == P256_BYTES &&
	     BN_bn2binpad(ECDSA_SIG_get0_s(sig), raw + P256_BYTES, P256_BYTES) == P256_BYTES;
	ECDSA_SIG_free(sig);
	return ok;
}

enum writ_reason writ_verify(enum writ_alg alg, const struct writ_key *key,
			     struct writ_bytes head, struct writ_bytes payload,
			     struct writ_bytes signature)
{
	enum writ_reason reason = WRIT_INTERNAL_ERROR;
	struct writ_bytes sig = signature;
	EVP_MD_CTX *ctx = NULL;
	EVP_PKEY *pkey = NULL;
	u8 *der = NULL;
	int ret;

	switch (alg) {
	case WRIT_ALG_RS256:
		pkey = pkey_from_rsa(key);
		break;
	case WRIT_ALG_ESP256:
		pkey = pkey_from_ec(key);
		if (!pkey) {
			/* 32 + 32 bytes that are no point of the curve verify nothing */
			reason = WRIT_INVALID_SIGNATURE;
			break;
		}
		ret = ecdsa_to_der(signature, &der);
		if (ret < 0)
			goto out;
		sig = (struct writ_bytes){ der, (size_t)ret };
		break;
	default:
		return WRIT_UNSUPPORTED_ALGORITHM;
	}
	if (!pkey)
		goto out;
	ctx = EVP_MD_CTX_new();
	if (!ctx || EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, pkey) != 1 ||
	    EVP_DigestVerifyUpdate(ctx, head.data, head.len) != 1 ||
	    EVP_DigestVerifyUpdate(ctx, payload.data, payload.len) != 1)
		goto out;
	ret = EVP_DigestVerifyFinal(ctx, sig.data, sig.len);
	reason = ret == 1 ? WRIT_AUTHORIZED : WRIT_INVALID_SIGNATURE;
out:
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(pkey);
	OPENSSL_free(der);
	ERR_clear_error();
	return reason;
}

/* Integers as COSE_Key wants them: big-endian, no leading zeros, or padded to @pad. */
static bool put_bn(struct writ_cbor_out *o, s64 label, EVP_PKEY *pkey, const char *param, int pad)
{
	u8 buf[WRIT_RSA_BITS_MAX / 8];
	BIGNUM *bn = NULL;
	int len = -1;

	if (EVP_PKEY_get_bn_param(pkey, param, &bn) == 1) {
		len = pad ? pad : BN_num_bytes(bn);
		if (len > (int)sizeof(buf) || BN_bn2binpad(bn, buf, len) != len)
			len = -1;
	}
	BN_free(bn);
	if (len < 0)
		return false;
	writ_cbor_put_int(o, label);
	writ_cbor_put_bytes(o, buf, (size_t)len);
	return true;
}

static bool put_rsa(struct writ_cbor_out *o, EVP_PKEY *pkey, struct writ_msg *msg)
{
	int bits = EVP_PKEY_get_bits(pkey);

	if (bits < WRIT_RSA_BITS_MIN || bits > WRIT_RSA_BITS_MAX)
		return writ_msgf(msg, "the RSA key has %d bits; %d to %d are allowed", bits,
				 WRIT_RSA_BITS_MIN, WRIT_RSA_BITS_MAX);
	writ_cbor_put_map(o, 3);
	writ_cbor_put_int(o, 1);
	writ_cbor_put_int(o, WRIT_KTY_RSA);
	if (!put_bn(o, -1, pkey, OSSL_PKEY_PARAM_RSA_N, 0) ||
	    !put_bn(o, -2, pkey, OSSL_PKEY_PARAM_RSA_E, 0))
		return writ_msg_openssl(msg, "the RSA key's numbers cannot be read");
	return true;
}

static bool put_ec(struct writ_cbor_out *o, EVP_PKEY *pkey, struct writ_msg *msg)
{
	char group[64] = "";

	if (EVP_PKEY_get_group_name(pkey, group, sizeof(group), NULL) != 1 ||
	    strcmp(group, "prime256v1"))
		return writ_msgf(msg, "the elliptic curve is %s; only P-256 (prime256v1) is allowed",
				 *group ? group : "given by explicit parameters");
	writ_cbor_put_map(o, 4);
	writ_cbor_put_int(o, 1);
	writ_cbor_put_int(o, WRIT_KTY_EC2);
	writ_cbor_put_int(o, -1);
	writ_cbor_put_int(o, 1);
	if (!put_bn(o, -2, pkey, OSSL_PKEY_PARAM_EC_PUB_X, P256_BYTES) ||
	    !put_bn(o, -3, pkey, OSSL_PKEY_PARAM_EC_PUB_Y, P256_BYTES))
		return writ_msg_openssl(msg, "the P-256 key's coordinates cannot be read");
	return true;
}

/* A key in an engine or a token does not give its numbers, but its SPKI does. */
static EVP_PKEY *plain_public(EVP_PKEY *pkey)
{
	EVP_PKEY *plain = NULL;
	const u8 *p;
	u8 *der = NULL;
	int len = i2d_PUBKEY(pkey, &der);

	if (len > 0) {
		p = der;
		plain = d2i_PUBKEY(NULL, &p, len);
	}
	OPENSSL_free(der);
	return plain;
}

bool writ_pubkey_from(EVP_PKEY *pkey, struct writ_pubkey *out, struct writ_msg *msg)
{
	EVP_PKEY *plain = plain_public(pkey);
	struct writ_cbor_out o;
	struct writ_error err;
	struct writ_key key;
	bool ok;

	if (!plain)
		return writ_msg_openssl(msg, "the public key cannot be read");
	writ_cbor_out_init(&o, out->cose, sizeof(out->cose));
	switch (EVP_PKEY_get_base_id(plain)) {
	case EVP_PKEY_RSA:
		out->alg = WRIT_ALG_RS256;
		ok = put_rsa(&o, plain, msg);
		break;
	case EVP_PKEY_EC:
		out->alg = WRIT_ALG_ESP256;
		ok = put_ec(&o, plain, msg);
		break;
	default:
		ok = writ_msgf(msg, "a key of type %s cannot be used; RSA or P-256 is needed",
			       EVP_PKEY_get0_type_name(plain) ?: "unknown");
	}
	EVP_PKEY_free(plain);
	if (!ok)
		return false;
	if (!writ_cbor_out_ok(&o))
		return writ_msgf(msg, "the key is too large");
	out->len = o.len;
	if (!writ_key_decode((struct writ_bytes){ out->cose, out->len }, &key, &err))
		return writ_msgf(msg, "the key is not acceptable: %s %s", err.field,
				 writ_err_text(err.code));
	if (!writ_key_fits(&key, out->alg))
		return writ_msgf(msg, "the key does not fit %s", writ_alg_name(out->alg));
	writ_sha256(out->cose, out->len, out->kid);
	return true;
}

bool writ_sign(EVP_PKEY *pkey, enum writ_alg alg, struct writ_bytes head,
	       struct writ_bytes payload, u8 sig[WRIT_SIGNATURE_MAX], size_t *siglen,
	       struct writ_msg *msg)
{
	u8 buf[WRIT_SIGNATURE_MAX];
	size_t len = sizeof(buf);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool ok = false;

	if (!ctx || EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, pkey) != 1 ||
	    EVP_DigestSignUpdate(ctx, head.data, head.len) != 1 ||
	    EVP_DigestSignUpdate(ctx, payload.data, payload.len) != 1 ||
	    EVP_DigestSignFinal(ctx, buf, &len) != 1) {
		writ_msg_openssl(msg, "signing failed");
		goto out;
	}
	if (alg == WRIT_ALG_ESP256) {
		if (!ecdsa_from_der(buf, len, sig)) {
			writ_msg_openssl(msg, "the signer returned no ECDSA signature");
			goto out;
		}
		*siglen = 2 * P256_BYTES;
	} else {
		memcpy(sig, buf, len);
		*siglen = len;
	}
	ok = true;
out:
	EVP_MD_CTX_free(ctx);
	return ok;
}

EVP_PKEY *writ_key_generate(const char *type, struct writ_msg *msg)
{
	static const struct {
		const char *name;
		unsigned int rsa_bits;
	} types[] = {
		{ "rsa2048", 2048 }, { "rsa3072", 3072 }, { "rsa4096", 4096 }, { "p256", 0 },
	};
	EVP_PKEY *pkey;

	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		if (strcmp(type, types[i].name))
			continue;
		pkey = types[i].rsa_bits ? EVP_RSA_gen(types[i].rsa_bits) : EVP_EC_gen("P-256");
		if (!pkey)
			writ_msg_openssl(msg, "cannot generate a key of type %s", type);
		return pkey;
	}
	writ_msgf(msg, "unknown key type \"%s\"; rsa2048, rsa3072, rsa4096 or p256", type);
	return NULL;
}
