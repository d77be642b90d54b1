// SPDX-License-Identifier: GPL-2.0-only
/* writctl list and drop: what was put into force. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "convert.h"
#include "ctl.h"
#include "json.h"
#include "objects.h"

static const char list_help[] =
"Usage: writctl list [--json] [artifacts|delegations|revocations|policy]\n"
"\n"
"Lists what is in force (artifacts, if nothing else is asked for), each with its\n"
"identity, issuer, end of validity and standing: whether the policy, the delegations\n"
"and the revocations of this moment still carry it.\n"
"\n"
"  --json   for machines, one object a line\n"
"\n"
"Examples:\n"
"  writctl list\n"
"  writctl list revocations --json | jq -r .identity\n";

static const char *const words[] = {
	[WRIT_OBJECT_POLICY] = "policy",
	[WRIT_OBJECT_ARTIFACT] = "artifacts",
	[WRIT_OBJECT_DELEGATION] = "delegations",
	[WRIT_OBJECT_REVOCATION] = "revocations",
};

/* So that a list that was overtaken by a change can be begun anew. */
#define TRIES 5

struct listing {
	FILE *f;
	bool json;
	enum writ_object object;
	size_t n;
};

static void entry_json(const struct listing *l, const struct writ_nl_entry *e)
{
	struct writ_json j = { .f = l->f, .line = true };
	char t[32];

	writ_json_object(&j, NULL);
	writ_json_text(&j, "object", words[l->object]);
	writ_json_hex(&j, "identity", e->id);
	writ_json_hex(&j, "key", e->key);
	writ_json_bytes(&j, "issuer", e->issuer);
	if (e->version)
		writ_json_uint(&j, "version", e->version);
	if (e->nbf)
		writ_json_text(&j, "not_before", writ_time_format(e->nbf, t));
	if (e->exp && e->exp != U64_MAX)
		writ_json_text(&j, "not_after", writ_time_format(e->exp, t));
	if (e->ops) {
		writ_json_array(&j, "operations");
		for (u32 op = WRIT_OP_EXECUTE; op < __WRIT_OP_END; op++) {
			if (e->ops & WRIT_OP_BIT(op))
				writ_json_text(&j, NULL, writ_op_name(op));
		}
		writ_json_array_end(&j);
	}
	if (e->subjects)
		writ_json_uint(&j, "subjects", e->subjects);
	if (e->reason)
		writ_json_text(&j, "standing", writ_reason_name(e->reason));
	writ_json_hex(&j, "sha256", e->self);
	writ_json_object_end(&j);
}

static void entry_text(const struct listing *l, const struct writ_nl_entry *e)
{
	char hex[2 * WRIT_CTI_MAX + 1], t[32], ops[WRIT_OPS_TEXT];

	fprintf(l->f, "%s  ", writ_hex(e->id.data, e->id.len, hex));
	ui_text(l->f, e->issuer);
	if (e->version)
		fprintf(l->f, "  version %" PRIu64, e->version);
	if (e->ops)
		fprintf(l->f, "  %s", writ_ops_format(e->ops, ops));
	if (e->subjects)
		fprintf(l->f, "  %" PRIu64 " %s", e->subjects,
			l->object == WRIT_OBJECT_REVOCATION ? "revoked" : "subjects");
	if (e->exp)
		fprintf(l->f, "  until %s", writ_time_format(e->exp, t));
	if (e->reason) {
		fputs("  ", l->f);
		ui_word(l->f, e->reason == WRIT_AUTHORIZED ? UI_GOOD : UI_BAD,
			e->reason == WRIT_AUTHORIZED ? "stands" : writ_reason_name(e->reason));
	}
	fputc('\n', l->f);
}

static bool take(void *arg, const struct writ_nl_entry *e)
{
	struct listing *l = arg;

	l->n++;
	if (l->json)
		entry_json(l, e);
	else
		entry_text(l, e);
	return true;
}

static int list(struct writ_nl *nl, struct listing *l)
{
	enum writ_nl_result result = WRIT_NL_FAILED;
	struct writ_msg msg;
	char *text = NULL;
	size_t len = 0;
	int tries;

	for (tries = 0; tries < TRIES; tries++) {
		free(text);
		l->f = open_memstream(&text, &len);
		l->n = 0;
		if (!l->f)
			return ui_fail("out of memory");
		result = writ_nl_list(nl, l->object, take, l, &msg);
		fclose(l->f);
		if (result == WRIT_NL_OK || writ_nl_errno(nl) != EINTR)
			break;
	}
	if (result == WRIT_NL_OK)
		fwrite(text, 1, len, stdout);
	free(text);
	if (result != WRIT_NL_OK)
		return live_fail(result, &msg);
	if (!l->n && !l->json)
		fprintf(stderr, "no %s\n", words[l->object]);
	return EXIT_GOOD;
}

static int run_list(int argc, char **argv)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },
		HELP_OPTION, { 0 },
	};
	struct listing l = { .object = WRIT_OBJECT_ARTIFACT };
	struct writ_nl *nl;
	int opt, ret;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (opt == OPT_HELP)
			return cmd_show_help(&cmd_list);
		if (opt != 'j')
			return EXIT_USAGE;
		l.json = true;
	}
	if (argc - optind > 1)
		return ui_usage("\"%s\" is too much", argv[optind + 1]);
	if (optind < argc) {
		for (l.object = 0; l.object < ARRAY_SIZE(words); l.object++) {
			if (!strcmp(words[l.object], argv[optind]))
				break;
		}
		if (l.object == ARRAY_SIZE(words))
			return ui_usage("artifacts, delegations, revocations or policy, not \"%s\"",
					argv[optind]);
	}
	nl = live_open();
	if (!nl)
		return EXIT_REFUSED;
	ret = list(nl, &l);
	writ_nl_close(nl);
	return ret;
}

const struct cmd cmd_list = { "list", "list what is in force", list_help, run_list };

static const char drop_help[] =
"Usage: writctl drop [--key FINGERPRINT] IDENTITY\n"
"       writctl drop --file ARTIFACT\n"
"\n"
"Drops an artifact: what it authorized is denied from the next check on, unless\n"
"another one authorizes it. Unlike a revocation this needs no signature, and does\n"
"not last: whoever has the artifact may present it again, and writd brings back what\n"
"lies in " ARTIFACTS_DIR " or was presented to it.\n"
"\n"
"  --key FINGERPRINT   which key signed it, where several artifacts share the identity\n"
"  --file ARTIFACT     the artifact in this file\n"
"\n"
"Example:\n"
"  writctl list && writctl drop 5db1fc260ab1b7d3c57b58f9b2da4f8f\n";

struct drop {
	u8 id[WRIT_CTI_MAX];
	size_t id_len;
	u8 key[WRIT_KID_SIZE];
	size_t key_len;
};

static int drop_from_file(struct drop *d, const char *file)
{
	struct writ_sign1 sign;
	struct writ_blob blob;
	struct writ_error err;
	struct writ_msg msg;
	int ret = EXIT_GOOD;

	if (!writ_file_read(file, WRIT_ARTIFACT_MAX, &blob, &msg))
		return ui_fail_msg(&msg);
	if (writ_sign1_decode(writ_blob_bytes(&blob), WRIT_TYPE_ARTIFACT, &sign, &err)) {
		d->id_len = sign.claims.cti.len;
		memcpy(d->id, sign.claims.cti.data, d->id_len);
		d->key_len = WRIT_KID_SIZE;
		memcpy(d->key, sign.kid.data, WRIT_KID_SIZE);
	} else {
		ret = ui_fail("%s is no artifact: %s %s (at byte %zu)", file, err.field,
			      writ_err_text(err.code), err.offset);
	}
	writ_blob_free(&blob);
	return ret;
}

static int drop_from_text(struct drop *d, const char *text)
{
	d->id_len = strlen(text) / 2;
	if (d->id_len < WRIT_CTI_MIN || d->id_len > WRIT_CTI_MAX ||
	    !writ_unhex(text, d->id, d->id_len))
		return ui_usage("\"%s\" is not an identity; writctl list shows them", text);
	return EXIT_GOOD;
}

static int run_drop(int argc, char **argv)
{
	static const struct option options[] = {
		{ "key", required_argument, NULL, 'k' },
		{ "file", required_argument, NULL, 'f' },
		HELP_OPTION, { 0 },
	};
	enum writ_nl_result result;
	const char *file = NULL;
	struct drop d = { 0 };
	struct writ_msg msg;
	struct writ_nl *nl;
	int opt, ret;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (opt == OPT_HELP)
			return cmd_show_help(&cmd_drop);
		if (opt == 'f')
			file = optarg;
		else if (opt == 'k' && writ_unhex(optarg, d.key, sizeof(d.key)))
			d.key_len = sizeof(d.key);
		else
			return opt == 'k' ? ui_usage("--key: 64 hex digits are needed") : EXIT_USAGE;
	}
	if (argc - optind != !file)
		return ui_usage("one IDENTITY or --file is needed");
	if (file && d.key_len)
		return ui_usage("--key is for an IDENTITY: the artifact in a file says which key signed it");
	ret = file ? drop_from_file(&d, file) : drop_from_text(&d, argv[optind]);
	if (ret != EXIT_GOOD)
		return ret;
	nl = live_open();
	if (!nl)
		return EXIT_REFUSED;
	result = writ_nl_drop(nl, (struct writ_bytes){ d.id, d.id_len },
			      (struct writ_bytes){ d.key, d.key_len }, &msg);
	ret = result == WRIT_NL_OK ? EXIT_GOOD : live_fail(result, &msg);
	writ_nl_close(nl);
	if (ret == EXIT_GOOD)
		puts("dropped");
	return ret;
}

const struct cmd cmd_drop = { "drop", "drop an artifact", drop_help, run_drop };
