// SPDX-License-Identifier: GPL-2.0-only
#include "pattern.h"
#include "policy.h"

const char *writ_pattern_name(enum writ_pattern_kind kind)
{
	static const char *const names[] = {
		[WRIT_PATTERN_ANY] = "any",
		[WRIT_PATTERN_LITERAL] = "literal",
		[WRIT_PATTERN_GLOB] = "glob",
		[WRIT_PATTERN_ONE_OF] = "one-of",
		[WRIT_PATTERN_RANGE] = "range",
		[WRIT_PATTERN_UNDER] = "under",
		[WRIT_PATTERN_CONTENT] = "content",
	};

	return (unsigned int)kind < ARRAY_SIZE(names) ? names[kind] : "unknown";
}

bool writ_glob_valid(struct writ_bytes glob)
{
	size_t i;

	for (i = 0; i < glob.len; i++)
		if (glob.data[i] == '\\' && ++i == glob.len)
			return false;
	return true;
}

/* Bytes of an argument or a value: what the kernel hands over never holds a NUL. */
static struct writ_bytes read_bytes(struct writ_cbor *c, const char *field)
{
	size_t pos = c->pos;
	struct writ_bytes b = writ_cbor_bytes(c, field, 0, WRIT_ARGUMENT_MAX);
	size_t i;

	for (i = 0; i < b.len; i++)
		if (!b.data[i])
			writ_cbor_fail(c, WRIT_ERR_VALUE, pos, field);
	return b;
}

static void read_choices(struct writ_cbor *c, const char *field, struct writ_pattern *out)
{
	struct writ_bytes before = { NULL, 0 };
	size_t begin;

	writ_cbor_array(c, field, 2, WRIT_CHOICES_MAX);
	begin = c->pos;
	while (writ_cbor_more(c)) {
		struct writ_bytes item = { c->in.data + c->pos, c->pos };

		read_bytes(c, field);
		item.len = c->pos - item.len;
		if (before.data && writ_bytes_order(before, item) >= 0)
			writ_cbor_fail(c, WRIT_ERR_ORDER, c->pos - item.len, field);
		before = item;
	}
	out->choices.data = c->in.data + begin;
	out->choices.len = c->pos - begin;
}

void writ_pattern_read(struct writ_cbor *c, const char *field, struct writ_pattern *out)
{
	size_t pos = c->pos, at;
	u64 n, kind;

	memset(out, 0, sizeof(*out));
	n = writ_cbor_array(c, field, 1, 3);
	at = c->pos;
	kind = writ_cbor_uint(c, field, 0, U64_MAX);
	if (writ_cbor_ok(c) && kind >= __WRIT_PATTERN_COUNT) {
		writ_cbor_fail(c, WRIT_ERR_UNSUPPORTED, at, field);
		return;
	}
	if (n != (kind == WRIT_PATTERN_ANY ? 1 : kind == WRIT_PATTERN_RANGE ? 3 : 2))
		writ_cbor_fail(c, WRIT_ERR_LIMIT, pos, field);
	out->kind = (enum writ_pattern_kind)kind;
	at = c->pos;
	switch (out->kind) {
	case WRIT_PATTERN_LITERAL:
		out->text = read_bytes(c, field);
		break;
	case WRIT_PATTERN_GLOB:
		out->text = read_bytes(c, field);
		if (!writ_glob_valid(out->text))
			writ_cbor_fail(c, WRIT_ERR_VALUE, at, field);
		break;
	case WRIT_PATTERN_ONE_OF:
		read_choices(c, field, out);
		break;
	case WRIT_PATTERN_RANGE:
		out->low = writ_cbor_int(c, field);
		out->high = writ_cbor_int(c, field);
		if (out->low > out->high)
			writ_cbor_fail(c, WRIT_ERR_VALUE, at, field);
		break;
	case WRIT_PATTERN_UNDER:
		out->text = writ_cbor_text(c, field, 1, WRIT_ARGUMENT_MAX);
		if (!writ_path_valid(out->text))
			writ_cbor_fail(c, WRIT_ERR_VALUE, at, field);
		break;
	case WRIT_PATTERN_CONTENT:
		out->digest = writ_cbor_bytes(c, field, WRIT_DIGEST_SIZE, WRIT_DIGEST_SIZE).data;
		break;
	default:
		break;
	}
	writ_cbor_leave(c);
}

bool writ_choice_next(struct writ_bytes *rest, struct writ_bytes *out)
{
	struct writ_error err = { WRIT_OK, 0, NULL };
	struct writ_cbor c;

	if (!rest->len)
		return false;
	writ_cbor_init(&c, *rest, 0, &err);
	*out = writ_cbor_bytes(&c, "choice", 0, WRIT_ARGUMENT_MAX);
	if (!writ_cbor_ok(&c))
		return false;
	rest->data += c.pos;
	rest->len -= c.pos;
	return true;
}

/*
 * One byte of the text against what stands at @i of the glob; @i is moved behind
 * it if it fits.
 */
static bool one_fits(struct writ_bytes glob, size_t *i, u8 byte)
{
	size_t at = *i;

	if (at == glob.len)
		return false;
	if (glob.data[at] == '?') {
		*i = at + 1;
		return true;
	}
	if (glob.data[at] == '\\' && ++at == glob.len)
		return false;
	if (glob.data[at] != byte)
		return false;
	*i = at + 1;
	return true;
}

/* More comparisons than this, and a text does not fit: nobody shall wait for a glob. */
#define GLOB_STEPS_MAX 262144

/* With each "*", only the last one need ever be tried again. */
bool writ_glob_matches(struct writ_bytes glob, struct writ_bytes text)
{
	size_t i = 0, k = 0, star = 0, mark = 0, steps = 0;
	bool starred = false;

	while (k < text.len) {
		if (++steps > GLOB_STEPS_MAX)
			return false;
		if (i < glob.len && glob.data[i] == '*') {
			starred = true;
			star = ++i;
			mark = k;
			continue;
		}
		if (one_fits(glob, &i, text.data[k])) {
			k++;
			continue;
		}
		if (!starred)
			return false;
		i = star;
		k = ++mark;
	}
	while (i < glob.len && glob.data[i] == '*')
		i++;
	return i == glob.len;
}

/*
 * In the one form that every program reads alike: an optional "-", no "+", no
 * zeros in front, no space, base ten.
 */
static bool read_number(struct writ_bytes text, s64 *out)
{
	bool negative = text.len && text.data[0] == '-';
	size_t i = negative, digits = text.len - i;
	u64 n = 0;

	if (!digits || digits > 18 || (digits > 1 && text.data[i] == '0'))
		return false;
	for (; i < text.len; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
		n = n * 10 + (u64)(text.data[i] - '0');
	}
	if (negative && !n)
		return false;
	*out = negative ? -(s64)n : (s64)n;
	return true;
}

static bool number_within(const struct writ_pattern *p, struct writ_bytes text)
{
	s64 n;

	return read_number(text, &n) && n >= p->low && n <= p->high;
}

static bool is_choice(const struct writ_pattern *p, struct writ_bytes text)
{
	struct writ_bytes rest = p->choices, choice;

	while (writ_choice_next(&rest, &choice))
		if (writ_bytes_equal(choice, text))
			return true;
	return false;
}

bool writ_pattern_matches(const struct writ_pattern *p, struct writ_bytes text,
			  const u8 *digest)
{
	switch (p->kind) {
	case WRIT_PATTERN_ANY:
		return true;
	case WRIT_PATTERN_LITERAL:
		return writ_bytes_equal(p->text, text);
	case WRIT_PATTERN_GLOB:
		return writ_glob_matches(p->text, text);
	case WRIT_PATTERN_ONE_OF:
		return is_choice(p, text);
	case WRIT_PATTERN_RANGE:
		return number_within(p, text);
	case WRIT_PATTERN_UNDER:
		/* A path without "..", "." and doubled slashes; symbolic links are not followed. */
		return writ_path_valid(text) && writ_path_under(text, p->text);
	case WRIT_PATTERN_CONTENT:
		return digest && !memcmp(digest, p->digest, WRIT_DIGEST_SIZE);
	default:
		return false;
	}
}
