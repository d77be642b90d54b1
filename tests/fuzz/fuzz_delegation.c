// SPDX-License-Identifier: GPL-2.0-only
#include "check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct writ_bytes in = { data, size };
	struct writ_delegation d;
	const struct writ_issuer *to = &d.issuer;
	struct writ_error err;
	bool ok = writ_delegation_decode(in, &d, &err);
	u8 kid[WRIT_KID_SIZE];
	u32 i;

	demand_error(ok, &err, size);
	if (!ok)
		return 0;
	/* Nothing is handed on for ever. */
	demand(d.sign.claims.nbf < d.sign.claims.exp && d.sign.claims.exp < WRIT_TIME_END);
	demand(to->ops && !(to->ops & ~WRIT_OP_ALL));
	demand(to->max_validity >= 1);
	demand(to->max_subjects >= 1 && to->max_subjects <= WRIT_SUBJECTS_MAX);
	demand(to->depth <= WRIT_DELEGATION_DEPTH);
	demand(to->name.len >= 1 && to->name.len <= WRIT_NAME_MAX);
	demand_within(to->name, data, size);
	demand_within(to->key_bytes, data, size);
	demand(writ_key_fits(&to->key, to->alg));
	writ_sha256(to->key_bytes.data, to->key_bytes.len, kid);
	demand(!memcmp(kid, to->kid, sizeof(kid)));
	demand(to->npaths <= WRIT_ISSUER_PATHS_MAX);
	for (i = 0; i < to->npaths; i++) {
		demand_within(to->paths[i], data, size);
		demand(writ_path_valid(to->paths[i]));
	}
	return 0;
}
