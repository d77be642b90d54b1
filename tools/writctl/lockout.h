/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Will this host still be usable when the policy is in force? Judged by what
 * an operator needs to repair it: the init program, a shell, and writctl.
 */
#ifndef WRITCTL_LOCKOUT_H
#define WRITCTL_LOCKOUT_H

#include "admission.h"

/**
 * struct vital - one file that must stay usable, for one operation
 * @path: without symbolic links
 * @of: the program that needs it
 * @op: what that program does with it
 * @known: WRIT_DIGEST kinds that are known, as bits
 * @digest: by kind
 * @fstype: the type of its filesystem; empty if it could not be told
 * @verdict: the most specific so far
 * @exp: when the last authorization ends; U64_MAX where a rule allows
 */
struct vital {
	char *path;
	const char *of;
	enum writ_op op;
	u32 known;
	u8 digest[__WRIT_DIGEST_COUNT][WRIT_DIGEST_SIZE];
	char fstype[64];
	struct writ_verdict verdict;
	u64 exp;
};

/**
 * struct lockout - the question in the making
 * @a: under which policy
 * @v: what must stay usable
 * @n: how many
 * @cap: room in @v
 */
struct lockout {
	struct admission *a;
	struct vital *v;
	size_t n;
	size_t cap;
};

/**
 * lockout_open() - find what must stay usable, and ask the rules
 * @l: filled; free it with lockout_close(), in any case
 * @a: open
 * @msg: filled on failure
 *
 * Return: true, or false with @msg set.
 */
bool lockout_open(struct lockout *l, struct admission *a, struct writ_msg *msg);
void lockout_close(struct lockout *l);

/** lockout_consider() - take an admitted artifact into account */
void lockout_consider(struct lockout *l, const struct writ_artifact *artifact,
		      const struct writ_grant *grant);

/** lockout_attributes() - take the artifacts into account that files carry themselves */
void lockout_attributes(struct lockout *l);

/**
 * lockout_report() - say on standard error what would not be usable
 * @l: everything has been considered
 *
 * Return: how many files would be denied.
 */
size_t lockout_report(const struct lockout *l);

/** lockout_until() - when the first of the authorizations that count ends; U64_MAX if none does */
u64 lockout_until(const struct lockout *l);

#endif
