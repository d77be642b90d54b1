// SPDX-License-Identifier: GPL-2.0-only
/* The schema of a policy text: its options. */
#include <string.h>

#include "convert.h"
#include "policy_schema.h"

static void option_writable_code(struct yaml *y, struct val v, void *out)
{
	static const char *const words[] = { "deny", "allow" };
	struct policy_text *t = out;
	size_t i;

	if (yaml_choice(y, v, words, ARRAY_SIZE(words), &i))
		t->p.writable_code = i;
}

static void option_trusted(struct yaml *y, struct val v, void *out)
{
	struct policy_text *t = out;

	policy_read_names(y, v, t->p.trusted_fs, &t->p.ntrusted_fs, WRIT_TRUSTED_FS_MAX, false);
}

static void option_boot_off(struct yaml *y, struct val v, void *out)
{
	struct policy_text *t = out;

	yaml_bool(y, v, &t->p.ignore_boot_off);
}

static void option_strict_log(struct yaml *y, struct val v, void *out)
{
	struct policy_text *t = out;

	yaml_bool(y, v, &t->p.strict_log);
}

static void option_continuity(struct yaml *y, struct val v, void *out)
{
	struct policy_text *t = out;

	yaml_bool(y, v, &t->p.continuity);
}

static void read_guarded(struct yaml *y, struct val v, void *out)
{
	struct policy_text *t = out;
	struct writ_bytes glob;

	if (!yaml_name(y, v, &glob))
		return;
	if (!writ_glob_valid(glob) || memchr(glob.data, '=', glob.len)) {
		diag_error(y->diags, v.at, "%s: \"%.*s\" is not the name of a variable, or a pattern "
			   "such as LD_*", v.key, (int)(glob.len > 100 ? 100 : glob.len),
			   (const char *)glob.data);
		return;
	}
	for (u32 i = 0; i < t->p.nguarded; i++) {
		if (writ_bytes_equal(t->p.guarded[i], glob))
			diag_error(y->diags, v.at, "%s: \"%.*s\" is repeated", v.key,
				   (int)(glob.len > 100 ? 100 : glob.len), (const char *)glob.data);
	}
	t->p.guarded[t->p.nguarded++] = glob;
}

static void option_guarded(struct yaml *y, struct val v, void *out)
{
	yaml_each(y, v, 1, WRIT_GUARDED_MAX, read_guarded, out);
}

static bool same_interpreter(const struct writ_interpreter *a, const struct writ_interpreter *b)
{
	if (!a->digest || !b->digest)
		return !a->digest && !b->digest && writ_bytes_equal(a->path, b->path);
	return !memcmp(a->digest, b->digest, WRIT_DIGEST_SIZE);
}

static void read_interpreter(struct yaml *y, struct val v, void *out)
{
	struct policy_text *t = out;
	struct writ_interpreter *it = &t->p.interpreters[t->p.ninterpreters];
	u8 *digest = t->interpreters[t->p.ninterpreters];
	char text[2 * WRIT_DIGEST_SIZE + sizeof("sha256:")];
	struct writ_bytes value;
	enum writ_digest kind;

	if (!yaml_text(y, v, &value))
		return;
	if (value.len && value.data[0] == '/') {
		if (!yaml_path(y, v, &it->path))
			return;
	} else {
		snprintf(text, sizeof(text), "%.*s", (int)value.len, (const char *)value.data);
		if (value.len >= sizeof(text) || writ_digest_parse(text, &kind, digest) ||
		    kind != WRIT_DIGEST_SHA256) {
			diag_error(y->diags, v.at, "%s: neither an absolute path nor sha256: and 64 hex "
				   "digits", v.key);
			return;
		}
		it->digest = digest;
	}
	for (u32 i = 0; i < t->p.ninterpreters; i++) {
		if (same_interpreter(&t->p.interpreters[i], it))
			diag_error(y->diags, v.at, "%s: \"%.*s\" is repeated", v.key,
				   (int)(value.len > 100 ? 100 : value.len), (const char *)value.data);
	}
	t->p.need_path |= !it->digest;
	t->p.ninterpreters++;
}

static void option_interpreters(struct yaml *y, struct val v, void *out)
{
	yaml_each(y, v, 1, WRIT_INTERPRETERS_MAX, read_interpreter, out);
}

static void option_on_end(struct yaml *y, struct val v, void *out)
{
	static const char *const words[] = { "report", "kill" };
	struct policy_text *t = out;
	size_t i;

	if (yaml_choice(y, v, words, ARRAY_SIZE(words), &i))
		t->p.kill = i;
}

static void option_permissive(struct yaml *y, struct val v, void *out)
{
	struct policy_text *t = out;

	policy_read_time(y, v, &t->p.permissive_until);
}

void policy_read_options(struct yaml *y, struct val v, void *out)
{
	static const struct field fields[] = {
		{ "writable-code", false, option_writable_code },
		{ "trusted-filesystems", false, option_trusted },
		{ "ignore-boot-off", false, option_boot_off },
		{ "strict-log", false, option_strict_log },
		{ "guarded-variables", false, option_guarded },
		{ "interpreters", false, option_interpreters },
		{ "on-end", false, option_on_end },
		{ "continuity", false, option_continuity },
		{ "permissive-until", false, option_permissive },
	};

	yaml_mapping(y, v, fields, ARRAY_SIZE(fields), out);
}
