// SPDX-License-Identifier: GPL-2.0-only
/* writ-lineage tree: executions as a tree, in text, for Graphviz, or as SVG. */
#include <getopt.h>
#include <inttypes.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "index.h"
#include "tree_draw.h"

static const char help[] =
"Usage: writ-lineage tree [OPTION...] DIR\n\n"
"Draws the executions of one boot: who descends from whom, and what was denied.\n\n"
"  --lineage ID   only this execution and what descends from it\n"
"  --boot ID      of this boot (the last one)\n"
"  --denied       only what leads to a denial\n"
"  --depth N      at most so many levels\n"
"  --dot          for Graphviz\n"
"  --svg          as an SVG image\n"
"  --index FILE   where the index is kept\n"
"  --help\n\n"
"Examples:\n"
"  writ-lineage tree /var/lib/writ/lineage --denied\n"
"  writ-lineage tree copy --svg --lineage 311 >agent.svg\n";

/* More is not to be looked at. */
#define NODES_MAX 20000

static struct node *add(struct forest *f)
{
	if (f->n == f->cap) {
		size_t cap = f->cap ? f->cap * 2 : 256;
		void *more = realloc(f->node, cap * sizeof(*f->node));

		if (!more)
			return NULL;
		f->node = more;
		f->cap = cap;
	}
	memset(&f->node[f->n], 0, sizeof(*f->node));
	f->node[f->n].child = f->node[f->n].next = f->node[f->n].parent = -1;
	return &f->node[f->n++];
}

static char *copy(const unsigned char *text)
{
	return strdup(text ? (const char *)text : "?");
}

/* An execution is one, however many records tell of it: a script and its interpreter. */
#define WANTED \
	" FROM record WHERE boot = ?1" \
	" AND ((kind IN ('exec', 'root') AND lineage IS NOT NULL) OR (verdict = 'denied' AND parent IS NOT NULL))" \
	" AND (?2 = 0 OR lineage IN sub OR (lineage IS NULL AND parent IN sub))" \
	" AND (?3 = 0 OR lineage IS NULL OR lineage IN up)"

/* What leads to a denial. */
#define ANCESTORS \
	", up(id) AS (SELECT parent FROM record WHERE boot = ?1 AND verdict = 'denied' AND parent IS NOT NULL" \
	" UNION SELECT r.parent FROM up CROSS JOIN record r INDEXED BY record_lineage ON r.boot = ?1" \
	" AND r.lineage = up.id WHERE r.parent IS NOT NULL)"

static const char count[] =
	INDEX_SUBTREE(1, 2) ANCESTORS
	" SELECT count(DISTINCT lineage) + sum(lineage IS NULL), sum(lineage IS NULL)" WANTED;

/*
 * If there are too many, denials and what leads to them come first, an ancestor before
 * what descends from it. Then executions by number, so that a parent stands before its
 * children; then denials.
 */
static const char query[] =
	INDEX_SUBTREE(1, 2) ANCESTORS
	" SELECT coalesce(lineage, 0), coalesce(parent, 0), pid, coalesce(uid, -1), path, issuer,"
	" reason, verdict, op FROM (SELECT *" WANTED
	" ORDER BY lineage IS NOT NULL AND lineage NOT IN up, idx LIMIT ?4)"
	" ORDER BY lineage IS NULL, lineage, idx";

static bool take(struct forest *f, sqlite3_stmt *s)
{
	u64 lineage = (u64)sqlite3_column_int64(s, 0);
	struct node *last = f->n ? &f->node[f->n - 1] : NULL, *node;
	const char *op = (const char *)sqlite3_column_text(s, 8);

	/* A script and its interpreter are one execution: the script names it. */
	if (lineage && last && last->lineage == lineage)
		return true;
	node = add(f);
	if (!node)
		return false;
	node->lineage = lineage;
	node->up = (u64)sqlite3_column_int64(s, 1);
	node->pid = (u64)sqlite3_column_int64(s, 2);
	node->uid = sqlite3_column_int64(s, 3);
	node->path = copy(sqlite3_column_text(s, 4));
	node->issuer = sqlite3_column_text(s, 5) ? copy(sqlite3_column_text(s, 5)) : NULL;
	node->denied = sqlite3_column_text(s, 7) &&
		       !strcmp((const char *)sqlite3_column_text(s, 7), "denied");
	node->reason = copy(sqlite3_column_text(s, 6));
	node->op = copy((const unsigned char *)(op ? op : "-"));
	return node->path && node->reason && node->op;
}

static s64 find(const struct forest *f, u64 lineage)
{
	size_t low = 0, high = f->executions;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (f->node[middle].lineage < lineage)
			low = middle + 1;
		else
			high = middle;
	}
	return low < f->executions && f->node[low].lineage == lineage ? (s64)low : -1;
}

/* Children are linked in order; each list is built from its end. */
static void link_up(struct forest *f)
{
	size_t i;

	for (i = 0; i < f->n; i++)
		f->executions += f->node[i].lineage > 0;
	for (i = f->n; i-- > 0; ) {
		struct node *node = &f->node[i];

		node->parent = node->up ? find(f, node->up) : -1;
		if (node->parent >= 0 && node->parent < (s64)i) {
			node->next = f->node[node->parent].child;
			f->node[node->parent].child = (s64)i;
		} else {
			node->parent = -1;
		}
	}
}

/* A parent stands before its children. */
static void arrange(struct forest *f, u64 depth)
{
	size_t i;

	for (i = 0; i < f->n; i++) {
		struct node *node = &f->node[i], *up = NULL;

		if (node->parent >= 0)
			up = &f->node[node->parent];
		node->depth = up ? up->depth + 1 : 1;
		node->shown = node->depth <= depth;
		if (!up)
			continue;
		node->level = up->level == LEVELS_MAX - 1 ? 1 : up->level + 1;
		up->below = up->below || (node->shown && up->level == LEVELS_MAX - 1);
	}
}

static sqlite3_stmt *ask(struct index *x, const char *sql, const char *boot, u64 lineage,
			 bool denied)
{
	sqlite3_stmt *s;

	if (sqlite3_prepare_v2(x->db, sql, -1, &s, NULL) != SQLITE_OK) {
		index_fail(x);
		return NULL;
	}
	sqlite3_bind_text(s, 1, boot, -1, SQLITE_STATIC);
	sqlite3_bind_int64(s, 2, (sqlite3_int64)lineage);
	sqlite3_bind_int(s, 3, denied);
	return s;
}

/* A picture that lacks something says so. */
static bool tell_left_out(struct index *x, sqlite3_stmt *s, const struct forest *f)
{
	u64 all, denials, drawn = f->n - f->executions;

	if (sqlite3_step(s) != SQLITE_ROW)
		return index_fail(x);
	all = (u64)sqlite3_column_int64(s, 0);
	denials = (u64)sqlite3_column_int64(s, 1);
	if (all > f->n)
		ui_note("%" PRIu64 " executions and %" PRIu64 " denials are left out, of %" PRIu64
			" in all: narrow it with --lineage", all - denials - f->executions,
			denials - drawn, all);
	return true;
}

static bool load(struct index *x, const char *boot, u64 lineage, bool denied, struct forest *f)
{
	char id[2 * WRIT_BOOT_SIZE + 1];
	sqlite3_stmt *s;
	bool ok = true;
	int ret;

	if (!index_boot(x, boot, id))
		return false;
	s = ask(x, query, id, lineage, denied);
	if (!s)
		return false;
	sqlite3_bind_int64(s, 4, NODES_MAX);
	while (ok && (ret = sqlite3_step(s)) == SQLITE_ROW)
		if (!take(f, s))
			ok = writ_msgf(&x->msg, "out of memory");
	if (ok && ret != SQLITE_DONE)
		ok = index_fail(x);
	sqlite3_finalize(s);
	if (!ok)
		return false;
	link_up(f);
	s = ask(x, count, id, lineage, denied);
	ok = s && tell_left_out(x, s, f);
	sqlite3_finalize(s);
	return ok;
}

static int run(int argc, char **argv)
{
	static const struct option table[] = {
		{ "lineage", required_argument, NULL, 'l' },
		{ "boot", required_argument, NULL, 'b' },
		{ "denied", no_argument, NULL, 'd' },
		{ "depth", required_argument, NULL, 'n' },
		{ "dot", no_argument, NULL, 'D' },
		{ "svg", no_argument, NULL, 'S' },
		{ "index", required_argument, NULL, 'i' },
		HELP_OPTION,
		{ NULL, 0, NULL, 0 },
	};
	void (*draw)(const struct forest *f, bool utf8) = draw_text;
	const char *boot = NULL, *file = NULL;
	u64 lineage = 0, depth = U64_MAX;
	bool denied = false, ok = true;
	struct forest f = { 0 };
	struct index x;
	size_t i;
	int opt;

	while ((opt = getopt_long(argc, argv, "", table, NULL)) != -1) {
		switch (opt) {
		case 'l': ok = ok && args_number(optarg, &lineage) && lineage; break;
		case 'b': boot = optarg; break;
		case 'd': denied = true; break;
		case 'n': ok = ok && args_number(optarg, &depth) && depth; break;
		case 'D': draw = draw_dot; break;
		case 'S': draw = draw_svg; break;
		case 'i': file = optarg; break;
		case OPT_HELP: return cmd_show_help(&cmd_tree);
		default: return EXIT_USAGE;
		}
	}
	if (!ok || argc - optind != 1)
		return ui_usage("one directory is wanted; --lineage and --depth want numbers");
	setlocale(LC_CTYPE, "");
	ok = index_open(&x, argv[optind], file) && load(&x, boot, lineage, denied, &f);
	if (ok) {
		arrange(&f, depth);
		draw(&f, !strcmp(nl_langinfo(CODESET), "UTF-8"));
	} else {
		ui_fail_msg(&x.msg);
	}
	for (i = 0; i < f.n; i++) {
		free(f.node[i].path);
		free(f.node[i].issuer);
		free(f.node[i].reason);
		free(f.node[i].op);
	}
	free(f.node);
	index_close(&x);
	return ok ? EXIT_GOOD : EXIT_REFUSED;
}

const struct cmd cmd_tree = {
	.name = "tree",
	.summary = "draw executions as text, for Graphviz, or as SVG",
	.help = help,
	.run = run,
};
