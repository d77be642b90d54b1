// SPDX-License-Identifier: GPL-2.0-only
/* The ring of records: numbers without a hole, a chain, and room that is given back. */
#include <crypto/sha2.h>
#include <linux/delay.h>

#include "events.h"
#include "fixture.h"

static int append(enum writ_class class, const char *detail)
{
	struct writ_event event;

	writ_event_begin(&event, WRIT_KIND_TAMPER, NULL);
	event.record.detail = writ_bytes_of(detail);
	return writ_event_append(&event, class);
}

/* Until the thread has chained all that was given a number; some seconds at most. */
static struct writ_log_state settled(struct kunit *test)
{
	struct writ_log_state state;
	int i;

	for (i = 0; i < 500; i++) {
		writ_log_state(&state);
		if (state.chained_seq == state.last_seq)
			return state;
		msleep(20);
	}
	KUNIT_FAIL(test, "record %llu is still not chained", state.chained_seq + 1);
	return state;
}

struct record {
	u8 bytes[WRIT_RECORD_MAX];
	size_t len;
	u8 hash[WRIT_DIGEST_SIZE];
	struct writ_record decoded;
};

static int fetch(u64 seq, struct record *r)
{
	struct writ_error err = {};
	int ret = writ_event_fetch(seq, r->bytes, &r->len, r->hash);

	if (!ret && !writ_record_decode((struct writ_bytes){ r->bytes, r->len }, &r->decoded, &err))
		ret = -EBADMSG;
	return ret;
}

static struct record *room(struct kunit *test)
{
	struct record *r = kunit_kzalloc(test, sizeof(*r), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, r);
	return r;
}

/* Leaves nothing for the next test to wait for. */
static void acknowledge_all(struct kunit *test)
{
	struct writ_log_state state = settled(test);

	if (state.acked_seq < state.chained_seq)
		KUNIT_EXPECT_EQ(test, writ_event_ack(state.chained_seq, state.head), 0);
}

static void numbers_without_a_hole(struct kunit *test)
{
	struct record *r = room(test);
	u64 first = settled(test).last_seq + 1;
	u64 before = 0;
	int i;

	for (i = 0; i < 5; i++)
		KUNIT_ASSERT_EQ(test, append(WRIT_CLASS_VITAL, "five"), 0);
	KUNIT_EXPECT_EQ(test, settled(test).last_seq, first + 4);
	for (i = 0; i < 5; i++) {
		KUNIT_ASSERT_EQ(test, fetch(first + i, r), 0);
		KUNIT_EXPECT_EQ(test, r->decoded.seq, first + i);
		KUNIT_EXPECT_EQ(test, r->decoded.kind, (u64)WRIT_KIND_TAMPER);
		KUNIT_EXPECT_TRUE(test, writ_bytes_equal(r->decoded.detail, writ_bytes_of("five")));
		KUNIT_EXPECT_GE(test, r->decoded.mono_ns, before);
		before = r->decoded.mono_ns;
	}
	KUNIT_EXPECT_EQ(test, fetch(first + 5, r), -EAGAIN);
}

/* h(n) = SHA-256(h(n-1) || record n), by another implementation of the digest. */
static void chains_each_to_the_one_before(struct kunit *test)
{
	struct writ_log_state state = settled(test);
	struct record *r = room(test);
	struct sha256_state sha;
	u8 hash[WRIT_DIGEST_SIZE];
	u64 seq;

	memcpy(hash, state.head, sizeof(hash));
	for (seq = 0; seq < 20; seq++)
		KUNIT_ASSERT_EQ(test, append(WRIT_CLASS_VITAL, seq & 1 ? "odd" : "even"), 0);
	for (seq = state.last_seq + 1; seq <= settled(test).last_seq; seq++) {
		KUNIT_ASSERT_EQ(test, fetch(seq, r), 0);
		sha256_init(&sha);
		sha256_update(&sha, hash, sizeof(hash));
		sha256_update(&sha, r->bytes, r->len);
		sha256_final(&sha, hash);
		KUNIT_EXPECT_EQ_MSG(test, memcmp(hash, r->hash, sizeof(hash)), 0, "h(%llu)", seq);
	}
	state = settled(test);
	KUNIT_EXPECT_EQ(test, memcmp(hash, state.head, sizeof(hash)), 0);
}

static void gives_up_what_is_acknowledged(struct kunit *test)
{
	struct record *r = room(test);
	u8 wrong[WRIT_DIGEST_SIZE];
	u64 first, acked;

	acknowledge_all(test);
	first = settled(test).last_seq + 1;
	KUNIT_ASSERT_EQ(test, append(WRIT_CLASS_VITAL, "one"), 0);
	KUNIT_ASSERT_EQ(test, append(WRIT_CLASS_VITAL, "two"), 0);
	settled(test);
	KUNIT_ASSERT_EQ(test, fetch(first, r), 0);
	memcpy(wrong, r->hash, sizeof(wrong));
	wrong[31] ^= 1;
	acked = settled(test).acked_seq;
	KUNIT_EXPECT_EQ(test, writ_event_ack(first, wrong), -EBADMSG);
	KUNIT_EXPECT_EQ(test, settled(test).acked_seq, acked);
	KUNIT_EXPECT_EQ(test, writ_event_ack(first, r->hash), 0);
	KUNIT_EXPECT_EQ(test, settled(test).acked_seq, first);
	KUNIT_EXPECT_EQ(test, writ_event_ack(first, r->hash), -EALREADY);
	KUNIT_EXPECT_EQ(test, writ_event_ack(first + 1000, r->hash), -ERANGE);
	KUNIT_EXPECT_EQ(test, fetch(first, r), -ENOENT);
	KUNIT_EXPECT_EQ(test, fetch(first + 1, r), 0);
	/* The wrong acknowledgement has left a record of its own. */
	KUNIT_EXPECT_EQ(test, fetch(first + 2, r), 0);
	KUNIT_EXPECT_EQ(test, r->decoded.kind, (u64)WRIT_KIND_TAMPER);
}

static u32 fill(enum writ_class class)
{
	u32 n = 0;

	while (n < 100000 && !append(class, "fills"))
		n++;
	return n;
}

/* A record of this kind, among those that are held; 0 if there is none. */
static u64 find(enum writ_kind kind, const struct writ_log_state *state, struct record *r)
{
	u64 seq;

	for (seq = state->acked_seq + 1; seq <= state->chained_seq; seq++)
		if (!fetch(seq, r) && r->decoded.kind == kind)
			return seq;
	return 0;
}

/*
 * What is allowed leaves a quarter of the ring to denials, and denials a part to
 * recovery. What does not fit is told by a record as soon as there is room again.
 */
static void tells_what_was_lost(struct kunit *test)
{
	struct writ_log_state before, state;
	struct record *r = room(test);
	u32 capacity;

	acknowledge_all(test);
	before = settled(test);
	capacity = before.capacity;
	KUNIT_EXPECT_EQ(test, capacity, 256U);
	KUNIT_EXPECT_EQ(test, fill(WRIT_CLASS_ALLOWED), capacity - capacity / 4);
	KUNIT_EXPECT_FALSE(test, writ_events_room(WRIT_CLASS_ALLOWED));
	KUNIT_EXPECT_EQ(test, fill(WRIT_CLASS_VITAL), capacity / 4 - capacity / 16);
	KUNIT_EXPECT_FALSE(test, writ_events_room(WRIT_CLASS_VITAL));
	KUNIT_EXPECT_EQ(test, fill(WRIT_CLASS_RECOVERY), capacity / 16);
	state = settled(test);
	KUNIT_EXPECT_EQ(test, state.lost, before.lost + 3);
	KUNIT_EXPECT_EQ(test, find(WRIT_KIND_GAP, &state, r), 0ULL);
	KUNIT_ASSERT_EQ(test, writ_event_ack(state.chained_seq, state.head), 0);
	state = settled(test);
	KUNIT_ASSERT_EQ(test, find(WRIT_KIND_GAP, &state, r), state.last_seq);
	KUNIT_EXPECT_EQ(test, r->decoded.lost_other, 3ULL);
	KUNIT_EXPECT_EQ(test, r->decoded.lost_allowed, 0ULL);
	KUNIT_EXPECT_EQ(test, append(WRIT_CLASS_ALLOWED, "fits again"), 0);
}

/*
 * Records of one size, and of one that divides the ring: sooner or later one ends
 * exactly where the ring does, and the next must begin at its beginning.
 */
static void begins_anew_after_an_exact_end(struct kunit *test)
{
	struct record *r = room(test);
	/* One of these lengths makes a record of 512 bytes. */
	char detail[] = "0123456789abcdef0123456789abcdef0123456789abcdef"
			"0123456789abcdef0123456789abcdef0123456789abcdef";
	size_t len;
	int batch, i;

	for (len = 0; len < sizeof(detail); len += 8) {
		detail[len] = 0;
		for (batch = 0; batch < 12; batch++) {
			u64 first;

			acknowledge_all(test);
			first = settled(test).last_seq + 1;
			for (i = 0; i < 100; i++)
				KUNIT_ASSERT_EQ(test, append(WRIT_CLASS_VITAL, detail), 0);
			settled(test);
			for (i = 0; i < 100; i++) {
				KUNIT_ASSERT_EQ(test, fetch(first + i, r), 0);
				KUNIT_ASSERT_EQ(test, r->decoded.seq, first + i);
				KUNIT_ASSERT_TRUE(test, writ_bytes_equal(r->decoded.detail,
									 writ_bytes_of(detail)));
			}
		}
		detail[len] = '-';
	}
}

static struct kunit_case cases[] = {
	KUNIT_CASE(numbers_without_a_hole),
	KUNIT_CASE(chains_each_to_the_one_before),
	KUNIT_CASE(gives_up_what_is_acknowledged),
	KUNIT_CASE(tells_what_was_lost),
	KUNIT_CASE(begins_anew_after_an_exact_end),
	{}
};

static struct kunit_suite suite = {
	.name = "writ-chain",
	.suite_init = fixture_up,
	.exit = acknowledge_all,
	.test_cases = cases,
};

kunit_test_suite(suite);
