/* SPDX-License-Identifier: GPL-2.0-only */
/* What the suites stand on: the parts of writ, up and with a policy in force. */
#ifndef WRIT_KUNIT_FIXTURE_H
#define WRIT_KUNIT_FIXTURE_H

#include <kunit/test.h>

#include "authority.h"

#define BYTES(array) ((struct writ_bytes){ (array), sizeof(array) })

/* 2021-01-01, within the validity of all objects. */
#define NOW 1609459200ULL

/**
 * fixture_up() - bring up what init would, without parameters, directories and hooks
 *
 * For suite_init. The first call does it, with the ring of records as small as can
 * be and the first policy of objects.h in force. Return: 0 or -errno.
 */
int fixture_up(struct kunit_suite *suite);

/* A request as init's user would make it, at NOW; to be changed by the test. */
struct writ_request fixture_request(enum writ_op op);

/* Add an object as writctl would. Return: what writ_change_add() returns. */
int fixture_add(enum writ_object object, struct writ_bytes bytes, struct writ_change *change);

/* @byte, WRIT_DIGEST_SIZE times: content that objects.h has artifacts for. */
const u8 *fixture_digest(u8 byte);

#endif
