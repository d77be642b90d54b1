// SPDX-License-Identifier: GPL-2.0-only
/* writ verify: judge objects by the very code that the kernel module runs. */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "cmd.h"
#include "convert.h"
#include "evaluate.h"
#include "fileio.h"
#include "json.h"
#include "request.h"
#include "ui.h"

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
 * @err: if malformed
 */
struct candidate {
	const char *name;
	struct writ_blob blob;
	enum writ_reason reason;
	struct writ_artifact artifact;
	struct writ_grant grant;
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
	struct writ_policy *policy;
	u8 *scratch;
	struct candidate *c;
	size_t n;
	struct writ_json j;
};

/* The place in the object helps only where the object itself is at fault. */
static bool has_place(enum writ_reason reason, const struct writ_error *err)
{
	return err && err->code &&
	       (reason == WRIT_MALFORMED_ARTIFACT || reason == WRIT_UNSUPPORTED_CLAIM ||
		reason == WRIT_ISSUER_LIMIT);
}

static void print_verdict(const char *what, enum writ_reason reason, const struct writ_error *err)
{
	bool good = writ_reason_allows(reason);

	writ_print_safe(stdout, what, strlen(what));
	fputs(": ", stdout);
	ui_word(stdout, good ? UI_GOOD : UI_BAD, writ_reason_name(reason));
	if (has_place(reason, err))
		printf(" (%s %s, at byte %zu)", err->field, writ_err_text(err->code), err->offset);
	putchar('\n');
	if (!good)
		printf("  %s\n", writ_reason_help(reason));
}

static void json_verdict(struct writ_json *j, enum writ_reason reason,
			 const struct writ_error *err)
{
	writ_json_text(j, "reason", writ_reason_name(reason));
	writ_json_bool(j, "good", writ_reason_allows(reason));
	if (!writ_reason_allows(reason))
		writ_json_text(j, "help", writ_reason_help(reason));
	if (has_place(reason, err)) {
		writ_json_text(j, "error", writ_err_text(err->code));
		writ_json_text(j, "field", err->field);
		writ_json_uint(j, "offset", err->offset);
	}
}

/* The policy first: nothing else means anything without it. */
static enum writ_reason admit_policy(struct verify *v, struct writ_bytes in)
{
	struct writ_error err = { 0 };
	enum writ_reason reason;

	reason = writ_admit_policy(in, v->root, v->host, v->now, v->scratch, v->policy, &err);
	if (v->json) {
		writ_json_object(&v->j, "policy");
		writ_json_text(&v->j, "file", v->policy_file);
		json_verdict(&v->j, reason, &err);
		if (reason == WRIT_AUTHORIZED) {
			writ_json_bytes(&v->j, "id", v->policy->id);
			writ_json_uint(&v->j, "version", v->policy->version);
		}
		writ_json_object_end(&v->j);
	} else {
		print_verdict(v->policy_file, reason, &err);
	}
	return reason;
}

static void admit(struct verify *v, struct candidate *c)
{
	c->reason = writ_admit_artifact(writ_blob_bytes(&c->blob), v->policy, v->host, v->scratch,
					&c->artifact, &c->grant, &c->err);
}

/* Of an artifact alone, without content: is it in force? */
static enum writ_reason in_force(const struct verify *v, const struct candidate *c)
{
	struct writ_verdict verdict = WRIT_VERDICT_INIT;
	struct writ_request req = { .now = v->now };

	if (c->reason != WRIT_AUTHORIZED)
		return c->reason;
	/* any operation that it grants will do: only host and time are asked about */
	for (req.op = WRIT_OP_EXECUTE; req.op < __WRIT_OP_END; req.op++) {
		if (writ_verdict_consider(&verdict, &c->grant, (struct writ_bytes){ 0 }, &req))
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
			json_verdict(&v->j, reason, &c->err);
			writ_json_object_end(&v->j);
		} else {
			print_verdict(c->name, reason, &c->err);
		}
	}
	if (v->json)
		writ_json_array_end(&v->j);
	return good;
}

static bool consider_all(struct writ_verdict *verdict, const struct verify *v,
			 const struct candidate *c, const struct writ_request *req)
{
	struct writ_bytes rest = c->artifact.subjects;
	struct writ_subject s;

	while (writ_subject_next(&rest, &s)) {
		if (question_concerns(&v->q, &s) &&
		    writ_verdict_consider(verdict, &c->grant, s.path, req))
			return true;
	}
	return false;
}

static enum writ_reason judge_op(const struct verify *v, enum writ_op op)
{
	struct writ_request req = question_request(&v->q, op, v->now);
	struct writ_verdict verdict = WRIT_VERDICT_INIT;

	switch (writ_policy_answer(v->policy, &req)) {
	case WRIT_ANSWER_ALLOW:
		return WRIT_UNGOVERNED;
	case WRIT_ANSWER_REQUIRE:
		break;
	default:
		return WRIT_POLICY_DENIED;
	}
	for (size_t i = 0; i < v->n; i++) {
		if (v->c[i].reason != WRIT_AUTHORIZED)
			writ_verdict_refused(&verdict, v->c[i].reason);
		else if (consider_all(&verdict, v, &v->c[i], &req))
			break;
	}
	return verdict.reason;
}

static bool judge_content(struct verify *v)
{
	const char *what = v->q.file ? v->q.file : "the digest";
	u32 allowed = 0;

	if (v->json)
		writ_json_array(&v->j, "operations");
	for (enum writ_op op = WRIT_OP_EXECUTE; op < __WRIT_OP_END; op++) {
		enum writ_reason reason = judge_op(v, op);
		char line[PATH_MAX + 64];

		if (writ_reason_allows(reason))
			allowed |= WRIT_OP_BIT(op);
		if (v->json) {
			writ_json_object(&v->j, NULL);
			writ_json_text(&v->j, "operation", writ_op_name(op));
			json_verdict(&v->j, reason, NULL);
			writ_json_object_end(&v->j);
		} else if (!v->ops || (v->ops & WRIT_OP_BIT(op))) {
			snprintf(line, sizeof(line), "to %s %s", writ_op_name(op), what);
			print_verdict(line, reason, NULL);
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
	good = admitted = admit_policy(v, policy) == WRIT_AUTHORIZED;
	if (admitted && v->n)
		good = judge_artifacts(v);
	/* an artifact that does not hold need not matter where another one does */
	if (admitted && v->content)
		good = judge_content(v);
	if (v->json) {
		writ_json_bool(&v->j, "good", good);
		writ_json_object_end(&v->j);
	}
	return good ? EXIT_GOOD : EXIT_REFUSED;
}

static int verify(struct verify *v, char **names, size_t n)
{
	struct writ_blob policy = { 0 };
	struct writ_msg msg;
	int ret;

	v->policy = calloc(1, sizeof(*v->policy));
	v->scratch = malloc(WRIT_TBS_HEAD_MAX);
	if (!v->policy || !v->scratch)
		ret = ui_fail("out of memory");
	else if ((v->q.file && !question_from_file(&v->q, &msg)) ||
		 !writ_file_read(v->policy_file, WRIT_POLICY_MAX, &policy, &msg) ||
		 !read_candidates(v, names, n, &msg))
		ret = ui_fail_msg(&msg);
	else
		ret = judge(v, writ_blob_bytes(&policy));
	for (size_t i = 0; i < v->n; i++)
		writ_blob_free(&v->c[i].blob);
	free(v->c);
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

static int set_uid(struct verify *v, const char *arg)
{
	unsigned long uid;
	char *end;

	errno = 0;
	uid = strtoul(arg, &end, 10);
	if (*arg < '0' || *arg > '9' || *end || errno || uid >= U32_MAX)
		return ui_usage("--uid: \"%s\" is not a user number", arg);
	v->q.uid = (u32)uid;
	return EXIT_GOOD;
}

enum { ROOT = 1, POLICY, HOST, AT, FILE_, DIGEST, PATH, FILESYSTEM, UID, OPS, JSON };

static int take(struct verify *v, int opt, const char *arg)
{
	const char *wrong = NULL;

	switch (opt) {
	case ROOT:
		v->have_root = true;
		return writ_unhex(arg, v->root, sizeof(v->root)) ? EXIT_GOOD :
		       ui_usage("--root: 64 hex digits are needed; writ root KEY prints them");
	case POLICY:
		v->policy_file = arg;
		return EXIT_GOOD;
	case HOST:
		v->host = (struct writ_bytes){ (const u8 *)arg, strlen(arg) };
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
		return set_uid(v, arg);
	case OPS:
		wrong = writ_ops_parse(arg, &v->ops);
		return wrong ? ui_usage("--ops: \"%s\" %s", arg, wrong) : EXIT_GOOD;
	case JSON:
		v->json = true;
		return EXIT_GOOD;
	default:
		return EXIT_USAGE;
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
		HELP_OPTION, { 0 },
	};
	struct verify v = { .now = (u64)time(NULL), .q.uid = (u32)getuid() };
	int opt, ret;

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
