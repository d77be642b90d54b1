// SPDX-License-Identifier: GPL-2.0-only
/* The issuers of a policy: keys that may sign artifacts, and their limits. */
#include "evaluate.h"
#include "fields.h"
#include "policy_read.h"

enum issuer_key {
	KEY_NAME = 1,
	KEY_ALG = 2,
	KEY_KEY = 3,
	KEY_OPERATIONS = 4,
	KEY_MAX_VALIDITY = 5,
	KEY_MAX_SUBJECTS = 6,
	KEY_PATHS = 7,
	KEY_DEPTH = 8,
	KEY_UIDS = 9,
	KEY_CGROUPS = 10,
	KEY_MAX_USES = 11,
};

void writ_policy_read_key(struct writ_cbor *c, const char *field, struct writ_bytes *bytes,
			  struct writ_key *key, u8 kid[WRIT_KID_SIZE])
{
	*bytes = writ_cbor_bytes(c, field, 1, WRIT_KEY_MAX);
	if (!writ_cbor_ok(c))
		return;
	if (writ_key_read(*bytes, c->base + (c->pos - bytes->len), key, c->err))
		writ_sha256(bytes->data, bytes->len, kid);
	else
		/* Which of the policy's keys tells more than which parameter. */
		c->err->field = field;
}

void writ_policy_read_issuer(struct writ_cbor *c, struct writ_issuer *out)
{
	size_t begin = c->pos;
	size_t key_pos = begin;
	u32 seen = 0;
	s64 key;

	out->max_subjects = WRIT_SUBJECTS_MAX;
	writ_cbor_map(c, "issuers");
	while (writ_cbor_key(c, "issuers", &key)) {
		switch (key) {
		case KEY_NAME:
			out->name = writ_field_name(c, "issuers.name");
			break;
		case KEY_ALG:
			out->alg = writ_field_alg(c, "issuers.alg");
			break;
		case KEY_KEY:
			key_pos = c->pos;
			writ_policy_read_key(c, "issuers.key", &out->key_bytes,
					     &out->key, out->kid);
			break;
		case KEY_OPERATIONS:
			out->ops = writ_field_operations(c, "issuers.operations");
			break;
		case KEY_MAX_VALIDITY:
			out->max_validity = writ_cbor_uint(c, "issuers.max-validity",
							   1, U64_MAX);
			break;
		case KEY_MAX_SUBJECTS:
			out->max_subjects = (u32)writ_cbor_uint(c, "issuers.max-subjects",
								1, WRIT_SUBJECTS_MAX);
			break;
		case KEY_PATHS:
			out->npaths = writ_field_paths(c, "issuers.paths", out->paths,
						       WRIT_ISSUER_PATHS_MAX);
			break;
		case KEY_DEPTH:
			out->depth = (u32)writ_cbor_uint(c, "issuers.delegation-depth", 1,
							 WRIT_DELEGATION_DEPTH);
			break;
		case KEY_UIDS:
			writ_ids_read(c, "issuers.uids", &out->uids);
			break;
		case KEY_CGROUPS:
			out->ncgroups = writ_field_paths(c, "issuers.cgroups", out->cgroups,
							 WRIT_CGROUPS_MAX);
			break;
		case KEY_MAX_USES:
			out->max_uses = (u32)writ_cbor_uint(c, "issuers.max-uses", 1,
							    WRIT_USES_MAX);
			break;
		default:
			writ_cbor_key_unknown(c, "issuers");
			return;
		}
		seen |= 1u << key;
	}
	writ_field_require(c, seen, KEY_NAME, begin, "issuers.name");
	writ_field_require(c, seen, KEY_ALG, begin, "issuers.alg");
	writ_field_require(c, seen, KEY_KEY, begin, "issuers.key");
	writ_field_require(c, seen, KEY_OPERATIONS, begin, "issuers.operations");
	writ_field_require(c, seen, KEY_MAX_VALIDITY, begin, "issuers.max-validity");
	if (writ_cbor_ok(c) && !writ_key_fits(&out->key, out->alg))
		writ_cbor_fail(c, WRIT_ERR_VALUE, key_pos, "issuers.key");
}

void writ_policy_read_issuers(struct writ_cbor *c, struct writ_policy *out)
{
	writ_cbor_array(c, "issuers", 1, WRIT_ISSUERS_MAX);
	while (writ_cbor_more(c)) {
		struct writ_issuer *issuer = &out->issuers[out->nissuers];
		struct writ_bytes kid = { issuer->kid, sizeof(issuer->kid) };
		size_t pos = c->pos;

		writ_policy_read_issuer(c, issuer);
		/* With one key under two limits, the first would hide the other. */
		if (writ_cbor_ok(c) && writ_policy_issuer(out, kid))
			writ_cbor_fail(c, WRIT_ERR_VALUE, pos, "issuers.key");
		out->nissuers++;
	}
}

const struct writ_issuer *writ_policy_issuer(const struct writ_policy *policy,
					     struct writ_bytes kid)
{
	u32 i;

	if (kid.len != WRIT_KID_SIZE)
		return NULL;
	for (i = 0; i < policy->nissuers; i++) {
		if (!memcmp(policy->issuers[i].kid, kid.data, WRIT_KID_SIZE))
			return &policy->issuers[i];
	}
	return NULL;
}
