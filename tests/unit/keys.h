/* SPDX-License-Identifier: GPL-2.0-only */
/* Keys made for one run of a test, and objects signed with them. */
#ifndef WRIT_TEST_KEYS_H
#define WRIT_TEST_KEYS_H

#include "crypto.h"
#include "object.h"

/**
 * struct test_key - a key pair
 * @pkey: private
 * @pub: public
 * @kid_part: a notation for the part KID
 * @cose: a notation for a byte string that holds the COSE_Key
 * @alg_part: a notation for the part ALG
 */
struct test_key {
	EVP_PKEY *pkey;
	struct writ_pubkey pub;
	char kid_part[128];
	char cose[2 * WRIT_KEY_MAX + 32];
	const char *alg_part;
};

/** test_key_make() - @type as for writ_key_generate(); stops the test if it cannot */
void test_key_make(struct test_key *key, const char *type);
void test_key_free(struct test_key *key);

/** test_sign() - name @key in the header, sign, encode into @buf; returns the length */
size_t test_sign(const struct object *o, const struct test_key *key, u8 *buf);

#endif
