// SPDX-License-Identifier: GPL-2.0-only
/* What issue and manifest have in common. */
#include "grant.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cmd.h"
#include "convert.h"
#include "crypto.h"
#include "output.h"
#include "terms_show.h"
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
		return output_name(arg, &g->out);
	default:
		return terms_option(&g->terms, opt, arg);
	}
}

int grant_complete(struct grant *g)
{
	u64 now = (u64)time(NULL);

	if (!g->key.name && !g->draft)
		return ui_usage("--key is needed");
	if (!g->seal.iss && !g->draft)
		return ui_usage("--issuer is needed");
	if (!g->out && !g->draft)
		return ui_usage("--output is needed");
	if (g->json && g->out && !strcmp(g->out, "-"))
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
	return terms_complete(&g->terms);
}

/* Terms end the payload, whose map has a head of one byte that counts its pairs. */
static bool add_terms(struct writ_blob *payload, const struct terms_args *t, struct writ_msg *msg)
{
	u8 *data;

	if (!t->len)
		return true;
	data = realloc(payload->data, payload->len + t->len - 1);
	if (!data)
		return writ_msgf(msg, "out of memory");
	memcpy(data + payload->len, t->map + 1, t->len - 1);
	data[0] = (u8)(data[0] + t->n);
	payload->data = data;
	payload->len += t->len - 1;
	return true;
}

bool grant_write(const struct grant *g, EVP_PKEY *pkey, const struct writ_subjects *list,
		 size_t first, size_t n, const char *out, size_t *size, struct writ_msg *msg)
{
	struct writ_blob payload = { 0 }, object = { 0 };
	struct writ_pubkey key;
	bool ok;

	ok = writ_pubkey_from(pkey, &key, msg) && terms_signable(&g->terms, key.kid, msg) &&
	     writ_subjects_payload(list, first, n, g->ops, &payload, msg) &&
	     add_terms(&payload, &g->terms, msg) &&
	     writ_seal(&g->seal, pkey, writ_blob_bytes(&payload), &object, msg) &&
	     writ_file_write(out, writ_blob_bytes(&object), WRIT_FILE_PUBLIC, msg);
	*size = object.len;
	writ_blob_free(&payload);
	writ_blob_free(&object);
	return ok;
}

void grant_summary(const struct grant *g, size_t n, FILE *f)
{
	char from[32], until[32], ops[WRIT_OPS_TEXT], span[32];

	if (g->seal.iss)
		fprintf(f, "\"%s\"", g->seal.iss);
	else
		fputs("an issuer", f);
	fprintf(f, " %s %zu file%s to %s\n", g->draft ? "would authorize" : "authorizes", n,
		n == 1 ? "" : "s", writ_ops_format(g->ops, ops));
	fprintf(f, "  from %s until %s (%s)", writ_time_format(g->seal.nbf, from),
		writ_time_format(g->seal.exp, until),
		writ_span_format(g->seal.exp - g->seal.nbf, span));
	for (u32 i = 0; i < g->seal.naud; i++)
		fprintf(f, "%s %s", i ? "," : " on", g->seal.aud[i]);
	if (!g->seal.naud)
		fputs(" on every host", f);
	fputc('\n', f);
}

void grant_json(const struct grant *g, struct writ_json *j)
{
	char t[32];

	if (g->draft)
		writ_json_bool(j, "draft", true);
	if (g->seal.iss)
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
	if (g->terms.len)
		terms_json(j, &g->terms.terms);
}
