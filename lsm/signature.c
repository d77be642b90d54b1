// SPDX-License-Identifier: GPL-2.0-only
/*
 * Signatures, by the kernel's own asymmetric keys (crypto/asymmetric_keys).
 *
 * Only algorithms whose known answer was verified in init are ever asked for:
 * that made them resident, so no later request can start modprobe from inside
 * an exec hook.
 */
#include <crypto/public_key.h>
#include <linux/asn1.h>
#include <linux/oid_registry.h>
#include <linux/slab.h>

#include "compat/compat.h"
#include "crypto.h"

/* SEQUENCE, two INTEGERs with a leading zero each, and their long-form lengths. */
#define DER_MAX (WRIT_KEY_MAX + 24)

struct der {
	u8 data[DER_MAX];
	size_t len;
};

static bool supported_rs256;
static bool supported_esp256;

bool writ_signature_supported(enum writ_alg alg)
{
	switch (alg) {
	case WRIT_ALG_RS256:
		return supported_rs256;
	case WRIT_ALG_ESP256:
		return supported_esp256;
	}
	return false;
}

static void der_head(struct der *der, u8 tag, size_t len)
{
	der->data[der->len++] = tag;
	if (len > 0xff) {
		der->data[der->len++] = 0x82;
		der->data[der->len++] = len >> 8;
	} else if (len > 0x7f) {
		der->data[der->len++] = 0x81;
	}
	der->data[der->len++] = len;
}

static size_t der_head_size(size_t len)
{
	return len > 0xff ? 4 : len > 0x7f ? 3 : 2;
}

/* How an unsigned number stands in an INTEGER (X.690 8.3): shortest, and not negative. */
struct der_integer {
	struct writ_bytes digits;
	bool pad;
};

static struct der_integer integer_from(struct writ_bytes number)
{
	struct der_integer i = { .digits = number };

	while (i.digits.len > 1 && !i.digits.data[0]) {
		i.digits.data++;
		i.digits.len--;
	}
	i.pad = i.digits.data[0] & 0x80;
	return i;
}

static size_t integer_size(const struct der_integer *i)
{
	size_t len = i->digits.len + i->pad;

	return der_head_size(len) + len;
}

static void der_integer(struct der *der, const struct der_integer *i)
{
	der_head(der, (ASN1_UNIV << 6) | ASN1_INT, i->digits.len + i->pad);
	if (i->pad)
		der->data[der->len++] = 0;
	memcpy(der->data + der->len, i->digits.data, i->digits.len);
	der->len += i->digits.len;
}

/*
 * SEQUENCE { INTEGER, INTEGER }: RSAPublicKey (RFC 8017 A.1.1) and
 * Ecdsa-Sig-Value (RFC 3279 2.2.3) alike.
 */
static void der_pair(struct der *der, struct writ_bytes a, struct writ_bytes b)
{
	struct der_integer first = integer_from(a);
	struct der_integer second = integer_from(b);

	der->len = 0;
	der_head(der, (ASN1_UNIV << 6) | (ASN1_CONS << 5) | ASN1_SEQ,
		 integer_size(&first) + integer_size(&second));
	der_integer(der, &first);
	der_integer(der, &second);
}

struct work {
	struct public_key key;
	struct public_key_signature sig;
	struct der key_bytes;
	struct der sig_bytes;
	u8 digest[WRIT_DIGEST_SIZE];
};

static void fill_rs256(struct work *w, const struct writ_key *key, struct writ_bytes signature)
{
	der_pair(&w->key_bytes, key->n, key->e);
	memcpy(w->sig_bytes.data, signature.data, signature.len);
	w->sig_bytes.len = signature.len;
	w->key.pkey_algo = "rsa";
	w->key.algo = OID_rsaEncryption;
	w->sig.pkey_algo = "rsa";
	w->sig.encoding = "pkcs1";
}

/* The kernel before 6.13 knows only the DER encoding of ECDSA signatures. */
static void fill_esp256(struct work *w, const struct writ_key *key, struct writ_bytes signature)
{
	struct writ_bytes r = { signature.data, signature.len / 2 };
	struct writ_bytes s = { signature.data + r.len, r.len };

	w->key_bytes.data[0] = 0x04;	/* uncompressed point (SEC 1, 2.3.3) */
	memcpy(w->key_bytes.data + 1, key->x.data, key->x.len);
	memcpy(w->key_bytes.data + 1 + key->x.len, key->y.data, key->y.len);
	w->key_bytes.len = 1 + key->x.len + key->y.len;
	der_pair(&w->sig_bytes, r, s);
	w->key.pkey_algo = "ecdsa-nist-p256";
	w->key.algo = OID_id_prime256v1;
	w->sig.pkey_algo = "ecdsa";
	w->sig.encoding = "x962";
}

int writ_signature_check(enum writ_alg alg, const struct writ_key *key,
			 struct writ_bytes head, struct writ_bytes payload,
			 struct writ_bytes signature)
{
	struct work *w;
	int ret;

	if (!writ_key_fits(key, alg) || signature.len > WRIT_SIGNATURE_MAX)
		return -EKEYREJECTED;
	w = kzalloc(sizeof(*w), GFP_KERNEL);
	if (!w)
		return -ENOMEM;
	ret = writ_digest_parts(head, payload, w->digest);
	if (ret)
		goto out;
	if (alg == WRIT_ALG_RS256)
		fill_rs256(w, key, signature);
	else
		fill_esp256(w, key, signature);
	w->key.key = w->key_bytes.data;
	w->key.keylen = w->key_bytes.len;
	w->key.id_type = "writ";
	w->sig.s = w->sig_bytes.data;
	w->sig.s_size = w->sig_bytes.len;
	writ_signature_over(&w->sig, w->digest, sizeof(w->digest));
	w->sig.hash_algo = "sha256";
	ret = public_key_verify_signature(&w->key, &w->sig);
out:
	kfree(w);
	return ret;
}

enum writ_reason writ_verify(enum writ_alg alg, const struct writ_key *key,
			     struct writ_bytes head, struct writ_bytes payload,
			     struct writ_bytes signature)
{
	if (!writ_signature_supported(alg))
		return WRIT_UNSUPPORTED_ALGORITHM;
	switch (writ_signature_check(alg, key, head, payload, signature)) {
	case 0:
		return WRIT_AUTHORIZED;
	case -ENOMEM:
	case -EINTR:
		return WRIT_INTERNAL_ERROR;
	default:
		/* -EKEYREJECTED, and what the algorithms say of bytes that are no signature */
		return WRIT_INVALID_SIGNATURE;
	}
}

int writ_signature_init(void)
{
	int ret = writ_known_answer(WRIT_ALG_RS256);

	if (ret) {
		pr_err("refused to load: RS256 fails its known answer (%d)\n", ret);
		return ret;
	}
	supported_rs256 = true;

	ret = writ_known_answer(WRIT_ALG_ESP256);
	if (ret == -EBADMSG) {
		pr_err("refused to load: ESP256 gives a wrong answer\n");
		return ret;
	}
	supported_esp256 = !ret;
	if (ret)
		pr_notice("ESP256 is not supported by this kernel (%d): artifacts that use it are refused as unsupported-algorithm\n",
			  ret);
	return 0;
}
