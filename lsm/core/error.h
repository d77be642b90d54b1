/* SPDX-License-Identifier: GPL-2.0-only */
/* What is wrong with an object that could not be decoded, and where. */
#ifndef WRIT_CORE_ERROR_H
#define WRIT_CORE_ERROR_H

#include "shim.h"

/**
 * enum writ_err - why the decoder refuses
 *
 * The first group is about the encoding (RFC 8949 section 4.2, deterministic
 * encoding, and the narrower profile of docs/formats/writ.cddl); the second
 * about what the object says.
 */
enum writ_err {
	WRIT_OK = 0,
	WRIT_ERR_TRUNCATED,	/* the input ends inside an item */
	WRIT_ERR_TRAILING,	/* bytes follow the object */
	WRIT_ERR_INDEFINITE,	/* indefinite length */
	WRIT_ERR_NOT_SHORTEST,	/* an argument not in its shortest form */
	WRIT_ERR_RESERVED,	/* additional information 28 to 30 */
	WRIT_ERR_KEY_ORDER,	/* map keys not ascending bytewise */
	WRIT_ERR_KEY_REPEATED,	/* the same map key twice */
	WRIT_ERR_FLOAT,		/* a floating-point value */
	WRIT_ERR_SIMPLE,	/* a simple value other than false and true */
	WRIT_ERR_TAG,		/* a tag that is not expected here */
	WRIT_ERR_DEPTH,		/* nested deeper than WRIT_CBOR_DEPTH */
	WRIT_ERR_UTF8,		/* a text string that is not UTF-8 or holds a NUL */
	WRIT_ERR_TYPE,		/* another major type than the field's */
	WRIT_ERR_RANGE,		/* an integer outside the field's range */

	WRIT_ERR_OBJECT_TYPE,	/* typ names another kind of object */
	WRIT_ERR_MISSING,	/* a required field is absent */
	WRIT_ERR_UNSUPPORTED,	/* a field or value that this version does not check */
	WRIT_ERR_ALGORITHM,	/* a signature algorithm outside the profile */
	WRIT_ERR_LIMIT,		/* too many, too long or too short (bounds.h) */
	WRIT_ERR_ORDER,		/* array elements not strictly ascending */
	WRIT_ERR_VALUE,		/* the right type, but not an acceptable value */
	__WRIT_ERR_COUNT
};

/**
 * struct writ_error - one refusal
 * @code: why
 * @offset: byte offset from the start of the object that was passed in
 * @field: the field's name as in docs/formats/writ.cddl ("subjects",
 *	"issuers.key" …), a string constant, never NULL once @code is set
 */
struct writ_error {
	enum writ_err code;
	size_t offset;
	const char *field;
};

/**
 * writ_err_text() - the sentence fragment for a code
 * @code: any value; unknown ones give "unknown error"
 *
 * Return: a string constant such as "ends inside an item".
 */
const char *writ_err_text(enum writ_err code);

#endif
