/* SPDX-License-Identifier: GPL-2.0-only */
/* Putting a payload into a signed envelope. */
#ifndef LIBWRIT_SEAL_H
#define LIBWRIT_SEAL_H

#include <openssl/types.h>

#include "fileio.h"

/**
 * struct writ_seal - what the protected header says beside key and algorithm
 * @type: which object
 * @iss: issuer's name
 * @sub: NULL or a text for people
 * @aud: host identities, in any order, without repetitions
 * @naud: how many
 * @nbf: 0 for none
 * @exp: U64_MAX for none
 * @iat: 0 for none
 */
struct writ_seal {
	enum writ_type type;
	const char *iss;
	const char *sub;
	const char *aud[WRIT_AUDIENCES_MAX];
	u32 naud;
	u64 nbf;
	u64 exp;
	u64 iat;
};

/**
 * writ_seal() - make a signed object
 * @seal: the header; the object's identity (cti) is 16 fresh random bytes
 * @pkey: private key
 * @payload: encoded
 * @out: filled on success
 * @msg: filled on failure
 *
 * What was made is decoded and verified by lsm/core before it is returned, so
 * that nothing leaves a signer that a kernel of the same version refuses.
 *
 * Return: true, or false with @msg set.
 */
bool writ_seal(const struct writ_seal *seal, EVP_PKEY *pkey, struct writ_bytes payload,
	       struct writ_blob *out, struct writ_msg *msg);

#endif
