// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whose authority something has, with signatures that are verified by the kernel:
 * each limit of an issuer and of a delegate binds, and nothing that was changed
 * by a byte has any authority.
 */
#include <linux/sort.h>

#include "fixture.h"
#include "objects.h"

#define LONGEST 2048	/* bytes of an object of objects.h */

/* Room for what is too large for a stack. */
struct room {
	struct writ_policy policy;
	struct writ_artifact artifact;
	struct writ_delegation delegation;
	struct writ_revocation revocation;
	struct writ_revoked entries[8];
	struct writ_grant grant;
	struct writ_error err;
	struct writ_authority authority;
	const struct writ_delegation *links[1];
	u8 scratch[WRIT_TBS_HEAD_MAX];
	u8 bytes[LONGEST];
};

static struct writ_bytes here(void)
{
	return writ_bytes_of("kunit");
}

static enum writ_reason admit(struct room *room, enum writ_object object, struct writ_bytes in)
{
	memset(&room->err, 0, sizeof(room->err));
	switch (object) {
	case WRIT_OBJECT_POLICY:
		return writ_admit_policy(in, object_root, here(), NOW, room->scratch, &room->policy,
					 &room->err);
	case WRIT_OBJECT_DELEGATION:
		return writ_admit_delegation(in, &room->authority, here(), room->scratch,
					     &room->delegation, &room->err);
	case WRIT_OBJECT_REVOCATION:
		return writ_admit_revocation(in, &room->authority, here(), room->scratch,
					     &room->revocation, &room->err);
	default:
		return writ_admit_artifact(in, &room->authority, here(), room->scratch,
					   &room->artifact, &room->grant, &room->err);
	}
}

/* With the policy "full" in force, and the delegation if @delegated. */
static struct room *room_for(struct kunit *test, bool delegated)
{
	struct room *room = kunit_kzalloc(test, sizeof(*room), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, room);
	KUNIT_ASSERT_EQ_MSG(test, admit(room, WRIT_OBJECT_POLICY, BYTES(object_policy_full)),
			    WRIT_AUTHORIZED, "%s", room->err.field);
	room->authority.policy = &room->policy;
	room->authority.delegations = room->links;
	if (!delegated)
		return room;
	KUNIT_ASSERT_EQ_MSG(test, admit(room, WRIT_OBJECT_DELEGATION, BYTES(object_delegation)),
			    WRIT_AUTHORIZED, "%s", room->err.field);
	room->links[0] = &room->delegation;
	room->authority.ndelegations = 1;
	return room;
}

static void authorizes_all_that_is_demanded(struct kunit *test)
{
	struct room *room = room_for(test, false);
	const struct writ_terms *t = &room->artifact.terms;

	KUNIT_ASSERT_EQ_MSG(test, admit(room, WRIT_OBJECT_ARTIFACT, BYTES(object_full)),
			    WRIT_AUTHORIZED, "%s", room->err.field);
	KUNIT_EXPECT_TRUE(test, room->artifact.has_terms);
	KUNIT_EXPECT_EQ(test, t->narguments, 7U);
	KUNIT_EXPECT_TRUE(test, t->more_arguments);
	KUNIT_EXPECT_EQ(test, t->nvariables, 2U);
	KUNIT_EXPECT_EQ(test, t->nkernels, 2U);
	KUNIT_EXPECT_EQ(test, t->pcr_mask, BIT(7));
	KUNIT_EXPECT_EQ(test, t->uses, 3U);
	KUNIT_EXPECT_EQ(test, t->policy_version, 2ULL);
	KUNIT_EXPECT_EQ(test, t->origin_seq, 17ULL);
	KUNIT_EXPECT_TRUE(test, room->policy.strict_log);
}

/* What is changed of an issuer or a delegate, and what that refuses. */
struct limit {
	const char *field;
	void (*narrow)(struct writ_issuer *issuer);
};

static void no_operation(struct writ_issuer *issuer)
{
	issuer->ops = WRIT_OP_BIT(WRIT_OP_MAP);
}

static void a_second(struct writ_issuer *issuer)
{
	issuer->max_validity = 1;
}

static void no_subject(struct writ_issuer *issuer)
{
	issuer->max_subjects = 0;
}

static void other_uids(struct writ_issuer *issuer)
{
	issuer->uids.range[0].first = 2001;
}

static void other_cgroup(struct writ_issuer *issuer)
{
	issuer->cgroups[0] = writ_bytes_of("/agent");
}

static void one_use(struct writ_issuer *issuer)
{
	issuer->max_uses = 1;
}

static void other_path(struct writ_issuer *issuer)
{
	issuer->npaths = 1;
	issuer->paths[0] = writ_bytes_of("/op");
}

static const struct limit limits[] = {
	{ "operations", no_operation },
	{ "exp", a_second },
	{ "subjects", no_subject },
	{ "initiator.uids", other_uids },
	{ "initiator.cgroups", other_cgroup },
	{ "uses", one_use },
	{ "subjects.path", other_path },
};

/*
 * @issuer: one of those over @bytes, which are admitted as long as it is not narrowed.
 * How a delegation stands after that is the same question.
 */
static void each_binds(struct kunit *test, struct room *room, struct writ_issuer *issuer,
		       enum writ_object object, struct writ_bytes bytes,
		       const struct limit *each, size_t n)
{
	const struct writ_delegation *link = object == WRIT_OBJECT_DELEGATION ?
					     &room->delegation : NULL;
	struct writ_issuer *as_it_is = kunit_kzalloc(test, sizeof(*as_it_is), GFP_KERNEL);
	size_t i;

	KUNIT_ASSERT_NOT_NULL(test, as_it_is);
	*as_it_is = *issuer;
	for (i = 0; i < n; i++) {
		KUNIT_EXPECT_EQ(test, admit(room, object, bytes), WRIT_AUTHORIZED);
		if (link)
			KUNIT_EXPECT_EQ(test, writ_delegation_standing(link, &room->authority),
					WRIT_AUTHORIZED);
		each[i].narrow(issuer);
		KUNIT_EXPECT_EQ_MSG(test, admit(room, object, bytes), WRIT_ISSUER_LIMIT, "%s",
				    each[i].field);
		KUNIT_EXPECT_STREQ(test, room->err.field ?: "", each[i].field);
		if (link)
			KUNIT_EXPECT_EQ(test, writ_delegation_standing(link, &room->authority),
					WRIT_ISSUER_LIMIT);
		*issuer = *as_it_is;
	}
}

static void each_limit_binds(struct kunit *test, struct room *room, struct writ_issuer *issuer,
			     struct writ_bytes artifact)
{
	each_binds(test, room, issuer, WRIT_OBJECT_ARTIFACT, artifact, limits, ARRAY_SIZE(limits));
}

static void limits_an_issuer(struct kunit *test)
{
	struct room *room = room_for(test, false);

	each_limit_binds(test, room, &room->policy.issuers[0], BYTES(object_full));
}

static void limits_a_delegate(struct kunit *test)
{
	struct room *room = room_for(test, true);

	each_limit_binds(test, room, &room->delegation.issuer, BYTES(object_delegated));
}

static void limits_who_delegated(struct kunit *test)
{
	struct room *room = room_for(test, true);

	each_limit_binds(test, room, &room->policy.issuers[0], BYTES(object_delegated));
}

static void no_depth(struct writ_issuer *issuer)
{
	issuer->depth = 1;
}

static const struct limit wider[] = {
	{ "issuers.delegation-depth", no_depth },
	{ "issuers.max-subjects", no_subject },
	{ "issuers.uids", other_uids },
	{ "issuers.cgroups", other_cgroup },
	{ "issuers.max-uses", one_use },
	{ "issuers.paths", other_path },
	/* By these it does not stand itself. */
	{ "operations", no_operation },
	{ "exp", a_second },
};

static void delegates_no_more_than_there_is(struct kunit *test)
{
	struct room *room = room_for(test, false);

	each_binds(test, room, &room->policy.issuers[0], WRIT_OBJECT_DELEGATION,
		   BYTES(object_delegation), wider, ARRAY_SIZE(wider));
}

/* A key under two limits would have the wider one. */
static void delegates_to_a_key_once(struct kunit *test)
{
	struct room *room = room_for(test, true);

	KUNIT_EXPECT_EQ(test, admit(room, WRIT_OBJECT_DELEGATION, BYTES(object_delegation)),
			WRIT_ISSUER_LIMIT);
	KUNIT_EXPECT_STREQ(test, room->err.field, "issuers.key");
}

static void knows_no_delegate_by_himself(struct kunit *test)
{
	struct room *room = room_for(test, true);

	KUNIT_EXPECT_EQ(test, admit(room, WRIT_OBJECT_ARTIFACT, BYTES(object_delegated)),
			WRIT_AUTHORIZED);
	room->authority.ndelegations = 0;
	KUNIT_EXPECT_EQ(test, admit(room, WRIT_OBJECT_ARTIFACT, BYTES(object_delegated)),
			WRIT_UNKNOWN_ISSUER);
}

static int order(const void *a, const void *b)
{
	return writ_revoked_order(a, b);
}

/* The entries of the revocation that was admitted last are in force. */
static void revoke(struct kunit *test, struct room *room)
{
	struct writ_bytes rest = room->revocation.entries;
	u32 n = 0;

	while (n < ARRAY_SIZE(room->entries) && writ_revoked_next(&rest, &room->entries[n]))
		n++;
	KUNIT_ASSERT_EQ(test, n, room->revocation.nentries);
	sort(room->entries, n, sizeof(*room->entries), order, NULL);
	room->authority.revocations = (struct writ_revocations){ n, room->entries };
}

static void revokes_what_is_his_own(struct kunit *test)
{
	struct room *room = room_for(test, true);
	struct writ_facts facts;

	KUNIT_ASSERT_EQ(test, admit(room, WRIT_OBJECT_ARTIFACT, BYTES(object_delegated)),
			WRIT_AUTHORIZED);
	facts = writ_facts_of(&room->artifact);
	KUNIT_EXPECT_EQ(test, writ_ended(&room->authority, facts.key, facts.cti, facts.iat,
					 facts.exp, NOW), WRIT_AUTHORIZED);
	KUNIT_EXPECT_EQ(test, writ_ended(&room->authority, facts.key, facts.cti, facts.iat,
					 facts.exp, facts.exp), WRIT_EXPIRED);
	/* The delegate may not revoke what was delegated to him, the issuer what the delegate signed. */
	KUNIT_EXPECT_EQ(test, admit(room, WRIT_OBJECT_REVOCATION, BYTES(object_revocation_ci)),
			WRIT_ISSUER_LIMIT);
	KUNIT_EXPECT_STREQ(test, room->err.field, "entries");
	KUNIT_ASSERT_EQ(test, admit(room, WRIT_OBJECT_REVOCATION, BYTES(object_revocation_ops)),
			WRIT_AUTHORIZED);
	revoke(test, room);
	KUNIT_EXPECT_EQ(test, admit(room, WRIT_OBJECT_ARTIFACT, BYTES(object_delegated)),
			WRIT_REVOKED);
	KUNIT_EXPECT_EQ(test, writ_ended(&room->authority, facts.key, facts.cti, facts.iat,
					 facts.exp, NOW), WRIT_REVOKED);
}

static void the_root_revokes_anything(struct kunit *test)
{
	struct room *room = room_for(test, true);

	KUNIT_ASSERT_EQ(test, admit(room, WRIT_OBJECT_REVOCATION, BYTES(object_revocation)),
			WRIT_AUTHORIZED);
	revoke(test, room);
	KUNIT_EXPECT_EQ(test, admit(room, WRIT_OBJECT_ARTIFACT, BYTES(object_delegated)),
			WRIT_REVOKED);
	KUNIT_EXPECT_TRUE(test, writ_revoked_digest(&room->authority.revocations,
						    fixture_digest(5)));
	KUNIT_EXPECT_FALSE(test, writ_revoked_digest(&room->authority.revocations,
						     fixture_digest(4)));
	/* What the issuer signed afterwards stands. */
	KUNIT_EXPECT_EQ(test, admit(room, WRIT_OBJECT_ARTIFACT, BYTES(object_full)),
			WRIT_AUTHORIZED);
}

static const struct {
	const char *name;
	enum writ_object object;
	const u8 *bytes;
	size_t len;
} whole[] = {
	{ "policy", WRIT_OBJECT_POLICY, object_policy_full, sizeof(object_policy_full) },
	{ "artifact", WRIT_OBJECT_ARTIFACT, object_full, sizeof(object_full) },
	{ "delegation", WRIT_OBJECT_DELEGATION, object_delegation, sizeof(object_delegation) },
	{ "revocation", WRIT_OBJECT_REVOCATION, object_revocation, sizeof(object_revocation) },
};

/* A bit that lengths and numbers turn on, another argument, another kind, another sign. */
static const u8 changes[] = { 0x01, 0x08, 0x20, 0x80, 0xff };

/* Each byte of each object, in several ways: none of it has any authority any more. */
static void nothing_that_was_changed_has_any(struct kunit *test)
{
	struct room *room = room_for(test, false);
	struct room *other = kunit_kzalloc(test, sizeof(*other), GFP_KERNEL);
	size_t i, at, k;

	KUNIT_ASSERT_NOT_NULL(test, other);
	other->authority = room->authority;
	for (i = 0; i < ARRAY_SIZE(whole); i++) {
		KUNIT_ASSERT_LE(test, whole[i].len, sizeof(room->bytes));
		memcpy(room->bytes, whole[i].bytes, whole[i].len);
		for (at = 0; at < whole[i].len; at++) {
			for (k = 0; k < ARRAY_SIZE(changes); k++) {
				enum writ_reason reason;

				room->bytes[at] ^= changes[k];
				reason = admit(other, whole[i].object, (struct writ_bytes){
						room->bytes, whole[i].len });
				if (reason == WRIT_AUTHORIZED || reason == WRIT_INTERNAL_ERROR)
					KUNIT_FAIL(test, "%s, byte %zu ^ %02x: %s", whole[i].name,
						   at, changes[k], writ_reason_name(reason));
				/* Who is told why is told where. */
				if (!other->err.field || other->err.offset > whole[i].len)
					KUNIT_FAIL(test, "%s, byte %zu ^ %02x: no place",
						   whole[i].name, at, changes[k]);
				room->bytes[at] = whole[i].bytes[at];
			}
		}
		KUNIT_EXPECT_EQ_MSG(test, admit(other, whole[i].object, (struct writ_bytes){
					room->bytes, whole[i].len }), WRIT_AUTHORIZED, "%s",
				    whole[i].name);
	}
}

static struct kunit_case cases[] = {
	KUNIT_CASE(authorizes_all_that_is_demanded),
	KUNIT_CASE(limits_an_issuer),
	KUNIT_CASE(limits_a_delegate),
	KUNIT_CASE(limits_who_delegated),
	KUNIT_CASE(delegates_no_more_than_there_is),
	KUNIT_CASE(delegates_to_a_key_once),
	KUNIT_CASE(knows_no_delegate_by_himself),
	KUNIT_CASE(revokes_what_is_his_own),
	KUNIT_CASE(the_root_revokes_anything),
	KUNIT_CASE(nothing_that_was_changed_has_any),
	{}
};

static struct kunit_suite suite = {
	.name = "writ-authority",
	.suite_init = fixture_up,
	.test_cases = cases,
};

kunit_test_suite(suite);
