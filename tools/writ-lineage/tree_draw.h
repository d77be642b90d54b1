/* SPDX-License-Identifier: GPL-2.0-only */
/* A forest of executions, and ways to draw it. */
#ifndef WRIT_LINEAGE_TREE_DRAW_H
#define WRIT_LINEAGE_TREE_DRAW_H

#include "bytes.h"

/**
 * struct node - an execution, or a denial
 * @lineage: 0 for a denial
 * @up: lineage of what it descends from
 * @parent: its place, or -1
 * @child: place of its first child, or -1
 * @next: place of its next sibling, or -1
 * @shown: it is to be drawn
 * @depth: how many stand above it, and itself
 * @level: the same in the picture, where it begins anew with each @below
 * @below: what descends from it is drawn under a repetition of it, further below
 */
struct node {
	u64 lineage, up, pid;
	s64 uid;
	char *path, *issuer, *reason, *op;
	bool denied, shown, below;
	u64 depth;
	u32 level;
	s64 parent, child, next;
};

struct forest {
	struct node *node;
	size_t n, cap;
	size_t executions;	/* they stand before the denials */
};

/* Executions nest without bound, and no line is to be wider than this many levels. */
#define LEVELS_MAX 64

void draw_text(const struct forest *f, bool utf8);
void draw_dot(const struct forest *f, bool utf8);
void draw_svg(const struct forest *f, bool utf8);

#endif
