// SPDX-License-Identifier: GPL-2.0-only
/* CWT claims (RFC 8392 section 3) as the profile narrows them. */
#include "fields.h"

/* Claim keys (RFC 8392 section 4) */
enum claim {
	CLAIM_ISS = 1,
	CLAIM_SUB = 2,
	CLAIM_AUD = 3,
	CLAIM_EXP = 4,
	CLAIM_NBF = 5,
	CLAIM_IAT = 6,
	CLAIM_CTI = 7,
};

/* One name stands alone; more are an array, so that each set has one encoding. */
static void read_audience(struct writ_cbor *c, struct writ_claims *out)
{
	size_t last = 0;

	if (writ_cbor_peek(c) != WRIT_CBOR_ARRAY) {
		out->aud[0] = writ_field_name(c, "aud");
		out->naud = 1;
		return;
	}
	writ_cbor_array(c, "aud", 2, WRIT_AUDIENCES_MAX);
	while (writ_cbor_more(c)) {
		size_t pos = c->pos;
		struct writ_bytes before = { c->in.data + last, pos - last };
		struct writ_bytes item = { c->in.data + pos, 0 };

		out->aud[out->naud] = writ_field_name(c, "aud");
		item.len = c->pos - pos;
		if (out->naud && writ_bytes_order(before, item) >= 0)
			writ_cbor_fail(c, WRIT_ERR_ORDER, pos, "aud");
		out->naud++;
		last = pos;
	}
}

static u64 read_time(struct writ_cbor *c, const char *field)
{
	return writ_cbor_uint(c, field, 0, WRIT_TIME_END - 1);
}

void writ_claims_read(struct writ_cbor *c, enum writ_type type, struct writ_claims *out)
{
	size_t begin = c->pos;
	size_t exp_pos = begin;
	size_t nbf_pos = begin;
	u32 seen = 0;
	s64 key;

	memset(out, 0, sizeof(*out));
	out->exp = U64_MAX;

	writ_cbor_map(c, "claims");
	while (writ_cbor_key(c, "claims", &key)) {
		switch (key) {
		case CLAIM_ISS:
			out->iss = writ_field_name(c, "iss");
			break;
		case CLAIM_SUB:
			out->sub = writ_field_label(c, "sub", WRIT_SUB_MAX);
			break;
		case CLAIM_AUD:
			read_audience(c, out);
			break;
		case CLAIM_EXP:
			exp_pos = c->pos;
			out->exp = read_time(c, "exp");
			break;
		case CLAIM_NBF:
			nbf_pos = c->pos;
			out->nbf = read_time(c, "nbf");
			break;
		case CLAIM_IAT:
			out->iat = read_time(c, "iat");
			break;
		case CLAIM_CTI:
			out->cti = writ_cbor_bytes(c, "cti", WRIT_CTI_MIN, WRIT_CTI_MAX);
			break;
		default:
			writ_cbor_key_unknown(c, "claims");
			return;
		}
		seen |= 1u << key;
	}
	writ_field_require(c, seen, CLAIM_ISS, begin, "iss");
	/* A policy may hold for ever; an authorization may not, and a revocation must. */
	if (type == WRIT_TYPE_REVOCATION && (seen & 1u << CLAIM_EXP))
		writ_cbor_fail(c, WRIT_ERR_UNSUPPORTED, exp_pos, "exp");
	if (type == WRIT_TYPE_REVOCATION && (seen & 1u << CLAIM_NBF))
		writ_cbor_fail(c, WRIT_ERR_UNSUPPORTED, nbf_pos, "nbf");
	if (type == WRIT_TYPE_ARTIFACT || type == WRIT_TYPE_DELEGATION) {
		writ_field_require(c, seen, CLAIM_EXP, begin, "exp");
		writ_field_require(c, seen, CLAIM_NBF, begin, "nbf");
	}
	writ_field_require(c, seen, CLAIM_CTI, begin, "cti");
	if (out->nbf >= out->exp)
		writ_cbor_fail(c, WRIT_ERR_VALUE, exp_pos, "exp");
}

bool writ_claims_for_host(const struct writ_claims *claims, struct writ_bytes host)
{
	u32 i;

	if (!claims->naud)
		return true;
	if (!host.len)
		return false;
	for (i = 0; i < claims->naud; i++) {
		if (writ_bytes_equal(claims->aud[i], host))
			return true;
	}
	return false;
}
