// SPDX-License-Identifier: GPL-2.0-only
/* What issue and manifest have in common. */
#include "grant.h"

#include <string.h>
#include <time.h>

#include "cmd.h"
#include "convert.h"
#include "ui.h"

#define VALID_DEFAULT (30 * 86400)

static int add_audience(struct grant *g, const char *host)
{
	if (!writ_name_valid(host))
		return ui_usage("--audience: \"%s\" is not a name", host);
	if (g->seal.naud == WRIT_AUDIENCES_MAX)
		return ui_usage("--audience: more than %d hosts", WRIT_AUDIENCES_MAX);
	for (u32 i = 0; i < g->seal.naud; i++) {
		if (!strcmp(g->seal.aud[i], host))
			return ui_usage("--audience: \"%s\" is repeated", host);
	}
	g->seal.aud[g->seal.naud++] = host;
	return EXIT_GOOD;
}

static int parsed(const char *option, const char *arg, const char *wrong)
{
	return wrong ? ui_usage("%s: \"%s\" %s", option, arg, wrong) : EXIT_GOOD;
}

int grant_option(struct grant *g, int opt, const char *arg)
{
	switch (opt) {
	case GRANT_KEY:
		g->key.name = arg;
		return EXIT_GOOD;
	case GRANT_PASSPHRASE:
		g->key.passphrase_file = arg;
		return EXIT_GOOD;
	case GRANT_ISSUER:
		g->seal.iss = arg;
		return writ_name_valid(arg) ? EXIT_GOOD : ui_usage("--issuer: not a name");
	case GRANT_SUBJECT:
		g->seal.sub = arg;
		return *arg ? EXIT_GOOD : ui_usage("--subject: the text is empty");
	case GRANT_OPS:
		return parsed("--ops", arg, writ_ops_parse(arg, &g->ops));
	case GRANT_VALID:
		return parsed("--valid", arg, writ_span_parse(arg, &g->valid));
	case GRANT_NOT_BEFORE:
		return parsed("--not-before", arg, writ_time_parse(arg, &g->seal.nbf));
	case GRANT_NOT_AFTER:
		return parsed("--not-after", arg, writ_time_parse(arg, &g->seal.exp));
	case GRANT_AUDIENCE:
		return add_audience(g, arg);
	case GRANT_VERITY:
		g->kind = WRIT_DIGEST_VERITY;
		return EXIT_GOOD;
	case GRANT_ROOT:
		g->root_dir = arg;
		return EXIT_GOOD;
	case GRANT_JSON:
		g->json = true;
		return EXIT_GOOD;
	case 'o':
		g->out = arg;
		return EXIT_GOOD;
	default:
		return -1;
	}
}

int grant_complete(struct grant *g)
{
	u64 now = (u64)time(NULL);

	if (!g->key.name)
		return ui_usage("--key is needed");
	if (!g->seal.iss)
		return ui_usage("--issuer is needed");
	if (!g->out)
		return ui_usage("--output is needed");
	if (g->json && !strcmp(g->out, "-"))
		return ui_usage("--json and the artifact cannot both go to standard output");
	if (g->valid && g->seal.exp != U64_MAX)
		return ui_usage("--valid or --not-after, not both");
	g->seal.iat = now;
	if (!g->seal.nbf)
		g->seal.nbf = now;
	if (g->seal.exp == U64_MAX)
		g->seal.exp = g->seal.nbf + (g->valid ? g->valid : VALID_DEFAULT);
	if (g->seal.exp <= g->seal.nbf)
		return ui_usage("the authorization would end before it begins");
	if (g->seal.exp <= now)
		return ui_usage("the authorization would have ended already");
	if (g->seal.exp >= WRIT_TIME_END)
		return ui_usage("the authorization would end too late to be written");
	return EXIT_GOOD;
}

bool grant_write(const struct grant *g, EVP_PKEY *pkey, const struct writ_subjects *list,
		 size_t first, size_t n, const char *out, size_t *size, struct writ_msg *msg)
{
	struct writ_blob payload = { 0 }, object = { 0 };
	bool ok;

	ok = writ_subjects_payload(list, first, n, g->ops, &payload, msg) &&
	     writ_seal(&g->seal, pkey, writ_blob_bytes(&payload), &object, msg) &&
	     writ_file_write(out, writ_blob_bytes(&object), WRIT_FILE_PUBLIC, msg);
	*size = object.len;
	writ_blob_free(&payload);
	writ_blob_free(&object);
	return ok;
}

void grant_summary(const struct grant *g, size_t n)
{
	char from[32], until[32], ops[48], span[32];

	fprintf(stderr, "\"%s\" authorizes %zu file%s to %s\n", g->seal.iss, n, n == 1 ? "" : "s",
		writ_ops_format(g->ops, ops));
	fprintf(stderr, "  from %s until %s (%s)", writ_time_format(g->seal.nbf, from),
		writ_time_format(g->seal.exp, until),
		writ_span_format(g->seal.exp - g->seal.nbf, span));
	for (u32 i = 0; i < g->seal.naud; i++)
		fprintf(stderr, "%s %s", i ? "," : " on", g->seal.aud[i]);
	if (!g->seal.naud)
		fputs(" on every host", stderr);
	fputc('\n', stderr);
}

void grant_json(const struct grant *g, struct writ_json *j)
{
	char t[32];

	writ_json_text(j, "issuer", g->seal.iss);
	if (g->seal.sub)
		writ_json_text(j, "subject", g->seal.sub);
	writ_json_text(j, "not_before", writ_time_format(g->seal.nbf, t));
	writ_json_text(j, "not_after", writ_time_format(g->seal.exp, t));
	writ_json_array(j, "audience");
	for (u32 i = 0; i < g->seal.naud; i++)
		writ_json_text(j, NULL, g->seal.aud[i]);
	writ_json_array_end(j);
	writ_json_array(j, "operations");
	for (u32 op = WRIT_OP_EXECUTE; op < __WRIT_OP_END; op++) {
		if (g->ops & WRIT_OP_BIT(op))
			writ_json_text(j, NULL, writ_op_name(op));
	}
	writ_json_array_end(j);
}
