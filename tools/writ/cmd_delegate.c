// SPDX-License-Identifier: GPL-2.0-only
/* writ delegate: hand a narrower part of what an issuer may authorize to another key. */
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "cmd.h"
#include "convert.h"
#include "grant.h"
#include "output.h"
#include "policy_text.h"
#include "ui.h"

static const char help[] =
"Usage: writ delegate --key KEY --issuer NAME --to PUBKEY --name NAME --ops OPS\n"
"                     --max-validity SPAN [OPTION...] -o OUT\n"
"\n"
"Signs a delegation: who holds PUBKEY may issue authorizations under its own name,\n"
"within limits that lie inside those of the issuer who delegates. The policy must\n"
"grant that issuer a delegation-depth. Hosts take it by writctl load, or find it in\n"
"/etc/writ/delegations.\n"
"\n"
"  --key KEY              the delegating issuer's private key: a PEM file or a URI\n"
"  --passphrase-file F    its passphrase or PIN is the first line of F\n"
"  --issuer NAME          the delegating issuer's name as the policy has it\n"
"  --to PUBKEY            the delegate's public key, a PEM file\n"
"  --name NAME            the delegate's name: the issuer of what it signs\n"
"  --ops OP[,OP...]       what it may grant: the operations that writ issue\n"
"                         --help tells of\n"
"  --max-validity SPAN    for how long at most it may authorize; units s, m, h, d, w\n"
"  --max-subjects N       how many files at most in one of its artifacts\n"
"  --path PATH            only files bound to a path at or under this one; repeatable\n"
"  --uid N[-M]            only artifacts that bind who asks to these users; repeatable\n"
"  --cgroup PATH          only artifacts that bind who asks to this control group or one\n"
"                         below it; repeatable\n"
"  --max-uses N           only artifacts that hold for N uses or fewer\n"
"  --depth N              it may delegate in turn, N links deep (default: it may not)\n"
"  --valid SPAN           for how long the delegation holds (default 30d)\n"
"  --not-before TIME      from when (default: now); RFC 3339\n"
"  --not-after TIME       until when, instead of --valid\n"
"  --audience HOST        only on this host identity; repeat for more (up to 16)\n"
"  --subject TEXT         what this is for, for people\n"
"  -o, --output OUT       where the delegation goes; \"-\" is standard output\n"
"\n"
"Example:\n"
"  writ delegate --key release --issuer release --to ci.pub --name ci --ops execute \\\n"
"                --max-validity 8h --path /opt/agents --valid 7d -o ci.writ\n";

struct delegate {
	struct grant g;
	const char *to;
	struct writ_issuer issuer;
	struct writ_pubkey key;
};

static bool load_delegate(struct delegate *d, struct writ_msg *msg)
{
	const struct writ_keyref ref = { .name = d->to };
	EVP_PKEY *pkey;
	bool ok;

	output_spare(d->to);
	pkey = writ_key_load_public(&ref, msg);
	if (!pkey)
		return false;
	ok = writ_pubkey_from(pkey, &d->key, msg);
	EVP_PKEY_free(pkey);
	d->issuer.alg = d->key.alg;
	d->issuer.key_bytes = (struct writ_bytes){ d->key.cose, d->key.len };
	memcpy(d->issuer.kid, d->key.kid, WRIT_KID_SIZE);
	return ok;
}

static bool delegate(struct delegate *d, struct writ_msg *msg)
{
	u8 buf[WRIT_DELEGATION_MAX];
	struct writ_blob object = { 0 };
	struct writ_cbor_out o;
	EVP_PKEY *pkey;
	bool ok;

	if (!load_delegate(d, msg))
		return false;
	d->issuer.ops = d->g.ops;
	writ_cbor_out_init(&o, buf, sizeof(buf));
	policy_put_issuer(&o, &d->issuer);
	if (!writ_cbor_out_ok(&o))
		return writ_msgf(msg, "the delegation needs more than %d bytes", WRIT_DELEGATION_MAX);
	pkey = output_key(&d->g.key, d->g.out, msg);
	if (!pkey)
		return false;
	ok = writ_seal(&d->g.seal, pkey, (struct writ_bytes){ buf, o.len }, &object, msg);
	EVP_PKEY_free(pkey);
	if (ok && object.len > WRIT_DELEGATION_MAX)
		ok = writ_msgf(msg, "the delegation has %zu bytes; %d are allowed", object.len,
			       WRIT_DELEGATION_MAX);
	ok = ok && writ_file_write(d->g.out, writ_blob_bytes(&object), WRIT_FILE_PUBLIC, msg);
	writ_blob_free(&object);
	return ok;
}

static void tell(const struct delegate *d)
{
	char from[32], until[32];

	fprintf(stderr, "\"%s\" delegates, from %s until %s, to\n", d->g.seal.iss,
		writ_time_format(d->g.seal.nbf, from), writ_time_format(d->g.seal.exp, until));
	policy_explain_issuer(&d->issuer, stderr);
}

enum { TO = 1, NAME, MAX_VALIDITY, MAX_SUBJECTS, PATH, DEPTH, UID, CGROUP, MAX_USES };

static int take(struct delegate *d, int opt, const char *arg)
{
	struct writ_issuer *is = &d->issuer;
	const char *wrong;

	switch (opt) {
	case TO:
		d->to = arg;
		return EXIT_GOOD;
	case NAME:
		is->name = writ_bytes_of(arg);
		return writ_name_valid(arg) ? EXIT_GOOD : ui_usage("--name: not a name");
	case MAX_VALIDITY:
		wrong = writ_span_parse(arg, &is->max_validity);
		return wrong ? ui_usage("--max-validity: \"%s\" %s", arg, wrong) : EXIT_GOOD;
	case MAX_SUBJECTS:
		return value_count("--max-subjects", arg, WRIT_SUBJECTS_MAX, &is->max_subjects);
	case PATH:
		return value_paths("--path", arg, is->paths, &is->npaths, WRIT_ISSUER_PATHS_MAX);
	case DEPTH:
		return value_count("--depth", arg, WRIT_DELEGATION_DEPTH - 1, &is->depth);
	case UID:
		return value_ids("--uid", arg, &is->uids);
	case CGROUP:
		return value_paths("--cgroup", arg, is->cgroups, &is->ncgroups, WRIT_CGROUPS_MAX);
	case MAX_USES:
		return value_count("--max-uses", arg, WRIT_USES_MAX, &is->max_uses);
	default:
		return grant_option(&d->g, opt, arg);
	}
}

static int check_usage(const struct delegate *d, int rest)
{
	if (rest)
		return ui_usage("nothing is expected beside the options");
	if (!d->to || !d->issuer.name.len)
		return ui_usage("--to and --name are needed: who receives the delegation");
	if (!d->g.ops || !d->issuer.max_validity)
		return ui_usage("--ops and --max-validity are needed: what the delegate may grant");
	return EXIT_GOOD;
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		SEAL_OPTIONS, TIME_OPTIONS,
		{ "ops", required_argument, NULL, GRANT_OPS },
		{ "to", required_argument, NULL, TO },
		{ "name", required_argument, NULL, NAME },
		{ "max-validity", required_argument, NULL, MAX_VALIDITY },
		{ "max-subjects", required_argument, NULL, MAX_SUBJECTS },
		{ "path", required_argument, NULL, PATH },
		{ "depth", required_argument, NULL, DEPTH },
		{ "uid", required_argument, NULL, UID },
		{ "cgroup", required_argument, NULL, CGROUP },
		{ "max-uses", required_argument, NULL, MAX_USES },
		HELP_OPTION, { 0 },
	};
	static struct delegate d = { .g = GRANT_INIT };
	struct writ_msg msg;
	int opt, ret;

	d.g.seal.type = WRIT_TYPE_DELEGATION;
	d.issuer.max_subjects = WRIT_SUBJECTS_MAX;
	while ((opt = getopt_long(argc, argv, "o:", options, NULL)) != -1) {
		if (opt == OPT_HELP)
			return cmd_show_help(&cmd_delegate);
		if (take(&d, opt, optarg) != EXIT_GOOD)
			return EXIT_USAGE;
	}
	ret = grant_complete(&d.g);
	if (ret == EXIT_GOOD)
		ret = check_usage(&d, argc - optind);
	if (ret != EXIT_GOOD)
		return ret;
	if (!delegate(&d, &msg))
		return ui_fail_msg(&msg);
	tell(&d);
	return EXIT_GOOD;
}

const struct cmd cmd_delegate = { "delegate", "let another key authorize within limits", help, run };
