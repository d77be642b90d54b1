// SPDX-License-Identifier: GPL-2.0-only
/* writ inspect: show what an object says, without believing it. */
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>

#include "artifact.h"
#include "cmd.h"
#include "convert.h"
#include "delegation.h"
#include "fileio.h"
#include "json.h"
#include "policy_text.h"
#include "revocation.h"
#include "terms_show.h"
#include "ui.h"

#define SUBJECTS_SHOWN 10

static const char help[] =
"Usage: writ inspect [--json] [--subjects] FILE\n"
"\n"
"Shows what a signed object says. Its signature is NOT verified, and so nothing of\n"
"what is shown can be believed: writ verify is for that.\n"
"\n"
"  --json        for machines; holds \"verified\": false\n"
"  --subjects    list all subjects of an artifact, not only the first 10\n"
"\n"
"Examples:\n"
"  writ inspect ls.writ\n"
"  writ inspect --json --subjects usr.writ | jq -r '.subjects[].digest'\n";

struct inspect {
	const char *file;
	bool json;
	bool all;
};

static void print_claims(const struct writ_sign1 *s)
{
	const struct writ_claims *c = &s->claims;
	char hex[2 * WRIT_KID_SIZE + 1], t[32];

	printf("type         %s\n", writ_type_name(s->type));
	printf("algorithm    %s\n", writ_alg_name(s->alg));
	printf("key          %s\n", writ_hex(s->kid.data, s->kid.len, hex));
	fputs("issuer       ", stdout);
	ui_text(stdout, c->iss);
	if (c->sub.len) {
		fputs("\nsubject      ", stdout);
		ui_text(stdout, c->sub);
	}
	fputs("\naudience     ", stdout);
	for (u32 i = 0; i < c->naud; i++) {
		fputs(i ? ", " : "", stdout);
		ui_text(stdout, c->aud[i]);
	}
	puts(c->naud ? "" : "every host");
	if (c->iat)
		printf("issued       %s\n", writ_time_format(c->iat, t));
	if (c->nbf)
		printf("not before   %s\n", writ_time_format(c->nbf, t));
	printf("not after    %s\n", writ_time_format(c->exp, t));
	printf("identity     %s\n", writ_hex(c->cti.data, c->cti.len, hex));
}

static void json_claims(struct writ_json *j, const struct writ_sign1 *s)
{
	const struct writ_claims *c = &s->claims;
	char t[32];

	writ_json_bool(j, "verified", false);
	writ_json_text(j, "type", writ_type_name(s->type));
	writ_json_text(j, "algorithm", writ_alg_name(s->alg));
	writ_json_hex(j, "key", s->kid);
	writ_json_bytes(j, "issuer", c->iss);
	if (c->sub.len)
		writ_json_bytes(j, "subject", c->sub);
	writ_json_array(j, "audience");
	for (u32 i = 0; i < c->naud; i++)
		writ_json_bytes(j, NULL, c->aud[i]);
	writ_json_array_end(j);
	if (c->iat)
		writ_json_text(j, "issued", writ_time_format(c->iat, t));
	if (c->nbf)
		writ_json_text(j, "not_before", writ_time_format(c->nbf, t));
	if (c->exp != U64_MAX)
		writ_json_text(j, "not_after", writ_time_format(c->exp, t));
	writ_json_hex(j, "identity", c->cti);
}

static void artifact_json(const struct inspect *in, const struct writ_artifact *a)
{
	struct writ_json j = { .f = stdout };
	struct writ_bytes rest = a->subjects;
	struct writ_subject s;
	u32 n = 0;

	writ_json_object(&j, NULL);
	json_claims(&j, &a->sign);
	policy_json_ops(&j, a->ops);
	writ_json_uint(&j, "subject_count", a->nsubjects);
	writ_json_array(&j, "subjects");
	while ((in->all || n++ < SUBJECTS_SHOWN) && writ_subject_next(&rest, &s)) {
		writ_json_object(&j, NULL);
		writ_json_text(&j, "kind", writ_digest_name(s.kind));
		writ_json_hex(&j, "digest", (struct writ_bytes){ s.digest, WRIT_DIGEST_SIZE });
		if (s.path.len)
			writ_json_bytes(&j, "path", s.path);
		writ_json_object_end(&j);
	}
	writ_json_array_end(&j);
	if (a->has_terms)
		terms_json(&j, &a->terms);
	writ_json_object_end(&j);
}

static void artifact_text(const struct inspect *in, const struct writ_artifact *a)
{
	char hex[2 * WRIT_DIGEST_SIZE + 1], ops[WRIT_OPS_TEXT];
	struct writ_bytes rest = a->subjects;
	struct writ_subject s;
	u32 n = 0;

	print_claims(&a->sign);
	printf("operations   %s\n", writ_ops_format(a->ops, ops));
	printf("subjects     %" PRIu32 "\n", a->nsubjects);
	while ((in->all || n < SUBJECTS_SHOWN) && writ_subject_next(&rest, &s)) {
		printf("  %s:%s", writ_digest_name(s.kind),
		       writ_hex(s.digest, WRIT_DIGEST_SIZE, hex));
		if (s.path.len) {
			fputs("  only at ", stdout);
			ui_text(stdout, s.path);
		}
		putchar('\n');
		n++;
	}
	if (n < a->nsubjects)
		printf("  and %" PRIu32 " more; --subjects lists all\n", a->nsubjects - n);
	terms_text(stdout, &a->terms);
}

static void delegation_show(const struct inspect *in, const struct writ_delegation *d)
{
	struct writ_json j = { .f = stdout };

	if (!in->json) {
		print_claims(&d->sign);
		puts("\nThe delegate:");
		policy_explain_issuer(&d->issuer, stdout);
		return;
	}
	writ_json_object(&j, NULL);
	json_claims(&j, &d->sign);
	policy_json_issuer(&j, "delegate", &d->issuer);
	writ_json_object_end(&j);
}

static void revoked_text(const struct writ_revoked *e)
{
	char key[2 * WRIT_KID_SIZE + 1], id[2 * WRIT_CTI_MAX + 1], t[32];

	writ_hex(e->key, WRIT_KID_SIZE, key);
	writ_hex(e->id, e->id_len, id);
	switch (e->kind) {
	case WRIT_REVOKED_ARTIFACT:
		printf("  identity %s of key %s\n", id, key);
		break;
	case WRIT_REVOKED_KEY:
		printf("  all that key %s signed or delegated\n", key);
		break;
	case WRIT_REVOKED_DIGEST:
		printf("  the content %s\n", id);
		break;
	default:
		printf("  what key %s issued before %s\n", key, writ_time_format(e->before, t));
	}
}

static void revoked_json(struct writ_json *j, const struct writ_revoked *e)
{
	char t[32];

	writ_json_object(j, NULL);
	writ_json_text(j, "kind", writ_revoked_name(e->kind));
	if (e->kind != WRIT_REVOKED_DIGEST)
		writ_json_hex(j, "key", (struct writ_bytes){ e->key, WRIT_KID_SIZE });
	if (e->id_len)
		writ_json_hex(j, e->kind == WRIT_REVOKED_DIGEST ? "digest" : "identity",
			      (struct writ_bytes){ e->id, e->id_len });
	if (e->before)
		writ_json_text(j, "before", writ_time_format(e->before, t));
	writ_json_object_end(j);
}

static void revocation_show(const struct inspect *in, const struct writ_revocation *r)
{
	struct writ_json j = { .f = stdout };
	struct writ_bytes rest = r->entries;
	struct writ_revoked entry;

	if (in->json) {
		writ_json_object(&j, NULL);
		json_claims(&j, &r->sign);
		writ_json_array(&j, "revoked");
	} else {
		print_claims(&r->sign);
		puts("\nRevoked:");
	}
	while (writ_revoked_next(&rest, &entry))
		in->json ? revoked_json(&j, &entry) : revoked_text(&entry);
	if (in->json) {
		writ_json_array_end(&j);
		writ_json_object_end(&j);
	}
}

static int refuse(const struct inspect *in, const struct writ_error *err)
{
	struct writ_json j = { .f = stdout };

	if (in->json) {
		writ_json_object(&j, NULL);
		writ_json_bool(&j, "verified", false);
		writ_json_text(&j, "error", writ_err_text(err->code));
		writ_json_text(&j, "field", err->field);
		writ_json_uint(&j, "offset", err->offset);
		writ_json_object_end(&j);
	}
	return ui_fail("%s: %s %s (at byte %zu)", in->file, err->field, writ_err_text(err->code),
		       err->offset);
}

static void head(const struct inspect *in)
{
	if (in->json)
		return;
	ui_word(stdout, UI_WARN, "UNVERIFIED: the signature was not checked");
	putchar('\n');
}

static void policy_show_json(const struct writ_policy *policy)
{
	struct writ_json j = { .f = stdout };

	writ_json_object(&j, NULL);
	json_claims(&j, &policy->sign);
	policy_json(&j, policy);
	writ_json_object_end(&j);
}

static int inspect_policy(const struct inspect *in, struct writ_bytes object)
{
	struct writ_policy *policy = malloc(sizeof(*policy));
	struct writ_error err;
	int ret = EXIT_GOOD;

	if (!policy)
		return ui_fail("out of memory");
	if (!writ_policy_decode(object, policy, &err)) {
		ret = refuse(in, &err);
	} else if (in->json) {
		policy_show_json(policy);
	} else {
		head(in);
		print_claims(&policy->sign);
		putchar('\n');
		policy_explain(policy, &policy->sign.claims, stdout);
	}
	free(policy);
	return ret;
}

/*
 * What kind of object this is. Of one that is damaged, typ decides where it was
 * reached, since it stands last in the envelope; otherwise it counts as an
 * artifact, which nearly all are.
 */
static enum writ_type type_of(struct writ_bytes object)
{
	struct writ_sign1 sign;
	struct writ_error err, artifact;
	u32 type;

	if (writ_sign1_decode(object, WRIT_TYPE_ARTIFACT, &sign, &artifact))
		return WRIT_TYPE_ARTIFACT;
	for (type = WRIT_TYPE_ARTIFACT + 1; type < __WRIT_TYPE_COUNT; type++) {
		if (writ_sign1_decode(object, type, &sign, &err) ||
		    (artifact.code == WRIT_ERR_OBJECT_TYPE && err.code != WRIT_ERR_OBJECT_TYPE))
			return type;
	}
	return WRIT_TYPE_ARTIFACT;
}

static int inspect(const struct inspect *in, struct writ_bytes object)
{
	struct writ_delegation delegation;
	struct writ_revocation revocation;
	struct writ_artifact artifact;
	struct writ_error err;

	switch (type_of(object)) {
	case WRIT_TYPE_POLICY:
		return inspect_policy(in, object);
	case WRIT_TYPE_DELEGATION:
		if (!writ_delegation_decode(object, &delegation, &err))
			return refuse(in, &err);
		head(in);
		delegation_show(in, &delegation);
		return EXIT_GOOD;
	case WRIT_TYPE_REVOCATION:
		if (!writ_revocation_decode(object, &revocation, &err))
			return refuse(in, &err);
		head(in);
		revocation_show(in, &revocation);
		return EXIT_GOOD;
	default:
		if (!writ_artifact_decode(object, &artifact, &err))
			return refuse(in, &err);
		head(in);
		in->json ? artifact_json(in, &artifact) : artifact_text(in, &artifact);
		return EXIT_GOOD;
	}
}

static int run(int argc, char **argv)
{
	enum { JSON = 1, SUBJECTS };
	static const struct option options[] = {
		{ "json", no_argument, NULL, JSON },
		{ "subjects", no_argument, NULL, SUBJECTS },
		HELP_OPTION, { 0 },
	};
	struct inspect in = { 0 };
	struct writ_blob object;
	struct writ_msg msg;
	int opt, ret;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (opt) {
		case JSON:
			in.json = true;
			break;
		case SUBJECTS:
			in.all = true;
			break;
		case OPT_HELP:
			return cmd_show_help(&cmd_inspect);
		default:
			return EXIT_USAGE;
		}
	}
	if (argc - optind != 1)
		return ui_usage("one FILE is needed");
	in.file = argv[optind];
	if (!writ_file_read(in.file, WRIT_ARTIFACT_MAX, &object, &msg))
		return ui_fail_msg(&msg);
	ret = inspect(&in, writ_blob_bytes(&object));
	writ_blob_free(&object);
	return ret;
}

const struct cmd cmd_inspect = { "inspect", "show what a signed object says", help, run };
