// SPDX-License-Identifier: GPL-2.0-only
/* The store: what is added is found, what is dropped or narrowed serves nobody. */
#include "admission.h"
#include "fixture.h"
#include "objects.h"
#include "store.h"

static enum writ_reason asked(enum writ_digest kind, u8 byte, const struct writ_request *req,
			      bool *wants_path)
{
	struct writ_verdict v = WRIT_VERDICT_INIT;

	*wants_path = false;
	rcu_read_lock();
	writ_store_consider(&v, kind, fixture_digest(byte), req, wants_path);
	rcu_read_unlock();
	return v.reason;
}

static enum writ_reason may_execute(u8 byte)
{
	struct writ_request req = fixture_request(WRIT_OP_EXECUTE);
	bool wants_path;

	return asked(WRIT_DIGEST_SHA256, byte, &req, &wants_path);
}

static void add(struct kunit *test, struct writ_bytes object)
{
	struct writ_change change;

	KUNIT_ASSERT_EQ_MSG(test, fixture_add(WRIT_OBJECT_ARTIFACT, object, &change), 0, "%s",
			    writ_reason_name(change.reason));
}

/* Drop all that is held, whoever added it. */
static void empty(struct kunit *test)
{
	for (;;) {
		struct stored_artifact *stored;
		struct writ_identity identity;
		unsigned long index = 0;

		mutex_lock(&writ_change_lock);
		stored = writ_store_at(&index);
		if (stored)
			identity = stored->identity;
		mutex_unlock(&writ_change_lock);
		if (!stored)
			return;
		if (writ_change_drop((struct writ_bytes){ identity.id, identity.id_len },
				     (struct writ_bytes){ identity.key, WRIT_KID_SIZE }))
			return;
	}
}

static void counts(struct kunit *test, u32 artifacts, u64 subjects)
{
	u32 a;
	u64 s;

	writ_store_counts(&a, &s);
	KUNIT_EXPECT_EQ(test, a, artifacts);
	KUNIT_EXPECT_EQ(test, s, subjects);
}

static void finds_each_subject(struct kunit *test)
{
	struct writ_request req = fixture_request(WRIT_OP_EXECUTE);
	bool wants_path;

	KUNIT_EXPECT_EQ(test, may_execute(1), WRIT_MISSING_AUTHORIZATION);
	add(test, BYTES(object_two));
	KUNIT_EXPECT_EQ(test, may_execute(1), WRIT_AUTHORIZED);
	KUNIT_EXPECT_EQ(test, may_execute(2), WRIT_AUTHORIZED);
	KUNIT_EXPECT_EQ(test, may_execute(3), WRIT_MISSING_AUTHORIZATION);
	/* A digest of one kind is none of another. */
	KUNIT_EXPECT_EQ(test, asked(WRIT_DIGEST_VERITY, 1, &req, &wants_path),
			WRIT_MISSING_AUTHORIZATION);
	counts(test, 1, 2);
}

static void adds_the_same_once(struct kunit *test)
{
	add(test, BYTES(object_two));
	add(test, BYTES(object_two));
	counts(test, 1, 2);
	add(test, BYTES(object_placed));
	counts(test, 2, 3);
}

static void wants_the_path(struct kunit *test)
{
	struct writ_request req = fixture_request(WRIT_OP_MAP);
	bool wants_path;

	add(test, BYTES(object_placed));
	KUNIT_EXPECT_EQ(test, asked(WRIT_DIGEST_SHA256, 3, &req, &wants_path), WRIT_PATH_MISMATCH);
	KUNIT_EXPECT_TRUE(test, wants_path);
	req.path = writ_bytes_of("/opt/tool");
	KUNIT_EXPECT_EQ(test, asked(WRIT_DIGEST_SHA256, 3, &req, &wants_path), WRIT_AUTHORIZED);
}

static void drops(struct kunit *test)
{
	struct stored_artifact *stored;
	struct writ_identity identity;
	struct writ_bytes id = { identity.id }, none = {};
	u8 other[WRIT_KID_SIZE] = {};
	unsigned long index = 0;

	add(test, BYTES(object_two));
	mutex_lock(&writ_change_lock);
	stored = writ_store_at(&index);
	if (stored)
		identity = stored->identity;
	mutex_unlock(&writ_change_lock);
	KUNIT_ASSERT_NOT_NULL(test, stored);
	id.len = identity.id_len;
	KUNIT_EXPECT_EQ(test, writ_change_drop(id, BYTES(other)), -ENOENT);
	KUNIT_EXPECT_EQ(test, may_execute(1), WRIT_AUTHORIZED);
	KUNIT_EXPECT_EQ(test, writ_change_drop(id, none), 0);
	KUNIT_EXPECT_EQ(test, may_execute(1), WRIT_MISSING_AUTHORIZATION);
	KUNIT_EXPECT_EQ(test, writ_change_drop(id, none), -ENOENT);
	counts(test, 0, 0);
}

static void keeps_nothing_of_a_forgery(struct kunit *test)
{
	u8 *forged = kunit_kzalloc(test, sizeof(object_two), GFP_KERNEL);
	struct writ_change change;

	KUNIT_ASSERT_NOT_NULL(test, forged);
	memcpy(forged, object_two, sizeof(object_two));
	forged[sizeof(object_two) - 1] ^= 1;
	KUNIT_EXPECT_EQ(test, fixture_add(WRIT_OBJECT_ARTIFACT, (struct writ_bytes){
				forged, sizeof(object_two) }, &change), -EKEYREJECTED);
	KUNIT_EXPECT_EQ(test, change.reason, WRIT_INVALID_SIGNATURE);
	KUNIT_EXPECT_EQ(test, may_execute(1), WRIT_MISSING_AUTHORIZATION);
	counts(test, 0, 0);
}

/* Uses are forgotten with the boot, so that who keeps no account may not bring them. */
static void keeps_no_uses_without_account(struct kunit *test)
{
	struct writ_change change;

	KUNIT_EXPECT_EQ(test, fixture_add(WRIT_OBJECT_ARTIFACT, BYTES(object_once), &change),
			-EPERM);
	counts(test, 0, 0);
	KUNIT_EXPECT_EQ(test, writ_change_add(WRIT_OBJECT_ARTIFACT, BYTES(object_once),
					      WRIT_CHANGE_BY_WRITD, &change), 0);
	KUNIT_EXPECT_EQ(test, may_execute(4), WRIT_AUTHORIZED);
	counts(test, 1, 1);
}

static void checks_without_keeping(struct kunit *test)
{
	struct writ_change change;

	KUNIT_EXPECT_EQ(test, writ_change_add(WRIT_OBJECT_ARTIFACT, BYTES(object_two),
					      WRIT_CHANGE_CHECK, &change), 0);
	KUNIT_EXPECT_EQ(test, change.reason, WRIT_AUTHORIZED);
	counts(test, 0, 0);
}

static void takes_the_next_policy_alone(struct kunit *test)
{
	struct writ_change change;
	u32 generation;

	add(test, BYTES(object_two));
	rcu_read_lock();
	generation = writ_force_rcu()->generation;
	rcu_read_unlock();
	KUNIT_EXPECT_EQ(test, fixture_add(WRIT_OBJECT_POLICY, BYTES(object_policy_next), &change),
			0);
	KUNIT_EXPECT_EQ(test, fixture_add(WRIT_OBJECT_POLICY, BYTES(object_policy), &change),
			-ESTALE);
	rcu_read_lock();
	KUNIT_EXPECT_EQ(test, writ_policy_rcu()->version, 2ULL);
	KUNIT_EXPECT_EQ(test, writ_force_rcu()->generation, generation + 1);
	rcu_read_unlock();
	KUNIT_EXPECT_EQ(test, may_execute(1), WRIT_AUTHORIZED);
}

static void judges_what_it_holds(struct kunit *test)
{
	struct writ_policy *policy = kunit_kzalloc(test, sizeof(*policy), GFP_KERNEL);
	struct writ_authority nobody = { .policy = policy };

	KUNIT_ASSERT_NOT_NULL(test, policy);
	add(test, BYTES(object_two));
	mutex_lock(&writ_change_lock);
	writ_store_judge(&nobody, true);
	mutex_unlock(&writ_change_lock);
	KUNIT_EXPECT_EQ(test, may_execute(1), WRIT_UNKNOWN_ISSUER);
	/* To narrow gives nothing back, to judge does. */
	mutex_lock(&writ_change_lock);
	rcu_read_lock();
	nobody = writ_force_rcu()->authority;
	rcu_read_unlock();
	writ_store_judge(&nobody, true);
	KUNIT_EXPECT_EQ(test, may_execute(1), WRIT_UNKNOWN_ISSUER);
	writ_store_judge(&nobody, false);
	mutex_unlock(&writ_change_lock);
	KUNIT_EXPECT_EQ(test, may_execute(1), WRIT_AUTHORIZED);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(finds_each_subject),
	KUNIT_CASE(adds_the_same_once),
	KUNIT_CASE(wants_the_path),
	KUNIT_CASE(drops),
	KUNIT_CASE(keeps_nothing_of_a_forgery),
	KUNIT_CASE(keeps_no_uses_without_account),
	KUNIT_CASE(checks_without_keeping),
	KUNIT_CASE(judges_what_it_holds),
	KUNIT_CASE(takes_the_next_policy_alone),
	{}
};

static struct kunit_suite suite = {
	.name = "writ-store",
	.suite_init = fixture_up,
	.exit = empty,
	.test_cases = cases,
};

kunit_test_suite(suite);
