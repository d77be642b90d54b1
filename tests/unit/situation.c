// SPDX-License-Identifier: GPL-2.0-only
#include "situation.h"
#include "notation.h"

#include <stdio.h>
#include <stdlib.h>

/* Too large to be part of each. */
static struct writ_policy policy;

static const u8 boot[] = "\xbb\xbb\xbb\xbb\xbb\xbb\xbb\xbb\xbb\xbb\xbb\xbb\xbb\xbb\xbb\xbb";
static const u8 authorized_by[] = "\x03\x03\x03\x03\x03\x03\x03\x03";

/* So that the sanitizer sees a read beyond its end. */
static struct writ_bytes copied(struct situation *s, int which, const char *written)
{
	static u8 buf[64 * 1024];
	struct writ_bytes b = { NULL, notation(written, buf, sizeof(buf), 0) };

	free(s->copy[which]);
	s->copy[which] = malloc(b.len ? b.len : 1);
	if (!s->copy[which])
		abort();
	b.data = memcpy(s->copy[which], buf, b.len);
	return b;
}

void situation_arguments(struct situation *s, const char *strings)
{
	s->req.arguments = copied(s, 1, strings);
}

void situation_variables(struct situation *s, const char *strings)
{
	s->req.variables = copied(s, 2, strings);
}

static void read_terms(struct situation *s, const char *terms)
{
	struct writ_error err = { WRIT_OK, 0, NULL };

	if (writ_terms_decode(copied(s, 0, terms), &s->terms, &err))
		return;
	fprintf(stderr, "situation: %s: %s %s\n", terms, err.field, writ_err_text(err.code));
	abort();
}

void situation_begin(struct situation *s, const char *terms)
{
	memset(s, 0, sizeof(*s));
	memset(&policy, 0, sizeof(policy));
	policy.id = writ_bytes_of("main");
	policy.version = 5;
	s->policy = &policy;

	memset(s->program, PROGRAM_BYTE, sizeof(s->program));
	memset(s->digest, CONTENT_BYTE, sizeof(s->digest));
	memset(s->key, KEY_BYTE, sizeof(s->key));
	memset(s->pcrs, PCR_BYTE, sizeof(s->pcrs));
	s->asker = (struct writ_asker){
		.gid = ASKER_GID, .login_uid = ASKER_LOGIN,
		.program = { s->program, sizeof(s->program) },
		.artifact = { authorized_by, 8 }, .key = s->key,
	};
	s->host = (struct writ_state_of_host){
		.boot = boot, .kernel = writ_bytes_of("6.1.0-56"), .lockdown = WRIT_LOCKDOWN_INTEGRITY,
		.secure_boot = 1, .module_signatures = 1,
		.pcrs = (const u8 (*)[WRIT_DIGEST_SIZE])s->pcrs, .pcrs_known = 1 | 1 << 7,
	};
	memset(s->identity.key, KEY_BYTE, sizeof(s->identity.key));
	memset(s->identity.id, 5, 8);
	s->identity.id_len = 8;
	if (terms)
		read_terms(s, terms);
	s->grant = (struct writ_grant){
		.nbf = 100, .exp = 200, .ops = WRIT_OP_ALL, .for_host = true,
		.identity = &s->identity, .terms = terms ? &s->terms : NULL, .used = &s->used,
	};
	s->req = (struct writ_request){
		.op = WRIT_OP_EXECUTE, .uid = ASKER_UID, .path = writ_bytes_of("/opt/tool"), .now = 150,
		.have = WRIT_FACT_ARGUMENTS | WRIT_FACT_VARIABLES | WRIT_FACT_CONTENTS |
			WRIT_FACT_CGROUP | WRIT_FACT_PCRS,
		.policy = &policy, .digest = s->digest, .cgroup = writ_bytes_of("/s/a"),
		.asker = &s->asker, .state = &s->host, .variables_known = true,
		.contents = (const u8 (*)[WRIT_DIGEST_SIZE])s->contents,
	};
	situation_arguments(s, "'tool' 00 '-v' 00");
	situation_variables(s, "'HOME=/' 00");
}

void situation_end(struct situation *s)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(s->copy); i++)
		free(s->copy[i]);
}
