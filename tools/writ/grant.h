/* SPDX-License-Identifier: GPL-2.0-only */
/* What issue and manifest have in common: who grants what to whom, and for how long. */
#ifndef WRIT_GRANT_H
#define WRIT_GRANT_H

#include <getopt.h>

#include "artifact.h"
#include "json.h"
#include "keyfile.h"
#include "rootdir.h"
#include "seal.h"
#include "subjects.h"
#include "terms_args.h"

/* values of the shared options for getopt_long() */
enum {
	GRANT_KEY = 2000, GRANT_PASSPHRASE, GRANT_ISSUER, GRANT_SUBJECT, GRANT_OPS, GRANT_VALID,
	GRANT_NOT_BEFORE, GRANT_NOT_AFTER, GRANT_AUDIENCE, GRANT_VERITY, GRANT_ROOT, GRANT_JSON,
};

/* of every object that this program signs, but for policies */
#define SEAL_OPTIONS \
	{ "key", required_argument, NULL, GRANT_KEY }, \
	{ "passphrase-file", required_argument, NULL, GRANT_PASSPHRASE }, \
	{ "issuer", required_argument, NULL, GRANT_ISSUER }, \
	{ "subject", required_argument, NULL, GRANT_SUBJECT }, \
	{ "audience", required_argument, NULL, GRANT_AUDIENCE }, \
	{ "output", required_argument, NULL, 'o' }

/* of those that hold for a time */
#define TIME_OPTIONS \
	{ "valid", required_argument, NULL, GRANT_VALID }, \
	{ "not-before", required_argument, NULL, GRANT_NOT_BEFORE }, \
	{ "not-after", required_argument, NULL, GRANT_NOT_AFTER }

#define GRANT_OPTIONS \
	SEAL_OPTIONS, TIME_OPTIONS, TERM_OPTIONS, \
	{ "ops", required_argument, NULL, GRANT_OPS }, \
	{ "fsverity", no_argument, NULL, GRANT_VERITY }, \
	{ "root", required_argument, NULL, GRANT_ROOT }, \
	{ "json", no_argument, NULL, GRANT_JSON }

#define GRANT_HELP \
"  --key KEY              the issuer's private key: a PEM file or a URI; required\n" \
"  --passphrase-file F    its passphrase or PIN is the first line of F\n" \
"  --issuer NAME          the issuer's name as the policy has it; required\n" \
"  -o, --output OUT       where the artifact goes; \"-\" is standard output; required\n" \
"  --subject TEXT         what this is for, for people\n" \
"  --ops OP[,OP...]       execute, map, script: granted for every subject alike;\n" \
"                         administer: the program may use the module's interface\n" \
"                         although it is governed; recover: it may start even when\n" \
"                         the log is full; module, kexec, firmware: the kernel may\n" \
"                         load the file; trace: the program may trace others;\n" \
"                         generate-code: it may compile while it runs;\n" \
"                         kernel-access: it may use bpf() and raw devices\n" \
"  --valid SPAN           for how long (default 30d); units s, m, h, d, w\n" \
"  --not-before TIME      from when (default: now); RFC 3339\n" \
"  --not-after TIME       until when, instead of --valid\n" \
"  --audience HOST        only for this host identity; repeat for more (up to 16)\n" \
"  --fsverity             name content by its fs-verity digest instead of SHA-256\n" \
"  --root DIR             DIR is the \"/\" of the machine that this is for\n" \
"  --json                 tell what was authorized in JSON on standard output\n"

/** struct grant - what the shared options said; not to be moved. A draft is shown, and not signed */
struct grant {
	struct writ_keyref key;
	struct writ_seal seal;
	struct terms_args terms;
	enum writ_digest kind;
	u32 ops;
	u64 valid;
	const char *root_dir;
	const char *out;
	bool json;
	bool draft;
};

#define GRANT_INIT { .seal = { .type = WRIT_TYPE_ARTIFACT, .exp = U64_MAX }, .root_dir = "/" }

/**
 * grant_option() - take one shared option
 * @g: from GRANT_INIT
 * @opt: from getopt_long()
 * @arg: optarg
 *
 * Return: EXIT_GOOD if taken; EXIT_USAGE or EXIT_REFUSED after a complaint; -1 if it is
 * not shared.
 */
int grant_option(struct grant *g, int opt, const char *arg);

/** grant_complete() - check what is required (of a draft: nothing) and settle the times; EXIT_GOOD or EXIT_USAGE */
int grant_complete(struct grant *g);

/** grant_write() - sign subjects @first to @first + @n - 1 of @list and write them to @out */
bool grant_write(const struct grant *g, EVP_PKEY *pkey, const struct writ_subjects *list,
		 size_t first, size_t n, const char *out, size_t *size, struct writ_msg *msg);

/** grant_summary() - the first lines of the summary for people */
void grant_summary(const struct grant *g, size_t n, FILE *f);

/** grant_json() - the shared members of the summary for machines */
void grant_json(const struct grant *g, struct writ_json *j);

#endif
