/* SPDX-License-Identifier: GPL-2.0-only */
/* Where artifacts say that they were asked for. */
#ifndef WRIT_ORIGIN_H
#define WRIT_ORIGIN_H

#include "core/evaluate.h"

int writ_origin_init(void);
void writ_origin_exit(void);

/* An execution was recorded and chained; from the thread that chains. */
void writ_origin_note(u64 seq, const u8 hash[WRIT_DIGEST_SIZE]);

/**
 * writ_origin_holds() - is the artifact's origin one that this host's lineage holds?
 *
 * An origin on another host is believed: only that host's log can tell. Process
 * context. Return: true also if it names none.
 */
bool writ_origin_holds(const struct writ_artifact *artifact);

#endif
