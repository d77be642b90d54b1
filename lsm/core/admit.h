/* SPDX-License-Identifier: GPL-2.0-only */
/* The steps of admission that all kinds of objects share. */
#ifndef WRIT_CORE_ADMIT_H
#define WRIT_CORE_ADMIT_H

#include "evaluate.h"

/** writ_reason_of() - the reason for which an object that cannot be decoded is refused */
enum writ_reason writ_reason_of(enum writ_err code);

/** writ_refuse() - name the field of a well-formed object that does not fit; gives @reason */
enum writ_reason writ_refuse(struct writ_error *err, const char *field, enum writ_reason reason);

/** writ_verify_signed() - verify an envelope's signature with a key and its one algorithm */
enum writ_reason writ_verify_signed(const struct writ_sign1 *sign, enum writ_alg alg,
				    const struct writ_key *key, u8 *scratch,
				    struct writ_error *err);

/** writ_verify_issued() - find the issuer or delegate that signed, and verify */
enum writ_reason writ_verify_issued(const struct writ_sign1 *sign, const struct writ_authority *a,
				    u8 *scratch, struct writ_error *err);

#endif
