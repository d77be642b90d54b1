// SPDX-License-Identifier: GPL-2.0-only
/* Delegations and revocations that are refused, and what is found revoked. */
#include "check.h"

static u8 buf[OBJECT_CAP];

/* Whether the object is a delegation follows from the part that its table belongs to. */
static const struct refusal delegations[] = {
	{ "no name", PAY1, "", WRIT_ERR_MISSING, "issuers.name" },
	{ "no operations", PAY4, "", WRIT_ERR_MISSING, "issuers.operations" },
	{ "key that is none", PAY3, "03 4101", WRIT_ERR_TYPE, "issuers.key" },
	{ "uids backwards", PAYLOAD_MORE, "09 81 820201", WRIT_ERR_VALUE, "issuers.uids" },
	{ "cgroups empty", PAYLOAD_MORE, "0a 80", WRIT_ERR_LIMIT, "issuers.cgroups" },
	{ "uses without bound", PAYLOAD_MORE, "0b 00", WRIT_ERR_RANGE, "issuers.max-uses" },
	{ "one key more", PAYLOAD_MORE, "0c 00", WRIT_ERR_UNSUPPORTED, "issuers" },
	{ "no end", EXP, "", WRIT_ERR_MISSING, "exp" },
	{ "no begin", NBF, "", WRIT_ERR_MISSING, "nbf" },
	{ "another type", TYP, "10 781c 'application/writ-policy+cose'", WRIT_ERR_OBJECT_TYPE, "typ" },
	{ "bytes after", AFTER, "f6", WRIT_ERR_TRAILING, "object" },
};

#define ENTRY "82 02 5820 "
static const struct refusal revocations[] = {
	{ "no entries", PAY1, "", WRIT_ERR_MISSING, "entries" },
	{ "entries empty", PAY1, "01 80", WRIT_ERR_LIMIT, "entries" },
	{ "entries a number", PAY1, "01 01", WRIT_ERR_TYPE, "entries" },
	{ "entries repeated", PAY1, "01 82 " ENTRY "01*32 " ENTRY "01*32", WRIT_ERR_ORDER, "entries" },
	{ "entries descending", PAY1, "01 82 " ENTRY "02*32 " ENTRY "01*32", WRIT_ERR_ORDER, "entries" },
	{ "kind 4", PAY1, "01 81 82 04 5820 01*32", WRIT_ERR_RANGE, "entries.kind" },
	{ "digest of 31", PAY1, "01 81 82 02 581f 01*31", WRIT_ERR_LIMIT, "entries.digest" },
	{ "digest and more", PAY1, "01 81 83 02 5820 01*32 00", WRIT_ERR_LIMIT, "entries" },
	{ "key of 31", PAY1, "01 81 82 01 581f 01*31", WRIT_ERR_LIMIT, "entries.key" },
	{ "artifact without identity", PAY1, "01 81 82 00 5820 01*32", WRIT_ERR_LIMIT, "entries" },
	{ "identity of 7", PAY1, "01 81 83 00 5820 01*32 47 01*7", WRIT_ERR_LIMIT, "entries.cti" },
	{ "before 0", PAY1, "01 81 83 03 5820 01*32 00", WRIT_ERR_RANGE, "entries.before" },
	{ "an end", EXP, "04 1a 70000000", WRIT_ERR_UNSUPPORTED, "exp" },
	{ "a begin", NBF, "05 1a 60000000", WRIT_ERR_UNSUPPORTED, "nbf" },
	{ "one key more", PAYLOAD_MORE, "02 00", WRIT_ERR_UNSUPPORTED, "revocation-payload" },
	{ "another type", TYP, "10 781c 'application/writ-policy+cose'", WRIT_ERR_OBJECT_TYPE, "typ" },
};

static bool decode(const struct object *o, bool delegation, struct writ_error *err)
{
	struct writ_delegation d;
	struct writ_revocation r;
	struct writ_bytes in = { NULL, object_build(o, buf) };
	u8 *copy = exact_copy(buf, in.len);
	bool ok;

	in.data = copy;
	ok = delegation ? writ_delegation_decode(in, &d, err) : writ_revocation_decode(in, &r, err);
	free(copy);
	return ok;
}

static void refuse_all(const struct refusal *r, size_t n, bool delegation)
{
	struct writ_error err;
	struct object o;
	size_t i;

	for (i = 0; i < n; i++) {
		if (delegation)
			object_delegation(&o);
		else
			object_revocation(&o);
		assert_true(decode(&o, delegation, &err));
		o.part[r[i].part] = r[i].text;
		if (decode(&o, delegation, &err))
			fail_msg("%s: accepted", r[i].why);
		if (err.code != r[i].code || strcmp(err.field, r[i].field))
			fail_msg("%s: %s %s", r[i].why, err.field, writ_err_text(err.code));
	}
}

static void refused(void **state)
{
	(void)state;
	refuse_all(delegations, ARRAY_SIZE(delegations), true);
	refuse_all(revocations, ARRAY_SIZE(revocations), false);
}

static void holds_what_it_says(void **state)
{
	struct writ_bytes in = { buf, 0 };
	struct writ_revocation r;
	struct writ_revoked e;
	struct writ_error err;
	struct object o;

	(void)state;
	object_revocation(&o);
	o.part[PAY1] = "01 84 82 01 5820 02*32 82 02 5820 03*32 83 00 5820 01*32 48 09*8"
		       " 83 03 5820 04*32 1a 65000000";
	in.len = object_build(&o, buf);
	assert_true(writ_revocation_decode(in, &r, &err));
	assert_int_equal(r.nentries, 4);
	assert_true(writ_revoked_next(&r.entries, &e));
	assert_int_equal(e.kind, WRIT_REVOKED_KEY);
	assert_int_equal(e.key[31], 2);
	assert_true(writ_revoked_next(&r.entries, &e));
	assert_int_equal(e.kind, WRIT_REVOKED_DIGEST);
	assert_int_equal(e.id_len, 32);
	assert_true(writ_revoked_next(&r.entries, &e));
	assert_int_equal(e.kind, WRIT_REVOKED_ARTIFACT);
	assert_int_equal(e.id_len, 8);
	assert_true(writ_revoked_next(&r.entries, &e));
	assert_int_equal(e.before, 0x65000000);
	assert_false(writ_revoked_next(&r.entries, &e));
	in = (struct writ_bytes){ (const u8 *)"\xff", 1 };
	assert_false(writ_revoked_next(&in, &e));
}

static const char *const names[] = { "artifact", "key", "digest", "issued-before", "unknown" };

static void kinds_named(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(names); i++)
		assert_string_equal(writ_revoked_name(i), names[i]);
}

static struct writ_revoked entry(u8 kind, u8 key, u8 id, u8 id_len, u64 before)
{
	struct writ_revoked e = { .kind = kind, .id_len = id_len, .before = before };

	memset(e.key, key, sizeof(e.key));
	memset(e.id, id, id_len);
	return e;
}

static int by_order(const void *a, const void *b)
{
	return writ_revoked_order(a, b);
}

/* What is looked up by bisection is what a walk over all entries finds. */
static void lookups(void **state)
{
	struct writ_revoked all[] = {
		entry(WRIT_REVOKED_ARTIFACT, 5, 9, 8, 0), entry(WRIT_REVOKED_ARTIFACT, 5, 9, 16, 0),
		entry(WRIT_REVOKED_ARTIFACT, 6, 9, 8, 0), entry(WRIT_REVOKED_KEY, 7, 0, 0, 0),
		entry(WRIT_REVOKED_KEY, 8, 0, 0, 0), entry(WRIT_REVOKED_DIGEST, 0, 1, 32, 0),
		entry(WRIT_REVOKED_DIGEST, 0, 3, 32, 0), entry(WRIT_REVOKED_BEFORE, 9, 0, 0, 100),
		entry(WRIT_REVOKED_BEFORE, 9, 0, 0, 200), entry(WRIT_REVOKED_BEFORE, 10, 0, 0, 50),
	};
	const struct writ_revocations have = { ARRAY_SIZE(all), all }, none = { 0, NULL };
	const struct writ_bytes id8 = { (const u8 *)"\t\t\t\t\t\t\t\t", 8 };
	u8 key[WRIT_KID_SIZE], digest[WRIT_DIGEST_SIZE], long_id[WRIT_CTI_MAX + 1] = { 0 };
	int i;

	(void)state;
	qsort(all, ARRAY_SIZE(all), sizeof(*all), by_order);
	for (i = 0; i < 12; i++) {
		memset(digest, i, sizeof(digest));
		memset(key, i, sizeof(key));
		assert_int_equal(writ_revoked_digest(&have, digest), i == 1 || i == 3);
		assert_false(writ_revoked_digest(&none, digest));
		assert_false(writ_revoked_object(&none, key, id8, 0));
		assert_int_equal(writ_revoked_object(&have, key, id8, 150),
				 i == 5 || i == 6 || i == 7 || i == 8 || i == 9);
		assert_int_equal(writ_revoked_object(&have, key, id8, 200),
				 i >= 5 && i <= 8);
		/* One that does not say when it was issued. */
		assert_int_equal(writ_revoked_object(&have, key, (struct writ_bytes){ id8.data, 7 }, 0),
				 i >= 7 && i <= 10);
	}
	/* No decoder lets one through. */
	memset(key, 1, sizeof(key));
	assert_true(writ_revoked_object(&have, key, (struct writ_bytes){ long_id, sizeof(long_id) },
					300));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refused),
		cmocka_unit_test(holds_what_it_says),
		cmocka_unit_test(kinds_named),
		cmocka_unit_test(lookups),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
