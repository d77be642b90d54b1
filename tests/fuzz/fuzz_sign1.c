// SPDX-License-Identifier: GPL-2.0-only
#include "check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static u8 head[WRIT_TBS_HEAD_MAX];
	struct writ_bytes in = { data, size };
	struct writ_sign1 sign;
	struct writ_error err;
	int accepted = 0;
	u32 type;
	u32 i;

	for (type = 0; type < __WRIT_TYPE_COUNT; type++) {
		bool ok = writ_sign1_decode(in, type, &sign, &err);

		demand_error(ok, &err, size);
		if (!ok)
			continue;
		accepted++;
		demand(sign.type == type && writ_alg_name(sign.alg));
		demand(sign.kid.len == WRIT_KID_SIZE);
		demand(sign.payload.data == data + sign.payload_offset);
		demand_within(sign.payload, data, size);
		demand_within(sign.signature, data, size);
		for (i = 0; i < sign.claims.naud; i++)
			demand_within(sign.claims.aud[i], data, size);
		demand(writ_sign1_tbs_head(sign.protected_header, sign.payload.len, head));
	}
	/* No object is of two types. */
	demand(accepted <= 1);
	return 0;
}
