// SPDX-License-Identifier: GPL-2.0-only
/* The payload of a delegation is an issuer, as a policy would name it. */
#include "delegation.h"
#include "fields.h"
#include "policy_read.h"

bool writ_delegation_decode(struct writ_bytes in, struct writ_delegation *out,
			    struct writ_error *err)
{
	struct writ_cbor c;

	memset(out, 0, sizeof(*out));
	if (!writ_sign1_decode(in, WRIT_TYPE_DELEGATION, &out->sign, err))
		return false;
	writ_cbor_init(&c, out->sign.payload, out->sign.payload_offset, err);
	writ_policy_read_issuer(&c, &out->issuer);
	writ_cbor_end(&c, "delegation-payload");
	return writ_cbor_ok(&c);
}
