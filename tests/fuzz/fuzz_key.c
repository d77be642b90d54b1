// SPDX-License-Identifier: GPL-2.0-only
#include "check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct writ_bytes in = { data, size };
	struct writ_error err;
	struct writ_key key;
	bool ok = writ_key_decode(in, &key, &err);

	demand_error(ok, &err, size);
	if (!ok)
		return 0;
	demand(writ_key_fits(&key, WRIT_ALG_RS256) != writ_key_fits(&key, WRIT_ALG_ESP256));
	demand_within(key.n, data, size);
	demand_within(key.e, data, size);
	demand_within(key.x, data, size);
	demand_within(key.y, data, size);
	return 0;
}
