// SPDX-License-Identifier: GPL-2.0-only
#include "check.h"
#include "hosted.h"

struct hosted hosted;

static u8 policy_bytes[WORLD_OBJECT_MAX], scratch[WRIT_TBS_HEAD_MAX];
static u8 link_bytes[WORLD_LINKS][WORLD_OBJECT_MAX];
static u8 permit_bytes[HOSTED_PERMITS][WORLD_OBJECT_MAX];
static struct writ_policy policy;
static struct writ_delegation links[WORLD_LINKS];
static const struct writ_delegation *held[WORLD_LINKS];
static struct writ_revoked revoked[WORLD_REVOKED];
static struct writ_identity identities[HOSTED_PERMITS];

static const char *nowhere(void)
{
	return "";
}

const char *(*hosted_context)(void) = nowhere;

enum writ_reason __wrap_writ_verify(enum writ_alg alg, const struct writ_key *key,
				    struct writ_bytes head, struct writ_bytes payload,
				    struct writ_bytes signature);

enum writ_reason __wrap_writ_verify(enum writ_alg alg, const struct writ_key *key,
				    struct writ_bytes head, struct writ_bytes payload,
				    struct writ_bytes signature)
{
	u8 wanted[64];

	if (alg != WRIT_ALG_ESP256 || key->x.len != 32 || signature.len != sizeof(wanted))
		return WRIT_INTERNAL_ERROR;
	world_signature(key->x.data, head, payload, wanted);
	return memcmp(wanted, signature.data, sizeof(wanted)) ? WRIT_INVALID_SIGNATURE :
								WRIT_AUTHORIZED;
}

void hosted_demand(bool condition, const char *what, const char *got, const char *wanted)
{
	if (!condition)
		fail_msg("%s%s: %s, not %s", hosted_context(), what, got, wanted);
}

static void agree(const char *what, enum writ_reason got, struct finding wanted)
{
	hosted_demand(got == wanted.reason, what, writ_reason_name(got),
		      writ_reason_name(wanted.reason));
	if (got != WRIT_AUTHORIZED)
		hosted_demand(reference_names(wanted.fields, hosted.err.field), what,
			      hosted.err.field, "that field");
}

static struct writ_bytes host(void)
{
	return writ_bytes_of(WORLD_HOST);
}

void hosted_policy(const struct world *w)
{
	struct writ_bytes in = { policy_bytes, world_policy(w, policy_bytes) };
	enum writ_reason reason;

	hosted.world.version = w->version;
	hosted.world.nissuers = w->nissuers;
	memcpy(hosted.world.issuers, w->issuers, sizeof(w->issuers));
	reason = writ_admit_policy(in, world_kid(0), host(), 150, scratch, &policy, &hosted.err);
	hosted_demand(reason == WRIT_AUTHORIZED, "policy", writ_reason_name(reason), "authorized");
}

void hosted_begin(const struct world *w)
{
	memset(&hosted.world, 0, sizeof(hosted.world));
	hosted_policy(w);
	hosted.authority = (struct writ_authority){
		.policy = &policy, .delegations = held, .revocations = { 0, revoked },
	};
}

/* A place for one more link that none of those held lies at. */
static u32 free_place(void)
{
	u32 at, i;

	for (at = 0; at < WORLD_LINKS; at++) {
		for (i = 0; i < hosted.world.nlinks; i++)
			if (held[i] == &links[at])
				break;
		if (i == hosted.world.nlinks)
			return at;
	}
	fail_msg("no room for a link");
	return 0;
}

enum writ_reason hosted_link(const struct link *l)
{
	u32 at = free_place();
	struct writ_bytes in = { link_bytes[at], world_link(l, link_bytes[at]) };
	enum writ_reason reason;

	reason = writ_admit_delegation(in, &hosted.authority, host(), scratch, &links[at],
				       &hosted.err);
	agree("link", reason, reference_link(&hosted.world, l));
	if (reason == WRIT_AUTHORIZED) {
		held[hosted.world.nlinks] = &links[at];
		hosted.world.links[hosted.world.nlinks++] = *l;
		hosted.authority.ndelegations = hosted.world.nlinks;
	}
	return reason;
}

enum writ_reason hosted_permit(const struct permit *p, int at)
{
	struct writ_bytes in = { permit_bytes[at], world_permit(p, permit_bytes[at]) };
	struct writ_identity *id = &identities[at];
	enum writ_reason reason;

	reason = writ_admit_artifact(in, &hosted.authority, host(), scratch, &hosted.artifact[at],
				     &hosted.grant[at], &hosted.err);
	agree("artifact", reason, reference_permit(&hosted.world, p));
	memset(id, 0, sizeof(*id));
	memcpy(id->key, world_kid(p->by.key), WRIT_KID_SIZE);
	memset(id->id, p->by.cti, 8);
	id->id_len = 8;
	hosted.grant[at].identity = id;
	return reason;
}

static int by_order(const void *a, const void *b)
{
	return writ_revoked_order(a, b);
}

enum writ_reason hosted_recall(const struct recall *r)
{
	static u8 buf[WORLD_OBJECT_MAX];
	struct writ_bytes in = { buf, world_recall(r, buf) };
	struct world *w = &hosted.world;
	u32 n = hosted.authority.revocations.n, i;
	struct writ_revocation out;
	struct writ_revoked e;
	enum writ_reason reason;

	reason = writ_admit_revocation(in, &hosted.authority, host(), scratch, &out, &hosted.err);
	agree("revocation", reason, reference_recall(w, r));
	if (reason != WRIT_AUTHORIZED)
		return reason;
	assert_in_range(w->nrevoked + r->n, 0, WORLD_REVOKED);
	memcpy(w->revoked + w->nrevoked, r->entry, r->n * sizeof(*r->entry));
	w->nrevoked += r->n;
	while (writ_revoked_next(&out.entries, &e)) {
		for (i = 0; i < n && writ_revoked_order(&revoked[i], &e); i++)
			;
		if (i == n)
			revoked[n++] = e;
	}
	qsort(revoked, n, sizeof(*revoked), by_order);
	hosted.authority.revocations.n = n;
	return reason;
}

void hosted_judge_anew(void)
{
	struct world before = hosted.world;
	struct world *w = &hosted.world;
	u32 i;

	w->nlinks = hosted.authority.ndelegations = 0;
	for (i = 0; i < before.nlinks; i++) {
		enum writ_reason reason = writ_delegation_standing(held[i], &hosted.authority);
		enum writ_reason wanted = reference_link_stands(w, &before.links[i]);

		hosted_demand(reason == wanted, "link anew", writ_reason_name(reason),
			      writ_reason_name(wanted));
		if (reason != WRIT_AUTHORIZED)
			continue;
		held[w->nlinks] = held[i];
		w->links[w->nlinks++] = before.links[i];
		hosted.authority.ndelegations = w->nlinks;
	}
}
