/* SPDX-License-Identifier: GPL-2.0-only */
/* What the module will say of a policy and of artifacts, found out beforehand by its own code. */
#ifndef WRITCTL_ADMISSION_H
#define WRITCTL_ADMISSION_H

#include "authority.h"
#include "evaluate.h"
#include "fileio.h"
#include "strlist.h"

/**
 * struct admission - a root, a host and a policy that was admitted for them
 * @root: the root key's thumbprint
 * @host_text: this host's identity
 * @host: the same; empty if it has none
 * @now: seconds since the epoch, once for all checks
 * @bytes: the policy as read; owns what @policy points to
 * @policy: admitted
 * @authority: delegations and revocations beside the policy
 * @names: their files
 * @scratch: for the verifier
 */
struct admission {
	u8 root[WRIT_KID_SIZE];
	char host_text[WRIT_NAME_MAX + 1];
	struct writ_bytes host;
	u64 now;
	struct writ_blob bytes;
	struct writ_policy *policy;
	struct authority authority;
	struct writ_strlist names;
	u8 scratch[WRIT_TBS_HEAD_MAX];
};

/**
 * admission_open() - read and admit a policy
 * @a: filled on success; free it with admission_close()
 * @root: 64 hex digits
 * @policy: its file
 * @host: this host's identity; NULL takes it from where the module does
 * @msg: filled on failure, with the reason and what to do about it
 *
 * Return: true, or false with @msg set.
 */
bool admission_open(struct admission *a, const char *root, const char *policy, const char *host,
		    struct writ_msg *msg);
void admission_close(struct admission *a);

/**
 * admission_directories() - admit the delegations and revocations of two directories
 * @a: open
 * @delegations: directory, or NULL
 * @revocations: directory, or NULL
 * @msg: filled on failure
 *
 * What the module would skip is told on standard error. Return: true, or false
 * with @msg set if it would refuse to load.
 */
bool admission_directories(struct admission *a, const char *delegations, const char *revocations,
			   struct writ_msg *msg);

/**
 * admission_artifact() - admit one artifact
 * @a: open
 * @in: the signed object
 * @artifact: filled on success; points into @in
 * @grant: filled on success
 * @msg: filled on failure: the reason, and where in the object
 *
 * Return: true, or false with @msg set.
 */
bool admission_artifact(struct admission *a, struct writ_bytes in, struct writ_artifact *artifact,
			struct writ_grant *grant, struct writ_msg *msg);

/**
 * admission_now() - would the grant allow anything on this host at this moment?
 * @a: open
 * @grant: of an admitted artifact
 *
 * Return: WRIT_AUTHORIZED, WRIT_WRONG_AUDIENCE, WRIT_NOT_YET_VALID or WRIT_EXPIRED.
 */
enum writ_reason admission_now(const struct admission *a, const struct writ_grant *grant);

/** admission_refusal() - a reason, and where in the object it was found, as a message */
void admission_refusal(struct writ_msg *msg, enum writ_reason reason,
		       const struct writ_error *error);

#endif
