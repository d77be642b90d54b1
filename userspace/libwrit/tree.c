// SPDX-License-Identifier: GPL-2.0-only
/* RFC 9162 section 2.1: leaves and nodes are hashed under different first bytes. */
#include <openssl/evp.h>
#include <stdlib.h>

#include "evaluate.h"
#include "tree.h"

void writ_tree_leaf(struct writ_bytes record, u8 out[WRIT_DIGEST_SIZE])
{
	static const u8 prefix = 0;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	if (!ctx || !EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) ||
	    !EVP_DigestUpdate(ctx, &prefix, 1) ||
	    !EVP_DigestUpdate(ctx, record.data, record.len) ||
	    !EVP_DigestFinal_ex(ctx, out, NULL))
		abort();	/* no memory for a hash: nothing can be believed any more */
	EVP_MD_CTX_free(ctx);
}

static void node(const u8 *left, const u8 *right, u8 out[WRIT_DIGEST_SIZE])
{
	u8 both[1 + 2 * WRIT_DIGEST_SIZE] = { 1 };

	memcpy(both + 1, left, WRIT_DIGEST_SIZE);
	memcpy(both + 1 + WRIT_DIGEST_SIZE, right, WRIT_DIGEST_SIZE);
	writ_sha256(both, sizeof(both), out);
}

void writ_tree_append(struct writ_tree *tree, const u8 leaf[WRIT_DIGEST_SIZE])
{
	u8 hash[WRIT_DIGEST_SIZE];
	int level;

	memcpy(hash, leaf, sizeof(hash));
	for (level = 0; tree->size >> level & 1; level++)
		node(tree->node[level], hash, hash);
	memcpy(tree->node[level], hash, sizeof(hash));
	tree->size++;
}

void writ_tree_root(const struct writ_tree *tree, u8 out[WRIT_DIGEST_SIZE])
{
	bool begun = false;
	int level;

	if (!tree->size) {
		writ_sha256((const u8 *)"", 0, out);
		return;
	}
	for (level = 0; level < WRIT_TREE_LEVELS; level++) {
		if (!(tree->size >> level & 1))
			continue;
		if (begun)
			node(tree->node[level], out, out);
		else
			memcpy(out, tree->node[level], WRIT_DIGEST_SIZE);
		begun = true;
	}
}

/* One sibling on the way up: the tree over leaves first to end - 1. */
struct sibling {
	u64 first;
	u64 end;
	struct writ_tree tree;
};

struct writ_tree_prover {
	u64 index;
	u64 at;
	u32 n;
	struct sibling sibling[WRIT_TREE_LEVELS];
};

/* The largest power of two below n, for n > 1. */
static u64 split(u64 n)
{
	return 1ULL << (63 - __builtin_clzll(n - 1));
}

struct writ_tree_prover *writ_tree_prover_new(u64 index, u64 size)
{
	struct writ_tree_prover *p = index < size ? calloc(1, sizeof(*p)) : NULL;
	u64 first = 0, end = size;
	u32 i;

	if (!p)
		return NULL;
	p->index = index;
	/* From the root down; the proof wants them the other way round. */
	while (end - first > 1) {
		u64 middle = first + split(end - first);
		struct sibling *s = &p->sibling[p->n++];

		s->first = index < middle ? middle : first;
		s->end = index < middle ? end : middle;
		if (index < middle)
			end = middle;
		else
			first = middle;
	}
	for (i = 0; i < p->n / 2; i++) {
		struct sibling other = p->sibling[i];

		p->sibling[i] = p->sibling[p->n - 1 - i];
		p->sibling[p->n - 1 - i] = other;
	}
	return p;
}

void writ_tree_prover_add(struct writ_tree_prover *p, const u8 leaf[WRIT_DIGEST_SIZE])
{
	u32 i;

	for (i = 0; i < p->n; i++) {
		if (p->at < p->sibling[i].first || p->at >= p->sibling[i].end)
			continue;
		writ_tree_append(&p->sibling[i].tree, leaf);
		break;
	}
	p->at++;
}

void writ_tree_prover_end(struct writ_tree_prover *p, struct writ_tree_proof *proof)
{
	u32 i;

	for (i = 0; proof && i < p->n; i++)
		writ_tree_root(&p->sibling[i].tree, proof->node[i]);
	if (proof)
		proof->n = p->n;
	free(p);
}

bool writ_tree_check(const u8 leaf[WRIT_DIGEST_SIZE], u64 index, u64 size,
		     const struct writ_tree_proof *proof, const u8 root[WRIT_DIGEST_SIZE])
{
	u8 hash[WRIT_DIGEST_SIZE];
	u64 at = index, last = size - 1;
	u32 i;

	if (index >= size || proof->n > WRIT_TREE_LEVELS)
		return false;
	memcpy(hash, leaf, sizeof(hash));
	for (i = 0; i < proof->n; i++) {
		if (!last)
			return false;
		if ((at & 1) || at == last) {
			node(proof->node[i], hash, hash);
			while (!(at & 1) && at) {
				at >>= 1;
				last >>= 1;
			}
		} else {
			node(hash, proof->node[i], hash);
		}
		at >>= 1;
		last >>= 1;
	}
	return !last && !memcmp(hash, root, sizeof(hash));
}
