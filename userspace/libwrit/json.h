/* SPDX-License-Identifier: GPL-2.0-only */
/* Writing JSON (RFC 8259), one value after the other. */
#ifndef LIBWRIT_JSON_H
#define LIBWRIT_JSON_H

#include <stdio.h>

#include "bytes.h"

/**
 * struct writ_json - where the writer stands
 * @f: destination
 * @line: all of a top value stands on one line (JSON Lines), instead of being laid out
 * @depth: open objects and arrays
 * @comma: the next value needs one before it
 */
struct writ_json {
	FILE *f;
	bool line;
	int depth;
	bool comma;
};

/* @key is NULL inside an array and at the top; it is a name without special characters. */
void writ_json_object(struct writ_json *j, const char *key);
void writ_json_object_end(struct writ_json *j);
void writ_json_array(struct writ_json *j, const char *key);
void writ_json_array_end(struct writ_json *j);
void writ_json_bool(struct writ_json *j, const char *key, bool v);
void writ_json_uint(struct writ_json *j, const char *key, u64 v);
/** writ_json_text() - UTF-8; bytes that are not become U+FFFD, as RFC 8259 demands UTF-8 */
void writ_json_text(struct writ_json *j, const char *key, const char *text);
void writ_json_bytes(struct writ_json *j, const char *key, struct writ_bytes text);
void writ_json_hex(struct writ_json *j, const char *key, struct writ_bytes data);

#endif
