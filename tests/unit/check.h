/* SPDX-License-Identifier: GPL-2.0-only */
/* What every unit test includes; cmocka wants its headers in this order. */
#ifndef WRIT_TEST_CHECK_H
#define WRIT_TEST_CHECK_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "evaluate.h"
#include "object.h"

/** struct refusal - one malformed input of a table */
struct refusal {
	const char *why;
	enum part part;
	const char *text;		/* what replaces the part */
	enum writ_err code;
	const char *field;
};

/* An exact copy on the heap, so that the sanitizer sees a read beyond its end. */
static inline u8 *exact_copy(const u8 *data, size_t len)
{
	u8 *copy = malloc(len ? len : 1);

	assert_non_null(copy);
	memcpy(copy, data, len);
	return copy;
}

/* A verdict of admission, and the field that its error names; any if @field is NULL. */
static inline void expect(enum writ_reason got, enum writ_reason wanted,
			  const struct writ_error *err, const char *field)
{
	assert_string_equal(writ_reason_name(got), writ_reason_name(wanted));
	if (field)
		assert_string_equal(err->field, field);
}

#endif
