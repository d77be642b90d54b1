/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A world as the core holds it: each object is encoded, put to the core's
 * admission, and must be received as reference.c says. There is one at a time.
 *
 * A signature is a digest of what is signed and of the public key, since elliptic
 * curves would take all the time: a test that uses this is linked with
 * --wrap=writ_verify (see unit.mk).
 */
#ifndef WRIT_TEST_HOSTED_H
#define WRIT_TEST_HOSTED_H

#include "reference.h"

#define HOSTED_PERMITS 6

/**
 * struct hosted - what the core holds
 * @world: the same as plain values
 * @authority: policy, delegations and revocations
 * @artifact: decoded
 * @grant: of each artifact; its uses are counted nowhere
 * @err: of the last refusal
 */
struct hosted {
	struct world world;
	struct writ_authority authority;
	struct writ_artifact artifact[HOSTED_PERMITS];
	struct writ_grant grant[HOSTED_PERMITS];
	struct writ_error err;
};

extern struct hosted hosted;

/** hosted_begin() - with the policy of @w alone, whatever else @w holds */
void hosted_begin(const struct world *w);
/** hosted_policy() - another policy comes into force; all else is left as it is */
void hosted_policy(const struct world *w);

/* Each fails the test unless the core and reference.c agree. */
enum writ_reason hosted_link(const struct link *l);
enum writ_reason hosted_permit(const struct permit *p, int at);
enum writ_reason hosted_recall(const struct recall *r);
/** hosted_judge_anew() - delegations that do not stand any more go, in their order */
void hosted_judge_anew(void);

/* What a failure is to be told with. */
extern const char *(*hosted_context)(void);
void hosted_demand(bool condition, const char *what, const char *got, const char *wanted);

#endif
