/* SPDX-License-Identifier: GPL-2.0-only */
/* Artifacts that are put together and decoded, for the tests of their terms. */
#ifndef WRIT_TEST_DECODE_H
#define WRIT_TEST_DECODE_H

#include "check.h"

/* An artifact for execution alone, which may have all terms. */
static inline void execution_alone(struct object *o)
{
	object_artifact(o);
	o->part[PAY2] = "02 8101";
}

/**
 * decode() - build an artifact, and decode an exact copy of it
 * @o: its parts
 * @a: filled on success; points into the copy
 * @err: filled on failure
 * @copy: to be freed by the caller, in any case
 *
 * Return: what writ_artifact_decode() says.
 */
static inline bool decode(const struct object *o, struct writ_artifact *a, struct writ_error *err,
			  u8 **copy)
{
	static u8 buf[OBJECT_CAP];
	struct writ_bytes in = { NULL, object_build(o, buf) };

	in.data = *copy = exact_copy(buf, in.len);
	return writ_artifact_decode(in, a, err);
}

#endif
