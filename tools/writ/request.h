/* SPDX-License-Identifier: GPL-2.0-only */
/* What would be asked of the kernel if a file were run on this machine. */
#ifndef WRIT_REQUEST_H
#define WRIT_REQUEST_H

#include <limits.h>

#include "evaluate.h"
#include "msg.h"

/**
 * struct question - a file or a digest, and who would use it where
 * @file: to be looked at; NULL if only digests are known
 * @digest: SHA-256 and fs-verity digest of the content
 * @known: which of the digests are known
 * @path: where it lies; empty if that is not known
 * @fstype: filesystem type; empty if that is not known
 * @uid: of who asks
 */
struct question {
	const char *file;
	u8 digest[__WRIT_DIGEST_COUNT][WRIT_DIGEST_SIZE];
	bool known[__WRIT_DIGEST_COUNT];
	char path[PATH_MAX];
	char fstype[WRIT_NAME_MAX + 1];
	u32 uid;
};

/** question_from_file() - digest @q->file, and find out what @q does not say yet */
bool question_from_file(struct question *q, struct writ_msg *msg);

/** question_request() - as the evaluator wants it; fact_request() adds who asks and how */
struct writ_request question_request(const struct question *q, enum writ_op op, u64 now);

/** question_concerns() - does @s name the content? */
bool question_concerns(const struct question *q, const struct writ_subject *s);

#endif
