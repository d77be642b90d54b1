/* SPDX-License-Identifier: GPL-2.0-only */
/* Records for people and for machines; writctl shows them in the same words. */
#ifndef WRIT_LINEAGE_PRINT_H
#define WRIT_LINEAGE_PRINT_H

#include "json.h"
#include "record.h"

/* A record for people, on one line or as a block, and as a JSON object */
void print_line(FILE *f, u64 index, const struct writ_record *r);
void print_block(FILE *f, u64 index, const struct writ_record *r);
/* All that is there but the index. */
void print_fields(FILE *f, const struct writ_record *r);
void print_json(struct writ_json *j, u64 index, const struct writ_record *r,
		const u8 hash[WRIT_DIGEST_SIZE]);
void print_time(char out[40], u64 real_ns);
/* "denied" or "allowed", or "" for what is no verdict. */
const char *print_verdict(const struct writ_record *r);
void print_hex(FILE *f, struct writ_bytes data);
/* The n-th argument; false at the end. @rest starts as the record's argv. */
bool print_argument(struct writ_bytes *rest, struct writ_bytes *out);

#endif
