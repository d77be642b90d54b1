/* SPDX-License-Identifier: GPL-2.0-only */
/* Signed objects that are put into force on a host that is governed already. */
#ifndef WRITCTL_OBJECTS_H
#define WRITCTL_OBJECTS_H

#include <stddef.h>

#include "fileio.h"
#include "nl.h"

/** objects_load() - put artifacts and delegations into force; an exit code */
int objects_load(char **files, size_t n, bool keep);

/** live_open() - connect to the module; NULL after saying why not */
struct writ_nl *live_open(void);

/** live_fail() - say what came of a request, and what to do; EXIT_REFUSED */
int live_fail(enum writ_nl_result result, const struct writ_msg *msg);

/**
 * object_keep() - keep an object for the next boot
 * @path: destination; its directory is made if it is missing
 *
 * Return: true, or false with @msg set.
 */
bool object_keep(const char *path, struct writ_bytes object, struct writ_msg *msg);

#endif
