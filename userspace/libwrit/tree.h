/* SPDX-License-Identifier: GPL-2.0-only */
/* The Merkle tree over the records of a log (RFC 9162 section 2.1). */
#ifndef LIBWRIT_TREE_H
#define LIBWRIT_TREE_H

#include "bounds.h"
#include "bytes.h"

#define WRIT_TREE_LEVELS 64

/**
 * struct writ_tree - a tree that only grows, as its complete subtrees
 * @size: leaves
 * @node: of 2^i leaves, where bit i of @size is set
 */
struct writ_tree {
	u64 size;
	u8 node[WRIT_TREE_LEVELS][WRIT_DIGEST_SIZE];
};

/** writ_tree_leaf() - the hash of one record */
void writ_tree_leaf(struct writ_bytes record, u8 out[WRIT_DIGEST_SIZE]);
/** writ_tree_append() - add a leaf's hash */
void writ_tree_append(struct writ_tree *tree, const u8 leaf[WRIT_DIGEST_SIZE]);
/** writ_tree_root() - the hash of the whole tree; of an empty one SHA-256 of nothing */
void writ_tree_root(const struct writ_tree *tree, u8 out[WRIT_DIGEST_SIZE]);

/** struct writ_tree_proof - the way from one leaf to the root, lowest sibling first */
struct writ_tree_proof {
	u32 n;
	u8 node[WRIT_TREE_LEVELS][WRIT_DIGEST_SIZE];
};

struct writ_tree_prover;

/**
 * writ_tree_prover_new() - prove that a leaf is in a tree, leaf by leaf
 * @index: of the leaf
 * @size: of the tree, larger than @index
 *
 * Each leaf from 0 to @size - 1 is then given once, in order; memory grows with
 * the logarithm of @size. Return: NULL without memory, or for a bad index.
 */
struct writ_tree_prover *writ_tree_prover_new(u64 index, u64 size);
void writ_tree_prover_add(struct writ_tree_prover *p, const u8 leaf[WRIT_DIGEST_SIZE]);
/** writ_tree_prover_end() - fills @proof and frees; @proof may be NULL */
void writ_tree_prover_end(struct writ_tree_prover *p, struct writ_tree_proof *proof);

/** writ_tree_check() - does the proof lead from this leaf to this root? (section 2.1.3.2) */
bool writ_tree_check(const u8 leaf[WRIT_DIGEST_SIZE], u64 index, u64 size,
		     const struct writ_tree_proof *proof, const u8 root[WRIT_DIGEST_SIZE]);

#endif
