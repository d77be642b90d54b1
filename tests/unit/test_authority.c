// SPDX-License-Identifier: GPL-2.0-only
/*
 * What hangs below the policy: an issuer "top" who may delegate two links deep, a
 * delegate "mid" of it, a delegate "low" of that one, and what is taken back.
 */
#include "check.h"
#include "keys.h"

#define NOW 0x65000000

enum { ROOT, TOP, MID, LOW, KEYS };

static struct test_key key[KEYS];
static struct writ_policy policy;
static u8 policy_bytes[OBJECT_CAP], mid_bytes[OBJECT_CAP], low_bytes[OBJECT_CAP], buf[OBJECT_CAP];
static u8 scratch[WRIT_TBS_HEAD_MAX];
static struct writ_delegation mid, low;
static const struct writ_delegation *const links[] = { &mid, &low };
static struct writ_revoked revoked[8];
static struct writ_error err;
static char part[4][4096];

static const struct writ_authority top_alone = { .policy = &policy };
static const struct writ_authority with_mid = { &policy, links, 1, { 0 } };
static const struct writ_authority with_both = { &policy, links, 2, { 0 } };

static void delegation(struct object *o, int to, const char *name)
{
	object_delegation(o);
	snprintf(part[0], sizeof(part[0]), "01 %s", name);
	snprintf(part[1], sizeof(part[1]), "03 %s", key[to].cose);
	o->part[PAY1] = part[0];
	o->part[PAY2] = "02 28";
	o->part[PAY3] = part[1];
}

static enum writ_reason admit(const struct object *o, int by, const struct writ_authority *a,
			      u8 *bytes, struct writ_delegation *out)
{
	struct writ_bytes in = { bytes, test_sign(o, &key[by], bytes) };

	return writ_admit_delegation(in, a, writ_bytes_of("host"), scratch, out, &err);
}

/* mid: execute alone, for an hour at most, below /opt, may delegate once more. */
static void mid_object(struct object *o)
{
	delegation(o, MID, "63'mid'");
	o->part[ISS] = "01 63'top'";
	o->part[PAY6] = "06 0a";
	o->part[PAY7] = "07 81 64'/opt'";
	o->part[PAYLOAD_MORE] = "08 01";
}

static void low_object(struct object *o)
{
	delegation(o, LOW, "63'low'");
	o->part[ISS] = "01 63'mid'";
	o->part[EXP] = "04 1a 60000e10";
	o->part[PAY5] = "05 183c";
	o->part[PAY6] = "06 02";
	o->part[PAY7] = "07 81 66'/opt/a'";
}

static int set_up(void **state)
{
	struct writ_bytes in = { policy_bytes, 0 };
	struct object o;
	int i;

	(void)state;
	for (i = 0; i < KEYS; i++)
		test_key_make(&key[i], i == ROOT ? "rsa2048" : "p256");
	object_policy(&o);
	snprintf(part[2], sizeof(part[2]), "03 %s", key[ROOT].cose);
	/* A longest validity that the delegations fit into. */
	snprintf(part[3], sizeof(part[3]), "04 81 a6 01 63'top' 02 28 03 %s 04 820102 05 1a10000000"
		 " 08 02", key[TOP].cose);
	o.part[PAY3] = part[2];
	o.part[PAY4] = part[3];
	in.len = test_sign(&o, &key[ROOT], policy_bytes);
	if (writ_admit_policy(in, key[ROOT].pub.kid, writ_bytes_of(""), NOW, scratch, &policy, &err) !=
	    WRIT_AUTHORIZED)
		return -1;
	mid_object(&o);
	o.part[PAY5] = "05 190e10";
	if (admit(&o, TOP, &top_alone, mid_bytes, &mid) != WRIT_AUTHORIZED) {
		print_error("mid: %s %s\n", err.field, writ_err_text(err.code));
		return -1;
	}
	low_object(&o);
	if (admit(&o, MID, &with_mid, low_bytes, &low) == WRIT_AUTHORIZED)
		return 0;
	print_error("low: %s %s\n", err.field, writ_err_text(err.code));
	return -1;
}

static int tear_down(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < KEYS; i++)
		test_key_free(&key[i]);
	return 0;
}

static void only_narrower(void **state)
{
	static const struct {
		enum part part;
		const char *text;
		const char *field;
	} wider[] = {
		{ PAYLOAD_MORE, "08 01", "issuers.delegation-depth" },
		{ PAY4, "04 820102", "operations" },
		{ PAY5, "05 190e11", "issuers.max-validity" },
		{ PAY6, "06 0b", "issuers.max-subjects" },
		{ PAY6, "", "issuers.max-subjects" },
		{ PAY7, "07 81 65'/opts'", "issuers.paths" },
		{ PAY7, "07 82 64'/opt' 64'/usr'", "issuers.paths" },
		{ PAY7, "", "issuers.paths" },
		{ EXP, "04 1a 60000e11", "exp" },
		{ NBF, "05 1a 5fffffff", "exp" },
	};
	struct writ_delegation d;
	struct object o;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(wider); i++) {
		low_object(&o);
		expect(admit(&o, MID, &with_mid, buf, &d), WRIT_AUTHORIZED, &err, NULL);
		o.part[wider[i].part] = wider[i].text;
		expect(admit(&o, MID, &with_mid, buf, &d), WRIT_ISSUER_LIMIT, &err, wider[i].field);
	}
}

static void who_may_delegate(void **state)
{
	struct writ_delegation d;
	struct object o;

	(void)state;
	/* Nobody who is not known, */
	low_object(&o);
	expect(admit(&o, MID, &top_alone, buf, &d), WRIT_UNKNOWN_ISSUER, &err, "kid");
	o.part[ISS] = "01 63'top'";
	expect(admit(&o, MID, &with_mid, buf, &d), WRIT_UNKNOWN_ISSUER, &err, "iss");
	/* not who was not given any depth, */
	delegation(&o, ROOT, "63'new'");
	o.part[PAY2] = "02 390100";
	o.part[ISS] = "01 63'low'";
	o.part[EXP] = "04 1a 6000003c";
	expect(admit(&o, LOW, &with_both, buf, &d), WRIT_ISSUER_LIMIT, &err, NULL);
	/* and not to a key that is known already, the root's least of all. */
	mid_object(&o);
	expect(admit(&o, TOP, &with_mid, buf, &d), WRIT_ISSUER_LIMIT, &err, "issuers.key");
	delegation(&o, ROOT, "63'new'");
	o.part[PAY2] = "02 390100";
	o.part[ISS] = "01 63'top'";
	expect(admit(&o, TOP, &top_alone, buf, &d), WRIT_ISSUER_LIMIT, &err, "issuers.key");

	low_object(&o);
	o.part[AUD] = "03 65'other'";
	expect(admit(&o, MID, &with_mid, buf, &d), WRIT_WRONG_AUDIENCE, &err, "aud");
	o.part[AUD] = "03 64'host'";
	expect(admit(&o, MID, &with_mid, buf, &d), WRIT_AUTHORIZED, &err, NULL);
	o.part[PAY1] = "";
	expect(admit(&o, MID, &with_mid, buf, &d), WRIT_MALFORMED_ARTIFACT, &err, "issuers.name");
	low_object(&o);
	o.part[KID] = key[MID].kid_part;
	o.part[ALG] = "01 28";
	expect(writ_admit_delegation((struct writ_bytes){ buf, object_build(&o, buf) }, &with_mid,
				     writ_bytes_of("host"), scratch, &d, &err),
	       WRIT_INVALID_SIGNATURE, &err, "signature");
	expect(writ_delegation_standing(&low, &with_mid), WRIT_AUTHORIZED, &err, NULL);
	expect(writ_delegation_standing(&low, &top_alone), WRIT_UNKNOWN_ISSUER, &err, NULL);
}

/* ---- artifacts of the lowest delegate */

static struct writ_artifact artifact;
static struct writ_grant grant;

static void artifact_object(struct object *o)
{
	object_artifact(o);
	o->part[ISS] = "01 63'low'";
	o->part[EXP] = "04 1a 6000003c";
	o->part[IAT] = "06 1a 60000000";
	o->part[PAY1] = "01 81 83005820 01*32 66'/opt/a'";
	o->part[PAY2] = "02 8101";
}

static enum writ_reason admit_artifact(const struct object *o, int by,
				       const struct writ_authority *a)
{
	struct writ_bytes in = { buf, test_sign(o, &key[by], buf) };

	return writ_admit_artifact(in, a, writ_bytes_of("host"), scratch, &artifact, &grant, &err);
}

static void artifacts_of_delegates(void **state)
{
	const struct writ_issuer *issuer;
	struct writ_facts facts;
	struct object o;

	(void)state;
	artifact_object(&o);
	expect(admit_artifact(&o, LOW, &with_both), WRIT_AUTHORIZED, &err, NULL);
	expect(admit_artifact(&o, LOW, &with_mid), WRIT_UNKNOWN_ISSUER, &err, "kid");
	facts = writ_facts_of(&artifact);
	expect(writ_standing(&with_both, &facts, &issuer), WRIT_AUTHORIZED, &err, NULL);
	assert_true(writ_issuer_covers(&with_both, issuer, writ_bytes_of("/opt/a/b")));
	assert_false(writ_issuer_covers(&with_both, issuer, writ_bytes_of("/opt/b")));
	assert_false(writ_issuer_covers(&with_both, issuer, writ_bytes_of("")));
	/* Once the link above is gone, it covers nothing. */
	assert_false(writ_issuer_covers(&top_alone, issuer, writ_bytes_of("/opt/a")));
	expect(writ_standing(&top_alone, &facts, &issuer), WRIT_UNKNOWN_ISSUER, &err, NULL);
	assert_null(issuer);

	/* Each link above must be allowed what is granted; its own word is not enough. */
	assert_true(writ_key_grants(&with_both, key[LOW].pub.kid, WRIT_OP_EXECUTE));
	assert_false(writ_key_grants(&with_both, key[LOW].pub.kid, WRIT_OP_MAP));
	assert_true(writ_key_grants(&with_both, key[TOP].pub.kid, WRIT_OP_MAP));
	assert_false(writ_key_grants(&with_both, key[TOP].pub.kid, WRIT_OP_TRACE));
	assert_false(writ_key_grants(&with_mid, key[LOW].pub.kid, WRIT_OP_EXECUTE));
	assert_false(writ_key_grants(&top_alone, key[MID].pub.kid, WRIT_OP_EXECUTE));
	policy.issuers[0].ops &= ~WRIT_OP_BIT(WRIT_OP_EXECUTE);
	assert_false(writ_key_grants(&with_both, key[LOW].pub.kid, WRIT_OP_EXECUTE));
	policy.issuers[0].ops |= WRIT_OP_BIT(WRIT_OP_EXECUTE);
	mid.issuer.ops &= ~WRIT_OP_BIT(WRIT_OP_EXECUTE);
	assert_false(writ_key_grants(&with_both, key[LOW].pub.kid, WRIT_OP_EXECUTE));
	mid.issuer.ops |= WRIT_OP_BIT(WRIT_OP_EXECUTE);
	assert_true(writ_key_grants(&with_both, key[LOW].pub.kid, WRIT_OP_EXECUTE));

	o.part[PAY1] = "01 81 83005820 01*32 66'/opt/b'";
	expect(admit_artifact(&o, LOW, &with_both), WRIT_ISSUER_LIMIT, &err, "subjects.path");
	artifact_object(&o);
	o.part[PAY2] = "02 820102";
	expect(admit_artifact(&o, LOW, &with_both), WRIT_ISSUER_LIMIT, &err, "operations");
	/* Beyond the time of a delegation, though not beyond its own validity. */
	artifact_object(&o);
	o.part[NBF] = "05 1a 60000e00";
	o.part[EXP] = "04 1a 60000e20";
	expect(admit_artifact(&o, LOW, &with_both), WRIT_ISSUER_LIMIT, &err, "exp");
	o.part[NBF] = "05 1a 5ffffff0";
	o.part[EXP] = "04 1a 60000010";
	expect(admit_artifact(&o, LOW, &with_both), WRIT_ISSUER_LIMIT, &err, "nbf");
}

/* ---- revocations */

static enum writ_reason admit_revocation(const char *entries, const char *iss, int by,
					 struct writ_revocation *r)
{
	struct writ_bytes in = { buf, 0 };
	struct object o;

	object_revocation(&o);
	o.part[PAY1] = entries;
	o.part[ISS] = iss;
	in.len = test_sign(&o, &key[by], buf);
	return writ_admit_revocation(in, &with_both, writ_bytes_of("host"), scratch, r, &err);
}

static const char *of_key(int of, const char *kind, const char *rest)
{
	static char text[512];

	/* From the part KID: "04 5820 …". */
	snprintf(text, sizeof(text), "01 81 %s %s %s", kind, strstr(key[of].kid_part, "5820"), rest);
	return text;
}

static void who_may_revoke(void **state)
{
	static const char *const digest = "01 81 82 02 5820 01*32";
	struct writ_revocation r;
	struct object o;

	(void)state;
	expect(admit_revocation(digest, "01 64'root'", ROOT, &r), WRIT_AUTHORIZED, &err, NULL);
	expect(admit_revocation(digest, "01 63'top'", TOP, &r), WRIT_ISSUER_LIMIT, &err, "entries");
	expect(admit_revocation(of_key(TOP, "82 01", ""), "01 64'root'", ROOT, &r),
	       WRIT_AUTHORIZED, &err, NULL);
	/* Everybody what is his own, or hangs below it, and nobody what is above. */
	expect(admit_revocation(of_key(TOP, "82 01", ""), "01 63'top'", TOP, &r), WRIT_AUTHORIZED,
	       &err, NULL);
	expect(admit_revocation(of_key(LOW, "82 01", ""), "01 63'top'", TOP, &r), WRIT_AUTHORIZED,
	       &err, NULL);
	expect(admit_revocation(of_key(LOW, "83 00", "48 01*8"), "01 63'mid'", MID, &r),
	       WRIT_AUTHORIZED, &err, NULL);
	expect(admit_revocation(of_key(TOP, "82 01", ""), "01 63'mid'", MID, &r),
	       WRIT_ISSUER_LIMIT, &err, "entries");
	expect(admit_revocation(of_key(MID, "83 03", "05"), "01 63'low'", LOW, &r),
	       WRIT_ISSUER_LIMIT, &err, "entries");
	expect(admit_revocation("01 80", "01 64'root'", ROOT, &r), WRIT_MALFORMED_ARTIFACT, &err,
	       "entries");
	expect(admit_revocation(digest, "01 63'mid'", TOP, &r), WRIT_UNKNOWN_ISSUER, &err, "iss");
	object_revocation(&o);
	o.part[AUD] = "03 65'other'";
	o.part[ISS] = "01 64'root'";
	expect(writ_admit_revocation((struct writ_bytes){ buf, test_sign(&o, &key[ROOT], buf) },
				     &with_both, writ_bytes_of("host"), scratch, &r, &err),
	       WRIT_WRONG_AUDIENCE, &err, "aud");
}

static struct writ_revoked entry(u8 kind, int of, u64 before)
{
	struct writ_revoked e = { .kind = kind, .before = before };

	memcpy(e.key, key[of].pub.kid, sizeof(e.key));
	if (kind == WRIT_REVOKED_ARTIFACT) {
		memset(e.id, 0xcc, 8);
		e.id_len = 8;
	}
	return e;
}

/* What stands with each single thing revoked: the artifact, a key, a link, a time. */
static void what_is_revoked(void **state)
{
	const struct writ_authority with_revoked = { &policy, links, 2, { 1, revoked } };
	const struct writ_issuer *issuer;
	struct writ_delegation d;
	struct writ_facts facts;
	struct object o;
	int of;

	(void)state;
	artifact_object(&o);
	expect(admit_artifact(&o, LOW, &with_both), WRIT_AUTHORIZED, &err, NULL);
	facts = writ_facts_of(&artifact);
	for (of = ROOT; of < KEYS; of++) {
		revoked[0] = entry(WRIT_REVOKED_KEY, of, 0);
		expect(writ_standing(&with_revoked, &facts, &issuer),
		       of == ROOT ? WRIT_AUTHORIZED : WRIT_REVOKED, &err, NULL);
		/* Each of these objects has the same identity, by another key. */
		revoked[0] = entry(WRIT_REVOKED_ARTIFACT, of, 0);
		expect(writ_standing(&with_revoked, &facts, &issuer),
		       of == ROOT ? WRIT_AUTHORIZED : WRIT_REVOKED, &err, NULL);
	}
	revoked[0] = entry(WRIT_REVOKED_BEFORE, LOW, 0x60000000);
	expect(writ_standing(&with_revoked, &facts, &issuer), WRIT_AUTHORIZED, &err, NULL);
	revoked[0] = entry(WRIT_REVOKED_BEFORE, LOW, 0x60000001);
	expect(writ_standing(&with_revoked, &facts, &issuer), WRIT_REVOKED, &err, NULL);
	expect(admit_artifact(&o, LOW, &with_revoked), WRIT_REVOKED, &err, "cti");
	/* Delegations do not say when they were issued. */
	revoked[0] = entry(WRIT_REVOKED_BEFORE, TOP, 1);
	expect(writ_standing(&with_revoked, &facts, &issuer), WRIT_REVOKED, &err, NULL);
	/* A wider delegation is refused for that, though its signer is revoked, too. */
	low_object(&o);
	o.part[PAY6] = "06 0b";
	expect(writ_delegation_standing(&low, &with_revoked), WRIT_REVOKED, &err, NULL);
	test_sign(&o, &key[MID], buf);
	assert_true(writ_delegation_decode((struct writ_bytes){ buf, test_sign(&o, &key[MID], buf) },
					   &d, &err));
	expect(writ_delegation_standing(&d, &with_revoked), WRIT_ISSUER_LIMIT, &err, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_narrower),
		cmocka_unit_test(who_may_delegate),
		cmocka_unit_test(artifacts_of_delegates),
		cmocka_unit_test(who_may_revoke),
		cmocka_unit_test(what_is_revoked),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
