// SPDX-License-Identifier: GPL-2.0-only
#include "error.h"

static const char *const texts[] = {
	[WRIT_OK] = "is well-formed",
	[WRIT_ERR_TRUNCATED] = "ends inside an item",
	[WRIT_ERR_TRAILING] = "is followed by more bytes",
	[WRIT_ERR_INDEFINITE] = "has an indefinite length",
	[WRIT_ERR_NOT_SHORTEST] = "is not encoded in its shortest form",
	[WRIT_ERR_RESERVED] = "uses a reserved encoding",
	[WRIT_ERR_KEY_ORDER] = "has map keys that are not in ascending order",
	[WRIT_ERR_KEY_REPEATED] = "has the same map key twice",
	[WRIT_ERR_FLOAT] = "is a floating-point value",
	[WRIT_ERR_SIMPLE] = "is a simple value other than false and true",
	[WRIT_ERR_TAG] = "has a tag that is not expected here",
	[WRIT_ERR_DEPTH] = "is nested too deeply",
	[WRIT_ERR_UTF8] = "is not UTF-8, or holds a NUL",
	[WRIT_ERR_TYPE] = "has another type than the format demands",
	[WRIT_ERR_RANGE] = "is a number outside the permitted range",
	[WRIT_ERR_OBJECT_TYPE] = "says that this is another kind of object",
	[WRIT_ERR_MISSING] = "is missing",
	[WRIT_ERR_UNSUPPORTED] = "holds something that this version does not check",
	[WRIT_ERR_ALGORITHM] = "is not a supported signature algorithm",
	[WRIT_ERR_LIMIT] = "has too many or too few elements or bytes",
	[WRIT_ERR_ORDER] = "has elements that are not strictly ascending",
	[WRIT_ERR_VALUE] = "has a value that is not acceptable",
};

static_assert(ARRAY_SIZE(texts) == __WRIT_ERR_COUNT, "one text for each code");

const char *writ_err_text(enum writ_err code)
{
	if ((unsigned int)code >= ARRAY_SIZE(texts))
		return "unknown error";
	return texts[code];
}
