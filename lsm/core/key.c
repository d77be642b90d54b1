// SPDX-License-Identifier: GPL-2.0-only
/* Public keys as COSE_Key: EC2 (RFC 9053 section 7.1.1), RSA (RFC 8230 section 4). */
#include "fields.h"

/* COSE_Key parameters; the negative ones depend on kty */
enum {
	KEY_KTY = 1,
	RSA_N = -1,
	RSA_E = -2,
	EC2_CRV = -1,
	EC2_X = -2,
	EC2_Y = -3,
};

#define CRV_P256		1
#define P256_COORDINATE_SIZE	32
#define RSA_E_SIZE_MAX		4

static void read_modulus(struct writ_cbor *c, struct writ_key *out)
{
	size_t pos = c->pos;
	struct writ_bytes n = writ_cbor_bytes(c, "n", WRIT_RSA_BITS_MIN / 8,
					      WRIT_RSA_BITS_MAX / 8);

	if (!writ_cbor_ok(c))
		return;
	/* Of the shortest modulus that fits in bytes, the top bit must be set. */
	if (n.len == WRIT_RSA_BITS_MIN / 8 && !(n.data[0] & 0x80))
		writ_cbor_fail(c, WRIT_ERR_LIMIT, pos, "n");
	if (!n.data[0] || !(n.data[n.len - 1] & 1))
		writ_cbor_fail(c, WRIT_ERR_VALUE, pos, "n");
	out->n = n;
}

static void read_exponent(struct writ_cbor *c, struct writ_key *out)
{
	size_t pos = c->pos;
	struct writ_bytes e = writ_cbor_bytes(c, "e", 1, RSA_E_SIZE_MAX);

	if (!writ_cbor_ok(c))
		return;
	if (!e.data[0] || !(e.data[e.len - 1] & 1) || (e.len == 1 && e.data[0] < 3))
		writ_cbor_fail(c, WRIT_ERR_VALUE, pos, "e");
	out->e = e;
}

/* Returns false for a key that RSA does not have. */
static bool read_rsa(struct writ_cbor *c, s64 key, struct writ_key *out)
{
	switch (key) {
	case RSA_N:
		read_modulus(c, out);
		return true;
	case RSA_E:
		read_exponent(c, out);
		return true;
	default:
		return false;
	}
}

/* Returns false for a key that EC2 does not have. */
static bool read_ec2(struct writ_cbor *c, s64 key, struct writ_key *out)
{
	size_t pos = c->pos;

	switch (key) {
	case EC2_CRV:
		if (writ_cbor_int(c, "crv") != CRV_P256)
			writ_cbor_fail(c, WRIT_ERR_UNSUPPORTED, pos, "crv");
		return true;
	case EC2_X:
		out->x = writ_cbor_bytes(c, "x", P256_COORDINATE_SIZE, P256_COORDINATE_SIZE);
		return true;
	case EC2_Y:
		out->y = writ_cbor_bytes(c, "y", P256_COORDINATE_SIZE, P256_COORDINATE_SIZE);
		return true;
	default:
		return false;
	}
}

static void read_kty(struct writ_cbor *c, struct writ_key *out)
{
	size_t pos = c->pos;
	s64 kty = writ_cbor_int(c, "kty");

	if (kty != WRIT_KTY_EC2 && kty != WRIT_KTY_RSA)
		writ_cbor_fail(c, WRIT_ERR_UNSUPPORTED, pos, "kty");
	out->kty = (enum writ_kty)kty;
}

static void require_rsa(struct writ_cbor *c, u32 seen)
{
	writ_field_require(c, seen, -RSA_N, 0, "n");
	writ_field_require(c, seen, -RSA_E, 0, "e");
}

static void require_ec2(struct writ_cbor *c, u32 seen)
{
	writ_field_require(c, seen, -EC2_CRV, 0, "crv");
	writ_field_require(c, seen, -EC2_X, 0, "x");
	writ_field_require(c, seen, -EC2_Y, 0, "y");
}

bool writ_key_read(struct writ_bytes in, size_t base, struct writ_key *out,
		   struct writ_error *err)
{
	struct writ_cbor c;
	bool have_kty = false;
	bool known;
	u32 seen = 0;
	s64 key;

	memset(out, 0, sizeof(*out));
	writ_cbor_init(&c, in, base, err);
	writ_cbor_map(&c, "cose-key");
	while (writ_cbor_key(&c, "cose-key", &key)) {
		/* kty has the least key: without it first, it is not there. */
		if (key == KEY_KTY) {
			read_kty(&c, out);
			have_kty = true;
			continue;
		}
		if (!have_kty)
			break;
		known = out->kty == WRIT_KTY_RSA ? read_rsa(&c, key, out) :
						   read_ec2(&c, key, out);
		if (known)
			seen |= 1u << -key;
		else
			writ_cbor_key_unknown(&c, "cose-key");
	}
	if (!have_kty)
		writ_cbor_fail(&c, WRIT_ERR_MISSING, 0, "kty");
	else if (out->kty == WRIT_KTY_RSA)
		require_rsa(&c, seen);
	else
		require_ec2(&c, seen);
	writ_cbor_end(&c, "cose-key");
	return writ_cbor_ok(&c);
}

bool writ_key_decode(struct writ_bytes in, struct writ_key *out, struct writ_error *err)
{
	memset(err, 0, sizeof(*err));
	return writ_key_read(in, 0, out, err);
}

bool writ_key_fits(const struct writ_key *key, enum writ_alg alg)
{
	switch (alg) {
	case WRIT_ALG_ESP256:
		return key->kty == WRIT_KTY_EC2;
	case WRIT_ALG_RS256:
		return key->kty == WRIT_KTY_RSA;
	}
	return false;
}
