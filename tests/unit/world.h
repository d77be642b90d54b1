/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A host's authority as plain values: issuers, links of delegation, artifacts and
 * revocations, from few enough names and places that they often meet. world.c
 * encodes them for the core; reference.c says what has to follow from them.
 */
#ifndef WRIT_TEST_WORLD_H
#define WRIT_TEST_WORLD_H

#include "evaluate.h"

#define WORLD_KEYS	10	/* 0 is the root's */
#define WORLD_ISSUERS	3
#define WORLD_LINKS	8
#define WORLD_SUBJECTS	4
#define WORLD_ENTRIES	3	/* of one revocation */
#define WORLD_REVOKED	16
#define WORLD_OBJECT_MAX 8192
#define WORLD_HOST	"host"

/* Up to two of each; a set of none limits nothing. */
struct places {
	const char *at[2];
};

struct id_set {
	struct writ_id_range range[2];
	u32 n;
};

/**
 * struct limits - what an issuer or a delegate may authorize
 * @key: which key it is
 * @name: which name it bears
 * @ops: as in the core
 * @validity: longest, in seconds
 * @subjects: most in one artifact; 0 if it does not say
 * @depth: links that may follow
 * @uses: most of one artifact; 0 if it does not say
 */
struct limits {
	int key;
	int name;
	u32 ops;
	u64 validity;
	u32 subjects;
	struct places paths;
	u32 depth;
	struct id_set uids;
	struct places cgroups;
	u32 uses;
};

enum audience { EVERY_HOST, THIS_HOST, OTHER_HOST };

/* Who signs, as whom, and for when; @forged: the signature does not fit. */
struct envelope {
	int key;
	int iss;
	u64 iat;
	u64 nbf;
	u64 exp;
	u8 cti;
	enum audience aud;
	bool forged;
};

struct link {
	struct envelope by;
	struct limits to;
};

/**
 * struct permit - an artifact
 * @subject: ascending digests (32 times one byte), first those without a path
 * @parent: program that the asker must run; 0 for any
 * @arguments: 0: any; 1: "a" alone; 2: "a" and what may follow
 * @uses: 0: without bound
 * @depth: of inheritance
 * @version: least version of the policy; 0: any policy
 */
struct permit {
	struct envelope by;
	u32 ops;
	struct {
		u8 digest;
		const char *path;
	} subject[WORLD_SUBJECTS];
	u32 nsubjects;
	struct id_set uids;
	struct places cgroups;
	u8 parent;
	u8 arguments;
	u32 uses;
	u32 depth;
	u64 version;
};

struct entry {
	enum writ_revoked_kind kind;
	int key;
	u8 id;		/* of a cti, or of a digest */
	u64 before;
};

struct recall {
	struct envelope by;
	struct entry entry[WORLD_ENTRIES];
	u32 n;
};

/* What a host holds: all of it was admitted. */
struct world {
	u64 version;
	struct limits issuers[WORLD_ISSUERS];
	u32 nissuers;
	struct link links[WORLD_LINKS];
	u32 nlinks;
	struct entry revoked[WORLD_REVOKED];
	u32 nrevoked;
};

/* Encoded and signed, into WORLD_OBJECT_MAX bytes; return the length. */
size_t world_policy(const struct world *w, u8 *buf);
size_t world_link(const struct link *l, u8 *buf);
size_t world_permit(const struct permit *p, u8 *buf);
size_t world_recall(const struct recall *r, u8 *buf);

/** world_kid() - thumbprint of a key */
const u8 *world_kid(int key);

/** world_signature() - what stands for a signature with the key that has this x */
void world_signature(const u8 x[32], struct writ_bytes head, struct writ_bytes payload,
		     u8 signature[64]);

#endif
