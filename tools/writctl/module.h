/* SPDX-License-Identifier: GPL-2.0-only */
/* Putting writ.ko into the kernel without the help of another program. */
#ifndef WRITCTL_MODULE_H
#define WRITCTL_MODULE_H

#include <limits.h>
#include <stddef.h>

#include "msg.h"

/**
 * struct module_params - as lsm/params.c wants them
 * @root: 64 hex digits
 * @policy: absolute
 * @artifacts: absolute, or NULL
 * @delegations: absolute, or NULL
 * @revocations: absolute, or NULL
 * @least_version: of the policy, as a number; or NULL
 * @clock: seconds that an earlier boot had reached, as a number; or NULL
 * @events: how many records are held, as a number; or NULL
 * @host: or NULL
 * @on_attach_failure: "panic", "warn", or NULL for the module's default
 */
struct module_params {
	const char *root;
	const char *policy;
	const char *artifacts;
	const char *delegations;
	const char *revocations;
	const char *least_version;
	const char *clock;
	const char *events;
	const char *host;
	const char *on_attach_failure;
};

/**
 * module_params_format() - as the kernel parses them
 * @p: the parameters
 * @out: receives them
 * @size: of @out
 * @msg: filled on failure: a value that cannot be passed
 *
 * Return: true, or false with @msg set.
 */
bool module_params_format(const struct module_params *p, char *out, size_t size,
			  struct writ_msg *msg);

/** module_find() - the module of the running kernel; false with @msg naming where it was sought */
bool module_find(char path[PATH_MAX], struct writ_msg *msg);

/**
 * module_load() - finit_module(2)
 * @path: the module; compressed ones are left to the kernel, which may not know how
 * @params: from module_params_format()
 * @msg: filled on failure, with what its cause may be
 *
 * Return: true, or false with @msg set.
 */
bool module_load(const char *path, const char *params, struct writ_msg *msg);

#endif
