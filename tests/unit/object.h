/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Signed objects put together from written-down parts, so that a test can
 * replace just the one that it is about. The counts of maps and the lengths of
 * byte strings follow from the parts, unless they are replaced too.
 */
#ifndef WRIT_TEST_OBJECT_H
#define WRIT_TEST_OBJECT_H

#include "cose.h"

enum part {
	TAG,
	OUTER,			/* head of the outer array */
	PROTECTED,		/* the whole protected byte string */
	HEADER_MAP,		/* its map's head */
	ALG,
	KID,
	CLAIMS,			/* key and value */
	CLAIMS_MAP,
	ISS,
	SUB,
	AUD,
	EXP,
	NBF,
	IAT,
	CTI,
	CLAIM_MORE,		/* one more claim, at the end */
	TYP,
	HEADER_MORE,
	UNPROTECTED,
	PAYLOAD,		/* the whole payload byte string */
	PAYLOAD_MAP,
	PAY1, PAY2, PAY3, PAY4, PAY5, PAY6, PAY7,
	PAYLOAD_MORE,
	SIGNATURE,
	AFTER,
	PART_COUNT
};

/** struct object - a notation for each part; NULL: as computed; "": left out */
struct object {
	const char *part[PART_COUNT];
};

#define OBJECT_CAP (400 * 1024)

/* P-256 key with coordinates of one byte repeated, as a COSE_Key of 75 bytes */
#define EC_KEY(x, y) "a4 0102 2001 215820 " x "*32 225820 " y "*32"
#define EC_KEY_BYTES(x, y) "584b " EC_KEY(x, y)
/* RSA key of 2048 bits: 270 bytes */
#define RSA_KEY(top) "a3 0103 20590100 " top " ff*255 2143 010001"
/* An ESP256 issuer of that key, for a day and for all operations */
#define ISSUER(name, x) "a5 01 " name " 02 28 03 " EC_KEY_BYTES(x, "22") \
	" 04 83010203 05 1a00015180"

/** object_artifact() - a valid artifact, but for its signature */
void object_artifact(struct object *o);
/** object_policy() - a valid policy, but for its signature */
void object_policy(struct object *o);
/** object_delegation() - a valid delegation, but for its signature */
void object_delegation(struct object *o);
/** object_revocation() - a valid revocation, but for its signature */
void object_revocation(struct object *o);
/** object_build() - encode; returns the length in @buf of OBJECT_CAP bytes */
size_t object_build(const struct object *o, u8 *buf);

#endif
