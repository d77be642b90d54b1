/* SPDX-License-Identifier: GPL-2.0-only */
/* What every fuzzer demands of the decoder, whatever the input. */
#ifndef WRIT_FUZZ_CHECK_H
#define WRIT_FUZZ_CHECK_H

#include <stdlib.h>

#include "evaluate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void demand(bool holds)
{
	if (!holds)
		abort();
}

/* A decoder that fails says why, which field and where; one that does not, says nothing. */
static inline void demand_error(bool ok, const struct writ_error *err, size_t size)
{
	demand(ok == (err->code == WRIT_OK));
	demand(ok || (err->field && err->offset <= size && err->code < __WRIT_ERR_COUNT));
}

/* @part lies within the input. */
static inline void demand_within(struct writ_bytes part, const uint8_t *data, size_t size)
{
	if (part.len)
		demand(part.data >= data && part.data + part.len <= data + size);
}

#endif
