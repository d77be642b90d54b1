// SPDX-License-Identifier: GPL-2.0-only
/* Admission with the kernel's own signatures, and the verdict that follows. */
#include "fixture.h"
#include "objects.h"

/* Room for what is too large for a stack. */
struct room {
	struct writ_policy policy;
	struct writ_artifact artifact;
	struct writ_grant grant;
	struct writ_error err;
	struct writ_authority authority;
	u8 scratch[WRIT_TBS_HEAD_MAX];
	u8 bytes[2048];
};

static struct room *room_for(struct kunit *test)
{
	struct room *room = kunit_kzalloc(test, sizeof(*room), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, room);
	return room;
}

static enum writ_reason admit_policy(struct room *room, struct writ_bytes in, const u8 *root,
				     u64 now)
{
	memset(&room->err, 0, sizeof(room->err));
	return writ_admit_policy(in, root, writ_bytes_of("kunit"), now, room->scratch, &room->policy,
				 &room->err);
}

static enum writ_reason admit_artifact(struct room *room, struct writ_bytes in)
{
	memset(&room->err, 0, sizeof(room->err));
	return writ_admit_artifact(in, &room->authority, writ_bytes_of("kunit"), room->scratch,
				   &room->artifact, &room->grant, &room->err);
}

static struct room *room_with_policy(struct kunit *test)
{
	struct room *room = room_for(test);

	KUNIT_ASSERT_EQ(test, admit_policy(room, BYTES(object_policy), object_root, NOW),
			WRIT_AUTHORIZED);
	room->authority.policy = &room->policy;
	return room;
}

static void trusts_the_root_alone(struct kunit *test)
{
	struct room *room = room_for(test);
	u8 other[WRIT_KID_SIZE];

	KUNIT_EXPECT_EQ(test, admit_policy(room, BYTES(object_policy), object_root, NOW),
			WRIT_AUTHORIZED);
	KUNIT_EXPECT_EQ(test, room->policy.version, 1ULL);
	memcpy(other, object_root, sizeof(other));
	other[0] ^= 1;
	KUNIT_EXPECT_EQ(test, admit_policy(room, BYTES(object_policy), other, NOW),
			WRIT_UNKNOWN_ISSUER);
}

/* A bit of the payload, and one of the signature, which stands at the end. */
static void refuses_what_was_changed(struct kunit *test)
{
	struct room *room = room_with_policy(test);
	size_t at;

	KUNIT_ASSERT_LE(test, sizeof(object_two), sizeof(room->bytes));
	KUNIT_EXPECT_EQ(test, admit_artifact(room, BYTES(object_two)), WRIT_AUTHORIZED);
	for (at = sizeof(object_two) - 64; at < sizeof(object_two); at += 21) {
		memcpy(room->bytes, object_two, sizeof(object_two));
		room->bytes[at] ^= 1;
		KUNIT_EXPECT_EQ_MSG(test, admit_artifact(room, (struct writ_bytes){
					room->bytes, sizeof(object_two) }),
				    WRIT_INVALID_SIGNATURE, "byte %zu", at);
	}
	/* The last bytes before the signature's head are of the last operation. */
	memcpy(room->bytes, object_two, sizeof(object_two));
	room->bytes[sizeof(object_two) - 64 - 2 - 1] = WRIT_OP_MAP;
	KUNIT_EXPECT_EQ(test, admit_artifact(room, (struct writ_bytes){
				room->bytes, sizeof(object_two) }), WRIT_INVALID_SIGNATURE);
	KUNIT_EXPECT_EQ(test, room->artifact.ops, WRIT_OP_BIT(WRIT_OP_MAP));
}

static void answers_by_the_rules(struct kunit *test)
{
	struct room *room = room_with_policy(test);
	struct writ_request req = fixture_request(WRIT_OP_EXECUTE);

	KUNIT_EXPECT_EQ(test, writ_policy_answer(&room->policy, &req), WRIT_ANSWER_REQUIRE);
	req.uid = 8;
	KUNIT_EXPECT_EQ(test, writ_policy_answer(&room->policy, &req), WRIT_ANSWER_DENY);
	req.uid = 7;
	KUNIT_EXPECT_EQ(test, writ_policy_answer(&room->policy, &req), WRIT_ANSWER_REQUIRE);
	req.path = writ_bytes_of("/allowed/tool");
	KUNIT_EXPECT_EQ(test, writ_policy_answer(&room->policy, &req), WRIT_ANSWER_ALLOW);
	req.path = writ_bytes_of("/allowed-not/tool");
	KUNIT_EXPECT_EQ(test, writ_policy_answer(&room->policy, &req), WRIT_ANSWER_REQUIRE);
	req.path = writ_bytes_of("/allowed/tool");
	req.path_ambiguous = true;
	KUNIT_EXPECT_EQ(test, writ_policy_answer(&room->policy, &req), WRIT_ANSWER_REQUIRE);
	req.path_ambiguous = false;
	req.memory = true;
	KUNIT_EXPECT_EQ(test, writ_policy_answer(&room->policy, &req), WRIT_ANSWER_REQUIRE);
	req.memory = false;
	req.op = __WRIT_OP_END;
	KUNIT_EXPECT_EQ(test, writ_policy_answer(&room->policy, &req), WRIT_ANSWER_DENY);
}

static void judges_time_to_the_second(struct kunit *test)
{
	struct room *room = room_with_policy(test);
	struct writ_request req = fixture_request(WRIT_OP_EXECUTE);
	const struct {
		u64 now;
		enum writ_reason reason;
	} moments[] = {
		{ 1577836799, WRIT_NOT_YET_VALID },
		{ 1577836800, WRIT_AUTHORIZED },
		{ 4102444799, WRIT_AUTHORIZED },
		{ 4102444800, WRIT_EXPIRED },
		{ U64_MAX, WRIT_EXPIRED },
	};
	size_t i;

	KUNIT_ASSERT_EQ(test, admit_artifact(room, BYTES(object_two)), WRIT_AUTHORIZED);
	for (i = 0; i < ARRAY_SIZE(moments); i++) {
		req.now = moments[i].now;
		KUNIT_EXPECT_EQ_MSG(test, writ_grant_check(&room->grant, (struct writ_bytes){},
							   &req), moments[i].reason,
				    "at %llu", moments[i].now);
	}
}

static void grants_what_is_named(struct kunit *test)
{
	struct room *room = room_with_policy(test);
	struct writ_request req = fixture_request(WRIT_OP_MAP);
	struct writ_bytes path = writ_bytes_of("/opt/tool");

	KUNIT_ASSERT_EQ(test, admit_artifact(room, BYTES(object_placed)), WRIT_AUTHORIZED);
	KUNIT_EXPECT_EQ(test, writ_grant_check(&room->grant, path, &req), WRIT_PATH_MISMATCH);
	req.path = path;
	KUNIT_EXPECT_EQ(test, writ_grant_check(&room->grant, path, &req), WRIT_AUTHORIZED);
	req.path_ambiguous = true;
	KUNIT_EXPECT_EQ(test, writ_grant_check(&room->grant, path, &req), WRIT_PATH_MISMATCH);
	req.path_ambiguous = false;
	req.op = WRIT_OP_SCRIPT;
	KUNIT_EXPECT_EQ(test, writ_grant_check(&room->grant, path, &req),
			WRIT_OPERATION_MISMATCH);
	req.op = __WRIT_OP_END;
	KUNIT_EXPECT_EQ(test, writ_grant_check(&room->grant, path, &req),
			WRIT_OPERATION_MISMATCH);
}

static void keeps_the_most_specific_reason(struct kunit *test)
{
	struct room *room = room_with_policy(test);
	struct writ_request req = fixture_request(WRIT_OP_SCRIPT);
	struct writ_verdict v = WRIT_VERDICT_INIT;

	KUNIT_ASSERT_EQ(test, admit_artifact(room, BYTES(object_two)), WRIT_AUTHORIZED);
	KUNIT_EXPECT_EQ(test, v.reason, WRIT_MISSING_AUTHORIZATION);
	KUNIT_EXPECT_FALSE(test, writ_verdict_consider(&v, &room->grant, (struct writ_bytes){},
						       &req));
	KUNIT_EXPECT_EQ(test, v.reason, WRIT_OPERATION_MISMATCH);
	writ_verdict_refused(&v, WRIT_EXPIRED);
	KUNIT_EXPECT_EQ(test, v.reason, WRIT_OPERATION_MISMATCH);
	/* What refuses nothing is no refusal. */
	writ_verdict_refused(&v, WRIT_AUTHORIZED);
	KUNIT_EXPECT_EQ(test, v.reason, WRIT_INTERNAL_ERROR);
	req.op = WRIT_OP_EXECUTE;
	KUNIT_EXPECT_TRUE(test, writ_verdict_consider(&v, &room->grant, (struct writ_bytes){},
						      &req));
	KUNIT_EXPECT_EQ(test, v.reason, WRIT_AUTHORIZED);
	KUNIT_EXPECT_PTR_EQ(test, v.grant, (const struct writ_grant *)&room->grant);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(trusts_the_root_alone),
	KUNIT_CASE(refuses_what_was_changed),
	KUNIT_CASE(answers_by_the_rules),
	KUNIT_CASE(judges_time_to_the_second),
	KUNIT_CASE(grants_what_is_named),
	KUNIT_CASE(keeps_the_most_specific_reason),
	{}
};

static struct kunit_suite suite = {
	.name = "writ-evaluator",
	.suite_init = fixture_up,
	.test_cases = cases,
};

kunit_test_suite(suite);
