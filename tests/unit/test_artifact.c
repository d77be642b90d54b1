// SPDX-License-Identifier: GPL-2.0-only
/* The envelope, the claims and the artifact: what is refused, and why. */
#include "check.h"
#include "cbor_write.h"

static u8 buf[OBJECT_CAP];

static const struct refusal table[] = {
	{ "nothing where the tag belongs", TAG, "", WRIT_ERR_TYPE, "object" },
	{ "tag of COSE_Mac0", TAG, "d1", WRIT_ERR_TAG, "object" },
	{ "tag not shortest", TAG, "d812", WRIT_ERR_NOT_SHORTEST, "object" },
	{ "tag twice", TAG, "d2d2", WRIT_ERR_TAG, "object" },
	{ "tag with reserved information", TAG, "dc", WRIT_ERR_RESERVED, "object" },
	{ "tag of indefinite length", TAG, "df", WRIT_ERR_RESERVED, "object" },
	{ "outer array of three", OUTER, "83", WRIT_ERR_LIMIT, "object" },
	{ "outer array of five", OUTER, "85", WRIT_ERR_LIMIT, "object" },
	{ "outer array indefinite", OUTER, "9f", WRIT_ERR_INDEFINITE, "object" },
	{ "outer array not shortest", OUTER, "9804", WRIT_ERR_NOT_SHORTEST, "object" },
	{ "outer array of 2^64-1", OUTER, "9b ff*8", WRIT_ERR_TRUNCATED, "object" },
	{ "outer a map", OUTER, "a4", WRIT_ERR_TYPE, "object" },
	{ "outer a float", OUTER, "f90000", WRIT_ERR_FLOAT, "object" },
	{ "outer null", OUTER, "f6", WRIT_ERR_SIMPLE, "object" },
	{ "bytes after it", AFTER, "00", WRIT_ERR_TRAILING, "object" },
	{ "protected a text", PROTECTED, "60", WRIT_ERR_TYPE, "protected" },
	{ "protected empty", PROTECTED, "40", WRIT_ERR_TRUNCATED, "protected-header" },
	{ "protected an empty map", PROTECTED, "41a0", WRIT_ERR_MISSING, "alg" },
	{ "protected of 2^64-1 bytes", PROTECTED, "5b ff*8", WRIT_ERR_TRUNCATED, "protected" },
	{ "protected of 2^32 bytes", PROTECTED, "5b 00000001 00*4", WRIT_ERR_TRUNCATED,
	  "protected" },
	{ "protected too large", PROTECTED, "592001 00*8193", WRIT_ERR_LIMIT, "protected" },
	{ "protected indefinite", PROTECTED, "5f 41a0 ff", WRIT_ERR_INDEFINITE, "protected" },
	{ "protected not shortest", PROTECTED, "5801a0", WRIT_ERR_NOT_SHORTEST, "protected" },
	{ "header not a map", PROTECTED, "4180", WRIT_ERR_TYPE, "protected-header" },
	{ "header with bytes after it", HEADER_MAP, "a3", WRIT_ERR_MISSING, "typ" },
	{ "header map longer than said", HEADER_MAP, "a5", WRIT_ERR_TRUNCATED,
	  "protected-header" },
	{ "header map indefinite", HEADER_MAP, "bf", WRIT_ERR_INDEFINITE, "protected-header" },
	{ "no alg", ALG, "", WRIT_ERR_MISSING, "alg" },
	{ "alg ES256", ALG, "01 26", WRIT_ERR_ALGORITHM, "alg" },
	{ "alg PS256", ALG, "01 3824", WRIT_ERR_ALGORITHM, "alg" },
	{ "alg HMAC 256", ALG, "01 05", WRIT_ERR_ALGORITHM, "alg" },
	{ "alg 0", ALG, "01 00", WRIT_ERR_ALGORITHM, "alg" },
	{ "alg as text", ALG, "01 65 'RS256'", WRIT_ERR_TYPE, "alg" },
	{ "alg not shortest", ALG, "01 3808", WRIT_ERR_NOT_SHORTEST, "alg" },
	{ "alg below any integer", ALG, "01 3b ff*8", WRIT_ERR_RANGE, "alg" },
	{ "alg twice", ALG, "01 28 01 28", WRIT_ERR_KEY_REPEATED, "protected-header" },
	{ "key not shortest", ALG, "1801 28", WRIT_ERR_NOT_SHORTEST, "protected-header" },
	{ "crit", ALG, "01 28 02 8101", WRIT_ERR_UNSUPPORTED, "protected-header" },
	{ "negative label after alg", KID, "20 00", WRIT_ERR_UNSUPPORTED, "protected-header" },
	{ "text label", KID, "61 'x' 00", WRIT_ERR_UNSUPPORTED, "protected-header" },
	{ "text label not UTF-8", KID, "61 ff 00", WRIT_ERR_UTF8, "protected-header" },
	{ "byte string as label", KID, "41 01 00", WRIT_ERR_TYPE, "protected-header" },
	{ "tag as label", KID, "c1 01 00", WRIT_ERR_TAG, "protected-header" },
	{ "label beyond any integer", KID, "1b ff*8 00", WRIT_ERR_UNSUPPORTED,
	  "protected-header" },
	{ "labels descending", KID, "00 5820 aa*32", WRIT_ERR_KEY_ORDER, "protected-header" },
	{ "no kid", KID, "", WRIT_ERR_MISSING, "kid" },
	{ "kid of 31 bytes", KID, "04 581f aa*31", WRIT_ERR_LIMIT, "kid" },
	{ "kid of 33 bytes", KID, "04 5821 aa*33", WRIT_ERR_LIMIT, "kid" },
	{ "kid a text", KID, "04 7820 aa*32", WRIT_ERR_TYPE, "kid" },
	{ "typ of a policy", TYP, "10 781c 'application/writ-policy+cose'",
	  WRIT_ERR_OBJECT_TYPE, "typ" },
	{ "typ empty", TYP, "10 60", WRIT_ERR_OBJECT_TYPE, "typ" },
	{ "typ a number", TYP, "10 00", WRIT_ERR_TYPE, "typ" },
	{ "no typ", TYP, "", WRIT_ERR_MISSING, "typ" },
	{ "one header more", HEADER_MORE, "1821 00", WRIT_ERR_UNSUPPORTED, "protected-header" },
	{ "claims not a map", CLAIMS, "0f 80", WRIT_ERR_TYPE, "claims" },
	{ "claims empty", CLAIMS, "0f a0", WRIT_ERR_MISSING, "iss" },
	{ "no claims", CLAIMS, "", WRIT_ERR_MISSING, "claims" },
	{ "no iss", ISS, "", WRIT_ERR_MISSING, "iss" },
	{ "iss empty", ISS, "01 60", WRIT_ERR_LIMIT, "iss" },
	{ "iss of 256", ISS, "01 790100 61*256", WRIT_ERR_LIMIT, "iss" },
	{ "iss not UTF-8", ISS, "01 61 ff", WRIT_ERR_UTF8, "iss" },
	{ "iss overlong UTF-8", ISS, "01 62 c0af", WRIT_ERR_UTF8, "iss" },
	{ "iss with a surrogate", ISS, "01 63 eda080", WRIT_ERR_UTF8, "iss" },
	{ "iss with NUL", ISS, "01 61 00", WRIT_ERR_UTF8, "iss" },
	{ "iss with newline", ISS, "01 61 0a", WRIT_ERR_VALUE, "iss" },
	{ "iss with DEL", ISS, "01 61 7f", WRIT_ERR_VALUE, "iss" },
	{ "iss with C1 control", ISS, "01 62 c29b", WRIT_ERR_VALUE, "iss" },
	{ "iss a byte string", ISS, "01 41 61", WRIT_ERR_TYPE, "iss" },
	{ "iss indefinite", ISS, "01 7f 6161 ff", WRIT_ERR_INDEFINITE, "iss" },
	{ "iss tagged", ISS, "01 d820 61 61", WRIT_ERR_TAG, "iss" },
	{ "iss twice", ISS, "01 61 61 01 61 61", WRIT_ERR_KEY_REPEATED, "claims" },
	{ "sub empty", SUB, "02 60", WRIT_ERR_LIMIT, "sub" },
	{ "sub of 1025", SUB, "02 790401 61*1025", WRIT_ERR_LIMIT, "sub" },
	{ "sub with escape", SUB, "02 61 1b", WRIT_ERR_VALUE, "sub" },
	{ "aud array of none", AUD, "03 80", WRIT_ERR_LIMIT, "aud" },
	{ "aud array of one", AUD, "03 81 61 61", WRIT_ERR_LIMIT, "aud" },
	{ "aud array of 17", AUD, "03 91 6161*17", WRIT_ERR_LIMIT, "aud" },
	{ "aud descending", AUD, "03 82 6162 6161", WRIT_ERR_ORDER, "aud" },
	{ "aud repeated", AUD, "03 82 6161 6161", WRIT_ERR_ORDER, "aud" },
	{ "aud by text, not by encoding", AUD, "03 82 626161 6162", WRIT_ERR_ORDER, "aud" },
	{ "aud a number", AUD, "03 01", WRIT_ERR_TYPE, "aud" },
	{ "aud with an empty name", AUD, "03 82 60 6161", WRIT_ERR_LIMIT, "aud" },
	{ "no exp", EXP, "", WRIT_ERR_MISSING, "exp" },
	{ "no nbf", NBF, "", WRIT_ERR_MISSING, "nbf" },
	{ "exp equal to nbf", EXP, "04 1a 60000000", WRIT_ERR_VALUE, "exp" },
	{ "exp before nbf", EXP, "04 00", WRIT_ERR_VALUE, "exp" },
	{ "exp of 2^53", EXP, "04 1b 0020000000000000", WRIT_ERR_RANGE, "exp" },
	{ "exp a float", EXP, "04 fb 41d0000000000000", WRIT_ERR_FLOAT, "exp" },
	{ "exp negative", EXP, "04 20", WRIT_ERR_TYPE, "exp" },
	{ "exp null", EXP, "04 f6", WRIT_ERR_SIMPLE, "exp" },
	{ "exp not shortest", EXP, "04 1b 0000000070000000", WRIT_ERR_NOT_SHORTEST, "exp" },
	{ "exp true", EXP, "04 f5", WRIT_ERR_TYPE, "exp" },
	{ "exp two-byte simple value", EXP, "04 f8ff", WRIT_ERR_SIMPLE, "exp" },
	{ "exp a reserved simple value", EXP, "04 fc", WRIT_ERR_RESERVED, "exp" },
	{ "exp a break", EXP, "04 ff", WRIT_ERR_INDEFINITE, "exp" },
	{ "nbf of 2^64-1", NBF, "05 1b ff*8", WRIT_ERR_RANGE, "nbf" },
	{ "iat of 2^53", IAT, "06 1b 0020000000000000", WRIT_ERR_RANGE, "iat" },
	{ "no cti", CTI, "", WRIT_ERR_MISSING, "cti" },
	{ "cti of 7", CTI, "07 47 cc*7", WRIT_ERR_LIMIT, "cti" },
	{ "cti of 33", CTI, "07 5821 cc*33", WRIT_ERR_LIMIT, "cti" },
	{ "cti a text", CTI, "07 68 61*8", WRIT_ERR_TYPE, "cti" },
	{ "cnf", CLAIM_MORE, "08 a0", WRIT_ERR_UNSUPPORTED, "claims" },
	{ "claim 0", ISS, "00 00 01 61 61", WRIT_ERR_UNSUPPORTED, "claims" },
	{ "claim named by text", CLAIM_MORE, "61 'x' 00", WRIT_ERR_UNSUPPORTED, "claims" },
	{ "unprotected kid", UNPROTECTED, "a1 04 40", WRIT_ERR_UNSUPPORTED, "unprotected" },
	{ "unprotected an array", UNPROTECTED, "80", WRIT_ERR_TYPE, "unprotected" },
	{ "unprotected indefinite", UNPROTECTED, "bfff", WRIT_ERR_INDEFINITE, "unprotected" },
	{ "payload null (detached)", PAYLOAD, "f6", WRIT_ERR_SIMPLE, "payload" },
	{ "payload a map", PAYLOAD, "a0", WRIT_ERR_TYPE, "payload" },
	{ "payload empty", PAYLOAD, "40", WRIT_ERR_TRUNCATED, "artifact-payload" },
	{ "payload an empty map", PAYLOAD, "41a0", WRIT_ERR_MISSING, "subjects" },
	{ "payload of 2^64-1 bytes", PAYLOAD, "5b ff*8", WRIT_ERR_TRUNCATED, "payload" },
	{ "payload with bytes after", PAYLOAD_MAP, "a1", WRIT_ERR_MISSING, "operations" },
	{ "payload with a byte after", PAYLOAD, "582c a2 01 81 82005820 01*32 02 8101 00 00",
	  WRIT_ERR_TRAILING, "artifact-payload" },
	{ "signature of 63", SIGNATURE, "583f dd*63", WRIT_ERR_LIMIT, "signature" },
	{ "signature of 65", SIGNATURE, "5841 dd*65", WRIT_ERR_LIMIT, "signature" },
	{ "signature empty", SIGNATURE, "40", WRIT_ERR_LIMIT, "signature" },
	{ "signature of 513", SIGNATURE, "590201 dd*513", WRIT_ERR_LIMIT, "signature" },
	{ "signature null", SIGNATURE, "f6", WRIT_ERR_SIMPLE, "signature" },
	{ "RS256 with 64 bytes", ALG, "01 390100", WRIT_ERR_LIMIT, "signature" },

	{ "no subjects", PAY1, "", WRIT_ERR_MISSING, "subjects" },
	{ "subjects empty", PAY1, "01 80", WRIT_ERR_LIMIT, "subjects" },
	{ "subjects 2^64-1", PAY1, "01 9b ff*8", WRIT_ERR_TRUNCATED, "subjects" },
	{ "subjects indefinite", PAY1, "01 9f ff", WRIT_ERR_INDEFINITE, "subjects" },
	{ "subjects a map", PAY1, "01 a0", WRIT_ERR_TYPE, "subjects" },
	{ "subject of one", PAY1, "01 81 81 00", WRIT_ERR_LIMIT, "subjects" },
	{ "subject of four", PAY1, "01 81 84 00 5820 01*32 6161 00", WRIT_ERR_LIMIT, "subjects" },
	{ "subject a digest only", PAY1, "01 81 5820 01*32", WRIT_ERR_TYPE, "subjects" },
	{ "unknown digest kind", PAY1, "01 81 82025820 01*32", WRIT_ERR_UNSUPPORTED,
	  "subjects.kind" },
	{ "digest kind not shortest", PAY1, "01 81 821800 5820 01*32", WRIT_ERR_NOT_SHORTEST,
	  "subjects.kind" },
	{ "digest kind a text", PAY1, "01 81 82 6161 5820 01*32", WRIT_ERR_TYPE,
	  "subjects.kind" },
	{ "digest of 31", PAY1, "01 81 8200581f 01*31", WRIT_ERR_LIMIT, "subjects.digest" },
	{ "digest of 20", PAY1, "01 81 820054 01*20", WRIT_ERR_LIMIT, "subjects.digest" },
	{ "digest of 48", PAY1, "01 81 82005830 01*48", WRIT_ERR_LIMIT, "subjects.digest" },
	{ "digest not shortest", PAY1, "01 81 8200590020 01*32", WRIT_ERR_NOT_SHORTEST,
	  "subjects.digest" },
	{ "subjects descending", PAY1, "01 82 82005820 02*32 82005820 01*32", WRIT_ERR_ORDER,
	  "subjects" },
	{ "subjects repeated", PAY1, "01 82 82005820 01*32 82005820 01*32", WRIT_ERR_ORDER,
	  "subjects" },
	{ "path before none", PAY1, "01 82 83005820 01*32 61'/' 82005820 02*32",
	  WRIT_ERR_ORDER, "subjects" },
	{ "path empty", PAY1, "01 81 83005820 01*32 60", WRIT_ERR_LIMIT, "subjects.path" },
	{ "path relative", PAY1, "01 81 83005820 01*32 63'a/b'", WRIT_ERR_VALUE,
	  "subjects.path" },
	{ "path with ..", PAY1, "01 81 83005820 01*32 65'/a/..'", WRIT_ERR_VALUE,
	  "subjects.path" },
	{ "path with NUL", PAY1, "01 81 83005820 01*32 622f00", WRIT_ERR_UTF8,
	  "subjects.path" },
	{ "path with control character", PAY1, "01 81 83005820 01*32 622f01", WRIT_ERR_VALUE,
	  "subjects.path" },
	{ "path of 4096", PAY1, "01 81 83005820 01*32 791000 2f 61*4095", WRIT_ERR_LIMIT,
	  "subjects.path" },
	{ "no operations", PAY2, "", WRIT_ERR_MISSING, "operations" },
	{ "operations empty", PAY2, "02 80", WRIT_ERR_LIMIT, "operations" },
	{ "operations twelve", PAY2, "02 8c0102030405060708090a0b0c", WRIT_ERR_LIMIT, "operations" },
	{ "operation 0", PAY2, "02 8100", WRIT_ERR_UNSUPPORTED, "operations" },
	{ "operation 12", PAY2, "02 810c", WRIT_ERR_UNSUPPORTED, "operations" },
	{ "operation 2^32+1", PAY2, "02 811b 0000000100000001", WRIT_ERR_UNSUPPORTED,
	  "operations" },
	{ "operations descending", PAY2, "02 820201", WRIT_ERR_ORDER, "operations" },
	{ "operations repeated", PAY2, "02 820101", WRIT_ERR_ORDER, "operations" },
	{ "operations a number", PAY2, "02 01", WRIT_ERR_TYPE, "operations" },
	{ "payload key 0", PAYLOAD, "43 a1 00 00", WRIT_ERR_UNSUPPORTED, "artifact-payload" },
	{ "payload key 11", PAYLOAD_MORE, "0b 00", WRIT_ERR_UNSUPPORTED, "artifact-payload" },
	{ "payload key 23", PAYLOAD_MORE, "17 f5", WRIT_ERR_UNSUPPORTED, "artifact-payload" },
	{ "payload key 24", PAYLOAD_MORE, "1818 f5", WRIT_ERR_UNSUPPORTED, "artifact-payload" },
	{ "payload key 35", PAYLOAD_MORE, "1823 00", WRIT_ERR_UNSUPPORTED, "artifact-payload" },
	{ "payload key 2^32+3", PAYLOAD_MORE, "1b 0000000100000003 00", WRIT_ERR_UNSUPPORTED,
	  "artifact-payload" },
	{ "payload key -1", PAYLOAD_MORE, "20 00", WRIT_ERR_UNSUPPORTED, "artifact-payload" },
	{ "payload key a text", PAYLOAD_MORE, "61 'x' 00", WRIT_ERR_UNSUPPORTED,
	  "artifact-payload" },
	{ "payload keys descending", PAY2, "00 00", WRIT_ERR_KEY_ORDER, "artifact-payload" },
};

static const struct {
	const char *why;
	enum part part;
	const char *text;
} accepted[] = {
	{ "as it stands", TAG, "d2" },
	{ "protected header as large as may be, nearly", SUB, "02 790400 61*1024" },
	{ "iss of 255", ISS, "01 78ff 61*255" },
	{ "iss with the first character after C1", ISS, "01 62 c2a0" },
	{ "iss of U+10FFFF", ISS, "01 64 f48fbfbf" },
	{ "aud of one", AUD, "03 6161" },
	{ "aud of two, shorter first", AUD, "03 82 6162 626161" },
	{ "exp just below 2^53", EXP, "04 1b 001fffffffffffff" },
	{ "nbf 0", NBF, "05 00" },
	{ "nbf one before exp", NBF, "05 1a 6fffffff" },
	{ "iat", IAT, "06 01" },
	{ "cti of 32", CTI, "07 5820 cc*32" },
	{ "all operations", PAY2, "02 8b0102030405060708090a0b" },
	{ "path of 4095", PAY1, "01 81 83005820 01*32 790fff 2f 61*4094" },
	{ "path of 23, 24, 255 and 256", PAY1,
	  "01 84 83005820 01*32 77 2f 61*22  83005820 01*32 7818 2f 61*23"
	  " 83005820 01*32 78ff 2f 61*254  83005820 01*32 790100 2f 61*255" },
};

static bool decode(const struct object *o, struct writ_artifact *a, struct writ_error *err,
		   u8 **copy, size_t *len)
{
	struct writ_bytes in;

	*len = object_build(o, buf);
	*copy = exact_copy(buf, *len);
	in.data = *copy;
	in.len = *len;
	return writ_artifact_decode(in, a, err);
}

static void refuses(void **state)
{
	const struct refusal *r = *state;
	struct writ_artifact a;
	struct writ_error err;
	struct object o;
	size_t len;
	u8 *copy;

	object_artifact(&o);
	o.part[r->part] = r->text;
	assert_false(decode(&o, &a, &err, &copy, &len));
	assert_string_equal(writ_err_text(err.code), writ_err_text(r->code));
	assert_string_equal(err.field, r->field);
	assert_true(err.offset <= len);
	free(copy);
}

static void accepts(void **state)
{
	struct writ_artifact a;
	struct writ_error err;
	struct object o;
	size_t len;
	size_t i;
	u8 *copy;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(accepted); i++) {
		struct writ_subject s;
		struct writ_bytes rest;
		u32 n = 0;

		object_artifact(&o);
		o.part[accepted[i].part] = accepted[i].text;
		if (!decode(&o, &a, &err, &copy, &len))
			fail_msg("%s: %s %s", accepted[i].why, err.field,
				 writ_err_text(err.code));
		rest = a.subjects;
		while (writ_subject_next(&rest, &s))
			n++;
		assert_int_equal(n, a.nsubjects);
		assert_int_equal(rest.len, 0);
		free(copy);
	}
}

static void holds_what_it_says(void **state)
{
	struct writ_artifact a;
	struct writ_error err;
	struct writ_subject s;
	struct object o;
	size_t len;
	u8 *copy;

	(void)state;
	object_artifact(&o);
	o.part[AUD] = "03 82 6162 626161";
	o.part[SUB] = "02 63 'why'";
	o.part[PAY1] = "01 82 82015820 01*32 83005820 02*32 64'/a/b'";
	assert_true(decode(&o, &a, &err, &copy, &len));
	assert_int_equal(err.code, WRIT_OK);
	assert_int_equal(a.sign.type, WRIT_TYPE_ARTIFACT);
	assert_int_equal(a.sign.alg, WRIT_ALG_ESP256);
	assert_int_equal(a.sign.kid.data[0], 0xaa);
	assert_int_equal(a.sign.claims.naud, 2);
	assert_true(writ_bytes_equal(a.sign.claims.sub, writ_bytes_of("why")));
	assert_true(writ_bytes_equal(a.sign.claims.iss, writ_bytes_of("ops")));
	assert_int_equal(a.sign.claims.exp, 0x70000000);
	assert_int_equal(a.sign.claims.nbf, 0x60000000);
	assert_int_equal(a.sign.claims.iat, 0);
	assert_int_equal(a.sign.claims.cti.len, 8);
	assert_int_equal(a.sign.signature.len, 64);
	assert_ptr_equal(a.sign.payload.data, copy + a.sign.payload_offset);
	assert_int_equal(a.ops, WRIT_OP_BIT(WRIT_OP_EXECUTE) | WRIT_OP_BIT(WRIT_OP_MAP));
	assert_int_equal(a.nsubjects, 2);
	assert_true(writ_subject_next(&a.subjects, &s));
	assert_int_equal(s.kind, WRIT_DIGEST_VERITY);
	assert_int_equal(s.digest[31], 1);
	assert_int_equal(s.path.len, 0);
	assert_true(writ_subject_next(&a.subjects, &s));
	assert_int_equal(s.kind, WRIT_DIGEST_SHA256);
	assert_true(writ_bytes_equal(s.path, writ_bytes_of("/a/b")));
	assert_false(writ_subject_next(&a.subjects, &s));
	free(copy);
}

/* Offsets count from the object's first byte, also inside of its strings. */
static void offsets(void **state)
{
	struct writ_artifact a;
	struct writ_error err;
	struct object o;
	size_t len;
	u8 *copy;

	(void)state;
	object_artifact(&o);
	o.part[ALG] = "01 26";
	assert_false(decode(&o, &a, &err, &copy, &len));
	assert_int_equal(copy[err.offset - 1], 0x01);
	assert_int_equal(copy[err.offset], 0x26);
	free(copy);

	object_artifact(&o);
	o.part[PAY2] = "02 82010c";
	assert_false(decode(&o, &a, &err, &copy, &len));
	assert_int_equal(copy[err.offset], 0x0c);
	free(copy);

	object_artifact(&o);
	o.part[PAY3] = "0b 00";
	assert_false(decode(&o, &a, &err, &copy, &len));
	assert_int_equal(copy[err.offset], 0x0b);
	free(copy);

	/* In terms, a value and an element of a list. */
	object_artifact(&o);
	o.part[PAY3] = "07 82 6161 00";
	assert_false(decode(&o, &a, &err, &copy, &len));
	assert_int_equal(copy[err.offset - 1], 'a');
	assert_int_equal(copy[err.offset], 0x00);
	free(copy);
	o.part[PAY3] = "09 82 82 6162 6161 82 6161 6161";
	assert_false(decode(&o, &a, &err, &copy, &len));
	assert_int_equal(copy[err.offset], 0x82);
	assert_int_equal(copy[err.offset + 2], 'a');
	free(copy);
}

/* A subject that was not validated is no reason to read beyond it. */
static void subjects_cut_short(void **state)
{
	static const u8 tails[][3] = { { 0x78, 0x05, 0 }, { 0x79, 0x01, 0 }, { 0x7a, 0, 0 },
				       { 0x63, 'a', 0 }, { 0x60, 0, 0 } };
	u8 subject[39] = { 0x83, 0, 0x58, 0x20 };
	struct writ_subject s;
	size_t cut;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(tails); i++) {
		memcpy(subject + 36, tails[i], 3);
		for (cut = 0; cut <= sizeof(subject); cut++) {
			u8 *copy = exact_copy(subject, cut);
			struct writ_bytes rest = { copy, cut };

			assert_false(writ_subject_next(&rest, &s));
			free(copy);
		}
	}
}

static void a_million_subjects(void **state)
{
	const u32 n = WRIT_SUBJECTS_MAX + 1;
	size_t cap = (size_t)n * 36 + 4096;
	struct writ_artifact a;
	struct writ_error err;
	struct writ_cbor_out o;
	struct object base;
	u8 *data = malloc(cap);
	u32 extra;
	u32 i;

	(void)state;
	assert_non_null(data);
	object_artifact(&base);
	for (extra = 0; extra < 2; extra++) {
		u64 count = WRIT_SUBJECTS_MAX + extra;
		u8 digest[32] = { 0 };
		struct writ_bytes in;
		size_t begin;

		base.part[PAYLOAD] = "40";
		base.part[SIGNATURE] = "";
		/* All up to the payload's one byte; then the payload and a signature. */
		begin = object_build(&base, data) - 1;
		writ_cbor_out_init(&o, data + begin, cap - begin);
		writ_cbor_put_bytes_head(&o, 1 + 1 + 5 + count * 36 + 3);
		writ_cbor_put_map(&o, 2);
		writ_cbor_put_uint(&o, 1);
		writ_cbor_put_array(&o, count);
		for (i = 0; i < count; i++) {
			digest[0] = (u8)(i >> 16);
			digest[1] = (u8)(i >> 8);
			digest[2] = (u8)i;
			writ_cbor_put_array(&o, 2);
			writ_cbor_put_uint(&o, 0);
			writ_cbor_put_bytes(&o, digest, sizeof(digest));
		}
		writ_cbor_put_uint(&o, 2);
		writ_cbor_put_array(&o, 1);
		writ_cbor_put_uint(&o, 1);
		writ_cbor_put_bytes(&o, data, 64);
		assert_true(writ_cbor_out_ok(&o));
		in.data = data;
		in.len = begin + o.len;
		if (!extra) {
			assert_true(writ_artifact_decode(in, &a, &err));
			assert_int_equal(a.nsubjects, WRIT_SUBJECTS_MAX);
		} else {
			assert_false(writ_artifact_decode(in, &a, &err));
			assert_int_equal(err.code, WRIT_ERR_LIMIT);
			assert_string_equal(err.field, "subjects");
		}
	}
	free(data);
}

static void too_large_an_object(void **state)
{
	u8 byte = 0xd2;
	struct writ_bytes in = { &byte, (size_t)WRIT_ARTIFACT_MAX + 1 };
	struct writ_sign1 sign;
	struct writ_artifact a;
	struct writ_error err;

	(void)state;
	assert_false(writ_artifact_decode(in, &a, &err));
	assert_int_equal(err.code, WRIT_ERR_LIMIT);
	in.len = 1;
	assert_false(writ_sign1_decode(in, __WRIT_TYPE_COUNT, &sign, &err));
	assert_int_equal(err.code, WRIT_ERR_OBJECT_TYPE);
}

int main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(accepts),
		cmocka_unit_test(holds_what_it_says),
		cmocka_unit_test(offsets),
		cmocka_unit_test(subjects_cut_short),
		cmocka_unit_test(a_million_subjects),
		cmocka_unit_test(too_large_an_object),
	};
	static struct CMUnitTest tests[ARRAY_SIZE(table)];
	size_t i;
	int bad;

	for (i = 0; i < ARRAY_SIZE(table); i++) {
		tests[i].name = table[i].why;
		tests[i].test_func = refuses;
		tests[i].initial_state = (void *)&table[i];
	}
	bad = cmocka_run_group_tests_name("artifact refused", tests, NULL, NULL);
	bad += cmocka_run_group_tests_name("artifact", others, NULL, NULL);
	return bad ? 1 : 0;
}
