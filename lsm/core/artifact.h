/* SPDX-License-Identifier: GPL-2.0-only */
/* An authorization artifact: which content may do what, when and where. */
#ifndef WRIT_CORE_ARTIFACT_H
#define WRIT_CORE_ARTIFACT_H

#include "cose.h"
#include "op.h"
#include "terms.h"

/** enum writ_digest - how a subject is identified; the numbers are the format's */
enum writ_digest {
	WRIT_DIGEST_SHA256 = 0,		/* SHA-256 of the file's content */
	WRIT_DIGEST_VERITY = 1,		/* fs-verity file digest with SHA-256 */
	__WRIT_DIGEST_COUNT
};

const char *writ_digest_name(enum writ_digest kind);	/* "sha256", "fsverity" */

/**
 * struct writ_subject - one file content that an artifact names
 * @kind: what @digest is
 * @digest: WRIT_DIGEST_SIZE bytes
 * @path: where it must lie, absolute; @path.len == 0 if anywhere
 */
struct writ_subject {
	enum writ_digest kind;
	const u8 *digest;
	struct writ_bytes path;
};

/**
 * struct writ_artifact - a decoded artifact; everything points into the input
 * @sign: its envelope
 * @ops: WRIT_OP_BIT() of each operation granted, at least one
 * @nsubjects: 1 to WRIT_SUBJECTS_MAX
 * @subjects: the encoded subjects one after another, already validated; read
 *	them with writ_subject_next()
 * @has_terms: it demands more
 * @terms: what
 * @terms_tail: the encoded pairs of @terms, which end the payload
 * @nterms: how many pairs
 */
struct writ_artifact {
	struct writ_sign1 sign;
	u32 ops;
	u32 nsubjects;
	struct writ_bytes subjects;
	bool has_terms;
	struct writ_terms terms;
	struct writ_bytes terms_tail;
	u32 nterms;
};

/**
 * writ_artifact_decode() - decode and check everything but the signature
 * @in: the whole object, at most WRIT_ARTIFACT_MAX bytes
 * @out: filled on success, unspecified otherwise
 * @err: filled on failure; WRIT_ERR_UNSUPPORTED for a claim that this version
 *	does not check, since an unchecked claim must never be ignored
 *
 * Any context; time is linear in the input.
 *
 * Return: true, or false with @err set.
 */
bool writ_artifact_decode(struct writ_bytes in, struct writ_artifact *out,
			  struct writ_error *err);

/**
 * writ_subject_next() - take the next subject
 * @rest: starts as a copy of artifact->subjects, and shrinks
 * @out: filled when there is one
 *
 * Return: true if @out was filled, false at the end.
 */
bool writ_subject_next(struct writ_bytes *rest, struct writ_subject *out);

#endif
