// SPDX-License-Identifier: GPL-2.0-only
/* The envelope: COSE_Sign1 (RFC 9052 section 4.2) in the profile of writ.cddl. */
#include "cbor_write.h"
#include "fields.h"

#define TAG_SIGN1	18

/* Protected header labels (RFC 9052 section 3.1, RFC 9597, RFC 9596) */
enum label {
	LABEL_ALG = 1,
	LABEL_KID = 4,
	LABEL_CLAIMS = 15,
	LABEL_TYP = 16,
};

#define ESP256_SIGNATURE_SIZE	64

static const char *const media_types[] = {
	[WRIT_TYPE_ARTIFACT] = "application/writ-artifact+cose",
	[WRIT_TYPE_POLICY] = "application/writ-policy+cose",
	[WRIT_TYPE_DELEGATION] = "application/writ-delegation+cose",
	[WRIT_TYPE_REVOCATION] = "application/writ-revocation+cose",
};

static_assert(ARRAY_SIZE(media_types) == __WRIT_TYPE_COUNT, "one media type for each");

static const size_t size_max[] = {
	[WRIT_TYPE_ARTIFACT] = WRIT_ARTIFACT_MAX,
	[WRIT_TYPE_POLICY] = WRIT_POLICY_MAX,
	[WRIT_TYPE_DELEGATION] = WRIT_DELEGATION_MAX,
	[WRIT_TYPE_REVOCATION] = WRIT_REVOCATION_MAX,
};

static_assert(ARRAY_SIZE(size_max) == __WRIT_TYPE_COUNT, "one size for each");

const char *writ_type_name(enum writ_type type)
{
	if ((unsigned int)type >= ARRAY_SIZE(media_types))
		return "unknown";
	return media_types[type];
}

const char *writ_alg_name(s64 alg)
{
	switch (alg) {
	case WRIT_ALG_ESP256:
		return "ESP256";
	case WRIT_ALG_RS256:
		return "RS256";
	default:
		return NULL;
	}
}

static void read_typ(struct writ_cbor *c, enum writ_type want)
{
	size_t pos = c->pos;
	struct writ_bytes typ = writ_cbor_text(c, "typ", 0, WRIT_NAME_MAX);

	if (!writ_bytes_equal(typ, writ_bytes_of(media_types[want])))
		writ_cbor_fail(c, WRIT_ERR_OBJECT_TYPE, pos, "typ");
}

static void read_protected(struct writ_cbor *c, enum writ_type want,
			   struct writ_sign1 *out)
{
	u32 seen = 0;
	s64 key;

	writ_cbor_map(c, "protected-header");
	while (writ_cbor_key(c, "protected-header", &key)) {
		switch (key) {
		case LABEL_ALG:
			out->alg = writ_field_alg(c, "alg");
			break;
		case LABEL_KID:
			out->kid = writ_cbor_bytes(c, "kid", WRIT_KID_SIZE, WRIT_KID_SIZE);
			break;
		case LABEL_CLAIMS:
			writ_claims_read(c, want, &out->claims);
			break;
		case LABEL_TYP:
			read_typ(c, want);
			break;
		default:
			writ_cbor_key_unknown(c, "protected-header");
			return;
		}
		seen |= 1u << key;
	}
	writ_field_require(c, seen, LABEL_ALG, 0, "alg");
	writ_field_require(c, seen, LABEL_KID, 0, "kid");
	writ_field_require(c, seen, LABEL_CLAIMS, 0, "claims");
	writ_field_require(c, seen, LABEL_TYP, 0, "typ");
	writ_cbor_end(c, "protected-header");
}

/* What is not signed cannot be believed, so nothing may stand there. */
static void read_unprotected(struct writ_cbor *c)
{
	s64 key;

	writ_cbor_map(c, "unprotected");
	while (writ_cbor_key(c, "unprotected", &key))
		writ_cbor_key_unknown(c, "unprotected");
}

static bool signature_size_fits(enum writ_alg alg, size_t size)
{
	if (alg == WRIT_ALG_ESP256)
		return size == ESP256_SIGNATURE_SIZE;
	return size >= WRIT_RSA_BITS_MIN / 8 && size <= WRIT_SIGNATURE_MAX;
}

bool writ_sign1_decode(struct writ_bytes in, enum writ_type want,
		       struct writ_sign1 *out, struct writ_error *err)
{
	struct writ_cbor header;
	struct writ_cbor c;
	size_t pos;

	memset(err, 0, sizeof(*err));
	memset(out, 0, sizeof(*out));
	writ_cbor_init(&c, in, 0, err);
	if ((unsigned int)want >= __WRIT_TYPE_COUNT) {
		writ_cbor_fail(&c, WRIT_ERR_OBJECT_TYPE, 0, "object");
		return false;
	}
	if (in.len > size_max[want])
		writ_cbor_fail(&c, WRIT_ERR_LIMIT, 0, "object");
	out->type = want;

	writ_cbor_tag(&c, "object", TAG_SIGN1);
	writ_cbor_array(&c, "object", 4, 4);
	out->protected_header = writ_cbor_bytes(&c, "protected", 0, WRIT_PROTECTED_MAX);
	writ_cbor_init_within(&header, &c, out->protected_header);
	read_protected(&header, want, out);
	read_unprotected(&c);
	out->payload = writ_cbor_bytes(&c, "payload", 0, in.len);
	out->payload_offset = c.pos - out->payload.len;
	pos = c.pos;
	out->signature = writ_cbor_bytes(&c, "signature", 0, WRIT_SIGNATURE_MAX);
	if (!signature_size_fits(out->alg, out->signature.len))
		writ_cbor_fail(&c, WRIT_ERR_LIMIT, pos, "signature");
	writ_cbor_leave(&c);
	writ_cbor_end(&c, "object");
	return writ_cbor_ok(&c);
}

size_t writ_sign1_tbs_head(struct writ_bytes protected_header, size_t payload_len,
			   u8 out[WRIT_TBS_HEAD_MAX])
{
	static const char context[] = "Signature1";
	struct writ_cbor_out o;

	writ_cbor_out_init(&o, out, WRIT_TBS_HEAD_MAX);
	writ_cbor_put_array(&o, 4);
	writ_cbor_put_text(&o, context, sizeof(context) - 1);
	writ_cbor_put_bytes(&o, protected_header.data, protected_header.len);
	/* external_aad: none */
	writ_cbor_put_bytes(&o, NULL, 0);
	writ_cbor_put_bytes_head(&o, payload_len);
	return writ_cbor_out_ok(&o) ? o.len : 0;
}
