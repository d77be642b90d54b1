/* SPDX-License-Identifier: GPL-2.0-only */
/* The terms of an artifact, from options: what it demands beside content, time and host. */
#ifndef WRIT_TERMS_ARGS_H
#define WRIT_TERMS_ARGS_H

#include <getopt.h>

#include "msg.h"
#include "pattern_args.h"
#include "option_values.h"

/* values for getopt_long() */
enum {
	TERM_ARG = 3000, TERM_MORE_ARGS, TERM_ENV, TERM_UID, TERM_GID, TERM_LOGIN_UID, TERM_CGROUP,
	TERM_PARENT, TERM_PARENT_ARTIFACT, TERM_BOOT, TERM_KERNEL, TERM_LOCKDOWN, TERM_SECURE_BOOT,
	TERM_MODULE_SIGNATURES, TERM_PCR, TERM_USES, TERM_POLICY_ID, TERM_POLICY_VERSION,
	TERM_INHERIT, TERM_NOTE, TERM_ORIGIN,
};

#define TERM_OPTIONS \
	{ "env", required_argument, NULL, TERM_ENV }, \
	{ "uid", required_argument, NULL, TERM_UID }, \
	{ "gid", required_argument, NULL, TERM_GID }, \
	{ "login-uid", required_argument, NULL, TERM_LOGIN_UID }, \
	{ "cgroup", required_argument, NULL, TERM_CGROUP }, \
	{ "parent", required_argument, NULL, TERM_PARENT }, \
	{ "parent-artifact", required_argument, NULL, TERM_PARENT_ARTIFACT }, \
	{ "boot", required_argument, NULL, TERM_BOOT }, \
	{ "kernel", required_argument, NULL, TERM_KERNEL }, \
	{ "lockdown", required_argument, NULL, TERM_LOCKDOWN }, \
	{ "secure-boot", no_argument, NULL, TERM_SECURE_BOOT }, \
	{ "module-signatures", no_argument, NULL, TERM_MODULE_SIGNATURES }, \
	{ "pcr", required_argument, NULL, TERM_PCR }, \
	{ "policy-id", required_argument, NULL, TERM_POLICY_ID }, \
	{ "policy-version", required_argument, NULL, TERM_POLICY_VERSION }, \
	{ "inherit", required_argument, NULL, TERM_INHERIT }, \
	{ "note", required_argument, NULL, TERM_NOTE }, \
	{ "origin", required_argument, NULL, TERM_ORIGIN }

/* of those that only executions can fulfil */
#define EXECUTION_TERM_OPTIONS \
	{ "arg", required_argument, NULL, TERM_ARG }, \
	{ "more-args", no_argument, NULL, TERM_MORE_ARGS }, \
	{ "uses", required_argument, NULL, TERM_USES }

#define EXECUTION_TERM_HELP \
"  --arg PATTERN          the arguments must fit, one option for each from argv[0] on\n" \
"  --more-args            further arguments may follow those\n" \
"  --uses N               it may be used N times; \"once\" is 1\n"

#define TERM_HELP \
"  --env NAME[=PATTERN]   a variable that the policy guards may be set\n" \
"  --uid N[-M]            only for users with these ids\n" \
"  --gid N[-M]            only for users of this group\n" \
"  --login-uid N[-M]      only for who logged in with these ids\n" \
"  --cgroup PATH          only from this control group (version 2) or below it\n" \
"  --parent PROGRAM       only if asked for by this program: a file or sha256:HEX\n" \
"  --parent-artifact A    only if asked for by what this artifact authorized: its file\n" \
"                         or its identity in hex; it must be signed by the same key\n" \
"  --boot ID              only in this boot of a host\n" \
"  --kernel GLOB          only on kernels whose release fits\n" \
"  --lockdown LEVEL       only where lockdown is integrity or confidentiality, or more\n" \
"  --secure-boot          only where Secure Boot started the host\n" \
"  --module-signatures    only where the kernel enforces the signatures of modules\n" \
"  --pcr N:HEX            only if this register of the TPM has this SHA-256 value\n" \
"  --policy-id NAME       only under this policy\n" \
"  --policy-version N     and from this version of it on (default 1)\n" \
"  --inherit DEPTH        descendants may run what it lists, so many executions deep,\n" \
"                         whoever their parent is and without counting as uses\n" \
"  --note NAME=TEXT       for the record: a ticket, who approved\n" \
"  --origin HOST:BOOT:SEQ:HASH\n" \
"                         the record of the execution that asked for this\n" \
"\n" \
"All that is demanded must fit. --env, --uid, --gid, --login-uid, --cgroup, --parent,\n" \
"--parent-artifact, --kernel, --pcr and --note may be repeated: of several users, groups,\n" \
"control groups, programs, artifacts and kernels one must fit, of registers all.\n" \
PATTERN_HELP

/** struct term_items - encoded elements of one list */
struct term_items {
	struct writ_bytes v[WRIT_ARGUMENTS_MAX];
	u32 n;
};

/**
 * struct terms_args - what the options said; zero-initialized, and not to be moved
 * @arguments: patterns
 * @variables: [name, pattern]
 * @parents: digests
 * @ancestors: cti
 * @named: the artifacts among them that were given as files, and who signed those
 * @nnamed: how many
 * @pcrs: [index, digest]
 * @pcr_mask: their indices
 * @notes: [name, text]
 * @note_bytes: of all notes, encoded
 * @said: all else, as the evaluator has it
 * @boot: --boot
 * @origin_boot: of --origin
 * @origin_hash: of --origin
 * @pool: holds what the items point to
 * @used: bytes of it
 * @map: after terms_complete(): the encoded map
 * @len: bytes of it; 0 if there are no terms
 * @n: pairs of it
 * @terms: decoded from it
 */
struct terms_args {
	struct term_items arguments;
	struct term_items variables;
	struct term_items parents;
	struct term_items ancestors;
	struct {
		const char *file;
		u8 key[WRIT_KID_SIZE];
	} named[WRIT_PARENTS_MAX];
	u32 nnamed;
	struct term_items pcrs;
	struct term_items notes;
	u32 pcr_mask;
	size_t note_bytes;
	struct writ_terms said;
	u8 boot[BOOT_SIZE];
	u8 origin_boot[BOOT_SIZE];
	u8 origin_hash[WRIT_DIGEST_SIZE];
	u8 pool[WRIT_TERMS_MAX];
	size_t used;
	u8 map[1 + WRIT_TERMS_MAX];
	size_t len;
	u32 n;
	struct writ_terms terms;
};

/**
 * terms_option() - take one option
 *
 * Return: EXIT_GOOD; EXIT_USAGE or EXIT_REFUSED after a complaint; -1 if it is none of these.
 */
int terms_option(struct terms_args *t, int opt, const char *arg);

/** terms_complete() - encode all of them, and let the core decode it; as terms_option() */
int terms_complete(struct terms_args *t);

/** terms_signable() - would they hold in an artifact that this key signs? or else why not */
bool terms_signable(const struct terms_args *t, const u8 key[WRIT_KID_SIZE], struct writ_msg *msg);

/** terms_has_note() - is there a note of this name, of less than 24 bytes? */
bool terms_has_note(const struct terms_args *t, const char *name);

/** terms_for_executions() - does something in them hold for executions alone? */
bool terms_for_executions(const struct terms_args *t);

#endif
