// SPDX-License-Identifier: GPL-2.0-only
/* Patterns for arguments and variables, as people write them. */
#include "pattern_args.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "cmd.h"
#include "convert.h"
#include "policy.h"
#include "ui.h"
#include "option_values.h"

static void put_kind(struct writ_cbor_out *o, u64 members, enum writ_pattern_kind kind)
{
	writ_cbor_put_array(o, members);
	writ_cbor_put_uint(o, kind);
}

static int put_text(const char *option, enum writ_pattern_kind kind, const char *text,
		    struct writ_cbor_out *o)
{
	if (strlen(text) > WRIT_ARGUMENT_MAX)
		return ui_usage("%s: a pattern of more than %d bytes", option, WRIT_ARGUMENT_MAX);
	put_kind(o, 2, kind);
	writ_cbor_put_bytes(o, text, strlen(text));
	return EXIT_GOOD;
}

static int put_glob(const char *option, const char *text, struct writ_cbor_out *o)
{
	if (!writ_glob_valid(writ_bytes_of(text)))
		return ui_usage("%s: glob:%s: nothing follows the last \"\\\"", option, text);
	return put_text(option, WRIT_PATTERN_GLOB, text, o);
}

/* The order of the format: by the encoded bytes, in which the length comes first. */
static int by_encoding(const void *a, const void *b)
{
	const struct writ_bytes *x = a;
	const struct writ_bytes *y = b;

	if (x->len != y->len)
		return x->len < y->len ? -1 : 1;
	return memcmp(x->data, y->data, x->len);
}

/* The next choice of @from, unescaped into @to; its length. */
static size_t take_choice(const char **from, u8 *to)
{
	size_t n = 0;

	while (**from && **from != ',') {
		if (**from == '\\' && (*from)[1])
			(*from)++;
		to[n++] = (u8)*(*from)++;
	}
	return n;
}

static int put_choices(const char *option, const char *text, struct writ_cbor_out *o)
{
	struct writ_bytes choices[WRIT_CHOICES_MAX];
	u8 room[WRIT_TERMS_MAX];
	const char *p = text;
	size_t used = 0;
	u32 n = 0;

	if (strlen(text) > sizeof(room))
		return ui_usage("%s: a pattern of more than %zu bytes", option, sizeof(room));
	for (;; p++) {
		if (n == WRIT_CHOICES_MAX)
			return ui_usage("%s: one-of:%s: more than %d choices", option, text,
					WRIT_CHOICES_MAX);
		choices[n] = (struct writ_bytes){ room + used, take_choice(&p, room + used) };
		used += choices[n].len;
		if (choices[n++].len > WRIT_ARGUMENT_MAX)
			return ui_usage("%s: a choice of more than %d bytes", option, WRIT_ARGUMENT_MAX);
		if (!*p)
			break;
	}
	if (n < 2)
		return ui_usage("%s: one-of:%s: at least two choices are needed, with a comma between "
				"them", option, text);
	qsort(choices, n, sizeof(*choices), by_encoding);
	put_kind(o, 2, WRIT_PATTERN_ONE_OF);
	writ_cbor_put_array(o, n);
	for (u32 i = 0; i < n; i++) {
		if (i && writ_bytes_equal(choices[i - 1], choices[i]))
			return ui_usage("%s: one-of:%s: a choice is repeated", option, text);
		writ_cbor_put_bytes(o, choices[i].data, choices[i].len);
	}
	return EXIT_GOOD;
}

static bool take_bound(const char **p, s64 *out)
{
	const char *digits = **p == '-' ? *p + 1 : *p;
	char *end;

	if (*digits < '0' || *digits > '9')
		return false;
	errno = 0;
	*out = strtoll(*p, &end, 10);
	*p = end;
	return !errno;
}

static int put_range(const char *option, const char *text, struct writ_cbor_out *o)
{
	const char *p = text;
	s64 low, high;

	if (!take_bound(&p, &low) || strncmp(p, "..", 2) ||
	    (p += 2, !take_bound(&p, &high)) || *p)
		return ui_usage("%s: range:%s: two whole numbers are needed, as in range:1..65535", option,
				text);
	if (low > high)
		return ui_usage("%s: range:%s ends before it begins", option, text);
	put_kind(o, 3, WRIT_PATTERN_RANGE);
	writ_cbor_put_int(o, low);
	writ_cbor_put_int(o, high);
	return EXIT_GOOD;
}

static int put_under(const char *option, const char *text, struct writ_cbor_out *o)
{
	const struct writ_bytes path = writ_bytes_of(text);

	if (path.len > WRIT_ARGUMENT_MAX || !writ_path_valid(path) || !writ_text_valid(path))
		return ui_usage("%s: under:%s: not an absolute path without empty, \".\" and \"..\" "
				"components", option, text);
	put_kind(o, 2, WRIT_PATTERN_UNDER);
	writ_cbor_put_text(o, text, path.len);
	return EXIT_GOOD;
}

static int put_content(const char *option, const char *text, struct writ_cbor_out *o)
{
	u8 digest[WRIT_DIGEST_SIZE];
	int ret = value_sha256(option, text, digest);

	if (ret != EXIT_GOOD)
		return ret;
	put_kind(o, 2, WRIT_PATTERN_CONTENT);
	writ_cbor_put_bytes(o, digest, sizeof(digest));
	return EXIT_GOOD;
}

int pattern_put(const char *option, const char *text, bool content, struct writ_cbor_out *o)
{
	size_t len = strcspn(text, ":");
	const char *rest = text + len + 1;
	enum writ_pattern_kind kind;

	if (!strcmp(text, writ_pattern_name(WRIT_PATTERN_ANY))) {
		put_kind(o, 1, WRIT_PATTERN_ANY);
		return EXIT_GOOD;
	}
	for (kind = WRIT_PATTERN_LITERAL; text[len] && kind < __WRIT_PATTERN_COUNT; kind++) {
		const char *name = writ_pattern_name(kind);

		if (strlen(name) == len && !memcmp(text, name, len))
			break;
	}
	if (!text[len])
		kind = __WRIT_PATTERN_COUNT;
	switch (kind) {
	case WRIT_PATTERN_LITERAL:
		return put_text(option, kind, rest, o);
	case WRIT_PATTERN_GLOB:
		return put_glob(option, rest, o);
	case WRIT_PATTERN_ONE_OF:
		return put_choices(option, rest, o);
	case WRIT_PATTERN_RANGE:
		return put_range(option, rest, o);
	case WRIT_PATTERN_UNDER:
		return put_under(option, rest, o);
	case WRIT_PATTERN_CONTENT:
		return content ? put_content(option, rest, o) :
		       ui_usage("%s: %s: only an argument can name a file by its content", option, text);
	default:
		return put_text(option, WRIT_PATTERN_LITERAL, text, o);
	}
}

static void print_choices(FILE *f, struct writ_bytes rest)
{
	struct writ_bytes choice;
	bool comma = false;

	while (writ_choice_next(&rest, &choice)) {
		if (comma)
			fputc(',', f);
		comma = true;
		while (choice.len) {
			size_t n = 0;

			while (n < choice.len && choice.data[n] != ',' && choice.data[n] != '\\')
				n++;
			writ_print_safe(f, choice.data, n);
			if (n < choice.len)
				fprintf(f, "\\%c", choice.data[n++]);
			choice.data += n;
			choice.len -= n;
		}
	}
}

void pattern_print(FILE *f, const struct writ_pattern *p)
{
	char hex[2 * WRIT_DIGEST_SIZE + 1];

	fputs(writ_pattern_name(p->kind), f);
	if (p->kind != WRIT_PATTERN_ANY)
		fputc(':', f);
	switch (p->kind) {
	case WRIT_PATTERN_ONE_OF:
		print_choices(f, p->choices);
		break;
	case WRIT_PATTERN_RANGE:
		fprintf(f, "%" PRId64 "..%" PRId64, p->low, p->high);
		break;
	case WRIT_PATTERN_CONTENT:
		fprintf(f, "sha256:%s", writ_hex(p->digest, WRIT_DIGEST_SIZE, hex));
		break;
	default:
		ui_text(f, p->text);
	}
}
