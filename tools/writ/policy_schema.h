/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of a policy text's schema, and the types of values that they share. */
#ifndef WRIT_POLICY_SCHEMA_H
#define WRIT_POLICY_SCHEMA_H

#include "policy_text.h"

/* Of the whole: @out is the struct policy_text. */
void policy_read_issuers(struct yaml *y, struct val v, void *out);
void policy_read_rules(struct yaml *y, struct val v, void *out);
void policy_read_options(struct yaml *y, struct val v, void *out);

/* Each complains of what it does not take. */
void policy_read_ops(struct yaml *y, struct val v, u32 *ops);
void policy_read_answer(struct yaml *y, struct val v, enum writ_answer *out);
bool policy_read_range(struct yaml *y, struct val v, u32 *first, u32 *last);

/** policy_read_time() - a time of RFC 3339, as seconds since the epoch */
void policy_read_time(struct yaml *y, struct val v, u64 *out);

/** policy_read_names() - 1 to @max different names, or paths */
void policy_read_names(struct yaml *y, struct val v, struct writ_bytes *to, u32 *n, size_t max,
		       bool paths);

#endif
