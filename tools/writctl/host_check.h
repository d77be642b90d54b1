/* SPDX-License-Identifier: GPL-2.0-only */
/* Is it wise to put a policy into force on this host? Says why not. */
#ifndef WRITCTL_HOST_CHECK_H
#define WRITCTL_HOST_CHECK_H

#include "admission.h"

/**
 * host_check() - would this host stay usable under a policy?
 * @a: open
 * @artifacts: directory of what will be loaded with it, or NULL
 * @yes: go on although init, a shell or writctl could not run
 *
 * Return: true; false after saying on standard error what would be denied.
 */
bool host_check(struct admission *a, const char *artifacts, bool yes);

#endif
