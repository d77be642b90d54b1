// SPDX-License-Identifier: GPL-2.0-only
/* writ inspect: show what an object says, without believing it. */
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>

#include "artifact.h"
#include "cmd.h"
#include "convert.h"
#include "fileio.h"
#include "json.h"
#include "policy_text.h"
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

static void json_ops(struct writ_json *j, u32 ops)
{
	writ_json_array(j, "operations");
	for (u32 op = WRIT_OP_EXECUTE; op < __WRIT_OP_END; op++) {
		if (ops & WRIT_OP_BIT(op))
			writ_json_text(j, NULL, writ_op_name(op));
	}
	writ_json_array_end(j);
}

static void artifact_json(const struct inspect *in, const struct writ_artifact *a)
{
	struct writ_json j = { .f = stdout };
	struct writ_bytes rest = a->subjects;
	struct writ_subject s;
	u32 n = 0;

	writ_json_object(&j, NULL);
	json_claims(&j, &a->sign);
	json_ops(&j, a->ops);
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
	writ_json_object_end(&j);
}

static void artifact_text(const struct inspect *in, const struct writ_artifact *a)
{
	char hex[2 * WRIT_DIGEST_SIZE + 1], ops[48];
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
}

static void policy_json(const struct writ_policy *p)
{
	struct writ_json j = { .f = stdout };

	writ_json_object(&j, NULL);
	json_claims(&j, &p->sign);
	writ_json_bytes(&j, "id", p->id);
	writ_json_uint(&j, "version", p->version);
	writ_json_hex(&j, "root", (struct writ_bytes){ p->root_kid, WRIT_KID_SIZE });
	writ_json_array(&j, "issuers");
	for (u32 i = 0; i < p->nissuers; i++) {
		const struct writ_issuer *is = &p->issuers[i];

		writ_json_object(&j, NULL);
		writ_json_bytes(&j, "name", is->name);
		writ_json_text(&j, "algorithm", writ_alg_name(is->alg));
		writ_json_hex(&j, "key", (struct writ_bytes){ is->kid, WRIT_KID_SIZE });
		json_ops(&j, is->ops);
		writ_json_uint(&j, "max_validity", is->max_validity);
		writ_json_uint(&j, "max_subjects", is->max_subjects);
		writ_json_array(&j, "paths");
		for (u32 k = 0; k < is->npaths; k++)
			writ_json_bytes(&j, NULL, is->paths[k]);
		writ_json_array_end(&j);
		writ_json_object_end(&j);
	}
	writ_json_array_end(&j);
	writ_json_array(&j, "rules");
	for (u32 i = 0; i < p->nrules; i++) {
		const struct writ_rule *r = &p->rules[i];

		writ_json_object(&j, NULL);
		json_ops(&j, r->ops);
		writ_json_array(&j, "uids");
		for (u32 k = 0; k < r->nuids; k++) {
			writ_json_object(&j, NULL);
			writ_json_uint(&j, "first", r->uids[k].first);
			writ_json_uint(&j, "last", r->uids[k].last);
			writ_json_object_end(&j);
		}
		writ_json_array_end(&j);
		writ_json_array(&j, "paths");
		for (u32 k = 0; k < r->npaths; k++)
			writ_json_bytes(&j, NULL, r->paths[k]);
		writ_json_array_end(&j);
		writ_json_array(&j, "filesystems");
		for (u32 k = 0; k < r->nfilesystems; k++)
			writ_json_bytes(&j, NULL, r->filesystems[k]);
		writ_json_array_end(&j);
		writ_json_text(&j, "answer", writ_answer_name(r->answer));
		writ_json_object_end(&j);
	}
	writ_json_array_end(&j);
	writ_json_text(&j, "default", writ_answer_name(p->default_answer));
	writ_json_bool(&j, "writable_code", p->writable_code);
	writ_json_bool(&j, "ignore_boot_off", p->ignore_boot_off);
	writ_json_array(&j, "trusted_filesystems");
	for (u32 i = 0; i < p->ntrusted_fs; i++)
		writ_json_bytes(&j, NULL, p->trusted_fs[i]);
	writ_json_array_end(&j);
	writ_json_object_end(&j);
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

static int inspect(const struct inspect *in, struct writ_bytes object)
{
	struct writ_artifact artifact;
	struct writ_policy *policy;
	struct writ_error err, other;
	struct writ_sign1 sign;
	int ret = EXIT_GOOD;

	if (writ_artifact_decode(object, &artifact, &err)) {
		head(in);
		in->json ? artifact_json(in, &artifact) : artifact_text(in, &artifact);
		return EXIT_GOOD;
	}
	/*
	 * What the decoder refuses as an artifact is one, unless its envelope is
	 * a policy's: typ stands last in it, and other things differ before.
	 */
	if (!writ_sign1_decode(object, WRIT_TYPE_POLICY, &sign, &other) &&
	    (err.code != WRIT_ERR_OBJECT_TYPE || other.code == WRIT_ERR_OBJECT_TYPE))
		return refuse(in, &err);
	policy = malloc(sizeof(*policy));
	if (!policy)
		return ui_fail("out of memory");
	if (!writ_policy_decode(object, policy, &err)) {
		ret = refuse(in, &err);
	} else if (in->json) {
		policy_json(policy);
	} else {
		head(in);
		print_claims(&policy->sign);
		putchar('\n');
		policy_explain(policy, &policy->sign.claims, stdout);
	}
	free(policy);
	return ret;
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
