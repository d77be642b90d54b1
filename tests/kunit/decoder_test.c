// SPDX-License-Identifier: GPL-2.0-only
/* The decoder as the kernel compiles it: what is strict stays strict. */
#include "fixture.h"
#include "objects.h"

static void takes_an_artifact(struct kunit *test)
{
	struct writ_artifact *artifact = kunit_kzalloc(test, sizeof(*artifact), GFP_KERNEL);
	struct writ_subject subject;
	struct writ_error err = {};
	struct writ_bytes rest;
	u8 byte;

	KUNIT_ASSERT_NOT_NULL(test, artifact);
	KUNIT_ASSERT_TRUE_MSG(test, writ_artifact_decode(BYTES(object_two), artifact, &err),
			      "%s: %s", err.field, writ_err_text(err.code));
	KUNIT_EXPECT_EQ(test, artifact->ops, WRIT_OP_BIT(WRIT_OP_EXECUTE));
	KUNIT_EXPECT_EQ(test, artifact->nsubjects, 2U);
	KUNIT_EXPECT_EQ(test, artifact->sign.alg, WRIT_ALG_ESP256);
	KUNIT_EXPECT_EQ(test, artifact->sign.kid.len, (size_t)WRIT_KID_SIZE);
	KUNIT_EXPECT_TRUE(test, writ_bytes_equal(artifact->sign.claims.iss, writ_bytes_of("ops")));
	rest = artifact->subjects;
	for (byte = 1; byte <= 2; byte++) {
		KUNIT_ASSERT_TRUE(test, writ_subject_next(&rest, &subject));
		KUNIT_EXPECT_EQ(test, subject.kind, WRIT_DIGEST_SHA256);
		KUNIT_EXPECT_EQ(test, memcmp(subject.digest, fixture_digest(byte),
					     WRIT_DIGEST_SIZE), 0);
	}
	KUNIT_EXPECT_FALSE(test, writ_subject_next(&rest, &subject));
}

static void refuses_every_prefix(struct kunit *test)
{
	struct writ_artifact *artifact = kunit_kzalloc(test, sizeof(*artifact), GFP_KERNEL);
	size_t len;

	KUNIT_ASSERT_NOT_NULL(test, artifact);
	for (len = 0; len < sizeof(object_two); len++) {
		struct writ_error err = {};
		struct writ_bytes in = { object_two, len };

		KUNIT_EXPECT_FALSE_MSG(test, writ_artifact_decode(in, artifact, &err),
				       "the first %zu bytes", len);
		KUNIT_EXPECT_NE_MSG(test, err.code, WRIT_OK, "the first %zu bytes", len);
		KUNIT_EXPECT_NOT_NULL(test, err.field);
	}
}

static void refuses_what_follows(struct kunit *test)
{
	struct writ_artifact *artifact = kunit_kzalloc(test, sizeof(*artifact), GFP_KERNEL);
	u8 *longer = kunit_kzalloc(test, sizeof(object_two) + 1, GFP_KERNEL);
	struct writ_error err = {};

	KUNIT_ASSERT_NOT_NULL(test, artifact);
	KUNIT_ASSERT_NOT_NULL(test, longer);
	memcpy(longer, object_two, sizeof(object_two));
	KUNIT_EXPECT_FALSE(test, writ_artifact_decode((struct writ_bytes){
				longer, sizeof(object_two) + 1 }, artifact, &err));
	KUNIT_EXPECT_EQ(test, err.code, WRIT_ERR_TRAILING);
	KUNIT_EXPECT_EQ(test, err.offset, sizeof(object_two));
}

/* An artifact is no policy, and a policy no artifact. */
static void refuses_another_object(struct kunit *test)
{
	struct writ_artifact *artifact = kunit_kzalloc(test, sizeof(*artifact), GFP_KERNEL);
	struct writ_policy *policy = kunit_kzalloc(test, sizeof(*policy), GFP_KERNEL);
	struct writ_error err = {};

	KUNIT_ASSERT_NOT_NULL(test, artifact);
	KUNIT_ASSERT_NOT_NULL(test, policy);
	KUNIT_EXPECT_TRUE(test, writ_policy_decode(BYTES(object_policy), policy, &err));
	KUNIT_EXPECT_FALSE(test, writ_policy_decode(BYTES(object_two), policy, &err));
	KUNIT_EXPECT_EQ(test, err.code, WRIT_ERR_OBJECT_TYPE);
	memset(&err, 0, sizeof(err));
	KUNIT_EXPECT_FALSE(test, writ_artifact_decode(BYTES(object_policy), artifact, &err));
	KUNIT_EXPECT_NE(test, err.code, WRIT_OK);
}

/* One encoding, read as what it seems to be. */
struct encoding {
	const char *what;
	u8 bytes[8];
	size_t len;
	enum writ_err code;
};

static const struct encoding encodings[] = {
	{ "0", { 0x00 }, 1, WRIT_OK },
	{ "23", { 0x17 }, 1, WRIT_OK },
	{ "24 in two bytes", { 0x18, 0x18 }, 2, WRIT_OK },
	{ "0 in two bytes", { 0x18, 0x00 }, 2, WRIT_ERR_NOT_SHORTEST },
	{ "255 in three bytes", { 0x19, 0x00, 0xff }, 3, WRIT_ERR_NOT_SHORTEST },
	{ "an argument that is cut", { 0x19, 0x01 }, 2, WRIT_ERR_TRUNCATED },
	{ "nothing", {}, 0, WRIT_ERR_TRUNCATED },
	{ "reserved information", { 0x1c }, 1, WRIT_ERR_RESERVED },
	{ "a float", { 0xf9, 0x00, 0x00 }, 3, WRIT_ERR_FLOAT },
	{ "null", { 0xf6 }, 1, WRIT_ERR_SIMPLE },
	{ "bytes without end", { 0x5f, 0xff }, 2, WRIT_ERR_INDEFINITE },
	{ "more than there is", { 0x42, 0x01 }, 2, WRIT_ERR_TRUNCATED },
	{ "text that is not UTF-8", { 0x61, 0xff }, 2, WRIT_ERR_UTF8 },
	{ "a map whose keys descend", { 0xa2, 0x02, 0x00, 0x01, 0x00 }, 5, WRIT_ERR_KEY_ORDER },
	{ "a map that repeats a key", { 0xa2, 0x01, 0x00, 0x01, 0x00 }, 5,
	  WRIT_ERR_KEY_REPEATED },
	{ "a map", { 0xa2, 0x01, 0x00, 0x02, 0x00 }, 5, WRIT_OK },
	{ "a byte too many", { 0x00, 0x00 }, 2, WRIT_ERR_TRAILING },
};

static void read_as_it_seems(struct writ_cbor *c)
{
	s64 key;

	switch (writ_cbor_peek(c)) {
	case WRIT_CBOR_BYTES:
		writ_cbor_bytes(c, "test", 0, 8);
		break;
	case WRIT_CBOR_TEXT:
		writ_cbor_text(c, "test", 0, 8);
		break;
	case WRIT_CBOR_MAP:
		writ_cbor_map(c, "test");
		while (writ_cbor_key(c, "test", &key))
			writ_cbor_uint(c, "test", 0, 8);
		break;
	case WRIT_CBOR_SIMPLE:
		writ_cbor_bool(c, "test");
		break;
	default:
		writ_cbor_uint(c, "test", 0, U64_MAX);
		break;
	}
	writ_cbor_end(c, "test");
}

static void demands_one_encoding(struct kunit *test)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(encodings); i++) {
		const struct encoding *e = &encodings[i];
		struct writ_error err = {};
		struct writ_cbor c;

		writ_cbor_init(&c, (struct writ_bytes){ e->bytes, e->len }, 0, &err);
		read_as_it_seems(&c);
		KUNIT_EXPECT_EQ_MSG(test, err.code, e->code, "%s", e->what);
	}
}

static struct kunit_case cases[] = {
	KUNIT_CASE(takes_an_artifact),
	KUNIT_CASE(refuses_every_prefix),
	KUNIT_CASE(refuses_what_follows),
	KUNIT_CASE(refuses_another_object),
	KUNIT_CASE(demands_one_encoding),
	{}
};

static struct kunit_suite suite = {
	.name = "writ-decoder",
	.test_cases = cases,
};

kunit_test_suite(suite);
