// SPDX-License-Identifier: GPL-2.0-only
/*
 * What lies behind a good signature. The first byte chooses the kind of the object
 * that follows. Its signature counts as good and its signer as an issuer, once one
 * who may authorize everything and once a narrow one, so that content of which the
 * other fuzzers see only the decoding is admitted, judged and put to use.
 */
#include "check.h"

enum writ_reason __wrap_writ_verify(enum writ_alg alg, const struct writ_key *key,
				    struct writ_bytes head, struct writ_bytes payload,
				    struct writ_bytes signature);

enum writ_reason __wrap_writ_verify(enum writ_alg alg, const struct writ_key *key,
				    struct writ_bytes head, struct writ_bytes payload,
				    struct writ_bytes signature)
{
	(void)alg, (void)key, (void)head, (void)payload, (void)signature;
	return WRIT_AUTHORIZED;
}

/* Seeds say that they hold from 0x60000000 to 0x70000000. */
#define NOW	0x68000000

static const struct writ_bytes host = { (const u8 *)"host", 4 };
static u8 scratch[WRIT_TBS_HEAD_MAX];
static struct writ_policy policy;
static struct writ_authority authority = { .policy = &policy };

/* The authority under which whoever signed this is the one issuer. */
static struct writ_issuer *only_issuer(const struct writ_sign1 *sign)
{
	static const u8 coordinate[32];
	struct writ_issuer *issuer = &policy.issuers[0];

	memset(&policy, 0, sizeof(policy));
	policy.default_answer = WRIT_ANSWER_REQUIRE;
	policy.version = 1;
	policy.id = (struct writ_bytes){ (const u8 *)"main", 4 };
	policy.nissuers = 1;
	issuer->name = sign->claims.iss;
	issuer->alg = sign->alg;
	memcpy(issuer->kid, sign->kid.data, WRIT_KID_SIZE);
	if (sign->alg == WRIT_ALG_RS256) {
		issuer->key.kty = WRIT_KTY_RSA;
		issuer->key.n = sign->signature;
	} else {
		issuer->key.kty = WRIT_KTY_EC2;
		issuer->key.x = issuer->key.y = (struct writ_bytes){ coordinate, 32 };
	}
	issuer->ops = WRIT_OP_ALL;
	issuer->max_validity = UINT64_MAX;
	issuer->max_subjects = WRIT_SUBJECTS_MAX;
	issuer->depth = WRIT_DELEGATION_DEPTH;
	return issuer;
}

/* ---- artifacts */

static struct writ_request request(u32 op, u64 now, const struct writ_asker *asker)
{
	static const char arguments[] = "-v\0ab\0a", variables[] = "V=5\0W=/a/b";
	static const u8 contents[WRIT_ARGUMENTS_MAX][WRIT_DIGEST_SIZE];
	static const struct writ_state_of_host state;

	return (struct writ_request){
		.op = op,
		.path = { (const u8 *)"/usr/bin/true", 13 },
		.fstype = { (const u8 *)"ext4", 4 },
		.now = now,
		.have = ~0u,
		.policy = &policy,
		.cgroup = { (const u8 *)"/s/a", 4 },
		.asker = asker,
		.state = &state,
		.arguments = { (const u8 *)arguments, sizeof(arguments) },
		.variables = { (const u8 *)variables, sizeof(variables) },
		.variables_known = true,
		.contents = contents,
		.contents_known = ~0ull,
	};
}

/* Whatever else it says: it grants no other operation, and at no other time. */
static void judge(const struct writ_artifact *a, const struct writ_grant *grant)
{
	const u64 times[] = { 0, grant->nbf - 1, grant->nbf, NOW, grant->exp - 1, grant->exp };
	const struct writ_asker asker = { 0 };
	struct writ_bytes rest = a->subjects;
	struct writ_subject subject;
	u32 op, t, n;

	for (n = 0; n < 4 && writ_subject_next(&rest, &subject); n++) {
		for (op = 0; op <= __WRIT_OP_END; op++) {
			for (t = 0; t < sizeof(times) / sizeof(*times); t++) {
				struct writ_request req = request(op, times[t], &asker);
				struct writ_verdict v = WRIT_VERDICT_INIT;

				if (!writ_verdict_consider(&v, grant, subject.path, &req)) {
					demand(v.reason != WRIT_AUTHORIZED);
					continue;
				}
				demand(v.reason == WRIT_AUTHORIZED && v.grant == grant);
				demand(op && op < __WRIT_OP_END && (a->ops & WRIT_OP_BIT(op)));
				demand(times[t] >= grant->nbf && times[t] < grant->exp);
				demand(grant->for_host);
				demand(!subject.path.len ||
				       writ_bytes_equal(subject.path, req.path));
			}
		}
	}
}

/* One limit at a time, as the seeds just keep it. */
static void narrow(struct writ_issuer *issuer, int limit)
{
	switch (limit) {
	case 0:
		issuer->ops = WRIT_OP_BIT(WRIT_OP_EXECUTE);
		break;
	case 1:
		issuer->max_subjects = 1;
		break;
	case 2:
		issuer->max_validity = 0x10000000;
		break;
	case 3:
		issuer->max_uses = 3;
		break;
	case 4:
		issuer->npaths = 1;
		issuer->paths[0] = (struct writ_bytes){ (const u8 *)"/usr", 4 };
		break;
	}
}

/* Is it within the limit, by another reckoning than the core's? */
static bool within(const struct writ_artifact *a, int limit)
{
	struct writ_bytes rest = a->subjects;
	struct writ_subject subject;

	switch (limit) {
	case 0:
		return a->ops == WRIT_OP_BIT(WRIT_OP_EXECUTE);
	case 1:
		return a->nsubjects == 1;
	case 2:
		return a->sign.claims.exp - a->sign.claims.nbf <= 0x10000000;
	case 3:
		/* What descendants run is not counted, so who counts may not hand on. */
		return a->has_terms && a->terms.uses && a->terms.uses <= 3 && !a->terms.depth;
	default:
		while (writ_subject_next(&rest, &subject))
			if (subject.path.len < 4 || memcmp(subject.path.data, "/usr", 4) ||
			    (subject.path.len > 4 && subject.path.data[4] != '/'))
				return false;
		return true;
	}
}

#define LIMITS 5

static void try_artifact(struct writ_bytes in)
{
	static struct writ_artifact a;
	struct writ_grant grant;
	struct writ_error err;
	enum writ_reason reason;
	int limit;

	if (!writ_artifact_decode(in, &a, &err))
		return;
	only_issuer(&a.sign);
	reason = writ_admit_artifact(in, &authority, host, scratch, &a, &grant, &err);
	if (reason != WRIT_AUTHORIZED)
		return;
	judge(&a, &grant);
	for (limit = 0; limit < LIMITS; limit++) {
		narrow(only_issuer(&a.sign), limit);
		reason = writ_admit_artifact(in, &authority, host, scratch, &a, &grant, &err);
		demand((reason == WRIT_AUTHORIZED) == within(&a, limit));
	}
}

/* ---- delegations */

static void try_delegation(struct writ_bytes in)
{
	static struct writ_delegation d;
	const struct writ_delegation *all[] = { &d };
	struct writ_authority with = authority;
	struct writ_issuer *issuer;
	struct writ_error err;

	if (!writ_delegation_decode(in, &d, &err))
		return;
	issuer = only_issuer(&d.sign);
	if (writ_admit_delegation(in, &authority, host, scratch, &d, &err) == WRIT_AUTHORIZED) {
		demand(d.issuer.depth < issuer->depth);
		with.delegations = all;
		with.ndelegations = 1;
		demand(writ_delegation_standing(&d, &authority) == WRIT_AUTHORIZED);
		/* Nobody is delegated to twice. */
		demand(writ_admit_delegation(in, &with, host, scratch, &d, &err) !=
		       WRIT_AUTHORIZED);
	}
	issuer->ops = WRIT_OP_BIT(WRIT_OP_EXECUTE);
	if (writ_admit_delegation(in, &authority, host, scratch, &d, &err) == WRIT_AUTHORIZED)
		demand(d.issuer.ops == WRIT_OP_BIT(WRIT_OP_EXECUTE));
	issuer = only_issuer(&d.sign);
	issuer->max_validity = 4000;
	if (writ_admit_delegation(in, &authority, host, scratch, &d, &err) == WRIT_AUTHORIZED)
		demand(d.issuer.max_validity <= 4000);
	issuer = only_issuer(&d.sign);
	issuer->max_subjects = 10;
	if (writ_admit_delegation(in, &authority, host, scratch, &d, &err) == WRIT_AUTHORIZED)
		demand(d.issuer.max_subjects <= 10);
	issuer->depth = 0;
	demand(writ_admit_delegation(in, &authority, host, scratch, &d, &err) != WRIT_AUTHORIZED);
}

/* ---- revocations and policies */

static void try_revocation(struct writ_bytes in)
{
	static struct writ_revocation r;
	static struct writ_revoked one;
	struct writ_error err;
	struct writ_bytes rest;
	u32 n = 0;

	if (!writ_revocation_decode(in, &r, &err))
		return;
	only_issuer(&r.sign);
	if (writ_admit_revocation(in, &authority, host, scratch, &r, &err) != WRIT_AUTHORIZED)
		return;
	/* An issuer revokes only what is his: he is the only one, and not the root. */
	for (rest = r.entries; writ_revoked_next(&rest, &one); n++) {
		demand(one.kind != WRIT_REVOKED_DIGEST);
		demand(!memcmp(one.key, r.sign.kid.data, WRIT_KID_SIZE));
	}
	demand(n == r.nentries);
}

static void try_policy(struct writ_bytes in)
{
	static struct writ_policy p;
	u8 root[WRIT_KID_SIZE];
	struct writ_error err;
	enum writ_reason reason;

	if (!writ_policy_decode(in, &p, &err))
		return;
	memcpy(root, p.root_kid, sizeof(root));
	reason = writ_admit_policy(in, root, host, NOW, scratch, &p, &err);
	if (reason == WRIT_AUTHORIZED) {
		demand(!memcmp(p.sign.kid.data, root, sizeof(root)));
		demand(p.sign.claims.nbf <= NOW && NOW < p.sign.claims.exp);
		demand(writ_claims_for_host(&p.sign.claims, host));
	}
	root[0] ^= 1;
	demand(writ_admit_policy(in, root, host, NOW, scratch, &p, &err) == WRIT_UNKNOWN_ISSUER);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const tries[])(struct writ_bytes in) = {
		try_artifact, try_delegation, try_revocation, try_policy,
	};

	if (size)
		tries[data[0] % 4]((struct writ_bytes){ data + 1, size - 1 });
	return 0;
}
