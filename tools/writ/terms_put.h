/* SPDX-License-Identifier: GPL-2.0-only */
/* Encoding terms: docs/formats/writ.cddl, keys 3 to 10 of artifact-payload. */
#ifndef WRIT_TERMS_PUT_H
#define WRIT_TERMS_PUT_H

#include "terms_args.h"

/**
 * terms_put() - fill @t->map, @t->len and @t->n
 * @t: whose lists are sorted
 *
 * Return: false if there is more than WRIT_TERMS_MAX bytes can hold.
 */
bool terms_put(struct terms_args *t);

#endif
