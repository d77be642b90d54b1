// SPDX-License-Identifier: GPL-2.0-only
/* Text, Graphviz and SVG. Names come from whoever executed: each form escapes them. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "convert.h"
#include "lineage.h"
#include "tree_draw.h"

/* Where a tree begins, or goes on. */
static bool begins(const struct node *n)
{
	return n->shown && (n->parent < 0 || n->below);
}

static s64 next_shown(const struct forest *f, s64 at)
{
	while (at >= 0 && !f->node[at].shown)
		at = f->node[at].next;
	return at;
}

/* As writ_print_safe() does it; in Graphviz a backslash is written as two. */
static void hex_bytes(const u8 *data, size_t n, const char *slashes)
{
	while (n--)
		printf("%sx%02x", slashes, *data++);
}

/* ---- text */

static void line(const struct node *n, const char *more)
{
	if (n->denied) {
		ui_word(stdout, UI_BAD, "denied");
		printf(" %s ", n->op);
	}
	ui_text(stdout, writ_bytes_of(n->path));
	printf("  pid=%" PRIu64, n->pid);
	if (n->uid >= 0)
		printf(" uid=%" PRId64, n->uid);
	if (n->lineage)
		printf(" lineage=%" PRIu64, n->lineage);
	if (n->issuer) {
		fputs(" issuer=", stdout);
		ui_text(stdout, writ_bytes_of(n->issuer));
	}
	if (n->denied)
		printf(" reason=%s", n->reason);
	puts(more);
}

static void branch(const struct forest *f, s64 at, char *prefix, size_t len, bool utf8)
{
	for (at = next_shown(f, at); at >= 0; ) {
		const struct node *n = &f->node[at];
		s64 next = next_shown(f, n->next);
		const char *more = utf8 ? "│  " : "|  ";

		fputs(prefix, stdout);
		fputs(next >= 0 ? (utf8 ? "├─ " : "|- ") : (utf8 ? "└─ " : "`- "), stdout);
		line(n, n->below ? " (goes on below)" : "");
		if (!n->below) {
			strcpy(prefix + len, next >= 0 ? more : "   ");
			branch(f, n->child, prefix, strlen(prefix), utf8);
			prefix[len] = '\0';
		}
		at = next;
	}
}

void draw_text(const struct forest *f, bool utf8)
{
	char prefix[LEVELS_MAX * 5 + 8] = "";
	size_t i;

	for (i = 0; i < f->n; i++) {
		const struct node *n = &f->node[i];

		if (!begins(n))
			continue;
		line(n, n->below ? " (from above)" : "");
		branch(f, n->child, prefix, 0, utf8);
	}
}

/* ---- Graphviz */

static void dot_text(const char *s)
{
	struct writ_bytes rest = writ_bytes_of(s);
	u32 c;

	while (rest.len) {
		size_t n = writ_utf8(rest.data, rest.len, &c);

		if (n && writ_char_safe(c)) {
			if (c == '"' || c == '\\')
				putchar('\\');
			fwrite(rest.data, 1, n, stdout);
		} else {
			n = n ? n : 1;
			hex_bytes(rest.data, n, "\\\\");
		}
		rest.data += n;
		rest.len -= n;
	}
}

void draw_dot(const struct forest *f, bool utf8)
{
	size_t i;

	(void)utf8;
	puts("digraph lineage {\n  rankdir=LR;\n  node [shape=box, style=filled, fontname=\"sans\"];");
	for (i = 0; i < f->n; i++) {
		const struct node *n = &f->node[i];

		if (!n->shown)
			continue;
		printf("  n%zu [fillcolor=\"%s\", label=\"", i, n->denied ? "#f4b6b6" : "#cfe8cf");
		dot_text(n->path);
		printf("\\npid %" PRIu64, n->pid);
		if (n->issuer) {
			fputs("\\n", stdout);
			dot_text(n->issuer);
		}
		if (n->denied)
			printf("\\n%s", n->reason);
		puts("\"];");
		if (n->parent >= 0)
			printf("  n%" PRId64 " -> n%zu;\n", n->parent, i);
	}
	puts("}");
}

/* ---- SVG: a row for each node, its level as indentation, so that nothing can overlap */

#define ROW	22
#define INDENT	26
#define WIDTH	1200

static void xml_text(const char *s)
{
	struct writ_bytes rest = writ_bytes_of(s);
	u32 c;

	while (rest.len) {
		size_t n = writ_utf8(rest.data, rest.len, &c);

		/* Not all that is safe is a character of XML. */
		if (!n || c == 0xfffe || c == 0xffff || !writ_char_safe(c))
			hex_bytes(rest.data, n ? n : 1, "\\");
		else if (c == '<')
			fputs("&lt;", stdout);
		else if (c == '>')
			fputs("&gt;", stdout);
		else if (c == '&')
			fputs("&amp;", stdout);
		else
			fwrite(rest.data, 1, n, stdout);
		rest.data += n ? n : 1;
		rest.len -= n ? n : 1;
	}
}

struct svg {
	const struct forest *f;
	u64 row;
};

static void svg_node(struct svg *s, s64 at, u64 level, u64 parent_row)
{
	const struct node *n = &s->f->node[at];
	u64 row = s->row++, x = level * INDENT + 10, y = row * ROW + 20;
	s64 child;

	if (level)
		printf("<path d=\"M%" PRIu64 " %" PRIu64 "V%" PRIu64 "H%" PRIu64 "\"/>\n",
		       x - INDENT + 6, parent_row * ROW + 26, y, x - 2);
	printf("<circle cx=\"%" PRIu64 "\" cy=\"%" PRIu64 "\" r=\"5\" class=\"%s\"/>\n", x + 4, y,
	       n->denied ? "denied" : "allowed");
	printf("<text x=\"%" PRIu64 "\" y=\"%" PRIu64 "\">", x + 14, y + 4);
	xml_text(n->path);
	printf(" <tspan>pid %" PRIu64, n->pid);
	if (n->uid >= 0)
		printf(" uid %" PRId64, n->uid);
	if (n->issuer) {
		fputs(" issuer ", stdout);
		xml_text(n->issuer);
	}
	if (n->denied)
		printf(" denied: %s", n->reason);
	if (n->below)
		fputs(level ? " (goes on below)" : " (from above)", stdout);
	puts("</tspan></text>");
	if (n->below && level)
		return;
	for (child = next_shown(s->f, n->child); child >= 0;
	     child = next_shown(s->f, s->f->node[child].next))
		svg_node(s, child, level + 1, row);
}

void draw_svg(const struct forest *f, bool utf8)
{
	struct svg s = { .f = f };
	u64 rows = 0;
	size_t i;

	(void)utf8;
	for (i = 0; i < f->n; i++)
		rows += f->node[i].shown + f->node[i].below;
	printf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	       "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%" PRIu64 "\">\n"
	       "<style>text{font:13px sans-serif}tspan{fill:#667}path{fill:none;stroke:#99a}"
	       ".allowed{fill:#3a3}.denied{fill:#c33}</style>\n", WIDTH, rows * ROW + 40);
	for (i = 0; i < f->n; i++)
		if (begins(&f->node[i]))
			svg_node(&s, (s64)i, 0, 0);
	puts("</svg>");
}
