/* SPDX-License-Identifier: GPL-2.0-only */
/* The directory of artifacts, gone through as the module will do. */
#ifndef WRITCTL_ARTIFACTS_H
#define WRITCTL_ARTIFACTS_H

#include "lockout.h"

/**
 * struct artifacts_count - what was found
 * @files: looked at
 * @admitted: of them will be loaded
 * @idle: of those allow nothing on this host now
 */
struct artifacts_count {
	size_t files;
	size_t admitted;
	size_t idle;
};

/**
 * artifacts_check() - check each file of a directory
 * @dir: the directory
 * @a: open
 * @l: takes what is admitted into account
 * @count: filled on success
 * @msg: filled on failure
 *
 * What the module would skip is told on standard error, each with its reason.
 *
 * Return: true, or false with @msg set if the module would refuse to load.
 */
bool artifacts_check(const char *dir, struct admission *a, struct lockout *l,
		     struct artifacts_count *count, struct writ_msg *msg);

#endif
