/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Keys and signatures with OpenSSL 3. crypto.c also provides writ_sha256() and
 * writ_verify(), which lsm/core/evaluate.h asks each environment for.
 */
#ifndef LIBWRIT_CRYPTO_H
#define LIBWRIT_CRYPTO_H

#include <openssl/types.h>

#include "cose.h"
#include "fileio.h"
#include "msg.h"

/**
 * struct writ_pubkey - a public key in the form that objects carry and name it
 * @cose: COSE_Key, deterministic, @len bytes
 * @len: of @cose
 * @kid: its thumbprint: SHA-256 of @cose
 * @alg: the algorithm that belongs to the key's type
 */
struct writ_pubkey {
	u8 cose[WRIT_KEY_MAX];
	size_t len;
	u8 kid[WRIT_KID_SIZE];
	enum writ_alg alg;
};

/**
 * writ_pubkey_from() - what objects say about a key
 * @pkey: private or public, held by any OpenSSL provider or engine
 * @out: filled on success; what it holds was decoded by lsm/core once
 * @msg: filled on failure, which includes key types outside the profile
 *
 * Return: true, or false with @msg set.
 */
bool writ_pubkey_from(EVP_PKEY *pkey, struct writ_pubkey *out, struct writ_msg *msg);

/**
 * writ_sign() - sign head and payload, one after the other
 * @pkey: private key, perhaps inside a token
 * @alg: must be the one of the key's type
 * @head: first part of the signed bytes
 * @payload: second part
 * @sig: receives the signature as objects carry it (ESP256: r || s)
 * @siglen: receives its length
 * @msg: filled on failure
 *
 * Return: true, or false with @msg set.
 */
bool writ_sign(EVP_PKEY *pkey, enum writ_alg alg, struct writ_bytes head,
	       struct writ_bytes payload, u8 sig[WRIT_SIGNATURE_MAX], size_t *siglen,
	       struct writ_msg *msg);

/**
 * writ_key_generate() - make a new key pair
 * @type: "rsa2048", "rsa3072", "rsa4096" or "p256"
 * @msg: filled on failure
 *
 * Return: the key, to be freed with EVP_PKEY_free(), or NULL with @msg set.
 */
EVP_PKEY *writ_key_generate(const char *type, struct writ_msg *msg);

#endif
