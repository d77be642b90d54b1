/* SPDX-License-Identifier: GPL-2.0-only */
/* Keys from where people keep them: PEM files, tokens, OpenSSL stores. */
#ifndef LIBWRIT_KEYFILE_H
#define LIBWRIT_KEYFILE_H

#include <openssl/types.h>

#include "fileio.h"
#include "msg.h"

/**
 * struct writ_keyref - which key, and how to open it
 * @name: a PEM file, or a URI ("pkcs11:token=…;object=…", "file:…") for an
 *	OpenSSL store; a file of that very name wins over a URI
 * @passphrase_file: its first line is the passphrase or PIN; NULL asks on the
 *	terminal where one is needed
 */
struct writ_keyref {
	const char *name;
	const char *passphrase_file;
};

/**
 * writ_key_load_private() - load a key to sign with
 * @ref: which
 * @msg: filled on failure
 *
 * pkcs11: URIs go to OpenSSL's stores first (a provider configured in
 * openssl.cnf), then to the engine "pkcs11", whose module is named by
 * module-path in the URI's query or by PKCS11_MODULE_PATH.
 *
 * Return: the key, to be freed with EVP_PKEY_free(), or NULL with @msg set.
 */
EVP_PKEY *writ_key_load_private(const struct writ_keyref *ref, struct writ_msg *msg);

/**
 * writ_key_load_public() - load a key to name it or to verify with
 * @ref: as above; a PEM file may hold a public or a private key
 * @msg: filled on failure
 *
 * Return: the key, to be freed with EVP_PKEY_free(), or NULL with @msg set.
 */
EVP_PKEY *writ_key_load_public(const struct writ_keyref *ref, struct writ_msg *msg);

/**
 * writ_key_pem_private() - PKCS #8 PEM of a private key
 * @pkey: the key
 * @ref: where the passphrase comes from; its @name only appears in the prompt
 * @encrypt: protect it by a passphrase (PBKDF2 with 600,000 rounds, AES-256-CBC)
 * @out: filled on success; wipe it with writ_blob_wipe()
 * @msg: filled on failure
 *
 * Return: true, or false with @msg set.
 */
bool writ_key_pem_private(EVP_PKEY *pkey, const struct writ_keyref *ref, bool encrypt,
			  struct writ_blob *out, struct writ_msg *msg);

/**
 * writ_key_pem_public() - SPKI PEM of a key's public part
 * @pkey: the key
 * @out: filled on success
 * @msg: filled on failure
 *
 * Return: true, or false with @msg set.
 */
bool writ_key_pem_public(EVP_PKEY *pkey, struct writ_blob *out, struct writ_msg *msg);

#endif
