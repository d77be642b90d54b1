/* SPDX-License-Identifier: GPL-2.0-only */
/* The artifact store, for those who change it; lookups are in admission.h. */
#ifndef WRIT_STORE_H
#define WRIT_STORE_H

#include <linux/rhashtable-types.h>

#include "terms.h"

#define WRIT_STORE_ARTIFACTS_MAX	65536
#define WRIT_STORE_SUBJECTS_MAX		4000000

struct stored_artifact;

/**
 * struct stored_subject - 64 bytes, of which 32 are the digest
 * @node: in the table
 * @digest: key
 * @artifact: whose subject it is
 * @path_offset: into the artifact's paths
 * @path_len: 0 if no path is demanded
 * @kind: enum writ_digest
 */
struct stored_subject {
	struct rhlist_head node;
	u8 digest[WRIT_DIGEST_SIZE];
	const struct stored_artifact *artifact;
	u32 path_offset;
	u16 path_len;
	u8 kind;
};

/**
 * struct stored_artifact - an artifact and its subjects
 * @grant: what it grants
 * @standing: enum writ_reason: what writ_standing() says of it under what is in
 *	force; written under writ_change_lock, read under RCU
 * @iat: when it was issued
 * @identity: of it; by key and cti, the key of a table of its own
 * @node: in that table
 * @terms: what it demands besides, or NULL
 * @object: SHA-256 of the signed object
 * @index: in the list
 * @paths: the demanded paths one after another, or NULL
 * @nsubjects: how many
 * @subjects: in the table
 */
struct stored_artifact {
	struct writ_grant grant;
	u32 standing;
	u64 iat;
	struct writ_identity identity;
	struct rhash_head node;
	struct writ_kept_terms *terms;
	u8 object[WRIT_DIGEST_SIZE];
	u32 index;
	u8 *paths;
	u32 nsubjects;
	struct stored_subject subjects[];
};

/* The path that a subject demands; empty if none. */
struct writ_bytes writ_stored_path(const struct stored_subject *subject);

/*
 * All of the following: under writ_change_lock, may sleep.
 */

/**
 * writ_store_add() - keep an admitted artifact
 * @artifact: decoded; its bytes are not needed afterwards
 * @grant: from its admission
 * @object: SHA-256 of the signed object
 *
 * Return: 0; -ENOSPC for a full store; -ENOMEM. All of its subjects are kept, or none.
 */
int writ_store_add(const struct writ_artifact *artifact, const struct writ_grant *grant,
		   const u8 object[WRIT_DIGEST_SIZE]);

/**
 * writ_store_find() - the artifact with this identity
 * @id: its cti
 * @key: thumbprint of the key that signed it, or empty for any
 * @others: set if more than one fits
 *
 * Return: the first one, or NULL.
 */
struct stored_artifact *writ_store_find(struct writ_bytes id, struct writ_bytes key, bool *others);

/* Take an artifact out of the table and the list. Readers may still see it: then free it. */
void writ_store_unlink(struct stored_artifact *stored);
void writ_store_free(struct stored_artifact *stored);

/* The first artifact at or after @index, or NULL; @index is set to where it is. */
struct stored_artifact *writ_store_at(unsigned long *index);

/**
 * writ_store_judge() - judge all artifacts under another authority
 * @a: the authority
 * @narrow: only take away standing; otherwise also give it
 */
void writ_store_judge(const struct writ_authority *a, bool narrow);

void writ_store_counts(u32 *artifacts, u64 *subjects);

/**
 * writ_store_stands() - is an artifact held, and does it stand?
 * @key: thumbprint of the key that signed it
 * @id: its cti
 *
 * Any context, takes no lock.
 */
bool writ_store_stands(const u8 key[WRIT_KID_SIZE], struct writ_bytes id);

/**
 * writ_store_each() - every subject with this digest
 * @kind: which digest
 * @digest: of the content
 * @fn: called for each; returns false to end
 * @context: passed on
 *
 * Under rcu_read_lock().
 */
void writ_store_each(enum writ_digest kind, const u8 *digest,
		     bool (*fn)(const struct stored_subject *subject, void *context),
		     void *context);

#endif
