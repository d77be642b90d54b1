// SPDX-License-Identifier: GPL-2.0-only
#include "fields.h"
#include "policy_read.h"

enum payload_key {
	KEY_ID = 1,
	KEY_VERSION = 2,
	KEY_ROOT = 3,
	KEY_ISSUERS = 4,
	KEY_RULES = 5,
	KEY_DEFAULT = 6,
	KEY_OPTIONS = 7,
};

enum option_key {
	OPTION_WRITABLE_CODE = 1,
	OPTION_TRUSTED_FILESYSTEMS = 2,
	OPTION_IGNORE_BOOT_OFF = 3,
	OPTION_STRICT_LOG = 4,
	OPTION_GUARDED = 5,
	OPTION_INTERPRETERS = 6,
	OPTION_KILL = 7,
	OPTION_CONTINUITY = 8,
	OPTION_PERMISSIVE_UNTIL = 9,
};

const char *writ_answer_name(enum writ_answer answer)
{
	switch (answer) {
	case WRIT_ANSWER_REQUIRE:
		return "require";
	case WRIT_ANSWER_ALLOW:
		return "allow";
	case WRIT_ANSWER_DENY:
		return "deny";
	default:
		return "unknown";
	}
}

static void read_guarded(struct writ_cbor *c, struct writ_policy *out)
{
	u32 i;

	out->nguarded = writ_field_names(c, "options.guarded-variables", out->guarded,
					 WRIT_GUARDED_MAX);
	for (i = 0; i < out->nguarded; i++)
		if (!writ_glob_valid(out->guarded[i]))
			writ_cbor_fail(c, WRIT_ERR_VALUE, (size_t)(out->guarded[i].data - c->in.data),
				       "options.guarded-variables");
}

static void read_interpreters(struct writ_cbor *c, struct writ_policy *out)
{
	const char *field = "options.interpreters";

	writ_cbor_array(c, field, 1, WRIT_INTERPRETERS_MAX);
	while (writ_cbor_more(c)) {
		struct writ_interpreter *it = &out->interpreters[out->ninterpreters++];

		if (writ_cbor_peek(c) == WRIT_CBOR_BYTES) {
			it->digest = writ_cbor_bytes(c, field, WRIT_DIGEST_SIZE,
						     WRIT_DIGEST_SIZE).data;
		} else {
			it->path = writ_field_path(c, field);
			out->need_path = true;
		}
	}
}

static void read_options(struct writ_cbor *c, struct writ_policy *out)
{
	s64 key;

	writ_cbor_map(c, "options");
	while (writ_cbor_key(c, "options", &key)) {
		switch (key) {
		case OPTION_WRITABLE_CODE:
			out->writable_code = writ_cbor_bool(c, "options.writable-code");
			break;
		case OPTION_TRUSTED_FILESYSTEMS:
			out->ntrusted_fs = writ_field_names(c, "options.trusted-filesystems",
							    out->trusted_fs,
							    WRIT_TRUSTED_FS_MAX);
			break;
		case OPTION_IGNORE_BOOT_OFF:
			out->ignore_boot_off = writ_cbor_bool(c, "options.ignore-boot-off");
			break;
		case OPTION_STRICT_LOG:
			out->strict_log = writ_cbor_bool(c, "options.strict-log");
			break;
		case OPTION_GUARDED:
			read_guarded(c, out);
			break;
		case OPTION_INTERPRETERS:
			read_interpreters(c, out);
			break;
		case OPTION_KILL:
			out->kill = writ_cbor_bool(c, "options.kill");
			break;
		case OPTION_CONTINUITY:
			out->continuity = writ_cbor_bool(c, "options.continuity");
			break;
		case OPTION_PERMISSIVE_UNTIL:
			out->permissive_until = writ_cbor_uint(c, "options.permissive-until", 1,
							       U64_MAX);
			break;
		default:
			writ_cbor_key_unknown(c, "options");
			return;
		}
	}
}

static void read_payload(struct writ_cbor *c, struct writ_policy *out)
{
	u32 seen = 0;
	s64 key;

	writ_cbor_map(c, "policy-payload");
	while (writ_cbor_key(c, "policy-payload", &key)) {
		switch (key) {
		case KEY_ID:
			out->id = writ_field_name(c, "id");
			break;
		case KEY_VERSION:
			out->version = writ_cbor_uint(c, "version", 1, U64_MAX);
			break;
		case KEY_ROOT:
			writ_policy_read_key(c, "root-key", &out->root_bytes,
					     &out->root_key, out->root_kid);
			break;
		case KEY_ISSUERS:
			writ_policy_read_issuers(c, out);
			break;
		case KEY_RULES:
			writ_policy_read_rules(c, out);
			break;
		case KEY_DEFAULT:
			out->default_answer = writ_policy_read_answer(c, "default");
			break;
		case KEY_OPTIONS:
			read_options(c, out);
			break;
		default:
			writ_cbor_key_unknown(c, "policy-payload");
			return;
		}
		seen |= 1u << key;
	}
	writ_field_require(c, seen, KEY_ID, 0, "id");
	writ_field_require(c, seen, KEY_VERSION, 0, "version");
	writ_field_require(c, seen, KEY_ROOT, 0, "root-key");
	writ_field_require(c, seen, KEY_ISSUERS, 0, "issuers");
	writ_field_require(c, seen, KEY_RULES, 0, "rules");
	writ_field_require(c, seen, KEY_DEFAULT, 0, "default");
	writ_cbor_end(c, "policy-payload");
}

bool writ_policy_decode(struct writ_bytes in, struct writ_policy *out,
			struct writ_error *err)
{
	struct writ_cbor c;

	memset(out, 0, sizeof(*out));
	if (!writ_sign1_decode(in, WRIT_TYPE_POLICY, &out->sign, err))
		return false;
	writ_cbor_init(&c, out->sign.payload, out->sign.payload_offset, err);
	read_payload(&c, out);
	return writ_cbor_ok(&c);
}
