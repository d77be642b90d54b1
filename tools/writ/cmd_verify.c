// SPDX-License-Identifier: GPL-2.0-only
/* writ verify: judge objects by the very code that the kernel module runs. */
#include <getopt.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "authority.h"
#include "cmd.h"
#include "convert.h"
#include "evaluate.h"
#include "fact_args.h"
#include "fileio.h"
#include "json.h"
#include "request.h"
#include "ui.h"
#include "verdict_show.h"

static const char help[] =
"Usage: writ verify --root FINGERPRINT POLICY\n"
"       writ verify --root FINGERPRINT --policy POLICY [OPTION...] ARTIFACT...\n"
"\n"
"Verifies a policy, or artifacts under a policy, offline and by the same code that\n"
"the kernel module runs. With --file or --digest it also says whether that content\n"
"may be executed, mapped and run as a script, and if not, why and what to do.\n"
"\n"
"  --root FINGERPRINT     64 hex digits, from writ root; required\n"
"  --policy POLICY        the signed policy\n"
"  --delegation FILE      a delegation that the host has; repeatable, and in the order\n"
"                         in which the links follow each other\n"
"  --revocation FILE      a revocation that the host has; repeatable\n"
"  --host ID              identity of the host (default: none, so that only objects\n"
"                         for every host hold)\n"
"  --at TIME              judge as of then (default: now); RFC 3339\n"
"  --file PATH            judge this file\n"
"  --digest KIND:HEX      judge content with this digest: sha256:... or fsverity:...\n"
"  --path PATH            as if it lay there\n"
"  --filesystem TYPE      as if it lay on that filesystem\n"
"  --uid N                as if that user asked (default: the one who runs this)\n"
"  --ops OP[,OP...]       demand all of these operations (default: any one of them)\n"
"  --json                 tell in JSON on standard output\n"
"\n"
"What --file or --digest is asked with:\n"
"\n"
FACT_HELP
"\n"
"Exit code 0 means: a policy that a host loads now; artifacts that are admitted and\n"
"in force now; with content, that it is allowed. Otherwise 1.\n"
"\n"
"Examples:\n"
"  writ verify --root $(writ root root.pub) policy.writ\n"
"  writ verify --root $(writ root root.pub) --policy policy.writ --host build-7 \\\n"
"              --file /usr/bin/ls ls.writ\n"
"  writ verify --root $(writ root root.pub) --policy policy.writ --at 2027-01-01 ls.writ\n";

/**
 * struct candidate - an artifact that was given
 * @name: of its file
 * @blob: its bytes
 * @reason: of its admission
 * @artifact: if admitted
 * @grant: if admitted
 * @identity: likewise; of it, the key alone
 * @err: if malformed
 */
struct candidate {
	const char *name;
	struct writ_blob blob;
	enum writ_reason reason;
	struct writ_artifact artifact;
	struct writ_grant grant;
	struct writ_identity identity;
	struct writ_error err;
};

struct verify {
	u8 root[WRIT_KID_SIZE];
	bool have_root;
	const char *policy_file;
	struct writ_bytes host;
	u64 now;
	u32 ops;
	bool json;
	bool content;
	struct question q;
	struct fact_args facts;
	struct writ_policy *policy;
	struct authority authority;
	u8 *scratch;
	struct candidate *c;
	size_t n;
	struct writ_json j;
	struct writ_msg msg;
};

/* The policy first: nothing else means anything without it. */
static enum writ_reason admit_policy(struct verify *v, struct writ_bytes in)
{
	struct writ_error err = { 0 };
	enum writ_reason reason;

	reason = writ_admit_policy(in, v->root, v->host, v->now, v->scratch, v->policy, &err);
	if (v->json) {
		writ_json_object(&v->j, "policy");
		writ_json_text(&v->j, "file", v->policy_file);
		verdict_json(&v->j, reason, &err);
		if (reason == WRIT_AUTHORIZED) {
			writ_json_bytes(&v->j, "id", v->policy->id);
			writ_json_uint(&v->j, "version", v->policy->version);
		}
		writ_json_object_end(&v->j);
	} else {
		verdict_text(v->policy_file, reason, &err);
	}
	return reason;
}

/* What stands beside the policy; false if there is too much of it to judge anything. */
static bool admit_authority(struct verify *v, bool *good)
{
	v->authority.a.policy = v->policy;
	if (!authority_admit(&v->authority, v->host, v->scratch, &v->msg)) {
		*good = false;
		if (v->json)
			writ_json_text(&v->j, "error", v->msg.text);
		ui_fail_msg(&v->msg);
		return false;
	}
	if (v->json)
		writ_json_array(&v->j, "authority");
	for (size_t i = 0; i < v->authority.n; i++) {
		const struct authority_object *o = &v->authority.objects[i];

		*good &= o->reason == WRIT_AUTHORIZED;
		if (v->json) {
			writ_json_object(&v->j, NULL);
			writ_json_text(&v->j, "file", o->file);
			verdict_json(&v->j, o->reason, &o->err);
			writ_json_object_end(&v->j);
		} else {
			verdict_text(o->file, o->reason, &o->err);
		}
	}
	if (v->json)
		writ_json_array_end(&v->j);
	return true;
}

static void admit(struct verify *v, struct candidate *c)
{
	c->reason = writ_admit_artifact(writ_blob_bytes(&c->blob), &v->authority.a, v->host,
					v->scratch, &c->artifact, &c->grant, &c->err);
	if (c->reason != WRIT_AUTHORIZED)
		return;
	if (c->artifact.terms.uses)
		c->grant.used = &v->facts.used;
	memcpy(c->identity.key, c->artifact.sign.kid.data, WRIT_KID_SIZE);
	c->grant.identity = &c->identity;
}

/* Of an artifact alone, without content: is it in force? */
static enum writ_reason in_force(const struct verify *v, const struct candidate *c)
{
	/* as a part of an execution, of which no arguments, variables and uses are asked */
	struct writ_request req = { .now = v->now, .segment = true, .policy = v->policy };
	const struct writ_terms policy_alone = {
		.policy = c->artifact.terms.policy,
		.policy_version = c->artifact.terms.policy_version,
	};
	struct writ_verdict verdict = WRIT_VERDICT_INIT;
	struct writ_grant grant = c->grant;

	if (c->reason != WRIT_AUTHORIZED)
		return c->reason;
	grant.terms = &policy_alone;
	/* any operation that it grants will do: only host, time and policy are asked about */
	for (req.op = WRIT_OP_EXECUTE; req.op < __WRIT_OP_END; req.op++) {
		if (writ_verdict_consider(&verdict, &grant, (struct writ_bytes){ 0 }, &req))
			break;
	}
	return verdict.reason;
}

static bool judge_artifacts(struct verify *v)
{
	bool good = true;

	if (v->json)
		writ_json_array(&v->j, "artifacts");
	for (size_t i = 0; i < v->n; i++) {
		struct candidate *c = &v->c[i];
		enum writ_reason reason;

		admit(v, c);
		reason = in_force(v, c);
		good &= reason == WRIT_AUTHORIZED;
		if (v->json) {
			writ_json_object(&v->j, NULL);
			writ_json_text(&v->j, "file", c->name);
			verdict_json(&v->j, reason, &c->err);
			writ_json_object_end(&v->j);
		} else {
			verdict_text(c->name, reason, &c->err);
		}
	}
	if (v->json)
		writ_json_array_end(&v->j);
	return good;
}

static bool consider_all(struct writ_verdict *verdict, const struct verify *v,
			 const struct candidate *c, struct writ_request req)
{
	struct writ_bytes rest = c->artifact.subjects;
	struct writ_asker asker = v->facts.asker;
	struct writ_subject s;

	/* An identity alone does not say who signed it: asked is what may be the right one. */
	asker.key = c->identity.key;
	req.asker = &asker;
	while (writ_subject_next(&rest, &s)) {
		if (question_concerns(&v->q, &s) &&
		    writ_verdict_consider(verdict, &c->grant, s.path, &req))
			return true;
	}
	return false;
}

static bool is_revoked(const struct verify *v)
{
	for (u32 kind = 0; kind < __WRIT_DIGEST_COUNT; kind++) {
		if (v->q.known[kind] &&
		    writ_revoked_digest(&v->authority.a.revocations, v->q.digest[kind]))
			return true;
	}
	return false;
}

static enum writ_reason judge_op(const struct verify *v, enum writ_op op)
{
	struct writ_request req = question_request(&v->q, op, v->now);
	struct writ_verdict verdict = WRIT_VERDICT_INIT;

	req.policy = v->policy;
	fact_request(&v->facts, &req);
	switch (writ_policy_answer(v->policy, &req)) {
	case WRIT_ANSWER_ALLOW:
		return WRIT_UNGOVERNED;
	case WRIT_ANSWER_REQUIRE:
		break;
	default:
		return WRIT_POLICY_DENIED;
	}
	if (is_revoked(v))
		return WRIT_REVOKED;
	for (size_t i = 0; i < v->n; i++) {
		if (v->c[i].reason != WRIT_AUTHORIZED)
			writ_verdict_refused(&verdict, v->c[i].reason);
		else if (consider_all(&verdict, v, &v->c[i], req))
			break;
	}
	return verdict.reason;
}

static bool judge_content(struct verify *v)
{
	const char *what = v->q.file ? v->q.file : "the digest";
	const u32 asked = v->ops ? v->ops : WRIT_OP_CONTENT;
	u32 allowed = 0;
	u64 contents = 0;

	for (size_t i = 0; i < v->n; i++) {
		if (v->c[i].reason == WRIT_AUTHORIZED)
			contents |= v->c[i].artifact.terms.contents;
	}
	fact_contents(&v->facts, contents);
	if (v->json)
		writ_json_array(&v->j, "operations");
	for (enum writ_op op = WRIT_OP_EXECUTE; op < __WRIT_OP_END; op++) {
		enum writ_reason reason = judge_op(v, op);
		char line[PATH_MAX + 64];

		if (!(asked & WRIT_OP_BIT(op)))
			continue;
		if (writ_reason_allows(reason))
			allowed |= WRIT_OP_BIT(op);
		if (v->json) {
			writ_json_object(&v->j, NULL);
			writ_json_text(&v->j, "operation", writ_op_name(op));
			verdict_json(&v->j, reason, NULL);
			writ_json_object_end(&v->j);
		} else {
			snprintf(line, sizeof(line), "to %s %s", writ_op_name(op), what);
			verdict_text(line, reason, NULL);
		}
	}
	if (v->json)
		writ_json_array_end(&v->j);
	return v->ops ? (v->ops & ~allowed) == 0 : allowed != 0;
}

static bool read_candidates(struct verify *v, char **names, size_t n, struct writ_msg *msg)
{
	v->c = calloc(n ? n : 1, sizeof(*v->c));
	if (!v->c)
		return writ_msgf(msg, "out of memory");
	for (v->n = 0; v->n < n; v->n++) {
		v->c[v->n].name = names[v->n];
		if (!writ_file_read(names[v->n], WRIT_ARTIFACT_MAX, &v->c[v->n].blob, msg))
			return false;
	}
	return true;
}

static int judge(struct verify *v, struct writ_bytes policy)
{
	bool admitted, good;

	v->j.f = stdout;
	if (v->json)
		writ_json_object(&v->j, NULL);
	good = admit_policy(v, policy) == WRIT_AUTHORIZED;
	admitted = good && admit_authority(v, &good);
	if (admitted && v->n && !judge_artifacts(v))
		/* one that does not hold need not matter where another one does */
		good &= v->content;
	if (admitted && v->content)
		good &= judge_content(v);
	if (v->json) {
		writ_json_bool(&v->j, "good", good);
		writ_json_object_end(&v->j);
	}
	return good ? EXIT_GOOD : EXIT_REFUSED;
}

static int verify(struct verify *v, char **names, size_t n)
{
	struct writ_blob policy = { 0 };
	int ret;

	v->policy = calloc(1, sizeof(*v->policy));
	v->scratch = malloc(WRIT_TBS_HEAD_MAX);
	if (!v->policy || !v->scratch)
		ret = ui_fail("out of memory");
	else if ((v->q.file && !question_from_file(&v->q, &v->msg)) ||
		 !writ_file_read(v->policy_file, WRIT_POLICY_MAX, &policy, &v->msg) ||
		 !read_candidates(v, names, n, &v->msg))
		ret = ui_fail_msg(&v->msg);
	else
		ret = judge(v, writ_blob_bytes(&policy));
	for (size_t i = 0; i < v->n; i++)
		writ_blob_free(&v->c[i].blob);
	free(v->c);
	authority_free(&v->authority);
	fact_args_free(&v->facts);
	free(v->policy);
	free(v->scratch);
	writ_blob_free(&policy);
	return ret;
}

static int set_digest(struct verify *v, const char *arg)
{
	u8 digest[WRIT_DIGEST_SIZE];
	enum writ_digest kind;
	const char *wrong = writ_digest_parse(arg, &kind, digest);

	if (wrong)
		return ui_usage("--digest: \"%s\" %s", arg, wrong);
	memcpy(v->q.digest[kind], digest, sizeof(digest));
	v->q.known[kind] = true;
	v->content = true;
	return EXIT_GOOD;
}

static int set_text(const char *option, const char *arg, char *out, size_t size)
{
	if (!*arg || strlen(arg) >= size)
		return ui_usage("%s: the text is %s", option, *arg ? "too long" : "empty");
	strcpy(out, arg);
	return EXIT_GOOD;
}

enum {
	ROOT = 1, POLICY, HOST, AT, FILE_, DIGEST, PATH, FILESYSTEM, UID, OPS, JSON, DELEGATION,
	REVOCATION,
};

static int take(struct verify *v, int opt, const char *arg)
{
	const char *wrong = NULL;
	int ret;

	switch (opt) {
	case ROOT:
		v->have_root = true;
		return writ_unhex(arg, v->root, sizeof(v->root)) ? EXIT_GOOD :
		       ui_usage("--root: 64 hex digits are needed; writ root KEY prints them");
	case POLICY:
		v->policy_file = arg;
		return EXIT_GOOD;
	case HOST:
		v->host = writ_bytes_of(arg);
		return writ_name_valid(arg) ? EXIT_GOOD : ui_usage("--host: not a name");
	case AT:
		wrong = writ_time_parse(arg, &v->now);
		return wrong ? ui_usage("--at: \"%s\" %s", arg, wrong) : EXIT_GOOD;
	case FILE_:
		v->q.file = arg;
		v->content = true;
		return EXIT_GOOD;
	case DIGEST:
		return set_digest(v, arg);
	case PATH:
		return set_text("--path", arg, v->q.path, sizeof(v->q.path));
	case FILESYSTEM:
		return set_text("--filesystem", arg, v->q.fstype, sizeof(v->q.fstype));
	case UID:
		return fact_id("--uid", arg, &v->q.uid);
	case OPS:
		wrong = writ_ops_parse(arg, &v->ops);
		return wrong ? ui_usage("--ops: \"%s\" %s", arg, wrong) : EXIT_GOOD;
	case JSON:
		v->json = true;
		return EXIT_GOOD;
	case DELEGATION:
		return authority_read(&v->authority, arg, WRIT_TYPE_DELEGATION, &v->msg) ?
		       EXIT_GOOD : ui_fail_msg(&v->msg);
	case REVOCATION:
		return authority_read(&v->authority, arg, WRIT_TYPE_REVOCATION, &v->msg) ?
		       EXIT_GOOD : ui_fail_msg(&v->msg);
	default:
		ret = fact_option(&v->facts, opt, arg);
		return ret < 0 ? EXIT_USAGE : ret;
	}
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "root", required_argument, NULL, ROOT },
		{ "policy", required_argument, NULL, POLICY },
		{ "host", required_argument, NULL, HOST },
		{ "at", required_argument, NULL, AT },
		{ "file", required_argument, NULL, FILE_ },
		{ "digest", required_argument, NULL, DIGEST },
		{ "path", required_argument, NULL, PATH },
		{ "filesystem", required_argument, NULL, FILESYSTEM },
		{ "uid", required_argument, NULL, UID },
		{ "ops", required_argument, NULL, OPS },
		{ "json", no_argument, NULL, JSON },
		{ "delegation", required_argument, NULL, DELEGATION },
		{ "revocation", required_argument, NULL, REVOCATION },
		FACT_OPTIONS, HELP_OPTION, { 0 },
	};
	static struct verify v;
	int opt, ret;

	v.now = (u64)time(NULL);
	v.q.uid = (u32)getuid();
	fact_args_init(&v.facts);
	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (opt == OPT_HELP)
			return cmd_show_help(&cmd_verify);
		ret = take(&v, opt, optarg);
		if (ret != EXIT_GOOD)
			return ret;
	}
	if (!v.have_root)
		return ui_usage("--root is needed");
	if (v.q.file && (v.q.known[WRIT_DIGEST_SHA256] || v.q.known[WRIT_DIGEST_VERITY]))
		return ui_usage("--file or --digest, not both");
	if (!v.policy_file) {
		if (argc - optind != 1 || v.content)
			return ui_usage("one POLICY is needed, or --policy POLICY and ARTIFACTs");
		v.policy_file = argv[optind++];
	} else if (argc == optind && !v.content) {
		return ui_usage("an ARTIFACT is needed");
	}
	return verify(&v, argv + optind, (size_t)(argc - optind));
}

const struct cmd cmd_verify = { "verify", "verify policies and artifacts", help, run };
