/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What was denied, why, and what an authorization would have to say. Its JSON is
 * what `writ issue --from-denial` reads; docs/operators-guide.md describes it.
 */
#ifndef WRIT_DENIAL_SHOW_H
#define WRIT_DENIAL_SHOW_H

#include "record.h"
#include "sock.h"

/** denial_claim() - which claim failed, as a word; NULL if it was none of an artifact's */
const char *denial_claim(enum writ_reason reason);

/** denial_curable() - can an authorization help against this? */
bool denial_curable(enum writ_reason reason);

/** denial_retry() - can it help to wait, or to try again? */
bool denial_retry(enum writ_reason reason);

/** denial_show() - tell of a denial on standard output, for people or as JSON */
void denial_show(const struct writ_record *r, bool json);

/**
 * denial_ask() - ask writd for the last denial
 * @pid: of this process, or 0 for any
 * @buf: WRIT_SOCK_MESSAGE_MAX bytes, which the record points into
 * @r: filled for WRIT_SOCK_OK
 * @status: filled on success; for WRIT_SOCK_REFUSED @msg has writd's words
 * @msg: filled on failure
 */
bool denial_ask(u64 pid, u8 *buf, struct writ_record *r, enum writ_sock_status *status,
		struct writ_msg *msg);

#endif
