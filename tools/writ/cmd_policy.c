// SPDX-License-Identifier: GPL-2.0-only
/* writ policy lint, sign and explain. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/evp.h>

#include "cmd.h"
#include "convert.h"
#include "keyfile.h"
#include "output.h"
#include "policy_text.h"
#include "ui.h"

static const char help[] =
"Usage: writ policy lint [--strict] FILE\n"
"       writ policy sign --key ROOTKEY [OPTION...] FILE -o OUT\n"
"       writ policy explain FILE\n"
"\n"
"lint checks a policy text (YAML, described in docs/policy.md) and reports every\n"
"error as FILE:LINE:COLUMN: MESSAGE, and warnings about what is rarely meant.\n"
"sign does the same and then writes the signed policy that hosts load.\n"
"explain says in plain words what a policy means; FILE is a text or a signed one,\n"
"whose signature is NOT verified: writ verify does that.\n"
"\n"
"  --strict               lint, sign: warnings are errors\n"
"  --key ROOTKEY          the private root key: a PEM file or a URI\n"
"  --passphrase-file F    its passphrase or PIN is the first line of F\n"
"  --issuer-name NAME     what the root calls itself (default: root)\n"
"  -o, --output OUT       where the signed policy goes; \"-\" is standard output\n"
"\n"
"Examples:\n"
"  writ policy lint --strict policy.yaml\n"
"  writ policy sign --key root policy.yaml -o policy.writ\n"
"  writ policy sign --key 'pkcs11:token=authority;object=root' policy.yaml -o p.writ\n"
"  writ policy explain policy.writ\n";

struct args {
	struct writ_keyref key;
	const char *issuer;
	const char *out;
	const char *file;
	bool strict;
};

/* Read, complain and warn; NULL if it may not be used. */
static struct policy_text *checked(const struct args *a, const struct writ_blob *text)
{
	struct diags diags = { .file = a->file };
	struct policy_text *t = policy_read(a->file, text, &diags);
	size_t warnings;

	if (t)
		policy_lint(t, (u64)time(NULL), &diags);
	diags_print(&diags, stderr);
	warnings = diags.n - diags.errors;
	if (diags_bad(&diags)) {
		ui_fail("%s: %zu error%s", a->file, diags.errors, diags.errors == 1 ? "" : "s");
	} else if (a->strict && warnings) {
		ui_fail("%s: %zu warning%s, refused by --strict", a->file, warnings,
			warnings == 1 ? "" : "s");
		policy_text_free(t);
		t = NULL;
	}
	diags_free(&diags);
	return t;
}

static int lint(const struct args *a, const struct writ_blob *text)
{
	struct policy_text *t = checked(a, text);

	if (!t)
		return EXIT_REFUSED;
	policy_text_free(t);
	return EXIT_GOOD;
}

static bool sign_with(const struct args *a, struct policy_text *t, EVP_PKEY *pkey,
		      struct writ_msg *msg)
{
	struct writ_blob payload = { 0 }, object = { 0 };
	struct writ_pubkey root;
	bool ok;

	t->seal.iss = a->issuer;
	t->seal.iat = (u64)time(NULL);
	ok = writ_pubkey_from(pkey, &root, msg) && policy_payload(&t->p, &root, &payload, msg) &&
	     writ_seal(&t->seal, pkey, writ_blob_bytes(&payload), &object, msg);
	if (ok && object.len > WRIT_POLICY_MAX)
		ok = writ_msgf(msg, "the signed policy has %zu bytes; %d are allowed", object.len,
			       WRIT_POLICY_MAX);
	ok = ok && writ_file_write(a->out, writ_blob_bytes(&object), WRIT_FILE_PUBLIC, msg);
	writ_blob_free(&payload);
	writ_blob_free(&object);
	for (u32 i = 0; ok && i < t->p.nissuers; i++) {
		if (!memcmp(t->p.issuers[i].kid, root.kid, WRIT_KID_SIZE))
			ui_note("the root key is also an issuer's: whoever issues can change the "
				"policy");
	}
	return ok;
}

static int sign(const struct args *a, const struct writ_blob *text)
{
	struct policy_text *t = checked(a, text);
	struct writ_msg msg;
	EVP_PKEY *pkey;
	bool ok;

	if (!t)
		return EXIT_REFUSED;
	output_spare(a->file);
	pkey = output_key(&a->key, a->out, &msg);
	ok = pkey && sign_with(a, t, pkey, &msg);
	EVP_PKEY_free(pkey);
	policy_text_free(t);
	return ok ? EXIT_GOOD : ui_fail_msg(&msg);
}

static int explain_signed(const struct args *a, const struct writ_blob *object)
{
	struct writ_policy *p = malloc(sizeof(*p));
	struct writ_error err;
	char hex[2 * WRIT_KID_SIZE + 1];
	int ret = EXIT_GOOD;

	if (!p)
		return ui_fail("out of memory");
	if (writ_policy_decode(writ_blob_bytes(object), p, &err)) {
		ui_word(stdout, UI_WARN, "UNVERIFIED: the signature was not checked");
		printf("\nClaims to be signed by root key %s\n",
		       writ_hex(p->root_kid, WRIT_KID_SIZE, hex));
		policy_explain(p, &p->sign.claims, stdout);
	} else {
		ret = ui_fail("%s is no policy: %s %s (at byte %zu)", a->file, err.field,
			      writ_err_text(err.code), err.offset);
	}
	free(p);
	return ret;
}

static int explain(const struct args *a, const struct writ_blob *text)
{
	struct writ_claims *claims;
	struct policy_text *t;

	/* the tag of a COSE_Sign1, which no YAML text can begin with */
	if (text->len && text->data[0] == 0xd2)
		return explain_signed(a, text);
	t = checked(a, text);
	if (!t)
		return EXIT_REFUSED;
	claims = &t->p.sign.claims;
	claims->nbf = t->seal.nbf;
	claims->exp = t->seal.exp;
	claims->naud = t->seal.naud;
	for (u32 i = 0; i < t->seal.naud; i++)
		claims->aud[i] = writ_bytes_of(t->seal.aud[i]);
	policy_explain(&t->p, claims, stdout);
	policy_text_free(t);
	return EXIT_GOOD;
}

static int dispatch(const char *what, const struct args *a)
{
	int (*action)(const struct args *, const struct writ_blob *);
	struct writ_blob text;
	struct writ_msg msg;
	int ret;

	if (!strcmp(what, "lint"))
		action = lint;
	else if (!strcmp(what, "sign"))
		action = sign;
	else if (!strcmp(what, "explain"))
		action = explain;
	else
		return ui_usage("lint, sign or explain, not \"%s\"", what);
	if (action == sign && (!a->key.name || !a->out))
		return ui_usage("sign needs --key and --output");
	if (action != sign && (a->key.name || a->out))
		return ui_usage("only sign takes --key and --output");
	if (!writ_name_valid(a->issuer))
		return ui_usage("--issuer-name: not a name");
	if (!writ_file_read(a->file, WRIT_POLICY_MAX, &text, &msg))
		return ui_fail_msg(&msg);
	ret = action(a, &text);
	writ_blob_free(&text);
	return ret;
}

static int run(int argc, char **argv)
{
	enum { KEY = 1, PASSPHRASE, ISSUER, STRICT };
	static const struct option options[] = {
		{ "key", required_argument, NULL, KEY },
		{ "passphrase-file", required_argument, NULL, PASSPHRASE },
		{ "issuer-name", required_argument, NULL, ISSUER },
		{ "output", required_argument, NULL, 'o' },
		{ "strict", no_argument, NULL, STRICT },
		HELP_OPTION, { 0 },
	};
	struct args a = { .issuer = "root" };
	int opt;

	while ((opt = getopt_long(argc, argv, "o:", options, NULL)) != -1) {
		switch (opt) {
		case KEY:
			a.key.name = optarg;
			break;
		case PASSPHRASE:
			a.key.passphrase_file = optarg;
			break;
		case ISSUER:
			a.issuer = optarg;
			break;
		case STRICT:
			a.strict = true;
			break;
		case 'o':
			if (output_name(optarg, &a.out) != EXIT_GOOD)
				return EXIT_USAGE;
			break;
		case OPT_HELP:
			return cmd_show_help(&cmd_policy);
		default:
			return EXIT_USAGE;
		}
	}
	if (argc - optind != 2)
		return ui_usage("lint, sign or explain and one FILE are needed");
	a.file = argv[optind + 1];
	return dispatch(argv[optind], &a);
}

const struct cmd cmd_policy = { "policy", "check, sign and explain policies", help, run };
