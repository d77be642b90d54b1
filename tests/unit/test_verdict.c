// SPDX-License-Identifier: GPL-2.0-only
/* One request judged by candidate artifacts. */
#include "check.h"

static const struct writ_grant good = {
	.nbf = 100, .exp = 200, .ops = WRIT_OP_BIT(WRIT_OP_EXECUTE), .for_host = true,
};

static struct writ_request request(void)
{
	struct writ_request req = {
		.op = WRIT_OP_EXECUTE, .now = 150, .path = writ_bytes_of("/a"),
	};

	return req;
}

static enum writ_reason judge(struct writ_grant grant, const char *path,
			      struct writ_request req)
{
	struct writ_verdict v = WRIT_VERDICT_INIT;
	bool done = writ_verdict_consider(&v, &grant, writ_bytes_of(path), &req);

	assert_int_equal(done, v.reason == WRIT_AUTHORIZED);
	assert_int_equal(done, v.grant != NULL);
	return v.reason;
}

static void boundary_seconds(void **state)
{
	struct writ_request req = request();

	(void)state;
	req.now = 99;
	assert_int_equal(judge(good, "", req), WRIT_NOT_YET_VALID);
	req.now = 100;
	assert_int_equal(judge(good, "", req), WRIT_AUTHORIZED);
	req.now = 199;
	assert_int_equal(judge(good, "", req), WRIT_AUTHORIZED);
	req.now = 200;
	assert_int_equal(judge(good, "", req), WRIT_EXPIRED);
	req.now = U64_MAX;
	assert_int_equal(judge(good, "", req), WRIT_EXPIRED);
}

static void operations(void **state)
{
	static const u32 unknown[] = { 0, __WRIT_OP_END, 32, 33, U32_MAX };
	struct writ_request req = request();
	struct writ_grant all = good;
	size_t i;

	(void)state;
	assert_int_equal(judge(good, "", req), WRIT_AUTHORIZED);
	req.op = WRIT_OP_MAP;
	assert_int_equal(judge(good, "", req), WRIT_OPERATION_MISMATCH);
	all.ops = U32_MAX;
	assert_int_equal(judge(all, "", req), WRIT_AUTHORIZED);
	for (i = 0; i < ARRAY_SIZE(unknown); i++) {
		req.op = unknown[i];
		assert_int_equal(judge(all, "", req), WRIT_OPERATION_MISMATCH);
	}
}

static void paths(void **state)
{
	struct writ_request req = request();

	(void)state;
	assert_int_equal(judge(good, "/a", req), WRIT_AUTHORIZED);
	assert_int_equal(judge(good, "/", req), WRIT_PATH_MISMATCH);
	assert_int_equal(judge(good, "/a/b", req), WRIT_PATH_MISMATCH);
	req.path_ambiguous = true;
	assert_int_equal(judge(good, "/a", req), WRIT_PATH_MISMATCH);
	assert_int_equal(judge(good, "", req), WRIT_AUTHORIZED);
	req.path_ambiguous = false;
	req.path.data = NULL;
	assert_int_equal(judge(good, "/a", req), WRIT_PATH_MISMATCH);
	req.path.len = 0;
	assert_int_equal(judge(good, "/a", req), WRIT_PATH_MISMATCH);
	assert_int_equal(judge(good, "", req), WRIT_AUTHORIZED);
}

/* Of everything that is wrong at once, the check that comes first is told. */
static void order_of_checks(void **state)
{
	struct writ_request req = request();
	struct writ_grant bad = { .nbf = 200, .exp = 300, .ops = 0, .for_host = false };

	(void)state;
	assert_int_equal(judge(bad, "/b", req), WRIT_WRONG_AUDIENCE);
	bad.for_host = true;
	assert_int_equal(judge(bad, "/b", req), WRIT_NOT_YET_VALID);
	req.now = 300;
	assert_int_equal(judge(bad, "/b", req), WRIT_EXPIRED);
	req.now = 250;
	assert_int_equal(judge(bad, "/b", req), WRIT_OPERATION_MISMATCH);
	bad.ops = WRIT_OP_ALL;
	assert_int_equal(judge(bad, "/b", req), WRIT_PATH_MISMATCH);
	assert_int_equal(judge(bad, "/a", req), WRIT_AUTHORIZED);
}

/* Any two refusals, in both orders: the more specific one stays. */
static void most_specific_stays(void **state)
{
	enum writ_reason a, b;

	(void)state;
	for (a = WRIT_MISSING_AUTHORIZATION; a < __WRIT_REASON_COUNT; a++)
	for (b = WRIT_MISSING_AUTHORIZATION; b < __WRIT_REASON_COUNT; b++) {
		struct writ_verdict v = WRIT_VERDICT_INIT;

		writ_verdict_refused(&v, a);
		writ_verdict_refused(&v, b);
		assert_int_equal(v.reason, a > b ? a : b);
		assert_false(writ_reason_allows(v.reason));
	}
}

static void refusal_never_allows(void **state)
{
	static const u32 odd[] = { WRIT_AUTHORIZED, WRIT_UNGOVERNED, __WRIT_REASON_COUNT,
				   U32_MAX };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(odd); i++) {
		struct writ_verdict v = WRIT_VERDICT_INIT;

		writ_verdict_refused(&v, odd[i]);
		assert_int_equal(v.reason, WRIT_INTERNAL_ERROR);
	}
}

static void one_good_candidate_is_enough(void **state)
{
	struct writ_verdict v = WRIT_VERDICT_INIT;
	struct writ_verdict zero = { 0 };
	struct writ_request req = request();
	struct writ_grant expired = good;
	struct writ_bytes anywhere = { NULL, 0 };

	(void)state;
	expired.exp = 120;
	assert_false(writ_verdict_consider(&v, &expired, anywhere, &req));
	writ_verdict_refused(&v, WRIT_INTERNAL_ERROR);
	assert_true(writ_verdict_consider(&v, &good, anywhere, &req));
	assert_ptr_equal(v.grant, &good);
	writ_verdict_refused(&v, WRIT_INVALID_SIGNATURE);
	assert_true(writ_verdict_consider(&v, &expired, anywhere, &req));
	assert_int_equal(v.reason, WRIT_AUTHORIZED);
	assert_ptr_equal(v.grant, &good);

	/* A verdict that nobody began is none. */
	assert_false(writ_verdict_consider(&zero, &expired, anywhere, &req));
	assert_int_equal(zero.reason, WRIT_EXPIRED);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(boundary_seconds),
		cmocka_unit_test(operations),
		cmocka_unit_test(paths),
		cmocka_unit_test(order_of_checks),
		cmocka_unit_test(most_specific_stays),
		cmocka_unit_test(refusal_never_allows),
		cmocka_unit_test(one_good_candidate_is_enough),
	};

	return cmocka_run_group_tests_name("verdict", tests, NULL, NULL) ? 1 : 0;
}
