// SPDX-License-Identifier: GPL-2.0-only
/* writ revoke: take back what was authorized. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/evp.h>

#include "cbor_write.h"
#include "cmd.h"
#include "convert.h"
#include "crypto.h"
#include "digest.h"
#include "grant.h"
#include "output.h"
#include "revocation.h"
#include "ui.h"

#define ENTRY_MAX 128	/* kind, key and cti, encoded */

static const char help[] =
"Usage: writ revoke --key KEY [--issuer NAME] WHAT... -o OUT\n"
"\n"
"Signs a revocation, which holds for ever. Hosts take it by writctl revoke, or find\n"
"it in /etc/writ/revocations; what it names is denied from then on, even where a\n"
"verdict was already given. The root key may revoke anything; an issuer's or a\n"
"delegate's key only what it or its delegates signed, and no content.\n"
"\n"
"WHAT, each as often as needed, up to 1024 in all:\n"
"  --artifact FILE, --delegation FILE\n"
"                         this one artifact or delegation\n"
"  --id HEX               the artifact or delegation with this identity that the key\n"
"                         named by --of signed\n"
"  --revoke-key KEY       everything that KEY signed and delegated, ever\n"
"  --before TIME          what the key named by --of issued before TIME, or without\n"
"                         saying when; RFC 3339\n"
"  --content FILE         this content, whoever authorizes it (root key only)\n"
"  --digest KIND:HEX      the same by its digest: sha256:... or fsverity:...\n"
"\n"
"  --of KEY               whose --id and --before are meant\n"
"  --key KEY              the private key that revokes: a PEM file or a URI\n"
"  --passphrase-file F    its passphrase or PIN is the first line of F\n"
"  --issuer NAME          the revoking key's name as the policy has it (default: root)\n"
"  --audience HOST        only on this host identity; repeat for more (up to 16)\n"
"  --subject TEXT         why, for people\n"
"  -o, --output OUT       where the revocation goes; \"-\" is standard output\n"
"\n"
"Keys that are revoked or meant are PEM files or the 64 hex digits of writ root.\n"
"\n"
"Examples:\n"
"  writ revoke --key release --issuer release --artifact deploy.writ -o r.writ\n"
"  writ revoke --key root --revoke-key ci.pub --subject 'laptop stolen' -o r.writ\n"
"  writ revoke --key root --of release.pub --before 2026-11-01 -o r.writ\n";

struct revoke {
	struct grant g;
	struct writ_blob entries[WRIT_REVOKED_MAX];
	size_t n;
	u8 of[WRIT_KID_SIZE];
	bool has_of;
};

/* An entry: kind, then key and what it needs beside it. */
static bool add(struct revoke *r, enum writ_revoked_kind kind, struct writ_bytes key,
		struct writ_bytes id, u64 before, struct writ_msg *msg)
{
	struct writ_cbor_out o;
	u8 *buf;

	buf = malloc(ENTRY_MAX);
	if (!buf)
		return writ_msgf(msg, "out of memory");
	writ_cbor_out_init(&o, buf, ENTRY_MAX);
	writ_cbor_put_array(&o, kind == WRIT_REVOKED_ARTIFACT || kind == WRIT_REVOKED_BEFORE ? 3 : 2);
	writ_cbor_put_uint(&o, kind);
	if (key.len)
		writ_cbor_put_bytes(&o, key.data, key.len);
	if (id.len)
		writ_cbor_put_bytes(&o, id.data, id.len);
	if (before)
		writ_cbor_put_uint(&o, before);
	r->entries[r->n++] = (struct writ_blob){ buf, o.len };
	return true;
}

static bool read_key(const char *arg, u8 kid[WRIT_KID_SIZE], struct writ_msg *msg)
{
	const struct writ_keyref ref = { .name = arg };
	struct writ_pubkey key;
	EVP_PKEY *pkey;
	bool ok;

	if (writ_unhex(arg, kid, WRIT_KID_SIZE))
		return true;
	output_spare(arg);
	pkey = writ_key_load_public(&ref, msg);
	if (!pkey)
		return false;
	ok = writ_pubkey_from(pkey, &key, msg);
	EVP_PKEY_free(pkey);
	memcpy(kid, key.kid, WRIT_KID_SIZE);
	return ok;
}

static bool add_object(struct revoke *r, const char *file, struct writ_msg *msg)
{
	struct writ_blob object;
	struct writ_error err;
	struct writ_sign1 sign;
	bool ok;

	output_spare(file);
	if (!writ_file_read(file, WRIT_ARTIFACT_MAX, &object, msg))
		return false;
	if (writ_sign1_decode(writ_blob_bytes(&object), WRIT_TYPE_ARTIFACT, &sign, &err) ||
	    writ_sign1_decode(writ_blob_bytes(&object), WRIT_TYPE_DELEGATION, &sign, &err))
		ok = add(r, WRIT_REVOKED_ARTIFACT, sign.kid, sign.claims.cti, 0, msg);
	else
		ok = writ_msgf(msg, "%s is neither an artifact nor a delegation: %s %s (at byte %zu)",
			       file, err.field, writ_err_text(err.code), err.offset);
	writ_blob_free(&object);
	return ok;
}

static int added(bool ok, const struct writ_msg *msg)
{
	return ok ? EXIT_GOOD : ui_fail_msg(msg);
}

static int add_id(struct revoke *r, const char *hex, struct writ_msg *msg)
{
	size_t len = strlen(hex) / 2;
	u8 cti[WRIT_CTI_MAX];

	if (len < WRIT_CTI_MIN || len > WRIT_CTI_MAX || !writ_unhex(hex, cti, len))
		return ui_usage("--id: \"%s\" is not an identity: %d to %d bytes as hex digits", hex,
				WRIT_CTI_MIN, WRIT_CTI_MAX);
	return added(add(r, WRIT_REVOKED_ARTIFACT, (struct writ_bytes){ r->of, WRIT_KID_SIZE },
			 (struct writ_bytes){ cti, len }, 0, msg), msg);
}

static bool add_key(struct revoke *r, const char *arg, struct writ_msg *msg)
{
	u8 kid[WRIT_KID_SIZE];

	return read_key(arg, kid, msg) &&
	       add(r, WRIT_REVOKED_KEY, (struct writ_bytes){ kid, sizeof(kid) },
		   (struct writ_bytes){ 0 }, 0, msg);
}

static int add_digest(struct revoke *r, const char *arg, struct writ_msg *msg)
{
	u8 digest[WRIT_DIGEST_SIZE];
	enum writ_digest kind;
	const char *wrong;

	/* An entry holds no kind: no two contents share a digest of either. */
	if (!writ_unhex(arg, digest, sizeof(digest))) {
		wrong = writ_digest_parse(arg, &kind, digest);
		if (wrong)
			return ui_usage("--digest: \"%s\" %s", arg, wrong);
	}
	return added(add(r, WRIT_REVOKED_DIGEST, (struct writ_bytes){ 0 },
			 (struct writ_bytes){ digest, sizeof(digest) }, 0, msg), msg);
}

static bool add_content(struct revoke *r, const char *file, struct writ_msg *msg)
{
	u8 digest[WRIT_DIGEST_SIZE];

	output_spare(file);
	return writ_digest_file(file, WRIT_DIGEST_SHA256, digest, msg) &&
	       add(r, WRIT_REVOKED_DIGEST, (struct writ_bytes){ 0 },
		   (struct writ_bytes){ digest, sizeof(digest) }, 0, msg);
}

static int add_before(struct revoke *r, const char *arg, struct writ_msg *msg)
{
	const char *wrong;
	u64 before;

	wrong = writ_time_parse(arg, &before);
	if (wrong)
		return ui_usage("--before: \"%s\" %s", arg, wrong);
	return added(add(r, WRIT_REVOKED_BEFORE, (struct writ_bytes){ r->of, WRIT_KID_SIZE },
			 (struct writ_bytes){ 0 }, before, msg), msg);
}

static bool seal(struct revoke *r, struct writ_msg *msg)
{
	struct writ_blob object = { 0 };
	struct writ_cbor_out o;
	EVP_PKEY *pkey;
	size_t n = 0;
	u8 *payload;
	bool ok;

	qsort(r->entries, r->n, sizeof(*r->entries), writ_blob_order);
	for (size_t i = 0; i < r->n; i++) {
		if (n && !writ_blob_order(&r->entries[n - 1], &r->entries[i]))
			free(r->entries[i].data);
		else
			r->entries[n++] = r->entries[i];
	}
	r->n = n;
	payload = malloc(WRIT_REVOCATION_MAX);
	if (!payload)
		return writ_msgf(msg, "out of memory");
	writ_cbor_out_init(&o, payload, WRIT_REVOCATION_MAX);
	writ_cbor_put_map(&o, 1);
	writ_cbor_put_uint(&o, 1);
	writ_cbor_put_array(&o, n);
	for (size_t i = 0; i < n; i++)
		writ_cbor_put_raw(&o, r->entries[i].data, r->entries[i].len);
	pkey = output_key(&r->g.key, r->g.out, msg);
	ok = pkey &&
	     writ_seal(&r->g.seal, pkey, (struct writ_bytes){ payload, o.len }, &object, msg) &&
	     writ_file_write(r->g.out, writ_blob_bytes(&object), WRIT_FILE_PUBLIC, msg);
	EVP_PKEY_free(pkey);
	free(payload);
	writ_blob_free(&object);
	return ok;
}

enum { ARTIFACT = 1, ID, REVOKE_KEY, BEFORE, CONTENT, DIGEST, OF };

static int take(struct revoke *r, int opt, const char *arg)
{
	struct writ_msg msg;

	if ((opt == ID || opt == BEFORE) && !r->has_of)
		return ui_usage("--of is needed before --id and --before: whose are meant");
	if (opt != OF && r->n == WRIT_REVOKED_MAX)
		return ui_usage("one revocation names at most %d things", WRIT_REVOKED_MAX);
	switch (opt) {
	case ARTIFACT:
		return added(add_object(r, arg, &msg), &msg);
	case ID:
		return add_id(r, arg, &msg);
	case REVOKE_KEY:
		return added(add_key(r, arg, &msg), &msg);
	case BEFORE:
		return add_before(r, arg, &msg);
	case CONTENT:
		return added(add_content(r, arg, &msg), &msg);
	case DIGEST:
		return add_digest(r, arg, &msg);
	default:
		r->has_of = true;
		return added(read_key(arg, r->of, &msg), &msg);
	}
}

static int parse(struct revoke *r, int argc, char **argv)
{
	static const struct option options[] = {
		SEAL_OPTIONS,
		{ "artifact", required_argument, NULL, ARTIFACT },
		{ "delegation", required_argument, NULL, ARTIFACT },
		{ "id", required_argument, NULL, ID },
		{ "revoke-key", required_argument, NULL, REVOKE_KEY },
		{ "before", required_argument, NULL, BEFORE },
		{ "content", required_argument, NULL, CONTENT },
		{ "digest", required_argument, NULL, DIGEST },
		{ "of", required_argument, NULL, OF },
		HELP_OPTION, { 0 },
	};
	int opt, ret;

	while ((opt = getopt_long(argc, argv, "o:", options, NULL)) != -1) {
		if (opt == OPT_HELP) {
			cmd_show_help(&cmd_revoke);
			return -1;
		}
		if (opt >= ARTIFACT && opt <= OF) {
			ret = take(r, opt, optarg);
			if (ret != EXIT_GOOD)
				return ret;
		} else if (grant_option(&r->g, opt, optarg) != EXIT_GOOD) {
			return EXIT_USAGE;
		}
	}
	if (optind != argc)
		return ui_usage("nothing is expected beside the options");
	if (!r->g.key.name || !r->g.out)
		return ui_usage("--key and --output are needed");
	return r->n ? EXIT_GOOD : ui_usage("say what to revoke: --help lists how");
}

static int run(int argc, char **argv)
{
	static struct revoke r = { .g = GRANT_INIT };
	struct writ_msg msg;
	int ret;

	r.g.seal.type = WRIT_TYPE_REVOCATION;
	r.g.seal.iss = "root";
	r.g.seal.iat = (u64)time(NULL);
	ret = parse(&r, argc, argv);
	if (ret == EXIT_GOOD && !seal(&r, &msg))
		ret = ui_fail_msg(&msg);
	if (ret == EXIT_GOOD)
		fprintf(stderr, "\"%s\" revokes %zu thing%s, for ever\n", r.g.seal.iss, r.n,
			r.n == 1 ? "" : "s");
	for (size_t i = 0; i < r.n; i++)
		free(r.entries[i].data);
	return ret < 0 ? EXIT_GOOD : ret;
}

const struct cmd cmd_revoke = { "revoke", "take back what was authorized", help, run };
