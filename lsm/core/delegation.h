/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A delegation: an issuer hands a narrower part of what it may authorize to
 * another key. Chains of them only ever narrow.
 */
#ifndef WRIT_CORE_DELEGATION_H
#define WRIT_CORE_DELEGATION_H

#include "policy.h"

/**
 * struct writ_delegation - a decoded delegation; everything points into the input
 * @sign: its envelope, signed by the delegating key
 * @issuer: the delegate, in the form in which a policy names its issuers
 */
struct writ_delegation {
	struct writ_sign1 sign;
	struct writ_issuer issuer;
};

/**
 * writ_delegation_decode() - decode and check everything but the signature
 * @in: the whole object, at most WRIT_DELEGATION_MAX bytes
 * @out: filled on success, unspecified otherwise
 * @err: filled on failure
 *
 * Any context. Return: true, or false with @err set.
 */
bool writ_delegation_decode(struct writ_bytes in, struct writ_delegation *out,
			    struct writ_error *err);

#endif
