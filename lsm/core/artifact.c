// SPDX-License-Identifier: GPL-2.0-only
#include "artifact.h"
#include "fields.h"

enum payload_key {
	KEY_SUBJECTS = 1,
	KEY_OPERATIONS = 2,
};

/*
 * A subject begins with these: an array of two or three, a digest kind, and
 * the head of a byte string of WRIT_DIGEST_SIZE.
 */
#define SUBJECT_PLAIN		0x82
#define SUBJECT_WITH_PATH	0x83
#define DIGEST_HEAD_0		0x58
#define DIGEST_HEAD_1		WRIT_DIGEST_SIZE
#define DIGEST_AT		4
#define SUBJECT_PLAIN_SIZE	(DIGEST_AT + WRIT_DIGEST_SIZE)

const char *writ_digest_name(enum writ_digest kind)
{
	switch (kind) {
	case WRIT_DIGEST_SHA256:
		return "sha256";
	case WRIT_DIGEST_VERITY:
		return "fsverity";
	default:
		return "unknown";
	}
}

/* All but the path is in order. An artifact may hold a million of these. */
static bool subject_begins(struct writ_bytes at, u8 first)
{
	return at.len >= SUBJECT_PLAIN_SIZE && at.data[0] == first &&
	       at.data[1] < __WRIT_DIGEST_COUNT && at.data[2] == DIGEST_HEAD_0 &&
	       at.data[3] == DIGEST_HEAD_1;
}

/* One subject by way of the reader, which knows what is wrong with it. */
static void read_subject(struct writ_cbor *c)
{
	u64 n = writ_cbor_array(c, "subjects", 2, 3);
	size_t pos = c->pos;

	if (writ_cbor_uint(c, "subjects.kind", 0, U64_MAX) >= __WRIT_DIGEST_COUNT)
		writ_cbor_fail(c, WRIT_ERR_UNSUPPORTED, pos, "subjects.kind");
	writ_cbor_bytes(c, "subjects.digest", WRIT_DIGEST_SIZE, WRIT_DIGEST_SIZE);
	if (n == 3)
		writ_field_path(c, "subjects.path");
	writ_cbor_leave(c);
}

static void read_subjects(struct writ_cbor *c, struct writ_artifact *out)
{
	struct writ_bytes before = { NULL, 0 };
	struct writ_bytes subject;
	size_t begin;

	out->nsubjects = (u32)writ_cbor_array(c, "subjects", 1, WRIT_SUBJECTS_MAX);
	begin = c->pos;
	while (writ_cbor_more(c)) {
		size_t pos = c->pos;

		subject.data = c->in.data + pos;
		subject.len = c->in.len - pos;
		if (subject_begins(subject, SUBJECT_PLAIN))
			writ_cbor_skip(c, SUBJECT_PLAIN_SIZE);
		else
			read_subject(c);
		subject.len = c->pos - pos;
		if (before.data && writ_bytes_order(before, subject) >= 0)
			writ_cbor_fail(c, WRIT_ERR_ORDER, pos, "subjects");
		before = subject;
	}
	out->subjects.data = c->in.data + begin;
	out->subjects.len = c->pos - begin;
}

static void read_payload(struct writ_cbor *c, struct writ_artifact *out)
{
	size_t begin = c->pos, ops_pos = begin, terms_pos = 0;
	u32 seen = 0;
	s64 key;

	writ_cbor_map(c, "artifact-payload");
	while (writ_cbor_key(c, "artifact-payload", &key)) {
		switch (key) {
		case KEY_SUBJECTS:
			read_subjects(c, out);
			break;
		case KEY_OPERATIONS:
			ops_pos = c->pos;
			out->ops = writ_field_operations(c, "operations");
			break;
		default:
			if (key < WRIT_TERM_SCOPE || key >= __WRIT_TERM_END) {
				writ_cbor_key_unknown(c, "artifact-payload");
				return;
			}
			/* Keys ascend, so that terms end the payload. Each key is one byte. */
			if (!out->has_terms)
				terms_pos = c->pos - 1;
			out->has_terms = true;
			out->nterms++;
			writ_terms_read(c, key, &out->terms);
			break;
		}
		seen |= 1u << key;
	}
	if (out->has_terms) {
		out->terms_tail.data = c->in.data + terms_pos;
		out->terms_tail.len = c->pos - terms_pos;
		if (out->terms_tail.len > WRIT_TERMS_MAX)
			writ_cbor_fail(c, WRIT_ERR_LIMIT, terms_pos, "artifact-payload");
	}
	/*
	 * Only executions have arguments and a parent, and are uses. A mapping, and what
	 * a program may do besides, would be a way round them.
	 */
	if ((out->ops & ~(WRIT_OP_BIT(WRIT_OP_EXECUTE) | WRIT_OP_BIT(WRIT_OP_SCRIPT))) &&
	    (out->terms.narguments || out->terms.uses || out->terms.nparents ||
	     out->terms.nancestors))
		writ_cbor_fail(c, WRIT_ERR_VALUE, ops_pos, "operations");
	writ_field_require(c, seen, KEY_SUBJECTS, 0, "subjects");
	writ_field_require(c, seen, KEY_OPERATIONS, 0, "operations");
	writ_cbor_end(c, "artifact-payload");
}

bool writ_artifact_decode(struct writ_bytes in, struct writ_artifact *out,
			  struct writ_error *err)
{
	struct writ_cbor c;

	memset(out, 0, sizeof(*out));
	if (!writ_sign1_decode(in, WRIT_TYPE_ARTIFACT, &out->sign, err))
		return false;
	writ_cbor_init(&c, out->sign.payload, out->sign.payload_offset, err);
	read_payload(&c, out);
	return writ_cbor_ok(&c);
}

/*
 * The content of the text string at @at, which was validated before. Bounds
 * are checked once more, as nothing here may depend on that.
 */
static struct writ_bytes text_at(struct writ_bytes at)
{
	struct writ_bytes text = { NULL, 0 };
	size_t head = 1;
	size_t len;

	if (!at.len)
		return text;
	len = at.data[0] & 0x1f;
	if (len == 24 && at.len >= 2) {
		head = 2;
		len = at.data[1];
	} else if (len == 25 && at.len >= 3) {
		head = 3;
		len = (size_t)at.data[1] << 8 | at.data[2];
	} else if (len >= 24) {
		return text;
	}
	if (len > at.len - head)
		return text;
	text.data = at.data + head;
	text.len = len;
	return text;
}

bool writ_subject_next(struct writ_bytes *rest, struct writ_subject *out)
{
	const u8 *begin = rest->data;
	const u8 *end = begin + SUBJECT_PLAIN_SIZE;
	struct writ_bytes after;

	out->path.data = NULL;
	out->path.len = 0;
	if (!subject_begins(*rest, SUBJECT_PLAIN)) {
		if (!subject_begins(*rest, SUBJECT_WITH_PATH))
			return false;
		after.data = end;
		after.len = rest->len - SUBJECT_PLAIN_SIZE;
		out->path = text_at(after);
		if (!out->path.len)
			return false;
		end = out->path.data + out->path.len;
	}
	out->kind = begin[1];
	out->digest = begin + DIGEST_AT;
	rest->data = end;
	rest->len -= (size_t)(end - begin);
	return true;
}
