/* SPDX-License-Identifier: GPL-2.0-only */
/* PKCS #11 where no provider for it is installed; internal to the library. */
#ifndef LIBWRIT_ENGINE_H
#define LIBWRIT_ENGINE_H

#include <openssl/types.h>

#include "passphrase.h"

/**
 * writ_engine_load() - load a key by OpenSSL's engine "pkcs11"
 * @p: the key, and what becomes of asking for its PIN
 * @ui: asks for it
 * @private_key: false for the public key object
 * @msg: filled on failure
 *
 * The engine stays loaded until the process ends, because its keys call it.
 *
 * Return: the key, to be freed with EVP_PKEY_free(), or NULL with @msg set.
 */
EVP_PKEY *writ_engine_load(struct writ_passphrase *p, UI_METHOD *ui, bool private_key,
			   struct writ_msg *msg);

#endif
