// SPDX-License-Identifier: GPL-2.0-only
#include "object.h"
#include "cbor_write.h"
#include "notation.h"

static void common(struct object *o)
{
	memset(o, 0, sizeof(*o));
	o->part[TAG] = "d2";
	o->part[OUTER] = "84";
	o->part[ALG] = "01 28";
	o->part[KID] = "04 5820 aa*32";
	o->part[ISS] = "01 63 'ops'";
	o->part[EXP] = "04 1a 70000000";
	o->part[NBF] = "05 1a 60000000";
	o->part[CTI] = "07 48 cc*8";
	o->part[UNPROTECTED] = "a0";
	o->part[SIGNATURE] = "5840 dd*64";
}

void object_artifact(struct object *o)
{
	common(o);
	o->part[TYP] = "10 781e 'application/writ-artifact+cose'";
	o->part[PAY1] = "01 82 82005820 01*32 82015820 01*32";
	o->part[PAY2] = "02 820102";
}

void object_policy(struct object *o)
{
	common(o);
	o->part[TYP] = "10 781c 'application/writ-policy+cose'";
	o->part[PAY1] = "01 64 'main'";
	o->part[PAY2] = "02 01";
	o->part[PAY3] = "03 " EC_KEY_BYTES("10", "22");
	o->part[PAY4] = "04 81 " ISSUER("63'ops'", "11");
	o->part[PAY5] = "05 81 a2 03 81 64'/opt' 06 00";
	o->part[PAY6] = "06 01";
}

void object_delegation(struct object *o)
{
	common(o);
	o->part[TYP] = "10 7820 'application/writ-delegation+cose'";
	o->part[PAY1] = "01 63 'sub'";
	o->part[PAY2] = "02 28";
	o->part[PAY3] = "03 " EC_KEY_BYTES("10", "22");
	o->part[PAY4] = "04 8101";
	o->part[PAY5] = "05 190e10";
}

void object_revocation(struct object *o)
{
	common(o);
	o->part[TYP] = "10 7820 'application/writ-revocation+cose'";
	o->part[EXP] = NULL;
	o->part[NBF] = NULL;
	o->part[PAY1] = "01 81 82 02 5820 01*32";
}

static size_t put_map(const struct object *o, enum part map, enum part first, enum part last,
		      u8 *buf, size_t len)
{
	struct writ_cbor_out head;
	u64 count = 0;
	int i;

	for (i = first; i <= (int)last; i++)
		count += o->part[i] && *o->part[i];
	if (o->part[map]) {
		len = notation(o->part[map], buf, OBJECT_CAP, len);
	} else {
		writ_cbor_out_init(&head, buf + len, OBJECT_CAP - len);
		writ_cbor_put_map(&head, count);
		len += head.len;
	}
	for (i = first; i <= (int)last; i++)
		if (o->part[i])
			len = notation(o->part[i], buf, OBJECT_CAP, len);
	return len;
}

static size_t put_header(const struct object *o, u8 *buf)
{
	static u8 claims[OBJECT_CAP];
	struct object header = *o;
	struct writ_cbor_out out;
	bool computed = !o->part[CLAIMS];
	size_t n = put_map(o, CLAIMS_MAP, ISS, CLAIM_MORE, claims, 0);
	size_t len;
	int i;

	/* Within the header the claims are one part: hide their own parts. */
	for (i = CLAIMS_MAP; i <= CLAIM_MORE; i++)
		header.part[i] = NULL;
	if (!computed)
		return put_map(&header, HEADER_MAP, ALG, HEADER_MORE, buf, 0);
	header.part[CLAIMS] = "0f";
	header.part[TYP] = NULL;
	header.part[HEADER_MORE] = NULL;
	if (!header.part[HEADER_MAP]) {
		static const char *const heads[] = { "a0", "a1", "a2", "a3", "a4", "a5" };
		size_t count = 0;

		for (i = ALG; i <= HEADER_MORE; i++)
			if (i <= CLAIMS || i > CLAIM_MORE)
				count += i == CLAIMS || (o->part[i] && *o->part[i]);
		header.part[HEADER_MAP] = heads[count];
	}
	len = put_map(&header, HEADER_MAP, ALG, CLAIMS, buf, 0);
	writ_cbor_out_init(&out, buf + len, OBJECT_CAP - len);
	writ_cbor_put_raw(&out, claims, n);
	len += out.len;
	for (i = TYP; i <= HEADER_MORE; i++)
		if (o->part[i])
			len = notation(o->part[i], buf, OBJECT_CAP, len);
	return len;
}

static size_t put_wrapped(const char *whole, const u8 *content, size_t n, u8 *buf, size_t len)
{
	struct writ_cbor_out out;

	if (whole)
		return notation(whole, buf, OBJECT_CAP, len);
	writ_cbor_out_init(&out, buf + len, OBJECT_CAP - len);
	writ_cbor_put_bytes(&out, content, n);
	return len + out.len;
}

size_t object_build(const struct object *o, u8 *buf)
{
	static u8 inner[OBJECT_CAP];
	size_t len = 0;
	size_t n;

	len = notation(o->part[TAG], buf, OBJECT_CAP, len);
	len = notation(o->part[OUTER], buf, OBJECT_CAP, len);
	n = put_header(o, inner);
	len = put_wrapped(o->part[PROTECTED], inner, n, buf, len);
	len = notation(o->part[UNPROTECTED], buf, OBJECT_CAP, len);
	n = put_map(o, PAYLOAD_MAP, PAY1, PAYLOAD_MORE, inner, 0);
	len = put_wrapped(o->part[PAYLOAD], inner, n, buf, len);
	len = notation(o->part[SIGNATURE], buf, OBJECT_CAP, len);
	if (o->part[AFTER])
		len = notation(o->part[AFTER], buf, OBJECT_CAP, len);
	return len;
}
