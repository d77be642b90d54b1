// SPDX-License-Identifier: GPL-2.0-only
/* Values of options of more than one command. */
#include "option_values.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "cmd.h"
#include "convert.h"
#include "digest.h"
#include "fileio.h"
#include "id_range.h"
#include "output.h"
#include "policy.h"
#include "ui.h"

int value_number(const char *option, const char *arg, u64 min, u64 max, u64 *out)
{
	char *end;

	errno = 0;
	*out = strtoull(arg, &end, 10);
	if (*arg < '0' || *arg > '9' || *end || errno || *out < min || *out > max)
		return ui_usage("%s: \"%s\" is not a number from %" PRIu64 " to %" PRIu64, option, arg,
				min, max);
	return EXIT_GOOD;
}

int value_count(const char *option, const char *arg, u32 max, u32 *out)
{
	u64 n = 0;
	int ret = value_number(option, arg, 1, max, &n);

	*out = (u32)n;
	return ret;
}

int value_ids(const char *option, const char *arg, struct writ_ids *out)
{
	struct writ_id_range range;
	const char *wrong = id_range_parse(arg, &range.first, &range.last);

	if (wrong)
		return ui_usage("%s: \"%s\" %s", option, arg, wrong);
	if (out->n == WRIT_IDS_MAX)
		return ui_usage("%s: more than %d", option, WRIT_IDS_MAX);
	out->range[out->n++] = range;
	return EXIT_GOOD;
}

int value_paths(const char *option, const char *arg, struct writ_bytes *to, u32 *n, u32 max)
{
	const struct writ_bytes path = writ_bytes_of(arg);

	if (path.len > WRIT_PATH_MAX || !writ_path_valid(path) || !writ_text_valid(path) ||
	    !writ_text_printable(path))
		return ui_usage("%s: \"%s\" is not an absolute path without empty, \".\" and \"..\" "
				"components", option, arg);
	if (*n == max)
		return ui_usage("%s: more than %" PRIu32, option, max);
	to[(*n)++] = path;
	return EXIT_GOOD;
}

int value_sha256(const char *option, const char *arg, u8 out[WRIT_DIGEST_SIZE])
{
	enum writ_digest kind;
	struct writ_msg msg;

	if (!strncmp(arg, "sha256:", 7))
		return !writ_digest_parse(arg, &kind, out) ? EXIT_GOOD :
		       ui_usage("%s: \"%s\" needs 64 hex digits after the colon", option, arg);
	output_spare(arg);
	if (!writ_digest_file(arg, WRIT_DIGEST_SHA256, out, &msg))
		return ui_fail("%s: %s", option, msg.text);
	return EXIT_GOOD;
}

static int cti_of_file(const char *option, const char *file, u8 out[WRIT_CTI_MAX], size_t *len,
		       u8 key[WRIT_KID_SIZE])
{
	struct writ_artifact artifact;
	struct writ_error err;
	struct writ_blob blob;
	struct writ_msg msg;
	int ret = EXIT_GOOD;

	output_spare(file);
	if (!writ_file_read(file, WRIT_ARTIFACT_MAX, &blob, &msg))
		return ui_fail("%s: %s", option, msg.text);
	if (writ_artifact_decode(writ_blob_bytes(&blob), &artifact, &err)) {
		*len = artifact.sign.claims.cti.len;
		memcpy(out, artifact.sign.claims.cti.data, *len);
		memcpy(key, artifact.sign.kid.data, WRIT_KID_SIZE);
	} else {
		ret = ui_fail("%s: %s is no artifact: %s %s (at byte %zu)", option, file, err.field,
			      writ_err_text(err.code), err.offset);
	}
	writ_blob_free(&blob);
	return ret;
}

int value_cti(const char *option, const char *arg, u8 out[WRIT_CTI_MAX], size_t *len,
	      u8 key[WRIT_KID_SIZE], bool *known)
{
	*known = false;
	*len = strlen(arg) / 2;
	if (*len >= WRIT_CTI_MIN && *len <= WRIT_CTI_MAX && writ_unhex(arg, out, *len))
		return EXIT_GOOD;
	*known = true;
	return cti_of_file(option, arg, out, len, key);
}

int value_boot(const char *option, const char *arg, u8 out[BOOT_SIZE])
{
	char hex[2 * BOOT_SIZE + 1];
	const char *p = arg;
	size_t n = 0;

	for (; *p && n < sizeof(hex) - 1; p++)
		if (*p != '-')
			hex[n++] = *p;
	hex[n] = '\0';
	if (*p || !writ_unhex(hex, out, BOOT_SIZE))
		return ui_usage("%s: \"%s\" is not a boot id: 32 hex digits, as in "
				"/proc/sys/kernel/random/boot_id", option, arg);
	return EXIT_GOOD;
}

const char *value_boot_format(const u8 *boot, char out[BOOT_TEXT])
{
	char *p = out;

	for (int i = 0; i < BOOT_SIZE; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*p++ = '-';
		writ_hex(boot + i, 1, p);
		p += 2;
	}
	return out;
}

int value_pcr(const char *option, const char *arg, u32 *index, u8 digest[WRIT_DIGEST_SIZE])
{
	unsigned long n;
	char *end;

	errno = 0;
	n = strtoul(arg, &end, 10);
	if (*arg < '0' || *arg > '9' || errno || n >= WRIT_PCRS_MAX || *end != ':' ||
	    !writ_unhex(end + 1, digest, WRIT_DIGEST_SIZE))
		return ui_usage("%s: \"%s\" is not a register from 0 to %d, a colon and its SHA-256 value "
				"in 64 hex digits", option, arg, WRIT_PCRS_MAX - 1);
	*index = (u32)n;
	return EXIT_GOOD;
}

static const char *const levels[] = {
	[WRIT_LOCKDOWN_NONE] = "none",
	[WRIT_LOCKDOWN_INTEGRITY] = "integrity",
	[WRIT_LOCKDOWN_CONFIDENTIALITY] = "confidentiality",
};

const char *value_lockdown_name(enum writ_lockdown level)
{
	return (u32)level < ARRAY_SIZE(levels) ? levels[level] : "unknown";
}

int value_lockdown(const char *option, const char *arg, bool none, enum writ_lockdown *out)
{
	for (u32 i = !none; i < ARRAY_SIZE(levels); i++) {
		if (!strcmp(arg, levels[i])) {
			*out = i;
			return EXIT_GOOD;
		}
	}
	return ui_usage("%s: \"%s\" is not %sintegrity or confidentiality", option, arg,
			none ? "none, " : "");
}
