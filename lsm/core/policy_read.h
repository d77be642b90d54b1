/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of a policy, each read by a file of its own. */
#ifndef WRIT_CORE_POLICY_READ_H
#define WRIT_CORE_POLICY_READ_H

#include "cbor.h"
#include "policy.h"

/**
 * writ_policy_read_key() - a COSE_Key in a byte string
 * @c: the reader
 * @field: its name; offsets of errors point into the key
 * @bytes: receives the encoding
 * @key: receives the key
 * @kid: receives its thumbprint
 */
void writ_policy_read_key(struct writ_cbor *c, const char *field, struct writ_bytes *bytes,
			  struct writ_key *key, u8 kid[WRIT_KID_SIZE]);

/** writ_policy_read_issuer() - one issuer, into zeroed memory */
void writ_policy_read_issuer(struct writ_cbor *c, struct writ_issuer *out);

/** writ_policy_read_issuers() - the array of issuers */
void writ_policy_read_issuers(struct writ_cbor *c, struct writ_policy *out);

/** writ_policy_read_answer() - answer */
enum writ_answer writ_policy_read_answer(struct writ_cbor *c, const char *field);

/** writ_policy_read_rules() - the array of rules */
void writ_policy_read_rules(struct writ_cbor *c, struct writ_policy *out);

#endif
