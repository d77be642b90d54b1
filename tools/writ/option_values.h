/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Values of options of more than one command. Each function returns EXIT_GOOD;
 * EXIT_USAGE after it complained of the value, naming @option; or EXIT_REFUSED
 * after it complained of a file.
 */
#ifndef WRIT_OPTION_VALUES_H
#define WRIT_OPTION_VALUES_H

#include "artifact.h"

#define BOOT_SIZE	16	/* bytes of a boot id */
#define BOOT_TEXT	(2 * BOOT_SIZE + 4 + 1)

/** value_number() - a whole number from @min to @max */
int value_number(const char *option, const char *arg, u64 min, u64 max, u64 *out);

/** value_count() - a whole number from 1 to @max */
int value_count(const char *option, const char *arg, u32 max, u32 *out);

/** value_ids() - one more range of ids */
int value_ids(const char *option, const char *arg, struct writ_ids *out);

/** value_paths() - one more path, of at most @max */
int value_paths(const char *option, const char *arg, struct writ_bytes *to, u32 *n, u32 max);

/** value_sha256() - "sha256:HEX", or the name of a file whose content it is */
int value_sha256(const char *option, const char *arg, u8 out[WRIT_DIGEST_SIZE]);

/**
 * value_cti() - identity of an artifact in hex, or the name of its file
 * @key: receives who signed that, if @known is set: hex does not say
 */
int value_cti(const char *option, const char *arg, u8 out[WRIT_CTI_MAX], size_t *len,
	      u8 key[WRIT_KID_SIZE], bool *known);

/** value_boot() - boot id, with or without dashes */
int value_boot(const char *option, const char *arg, u8 out[BOOT_SIZE]);

/** value_boot_format() - a boot id as /proc/sys/kernel/random/boot_id shows it */
const char *value_boot_format(const u8 *boot, char out[BOOT_TEXT]);

/** value_pcr() - "N:HEX" */
int value_pcr(const char *option, const char *arg, u32 *index, u8 digest[WRIT_DIGEST_SIZE]);

/** value_lockdown() - "none" (if @none), "integrity" or "confidentiality" */
int value_lockdown(const char *option, const char *arg, bool none, enum writ_lockdown *out);

/** value_lockdown_name() - the word for it */
const char *value_lockdown_name(enum writ_lockdown level);

#endif
