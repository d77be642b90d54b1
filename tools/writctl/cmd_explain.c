// SPDX-License-Identifier: GPL-2.0-only
/* writctl explain: what would the kernel say, and on what grounds? */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "convert.h"
#include "ctl.h"
#include "facts.h"
#include "json.h"
#include "objects.h"

static const char help[] =
"Usage: writctl explain [--op OP] [--uid N] [--json] PATH [-- ARGUMENT...]\n"
"\n"
"Asks the module what it would say if PATH were executed now, without executing it,\n"
"and which artifacts it considered. The content is hashed here; the kernel judges\n"
"the digest. Arguments follow behind --; PATH as it is typed is argv[0]. Group, control\n"
"group and parent are those of the shell that runs this, and guarded variables are\n"
"taken to be in order.\n"
"\n"
"  --op OP    execute (default), map, script, administer, recover, module, kexec,\n"
"             firmware, trace, generate-code or kernel-access\n"
"  --uid N    as if that user asked (default: the one who runs this)\n"
"  --json     for machines\n"
"\n"
"Exit code 0 if it would be allowed, 1 if not.\n"
"\n"
"Examples:\n"
"  writctl explain /opt/agents/deploy -- --to staging\n"
"  writctl explain --op map --uid 1000 /usr/lib/x86_64-linux-gnu/libc.so.6\n";

/**
 * struct explain - the question, and the answer
 * @req: what the module is asked
 * @path: without symbolic links
 * @fstype: of the file's filesystem
 * @digest: by kind
 * @known: WRIT_DIGEST kinds that are known, as bits
 * @verdict: the best of all kinds
 * @text: what the candidates say, for people or as JSON
 */
struct explain {
	struct writ_nl_request req;
	bool json;
	char path[PATH_MAX];
	char fstype[64];
	u8 digest[__WRIT_DIGEST_COUNT][WRIT_DIGEST_SIZE];
	u32 known;
	struct writ_nl_verdict verdict;
	struct writ_json j;
	size_t candidates;
};

static void candidate_json(struct explain *x, const struct writ_nl_entry *e)
{
	char t[32];

	writ_json_object(&x->j, NULL);
	writ_json_hex(&x->j, "identity", e->id);
	writ_json_hex(&x->j, "key", e->key);
	writ_json_bytes(&x->j, "issuer", e->issuer);
	writ_json_text(&x->j, "reason", writ_reason_name(e->reason));
	writ_json_text(&x->j, "not_before", writ_time_format(e->nbf, t));
	writ_json_text(&x->j, "not_after", writ_time_format(e->exp, t));
	if (e->path.len)
		writ_json_bytes(&x->j, "path", e->path);
	writ_json_object_end(&x->j);
}

static void candidate_text(const struct writ_nl_entry *e)
{
	char hex[2 * WRIT_CTI_MAX + 1], from[32], until[32], ops[WRIT_OPS_TEXT];

	printf("    %s by ", writ_hex(e->id.data, e->id.len, hex));
	ui_text(stdout, e->issuer);
	fputs(": ", stdout);
	ui_word(stdout, e->reason == WRIT_AUTHORIZED ? UI_GOOD : UI_BAD,
		writ_reason_name(e->reason));
	printf("\n      to %s, from %s until %s", writ_ops_format(e->ops, ops),
	       writ_time_format(e->nbf, from), writ_time_format(e->exp, until));
	if (e->path.len) {
		fputs(", only at ", stdout);
		ui_text(stdout, e->path);
	}
	putchar('\n');
}

static bool take(void *arg, const struct writ_nl_entry *e)
{
	struct explain *x = arg;

	if (!x->candidates++ && !x->json)
		puts("  artifacts that name this content:");
	if (x->json)
		candidate_json(x, e);
	else
		candidate_text(e);
	return true;
}

static void tell(struct explain *x)
{
	const bool allowed = writ_reason_allows(x->verdict.reason);
	const char *name = writ_reason_name(x->verdict.reason);
	const char *what = writ_reason_help(x->verdict.reason);

	if (x->json) {
		writ_json_array_end(&x->j);
		writ_json_bool(&x->j, "allowed", allowed);
		writ_json_text(&x->j, "reason", name);
		writ_json_text(&x->j, "rules", writ_answer_name(x->verdict.answer));
		if (!allowed)
			writ_json_text(&x->j, "help", what);
		writ_json_object_end(&x->j);
		return;
	}
	if (!x->candidates)
		puts("  no artifact names this content");
	printf("  the rules say: %s\n", writ_answer_name(x->verdict.answer));
	fputs("  verdict: ", stdout);
	ui_word(stdout, allowed ? UI_GOOD : UI_BAD, allowed ? "allowed" : "denied");
	printf(": %s\n", name);
	if (!allowed)
		printf("  %s\n", what);
}

static void begin(struct explain *x)
{
	char hex[2 * WRIT_DIGEST_SIZE + 1];
	enum writ_digest kind;

	x->j = (struct writ_json){ .f = stdout };
	if (x->json) {
		writ_json_object(&x->j, NULL);
		writ_json_text(&x->j, "path", x->path);
		writ_json_text(&x->j, "filesystem", x->fstype);
		writ_json_text(&x->j, "operation", writ_op_name(x->req.op));
		writ_json_uint(&x->j, "uid", x->req.uid);
	} else {
		printf("to %s ", writ_op_name(x->req.op));
		ui_text(stdout, x->req.path);
		printf(" as user %u\n", x->req.uid);
	}
	for (kind = 0; kind < __WRIT_DIGEST_COUNT; kind++) {
		if (!(x->known & 1u << kind))
			continue;
		writ_hex(x->digest[kind], WRIT_DIGEST_SIZE, hex);
		if (x->json)
			writ_json_text(&x->j, writ_digest_name(kind), hex);
		else
			printf("  content %s:%s\n", writ_digest_name(kind), hex);
	}
	if (x->json)
		writ_json_array(&x->j, "candidates");
}

/* By each digest that the kernel knows of this file; any one may allow. */
static int ask(struct explain *x, struct writ_nl *nl)
{
	struct writ_nl_verdict verdict;
	enum writ_nl_result result;
	struct writ_msg msg;
	bool first = true;

	begin(x);
	for (x->req.kind = 0; x->req.kind < __WRIT_DIGEST_COUNT; x->req.kind++) {
		if (!(x->known & 1u << x->req.kind))
			continue;
		memcpy(x->req.digest, x->digest[x->req.kind], WRIT_DIGEST_SIZE);
		result = writ_nl_explain(nl, &x->req, &verdict, take, x, &msg);
		if (result != WRIT_NL_OK)
			return live_fail(result, &msg);
		if (first || (!writ_reason_allows(x->verdict.reason) &&
			      (writ_reason_allows(verdict.reason) ||
			       verdict.reason > x->verdict.reason)))
			x->verdict = verdict;
		first = false;
	}
	tell(x);
	return writ_reason_allows(x->verdict.reason) ? EXIT_GOOD : EXIT_REFUSED;
}

static bool look(struct explain *x, const char *file, struct writ_msg *msg)
{
	bool ok;
	int fd;

	if (!realpath(file, x->path))
		return writ_msg_errno(msg, "cannot resolve %s", file);
	fd = open(x->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return writ_msg_errno(msg, "cannot open %s", x->path);
	ok = fact_digests(fd, x->path, x->digest, &x->known, msg);
	fact_fstype(fd, x->fstype, sizeof(x->fstype));
	close(fd);
	x->req.path = writ_bytes_of(x->path);
	x->req.fstype = writ_bytes_of(x->fstype);
	return ok;
}

/* As execve() would have them: the path as it was typed, and what follows. */
static void put_argv(struct explain *x, const char *path, char **more, int n)
{
	static char strings[WRIT_GENL_CHUNK_MAX];
	size_t len = strlen(path) + 1;
	int i;

	if (len > sizeof(strings))
		return;
	memcpy(strings, path, len);
	for (i = 0; i < n; i++) {
		size_t size = strlen(more[i]) + 1;

		/* What does not fit is not known, and so fits nothing. */
		if (size > sizeof(strings) - len)
			return;
		memcpy(strings + len, more[i], size);
		len += size;
	}
	x->req.argv = (struct writ_bytes){ (const u8 *)strings, len };
}

static int set_op(struct explain *x, const char *arg)
{
	u32 ops;

	if (writ_ops_parse(arg, &ops) || __builtin_popcount(ops) != 1)
		return ui_usage("--op: an operation such as execute, map or script, not \"%s\"", arg);
	x->req.op = (enum writ_op)__builtin_ctz(ops);
	return EXIT_GOOD;
}

static int set_uid(struct explain *x, const char *arg)
{
	unsigned long uid;
	char *end;

	errno = 0;
	uid = strtoul(arg, &end, 10);
	if (*arg < '0' || *arg > '9' || *end || errno || uid >= U32_MAX)
		return ui_usage("--uid: \"%s\" is not a user number", arg);
	x->req.uid = (u32)uid;
	return EXIT_GOOD;
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "op", required_argument, NULL, 'o' },
		{ "uid", required_argument, NULL, 'u' },
		{ "json", no_argument, NULL, 'j' },
		HELP_OPTION, { 0 },
	};
	static struct explain x = { .req = { .op = WRIT_OP_EXECUTE, .has_uid = true } };
	struct writ_nl *nl;
	struct writ_msg msg;
	int opt, ret = EXIT_GOOD;

	x.req.uid = (u32)getuid();
	while ((opt = getopt_long(argc, argv, "+", options, NULL)) != -1) {
		if (opt == OPT_HELP)
			return cmd_show_help(&cmd_explain);
		if (opt == 'o')
			ret = set_op(&x, optarg);
		else if (opt == 'u')
			ret = set_uid(&x, optarg);
		else if (opt == 'j')
			x.json = true;
		else
			return EXIT_USAGE;
		if (ret != EXIT_GOOD)
			return ret;
	}
	if (optind == argc)
		return ui_usage("a PATH is needed");
	if (argc - optind > 1 && strcmp(argv[optind + 1], "--"))
		return ui_usage("arguments stand behind \"--\"");
	if (!look(&x, argv[optind], &msg))
		return ui_fail_msg(&msg);
	put_argv(&x, argv[optind], argv + optind + 2, argc - optind > 2 ? argc - optind - 2 : 0);
	nl = live_open();
	if (!nl)
		return EXIT_REFUSED;
	ret = ask(&x, nl);
	writ_nl_close(nl);
	return ret;
}

const struct cmd cmd_explain = { "explain", "say what the kernel would decide, and why", help, run };
