// SPDX-License-Identifier: GPL-2.0-only
#include "keys.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

static char *hex(char *out, const u8 *p, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		out += sprintf(out, "%02x", p[i]);
	return out;
}

static void must(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "test keys: cannot %s\n", what);
	abort();
}

void test_key_make(struct test_key *key, const char *type)
{
	struct writ_msg msg;
	char *end;

	key->pkey = writ_key_generate(type, &msg);
	must(key->pkey, "generate");
	must(writ_pubkey_from(key->pkey, &key->pub, &msg), "encode");
	hex(key->kid_part + sprintf(key->kid_part, "04 5820 "), key->pub.kid, WRIT_KID_SIZE);
	end = key->cose + (key->pub.len > 255 ?
			   sprintf(key->cose, "59%04zx", key->pub.len) :
			   sprintf(key->cose, "58%02zx", key->pub.len));
	hex(end, key->pub.cose, key->pub.len);
	key->alg_part = key->pub.alg == WRIT_ALG_RS256 ? "01 390100" : "01 28";
}

void test_key_free(struct test_key *key)
{
	EVP_PKEY_free(key->pkey);
}

size_t test_sign(const struct object *o, const struct test_key *key, u8 *buf)
{
	bool rsa = key->pub.alg == WRIT_ALG_RS256;
	static u8 scratch[WRIT_TBS_HEAD_MAX];
	u8 signature[WRIT_SIGNATURE_MAX];
	char part[2 * WRIT_SIGNATURE_MAX + 16];
	struct object named = *o;
	struct writ_bytes head = { scratch, 0 };
	struct writ_sign1 sign;
	struct writ_error err;
	struct writ_bytes in = { buf, 0 };
	struct writ_msg msg;
	enum writ_type type;
	size_t n;

	named.part[ALG] = key->alg_part;
	named.part[KID] = key->kid_part;
	named.part[SIGNATURE] = rsa ? "590100 dd*256" : "5840 dd*64";
	type = strstr(o->part[TYP], "artifact") ? WRIT_TYPE_ARTIFACT :
	       strstr(o->part[TYP], "delegation") ? WRIT_TYPE_DELEGATION :
	       strstr(o->part[TYP], "revocation") ? WRIT_TYPE_REVOCATION : WRIT_TYPE_POLICY;
	in.len = object_build(&named, buf);
	must(writ_sign1_decode(in, type, &sign, &err), "decode the unsigned object");
	head.len = writ_sign1_tbs_head(sign.protected_header, sign.payload.len, scratch);
	must(writ_sign(key->pkey, key->pub.alg, head, sign.payload, signature, &n, &msg), "sign");
	hex(part + sprintf(part, rsa ? "59%04zx" : "58%02zx", n), signature, n);
	named.part[SIGNATURE] = part;
	return object_build(&named, buf);
}
