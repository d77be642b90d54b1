// SPDX-License-Identifier: GPL-2.0-only
/* Admission: real signatures, limits, and objects that were changed afterwards. */
#include "check.h"
#include "keys.h"

#define NOW 0x65000000

static struct test_key rsa, ec, stranger;
static struct writ_policy policy;
static u8 policy_bytes[OBJECT_CAP];
static u8 buf[OBJECT_CAP];
static u8 scratch[WRIT_TBS_HEAD_MAX];
static struct writ_artifact artifact;
static struct writ_grant grant;
static struct writ_error err;
static char issuers[4096];
static char root[2048];
static size_t policy_len;

/* Two issuers: "rsa" with few limits, "ec" with all of them; rsa is the root. */
static void policy_object(struct object *o)
{
	snprintf(issuers, sizeof(issuers),
		 "04 82 a5 01 63'rsa' 02 390100 03 %s 04 83010203 05 1a10000000"
		 " a7 01 62'ec' 02 28 03 %s 04 8101 05 1903e8 06 02 07 81 64'/opt'",
		 rsa.cose, ec.cose);
	snprintf(root, sizeof(root), "03 %s", rsa.cose);
	object_policy(o);
	o->part[PAY3] = root;
	o->part[PAY4] = issuers;
}

/* Policies alone: neither delegations nor revocations. */
static const struct writ_authority under = { .policy = &policy };

static enum writ_reason admit_policy(const struct object *o, const struct test_key *key,
				     const char *host, u64 now)
{
	struct writ_bytes in = { policy_bytes, 0 };

	policy_len = in.len = test_sign(o, key, policy_bytes);
	return writ_admit_policy(in, rsa.pub.kid, writ_bytes_of(host), now, scratch, &policy, &err);
}

static enum writ_reason admit(const struct object *o, const struct test_key *key)
{
	struct writ_bytes in = { buf, test_sign(o, key, buf) };

	return writ_admit_artifact(in, &under, writ_bytes_of("host"), scratch, &artifact, &grant,
				   &err);
}

static int set_up(void **state)
{
	struct object o;

	(void)state;
	test_key_make(&rsa, "rsa2048");
	test_key_make(&ec, "p256");
	test_key_make(&stranger, "p256");
	policy_object(&o);
	return admit_policy(&o, &rsa, "", NOW) != WRIT_AUTHORIZED;
}

static int tear_down(void **state)
{
	(void)state;
	test_key_free(&rsa);
	test_key_free(&ec);
	test_key_free(&stranger);
	return 0;
}

/* Each leaves the policy of set_up() in place at its end. */
static void policies(void **state)
{
	struct writ_bytes in = { policy_bytes, 0 };
	struct object o;

	(void)state;
	policy_object(&o);
	o.part[AUD] = "03 82 6162 626161";
	expect(admit_policy(&o, &rsa, "", NOW), WRIT_WRONG_AUDIENCE, &err, "aud");
	expect(admit_policy(&o, &rsa, "a", NOW), WRIT_WRONG_AUDIENCE, &err, "aud");
	expect(admit_policy(&o, &rsa, "b", NOW), WRIT_AUTHORIZED, &err, NULL);
	expect(admit_policy(&o, &rsa, "aa", NOW), WRIT_AUTHORIZED, &err, NULL);
	expect(admit_policy(&o, &rsa, "b", 0x5fffffff), WRIT_NOT_YET_VALID, &err, "nbf");
	expect(admit_policy(&o, &rsa, "b", 0x60000000), WRIT_AUTHORIZED, &err, NULL);
	expect(admit_policy(&o, &rsa, "b", 0x6fffffff), WRIT_AUTHORIZED, &err, NULL);
	expect(admit_policy(&o, &rsa, "b", 0x70000000), WRIT_EXPIRED, &err, "exp");
	expect(admit_policy(&o, &stranger, "b", NOW), WRIT_UNKNOWN_ISSUER, &err, "kid");

	policy_object(&o);
	o.part[PAYLOAD_MORE] = "08 00";
	expect(admit_policy(&o, &rsa, "", NOW), WRIT_UNSUPPORTED_CLAIM, &err, "policy-payload");
	o.part[PAYLOAD_MORE] = NULL;
	o.part[PAY2] = "02 00";
	expect(admit_policy(&o, &rsa, "", NOW), WRIT_MALFORMED_ARTIFACT, &err, "version");
	o.part[PAY2] = "02 01";
	o.part[PAY3] = "03 " EC_KEY_BYTES("10", "22");
	expect(admit_policy(&o, &rsa, "", NOW), WRIT_UNKNOWN_ISSUER, &err, "root-key");

	/* Signed by the root's name with another algorithm */
	policy_object(&o);
	o.part[KID] = rsa.kid_part;
	in.len = object_build(&o, policy_bytes);
	expect(writ_admit_policy(in, rsa.pub.kid, writ_bytes_of(""), NOW, scratch, &policy, &err),
	       WRIT_INVALID_SIGNATURE, &err, "alg");
	o.part[ALG] = "01 26";
	in.len = object_build(&o, policy_bytes);
	expect(writ_admit_policy(in, rsa.pub.kid, writ_bytes_of(""), NOW, scratch, &policy, &err),
	       WRIT_UNSUPPORTED_ALGORITHM, &err, "alg");

	policy_object(&o);
	expect(admit_policy(&o, &rsa, "", NOW), WRIT_AUTHORIZED, &err, NULL);
}

static void artifacts(void **state)
{
	struct writ_bytes in = { buf, 0 };
	struct object o;

	(void)state;
	object_artifact(&o);
	o.part[ISS] = "01 63 'rsa'";
	expect(admit(&o, &rsa), WRIT_AUTHORIZED, &err, NULL);
	assert_int_equal(grant.nbf, 0x60000000);
	assert_int_equal(grant.exp, 0x70000000);
	assert_int_equal(grant.ops, WRIT_OP_BIT(WRIT_OP_EXECUTE) | WRIT_OP_BIT(WRIT_OP_MAP));
	assert_true(grant.for_host);
	o.part[AUD] = "03 65'other'";
	expect(admit(&o, &rsa), WRIT_AUTHORIZED, &err, NULL);
	assert_false(grant.for_host);
	o.part[AUD] = "03 64'host'";
	expect(admit(&o, &rsa), WRIT_AUTHORIZED, &err, NULL);
	assert_true(grant.for_host);
	assert_null(grant.terms);
	assert_null(grant.used);
	assert_null(grant.identity);
	o.part[PAY3] = "09 81 82 6161 6162";
	expect(admit(&o, &rsa), WRIT_AUTHORIZED, &err, NULL);
	assert_ptr_equal(grant.terms, &artifact.terms);
	o.part[PAY3] = NULL;

	expect(admit(&o, &stranger), WRIT_UNKNOWN_ISSUER, &err, "kid");
	expect(admit(&o, &ec), WRIT_UNKNOWN_ISSUER, &err, "iss");
	/* A key of the policy, named together with another's algorithm */
	o.part[KID] = rsa.kid_part;
	in.len = object_build(&o, buf);
	expect(writ_admit_artifact(in, &under, writ_bytes_of("host"), scratch, &artifact, &grant,
				   &err), WRIT_INVALID_SIGNATURE, &err, "alg");
	o.part[ALG] = rsa.alg_part;
	o.part[SIGNATURE] = "590101 01*257";
	in.len = object_build(&o, buf);
	expect(writ_admit_artifact(in, &under, writ_bytes_of("host"), scratch, &artifact, &grant,
				   &err), WRIT_INVALID_SIGNATURE, &err, "signature");
	o.part[SIGNATURE] = "590100 01*256";
	in.len = object_build(&o, buf);
	expect(writ_admit_artifact(in, &under, writ_bytes_of("host"), scratch, &artifact, &grant,
				   &err), WRIT_INVALID_SIGNATURE, &err, "signature");
	o.part[PAY3] = "0b 00";
	in.len = object_build(&o, buf);
	expect(writ_admit_artifact(in, &under, writ_bytes_of("host"), scratch, &artifact, &grant,
				   &err), WRIT_UNSUPPORTED_CLAIM, &err, "artifact-payload");
}

#define AT(path) "83005820 01*32 " path

static void issuer_limits(void **state)
{
	static const char *const one = "01 81 " AT("66'/opt/a'");
	struct writ_bytes in = { buf, 0 };
	struct object o;

	(void)state;
	object_artifact(&o);
	o.part[ISS] = "01 62 'ec'";
	o.part[EXP] = "04 1a 600003e8";
	o.part[PAY1] = one;
	o.part[PAY2] = "02 8101";
	expect(admit(&o, &ec), WRIT_AUTHORIZED, &err, NULL);

	o.part[EXP] = "04 1a 600003e9";
	expect(admit(&o, &ec), WRIT_ISSUER_LIMIT, &err, "exp");
	o.part[EXP] = "04 1a 600003e8";
	o.part[PAY2] = "02 820102";
	expect(admit(&o, &ec), WRIT_ISSUER_LIMIT, &err, "operations");
	o.part[PAY2] = "02 8101";
	o.part[PAY1] = "01 81 82005820 01*32";
	expect(admit(&o, &ec), WRIT_ISSUER_LIMIT, &err, "subjects.path");
	o.part[PAY1] = "01 81 " AT("65'/opta'");
	expect(admit(&o, &ec), WRIT_ISSUER_LIMIT, &err, "subjects.path");
	o.part[PAY1] = "01 82 " AT("64'/opt'") AT("66'/opt/b'");
	expect(admit(&o, &ec), WRIT_AUTHORIZED, &err, NULL);
	o.part[PAY1] = "01 82 " AT("64'/opt'") AT("66'/usr/b'");
	expect(admit(&o, &ec), WRIT_ISSUER_LIMIT, &err, "subjects.path");
	o.part[PAY1] = "01 83 " AT("64'/opt'") AT("66'/opt/b'") AT("66'/opt/c'");
	expect(admit(&o, &ec), WRIT_ISSUER_LIMIT, &err, "subjects");

	/* A limit is told only of what the issuer really signed. */
	o.part[KID] = ec.kid_part;
	in.len = object_build(&o, buf);
	expect(writ_admit_artifact(in, &under, writ_bytes_of("host"), scratch, &artifact, &grant,
				   &err), WRIT_INVALID_SIGNATURE, &err, "signature");
}

static enum writ_reason admit_copy(const u8 *data, size_t len)
{
	u8 *copy = exact_copy(data, len);
	struct writ_bytes in = { copy, len };
	enum writ_reason reason;

	memset(&err, 0xa5, sizeof(err));
	reason = writ_admit_artifact(in, &under, writ_bytes_of("host"), scratch, &artifact, &grant,
				     &err);
	if (reason != WRIT_AUTHORIZED) {
		assert_in_range(err.code, 1, __WRIT_ERR_COUNT - 1);
		assert_in_range(err.offset, 0, len);
		assert_in_range(strlen(err.field), 1, 40);
	}
	free(copy);
	return reason;
}

/* No prefix of an object is one, and no bit of it is without meaning. */
static void changed_artifacts(void **state)
{
	const struct test_key *keys[] = { &rsa, &ec };
	struct object o;
	size_t len, i, k;
	int bit;

	(void)state;
	for (k = 0; k < ARRAY_SIZE(keys); k++) {
		object_artifact(&o);
		o.part[ISS] = k ? "01 62 'ec'" : "01 63 'rsa'";
		o.part[EXP] = "04 1a 600003e8";
		o.part[SUB] = "02 63 'why'";
		o.part[AUD] = "03 82 6161 64'host'";
		o.part[PAY1] = "01 82 " AT("64'/opt'") AT("66'/opt/b'");
		o.part[PAY2] = "02 8101";
		o.part[PAY3] = "03 a2 01 82 82 01 43'abc' 83 04 20 05 03 81 82 41'V' 82 02 42'*?'";
		o.part[PAY4] = "04 a2 01 81 820009 04 81 62'/s'";
		o.part[PAY5] = "05 a2 03 01 06 81 82 07 5820 09*32";
		o.part[PAY6] = "06 03";
		o.part[PAY7] = "07 82 64'main' 01";
		len = test_sign(&o, keys[k], buf);
		assert_int_equal(admit_copy(buf, len), WRIT_AUTHORIZED);
		for (i = 0; i < len; i++)
			assert_int_equal(admit_copy(buf, i), WRIT_MALFORMED_ARTIFACT);
		for (i = 0; i < len; i++) {
			for (bit = 0; bit < 8; bit++) {
				buf[i] ^= 1 << bit;
				assert_int_not_equal(admit_copy(buf, len), WRIT_AUTHORIZED);
				buf[i] ^= 1 << bit;
			}
		}
		assert_int_equal(admit_copy(buf, len), WRIT_AUTHORIZED);
	}
}

static void changed_policies(void **state)
{
	static struct writ_policy other;
	struct object o;
	size_t i;
	int bit;

	(void)state;
	policy_object(&o);
	o.part[PAY5] = "05 81 a5 01 8102 02 81820000 03 8162'/a' 04 8163'xfs' 06 02";
	o.part[PAY7] = "07 a3 01 f5 02 81 63'xfs' 03 f5";
	expect(admit_policy(&o, &rsa, "", NOW), WRIT_AUTHORIZED, &err, NULL);
	for (i = 0; i < policy_len; i++) {
		u8 *copy = exact_copy(policy_bytes, i);
		struct writ_bytes in = { copy, i };

		assert_int_equal(writ_admit_policy(in, rsa.pub.kid, writ_bytes_of(""), NOW, scratch,
						   &other, &err), WRIT_MALFORMED_ARTIFACT);
		free(copy);
		for (bit = 0; bit < 8; bit++) {
			in.data = policy_bytes;
			in.len = policy_len;
			policy_bytes[i] ^= 1 << bit;
			assert_int_not_equal(writ_admit_policy(in, rsa.pub.kid, writ_bytes_of(""),
							       NOW, scratch, &other, &err),
					     WRIT_AUTHORIZED);
			policy_bytes[i] ^= 1 << bit;
		}
	}
	policy_object(&o);
	expect(admit_policy(&o, &rsa, "", NOW), WRIT_AUTHORIZED, &err, NULL);
}

static size_t load(const char *name, const char *kind, u8 *out, size_t cap)
{
	const char *dir = getenv("WRIT_VECTOR_DIR");
	char path[4096];
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s.%s", dir, name, kind);
	f = fopen(path, "rb");
	assert_non_null(f);
	n = fread(out, 1, cap, f);
	fclose(f);
	return n;
}

/* tests/unit/openssl-vector made these without any code of writ. */
static void made_by_openssl(void **state)
{
	static const char *const names[] = { "RS256", "ESP256" };
	static struct writ_policy other;
	const struct writ_authority under_other = { .policy = &other };
	struct writ_bytes p = { policy_bytes, 0 };
	struct writ_bytes a = { buf, 0 };
	u8 thumbprint[WRIT_KID_SIZE];
	size_t i;

	(void)state;
	if (!getenv("WRIT_VECTOR_DIR"))
		skip();
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		struct object o;

		p.len = load(names[i], "policy", policy_bytes, OBJECT_CAP);
		a.len = load(names[i], "artifact", buf, OBJECT_CAP);
		assert_int_equal(load(names[i], "root", thumbprint, WRIT_KID_SIZE),
				 WRIT_KID_SIZE);
		expect(writ_admit_policy(p, thumbprint, writ_bytes_of(""), NOW, scratch, &other,
					 &err), WRIT_AUTHORIZED, &err, NULL);
		expect(writ_admit_artifact(a, &under_other, writ_bytes_of(""), scratch, &artifact, &grant,
					   &err), WRIT_AUTHORIZED, &err, NULL);
		assert_int_equal(grant.ops, WRIT_OP_BIT(WRIT_OP_EXECUTE));
		buf[a.len - 1] ^= 1;
		expect(writ_admit_artifact(a, &under_other, writ_bytes_of(""), scratch, &artifact, &grant,
					   &err), WRIT_INVALID_SIGNATURE, &err, "signature");
		/* The policy of set_up() lies in the buffer that was just used. */
		policy_object(&o);
		expect(admit_policy(&o, &rsa, "", NOW), WRIT_AUTHORIZED, &err, NULL);
		buf[a.len - 1] ^= 1;
		expect(writ_admit_artifact(a, &under, writ_bytes_of(""), scratch, &artifact, &grant,
					   &err), WRIT_UNKNOWN_ISSUER, &err, "kid");
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(policies),
		cmocka_unit_test(artifacts),
		cmocka_unit_test(issuer_limits),
		cmocka_unit_test(changed_artifacts),
		cmocka_unit_test(changed_policies),
		cmocka_unit_test(made_by_openssl),
	};

	return cmocka_run_group_tests_name("admission", tests, set_up, tear_down) ? 1 : 0;
}
