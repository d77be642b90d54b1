/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Types of docs/formats/writ.cddl that several objects share. Each function
 * takes one item from a reader; what it refuses is in the reader's error.
 */
#ifndef WRIT_CORE_FIELDS_H
#define WRIT_CORE_FIELDS_H

#include "cbor.h"
#include "cose.h"

/**
 * writ_field_require() - demand that a map held a key
 * @c: the reader
 * @seen: a bit for each key met
 * @key: the key, below 32
 * @pos: where the map begins
 * @field: the missing field's name
 */
void writ_field_require(struct writ_cbor *c, u32 seen, unsigned int key, size_t pos,
			const char *field);

/** writ_field_label() - text of 1 to @max bytes without control characters */
struct writ_bytes writ_field_label(struct writ_cbor *c, const char *field, size_t max);

/** writ_field_name() - name */
struct writ_bytes writ_field_name(struct writ_cbor *c, const char *field);

/** writ_field_path() - path */
struct writ_bytes writ_field_path(struct writ_cbor *c, const char *field);

/** writ_field_names() - an array of 1 to @max names into @out; returns how many */
u32 writ_field_names(struct writ_cbor *c, const char *field, struct writ_bytes *out,
		     u32 max);

/** writ_field_paths() - an array of 1 to @max paths into @out; returns how many */
u32 writ_field_paths(struct writ_cbor *c, const char *field, struct writ_bytes *out,
		     u32 max);

/** writ_field_operations() - operations, as a mask of WRIT_OP_BIT() */
u32 writ_field_operations(struct writ_cbor *c, const char *field);

/** writ_field_alg() - algorithm */
enum writ_alg writ_field_alg(struct writ_cbor *c, const char *field);

/** writ_claims_read() - claims, as @type demands them */
void writ_claims_read(struct writ_cbor *c, enum writ_type type, struct writ_claims *out);

/**
 * writ_key_read() - cose-key
 * @in: the whole of it
 * @base: its offset in the user's object
 * @out: filled on success
 * @err: filled on failure
 *
 * Return: true, or false with @err set.
 */
bool writ_key_read(struct writ_bytes in, size_t base, struct writ_key *out,
		   struct writ_error *err);

#endif
