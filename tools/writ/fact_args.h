/* SPDX-License-Identifier: GPL-2.0-only */
/* Who asks, how, and in which state the host is: the facts that terms are asked about. */
#ifndef WRIT_FACT_ARGS_H
#define WRIT_FACT_ARGS_H

#include <getopt.h>

#include "evaluate.h"
#include "fileio.h"
#include "option_values.h"

/* values for getopt_long() */
enum {
	FACT_ARG = 4000, FACT_ENV, FACT_GID, FACT_LOGIN_UID, FACT_CGROUP, FACT_PARENT_DIGEST,
	FACT_PARENT_ARTIFACT, FACT_BOOT, FACT_KERNEL, FACT_LOCKDOWN, FACT_SECURE_BOOT,
	FACT_MODULE_SIGNATURES, FACT_PCR, FACT_USED,
};

#define FACT_OPTIONS \
	{ "arg", required_argument, NULL, FACT_ARG }, \
	{ "env", required_argument, NULL, FACT_ENV }, \
	{ "gid", required_argument, NULL, FACT_GID }, \
	{ "login-uid", required_argument, NULL, FACT_LOGIN_UID }, \
	{ "cgroup", required_argument, NULL, FACT_CGROUP }, \
	{ "parent-digest", required_argument, NULL, FACT_PARENT_DIGEST }, \
	{ "parent-artifact", required_argument, NULL, FACT_PARENT_ARTIFACT }, \
	{ "boot", required_argument, NULL, FACT_BOOT }, \
	{ "kernel", required_argument, NULL, FACT_KERNEL }, \
	{ "lockdown", required_argument, NULL, FACT_LOCKDOWN }, \
	{ "secure-boot", no_argument, NULL, FACT_SECURE_BOOT }, \
	{ "module-signatures", no_argument, NULL, FACT_MODULE_SIGNATURES }, \
	{ "pcr", required_argument, NULL, FACT_PCR }, \
	{ "used", required_argument, NULL, FACT_USED }

#define FACT_HELP \
"  --gid N                as if a user of that group asked (default: likewise)\n" \
"  --login-uid N          as if who logged in as that user asked (default: likewise)\n" \
"  --cgroup PATH          from that control group (version 2)\n" \
"  --parent-digest HEX    by a program with this SHA-256\n" \
"  --parent-artifact HEX  which the artifact with this identity authorized, signed by the\n" \
"                         key of the artifact that is judged\n" \
"  --arg TEXT             with these arguments, one option for each from argv[0] on; those\n" \
"                         that an artifact knows by content are read as files\n" \
"  --env NAME=VALUE       with this variable; repeatable (default: none is set)\n" \
"  --boot ID              on a host in that boot\n" \
"  --kernel RELEASE       with that kernel\n" \
"  --lockdown LEVEL       with lockdown none, integrity or confidentiality\n" \
"  --secure-boot          started by Secure Boot\n" \
"  --module-signatures    whose kernel enforces the signatures of modules\n" \
"  --pcr N:HEX            with this SHA-256 value in that register of its TPM; repeatable\n" \
"  --used N               as if each artifact had been used N times (default: 0)\n" \
"\n" \
"What is not said of who asks and of the host counts as unknown, which fits nothing\n" \
"that an artifact demands.\n"

/**
 * struct fact_args - what the options said; not to be moved
 * @asker: points to what follows
 * @state: likewise
 * @cgroup: empty if not said
 * @arguments: each ended by a NUL; no data if not said
 * @variables: likewise
 * @contents: SHA-256 of the files that arguments name, once fact_contents() was called
 * @contents_known: bits of those that could be read
 * @used: uses of each artifact
 */
struct fact_args {
	struct writ_asker asker;
	struct writ_state_of_host state;
	u8 program[WRIT_DIGEST_SIZE];
	u8 artifact[WRIT_CTI_MAX];
	u8 boot[BOOT_SIZE];
	u8 pcrs[WRIT_PCRS_MAX][WRIT_DIGEST_SIZE];
	struct writ_bytes cgroup;
	struct writ_blob arguments;
	struct writ_blob variables;
	u8 contents[WRIT_ARGUMENTS_MAX][WRIT_DIGEST_SIZE];
	u64 contents_known;
	int used;
};

/** fact_args_init() - the one who runs this asks, on a host of which nothing is known */
void fact_args_init(struct fact_args *f);
void fact_args_free(struct fact_args *f);

/** fact_option() - EXIT_GOOD; EXIT_USAGE or EXIT_REFUSED after a complaint; -1 if not known */
int fact_option(struct fact_args *f, int opt, const char *arg);

/** fact_id() - of a user or a group */
int fact_id(const char *option, const char *arg, u32 *out);

/** fact_contents() - digest the files that these arguments name; what cannot be read is unknown */
void fact_contents(struct fact_args *f, u64 wanted);

/** fact_request() - put all of it into a request */
void fact_request(const struct fact_args *f, struct writ_request *req);

#endif
