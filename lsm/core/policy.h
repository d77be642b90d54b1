/* SPDX-License-Identifier: GPL-2.0-only */
/* A policy: who may authorize what, and what is governed. */
#ifndef WRIT_CORE_POLICY_H
#define WRIT_CORE_POLICY_H

#include "cose.h"
#include "op.h"
#include "terms.h"

/** enum writ_answer - what a rule says; the numbers are the format's */
enum writ_answer {
	WRIT_ANSWER_REQUIRE = 0,	/* an artifact is required */
	WRIT_ANSWER_ALLOW = 1,		/* not governed */
	WRIT_ANSWER_DENY = 2,		/* refused whatever artifacts there are */
	__WRIT_ANSWER_COUNT
};

const char *writ_answer_name(enum writ_answer answer);	/* "require", "allow", "deny" */

/**
 * struct writ_issuer - a key that may sign artifacts, and its limits
 * @name: must equal the iss of its artifacts
 * @alg: the one algorithm it may use
 * @key_bytes: the COSE_Key as encoded
 * @key: the same, decoded
 * @kid: SHA-256 of @key_bytes, computed at decoding
 * @ops: WRIT_OP_BIT() of each operation it may grant
 * @max_validity: seconds, exp - nbf of its artifacts at most; at least 1
 * @max_subjects: subjects in one artifact at most; at least 1
 * @paths: if any, each subject must carry a path at or under one of these
 * @npaths: how many
 * @depth: how many links of delegation may hang below it; 0 if none
 * @uids: if any, its artifacts must bind the asker's uid within these
 * @cgroups: if any, they must bind his control group at or below one of these
 * @ncgroups: how many
 * @max_uses: uses of one artifact at most; 0 for without bound
 */
struct writ_issuer {
	struct writ_bytes name;
	enum writ_alg alg;
	struct writ_bytes key_bytes;
	struct writ_key key;
	u8 kid[WRIT_KID_SIZE];
	u32 ops;
	u64 max_validity;
	u32 max_subjects;
	struct writ_bytes paths[WRIT_ISSUER_PATHS_MAX];
	u32 npaths;
	u32 depth;
	struct writ_ids uids;
	struct writ_bytes cgroups[WRIT_CGROUPS_MAX];
	u32 ncgroups;
	u32 max_uses;
};

/**
 * struct writ_uid_range - real user ids of the initial user namespace, for a rule
 * @first: the lowest one
 * @last: the highest one; at least @first
 */
struct writ_uid_range {
	u32 first;
	u32 last;
};

/**
 * struct writ_rule - first match decides; an absent matcher matches everything
 * @ops: WRIT_OP_BIT() mask
 * @uids: real uids in the initial user namespace
 * @paths: the file lies at or under one of these
 * @filesystems: filesystem type names as in /proc/filesystems
 * @cgroups: the asker is at or below one of these control groups (version 2)
 * @answer: what follows from a match
 */
struct writ_rule {
	u32 ops;
	struct writ_uid_range uids[WRIT_RULE_UIDS_MAX];
	u32 nuids;
	struct writ_bytes paths[WRIT_RULE_PATHS_MAX];
	u32 npaths;
	struct writ_bytes filesystems[WRIT_RULE_FS_MAX];
	u32 nfilesystems;
	struct writ_bytes cgroups[WRIT_CGROUPS_MAX];
	u32 ncgroups;
	enum writ_answer answer;
};

/**
 * struct writ_interpreter - a program that does what its arguments say
 * @digest: SHA-256 of it, or NULL
 * @path: where it lies, if @digest is NULL
 */
struct writ_interpreter {
	const u8 *digest;
	struct writ_bytes path;
};

/**
 * struct writ_policy - a decoded policy; everything points into the input
 * @sign: its envelope, signed by the root key
 * @id: names the policy across its versions
 * @version: at least 1; grows with every change
 * @root_bytes: the root public key as COSE_Key
 * @root_key: the same, decoded
 * @root_kid: SHA-256 of @root_bytes: what the load parameter root= must equal
 * @issuers: sorted by nothing; distinct keys
 * @rules: in order
 * @default_answer: when no rule matches
 * @need_path: some rule matches on paths
 * @need_fstype: some rule matches on filesystems
 * @need_uid: some rule matches on uids
 * @need_cgroup: some rule matches on control groups
 * @writable_code: anonymous, modified and writable memory may be executable
 * @ignore_boot_off: the kernel command line word writ.off does not count
 * @strict_log: what the log cannot record does not happen
 * @trusted_fs: filesystem types trusted beside the local ones (trusted_fs.c)
 * @guarded: globs of the variables that an artifact must grant
 * @interpreters: programs whose artifacts must say something of their arguments
 * @kill: what was authorized ends with its authorization
 * @continuity: after a boot, nothing but recovery until the log of the boot
 *	before was presented
 * @permissive_until: until then (seconds since the epoch) what would be denied is
 *	recorded and let through; 0 if it is denied
 *
 * About 100 KiB: allocate it, never on a stack.
 */
struct writ_policy {
	struct writ_sign1 sign;
	struct writ_bytes id;
	u64 version;
	struct writ_bytes root_bytes;
	struct writ_key root_key;
	u8 root_kid[WRIT_KID_SIZE];
	u32 nissuers;
	struct writ_issuer issuers[WRIT_ISSUERS_MAX];
	u32 nrules;
	struct writ_rule rules[WRIT_RULES_MAX];
	enum writ_answer default_answer;
	bool need_path;
	bool need_fstype;
	bool need_uid;
	bool need_cgroup;
	bool writable_code;
	bool ignore_boot_off;
	bool strict_log;
	u32 ntrusted_fs;
	struct writ_bytes trusted_fs[WRIT_TRUSTED_FS_MAX];
	u32 nguarded;
	struct writ_bytes guarded[WRIT_GUARDED_MAX];
	u32 ninterpreters;
	struct writ_interpreter interpreters[WRIT_INTERPRETERS_MAX];
	bool kill;
	bool continuity;
	u64 permissive_until;
};

/**
 * writ_policy_decode() - decode and check everything but the signature
 * @in: the whole object, at most WRIT_POLICY_MAX bytes
 * @out: filled on success, unspecified otherwise
 * @err: filled on failure
 *
 * Any context.
 *
 * Return: true, or false with @err set.
 */
bool writ_policy_decode(struct writ_bytes in, struct writ_policy *out,
			struct writ_error *err);

/** writ_policy_issuer() - the issuer with this key, or NULL */
const struct writ_issuer *writ_policy_issuer(const struct writ_policy *policy,
					     struct writ_bytes kid);

/** writ_policy_trusts_fs() - is @fstype a local filesystem, or trusted by this policy's option? */
bool writ_policy_trusts_fs(const struct writ_policy *policy, struct writ_bytes fstype);

/** writ_path_valid() - absolute, no empty, "." or ".." component, no trailing slash but "/" itself */
bool writ_path_valid(struct writ_bytes path);

/** writ_path_under() - is @path equal to @prefix or below it, by whole components? */
bool writ_path_under(struct writ_bytes path, struct writ_bytes prefix);

#endif
