// SPDX-License-Identifier: GPL-2.0-only
/*
 * Chains of delegation only ever narrow. Random worlds (issuers, chains of up to
 * four links, artifacts, revocations, a second policy) are put to the core and to
 * the evaluator of reference.c, which must agree on every object and every
 * request; and nothing may be allowed that some link above would not allow.
 *
 * Each world follows from the seed and its own number, which are told when
 * something fails. In the environment:
 *	WRIT_REQUESTS	how many requests, by default 100000; 1000000 for a full run
 *	WRIT_SEED	where to begin, by default 1
 *	WRIT_WORLD	that world alone
 */
#include "check.h"
#include "hosted.h"
#include "imagine.h"

#define QUESTIONS	32

static u64 seed = 1, world_number;

/* How often each happened, so that a test that tests nothing is noticed. */
static u64 links_by[__WRIT_REASON_COUNT], permits_by[__WRIT_REASON_COUNT];
static u64 recalls_by[__WRIT_REASON_COUNT], answers_by[__WRIT_REASON_COUNT];
static u64 stood_by[__WRIT_REASON_COUNT], allowed_at[WRIT_DELEGATION_DEPTH + 1];

static struct permit permits[HOSTED_PERMITS];
static enum writ_reason standing[HOSTED_PERMITS];
static const struct writ_issuer *signer[HOSTED_PERMITS];

static const char *context(void)
{
	static char text[96];

	snprintf(text, sizeof(text), "WRIT_SEED=%llu WRIT_WORLD=%llu: ", (unsigned long long)seed,
		 (unsigned long long)world_number);
	return text;
}

static void same(const char *what, enum writ_reason got, enum writ_reason wanted)
{
	hosted_demand(got == wanted, what, writ_reason_name(got), writ_reason_name(wanted));
}

/* ---- objects */

static void recall_some(u32 percent)
{
	while (hosted.world.nrevoked + WORLD_ENTRIES <= WORLD_REVOKED && imagine_chance(percent)) {
		struct recall r = imagine_recall(&hosted.world);

		recalls_by[hosted_recall(&r)]++;
	}
}

static void delegate_some(void)
{
	u32 i;

	for (i = 0; i < 10 && hosted.world.nlinks < WORLD_LINKS; i++) {
		struct link l = imagine_link(&hosted.world);

		links_by[hosted_link(&l)]++;
		recall_some(3);
	}
}

/* What was admitted once, under all that has come since. */
static void judge_again(int at)
{
	const struct permit *p = &permits[at];
	struct writ_facts facts = writ_facts_of(&hosted.artifact[at]);
	enum writ_reason wanted = reference_permit_stands(&hosted.world, p), ended;
	u64 now = p->by.exp - 2 + imagine_below(3);
	u32 i;

	standing[at] = writ_standing(&hosted.authority, &facts, &signer[at]);
	same("standing", standing[at], wanted);
	for (i = 0; i < p->nsubjects && signer[at]; i++) {
		const char *path = p->subject[i].path;
		bool covers = reference_covers(&hosted.world, p->by.key, path);

		hosted_demand(writ_issuer_covers(&hosted.authority, signer[at],
						 writ_bytes_of(path ? path : "")) == covers,
			      "covers", covers ? "no" : "yes", covers ? "yes" : "no");
		/* The same as an artifact that is admitted would be refused for. */
		if (!covers)
			standing[at] = WRIT_ISSUER_LIMIT;
	}
	stood_by[standing[at]]++;
	ended = writ_ended(&hosted.authority, facts.key, facts.cti, facts.iat, facts.exp, now);
	wanted = reference_ended(&hosted.world, p, now);
	if (wanted != WRIT_UNKNOWN_ISSUER || ended != WRIT_REVOKED)
		same("ended", ended, wanted);
}

/* ---- requests */

/* One question as the core is asked it; points into itself. */
struct asked {
	struct writ_request req;
	struct writ_asker asker;
	u8 digest[WRIT_DIGEST_SIZE];
	u8 program[WRIT_DIGEST_SIZE];
	u8 under[8];
};

static void ask(struct asked *a, const struct question *q)
{
	static const u8 strings[] = "a\0b\0c";

	memset(a, 0, sizeof(*a));
	memset(a->digest, q->digest, sizeof(a->digest));
	memset(a->program, q->program, sizeof(a->program));
	memset(a->under, q->under_cti, sizeof(a->under));
	if (q->program)
		a->asker.program = (struct writ_bytes){ a->program, sizeof(a->program) };
	if (q->under_key >= 0) {
		a->asker.artifact = (struct writ_bytes){ a->under, sizeof(a->under) };
		a->asker.key = world_kid(q->under_key);
	}
	a->asker.depth_left = q->depth_left;
	a->req = (struct writ_request){
		.op = q->op, .uid = q->uid, .now = q->now, .segment = q->segment,
		.have = WRIT_FACT_ARGUMENTS | WRIT_FACT_CGROUP, .digest = a->digest,
		.policy = hosted.authority.policy, .asker = q->asker ? &a->asker : NULL,
	};
	if (q->path)
		a->req.path = writ_bytes_of(q->path);
	if (q->cgroup)
		a->req.cgroup = writ_bytes_of(q->cgroup);
	if (q->arguments >= 0)
		a->req.arguments = (struct writ_bytes){ strings, 2 * (size_t)q->arguments };
}

/* What both say of one artifact with each subject of that content; adds to both verdicts. */
static bool consider(int at, const struct asked *a, const struct question *q, int *used,
		     struct writ_verdict *v, enum writ_reason *wanted)
{
	const struct permit *p = &permits[at];
	struct writ_bytes rest = hosted.artifact[at].subjects;
	struct writ_subject s;
	u32 i;

	hosted.grant[at].used = used;
	for (i = 0; i < p->nsubjects; i++) {
		enum writ_reason answer;

		assert_true(writ_subject_next(&rest, &s));
		assert_int_equal(s.digest[0], p->subject[i].digest);
		if (p->subject[i].digest != q->digest)
			continue;
		if (standing[at] != WRIT_AUTHORIZED) {
			answer = standing[at];
			writ_verdict_refused(v, answer);
		} else {
			answer = reference_answer(&hosted.world, p, p->subject[i].path, *used, q);
			writ_verdict_consider(v, &hosted.grant[at], s.path, &a->req);
		}
		if (answer == WRIT_AUTHORIZED || answer > *wanted)
			*wanted = answer;
		if (answer == WRIT_AUTHORIZED)
			return true;
	}
	return false;
}

static void put_question(const struct question *q)
{
	struct writ_verdict v = WRIT_VERDICT_INIT;
	enum writ_reason wanted = WRIT_MISSING_AUTHORIZATION;
	int used[HOSTED_PERMITS], at, by = -1, first = (int)imagine_below(HOSTED_PERMITS);
	bool revoked = reference_digest_revoked(&hosted.world, q->digest);
	struct asked a;
	int i;

	ask(&a, q);
	hosted_demand(writ_revoked_digest(&hosted.authority.revocations, a.digest) == revoked,
		      "content", "otherwise", revoked ? "revoked" : "not revoked");
	for (i = 0; i < HOSTED_PERMITS && by < 0 && !revoked; i++) {
		at = (first + i) % HOSTED_PERMITS;
		used[at] = (int)imagine_below(4);
		if (consider(at, &a, q, &used[at], &v, &wanted))
			by = at;
	}
	same("request", v.reason, wanted);
	answers_by[v.reason]++;
	if (v.reason != WRIT_AUTHORIZED)
		return;
	hosted_demand(by >= 0 && v.grant == &hosted.grant[by], "grant", "another", "the first");
	hosted_demand(reference_allows(&hosted.world, &permits[by], used[by], q), "request",
		      "allowed", "what each link above would allow");
	allowed_at[reference_length(&hosted.world, permits[by].by.key)]++;
}

/* ---- worlds */

static void try_world(void)
{
	bool admitted[HOSTED_PERMITS];
	struct world w;
	int at, i;

	imagine_seed(seed * 0x2545f4914f6cdd1d + world_number);
	imagine_policy(&w);
	hosted_begin(&w);
	delegate_some();
	for (at = 0; at < HOSTED_PERMITS; at++) {
		permits[at] = imagine_permit(&hosted.world);
		standing[at] = hosted_permit(&permits[at], at);
		permits_by[standing[at]]++;
		/* What was refused for whatever reason, be it revocation, is not kept. */
		admitted[at] = standing[at] == WRIT_AUTHORIZED;
	}
	recall_some(40);
	if (imagine_chance(40)) {
		w = hosted.world;
		imagine_other_policy(&w);
		hosted_policy(&w);
		/* All that hangs below is judged under it, with and without what it drops. */
		for (at = 0; at < HOSTED_PERMITS; at++)
			if (admitted[at])
				judge_again(at);
		hosted_judge_anew();
	}
	for (at = 0; at < HOSTED_PERMITS; at++)
		if (admitted[at])
			judge_again(at);
	for (i = 0; i < QUESTIONS; i++) {
		struct question q = imagine_question(&permits[imagine_below(HOSTED_PERMITS)],
						     &permits[imagine_below(HOSTED_PERMITS)]);

		put_question(&q);
	}
}

static u64 from_environment(const char *name, u64 otherwise)
{
	const char *text = getenv(name);

	return text ? strtoull(text, NULL, 0) : otherwise;
}

static void tell(const char *what, const u64 *counts)
{
	int i;

	print_message("%s:", what);
	for (i = 0; i < __WRIT_REASON_COUNT; i++)
		if (counts[i])
			print_message(" %s %llu", writ_reason_name(i),
				      (unsigned long long)counts[i]);
	print_message("\n");
}

static void demand_each(const u64 *counts, const enum writ_reason *reasons, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (counts[reasons[i]] < 20)
			fail_msg("hardly ever: %s", writ_reason_name(reasons[i]));
}

static void random_worlds(void **state)
{
	static const enum writ_reason of_links[] = {
		WRIT_AUTHORIZED, WRIT_UNKNOWN_ISSUER, WRIT_INVALID_SIGNATURE, WRIT_ISSUER_LIMIT,
		WRIT_REVOKED, WRIT_WRONG_AUDIENCE,
	}, of_permits[] = {
		WRIT_AUTHORIZED, WRIT_MALFORMED_ARTIFACT, WRIT_UNKNOWN_ISSUER,
		WRIT_INVALID_SIGNATURE, WRIT_ISSUER_LIMIT, WRIT_REVOKED,
	}, of_answers[] = {
		WRIT_AUTHORIZED, WRIT_MISSING_AUTHORIZATION, WRIT_MALFORMED_ARTIFACT,
		WRIT_UNKNOWN_ISSUER, WRIT_INVALID_SIGNATURE, WRIT_ISSUER_LIMIT, WRIT_REVOKED,
		WRIT_WRONG_AUDIENCE, WRIT_NOT_YET_VALID, WRIT_EXPIRED, WRIT_OPERATION_MISMATCH,
		WRIT_PATH_MISMATCH, WRIT_POLICY_MISMATCH, WRIT_IDENTITY_MISMATCH,
		WRIT_ARGV_MISMATCH, WRIT_REPLAY,
	};
	u64 requests = from_environment("WRIT_REQUESTS", 100000), done = 0;
	u64 alone = from_environment("WRIT_WORLD", U64_MAX);
	int i;

	(void)state;
	seed = from_environment("WRIT_SEED", 1);
	hosted_context = context;
	print_message("WRIT_SEED=%llu WRIT_REQUESTS=%llu\n", (unsigned long long)seed,
		      (unsigned long long)requests);
	if (alone != U64_MAX) {
		world_number = alone;
		try_world();
		return;
	}
	for (; done < requests; done += QUESTIONS, world_number++)
		try_world();
	tell("links", links_by);
	tell("artifacts", permits_by);
	tell("revocations", recalls_by);
	tell("standing", stood_by);
	tell("requests", answers_by);
	for (i = 0; i <= WRIT_DELEGATION_DEPTH; i++)
		print_message("allowed below %d links: %llu\n", i,
			      (unsigned long long)allowed_at[i]);
	if (requests < 100000)
		return;
	demand_each(links_by, of_links, ARRAY_SIZE(of_links));
	demand_each(permits_by, of_permits, ARRAY_SIZE(of_permits));
	demand_each(stood_by, of_permits, 1);
	demand_each(answers_by, of_answers, ARRAY_SIZE(of_answers));
	for (i = 0; i <= WRIT_DELEGATION_DEPTH; i++)
		assert_true(allowed_at[i] >= 100);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_worlds),
	};

	return cmocka_run_group_tests_name("narrowing", tests, NULL, NULL) ? 1 : 0;
}
