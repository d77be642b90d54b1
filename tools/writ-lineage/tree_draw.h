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
 */
struct node {
	u64 lineage, up, pid;
	s64 uid;
	char *path, *issuer, *reason, *op;
	bool denied, shown;
	s64 parent, child, next;
};

struct forest {
	struct node *node;
	size_t n, cap;
	size_t executions;	/* they stand before the denials */
};

void draw_text(const struct forest *f, u64 depth, bool utf8);
void draw_dot(const struct forest *f, u64 depth, bool utf8);
void draw_svg(const struct forest *f, u64 depth, bool utf8);

#endif
