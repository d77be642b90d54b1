/* SPDX-License-Identifier: GPL-2.0-only */
/* Keys and their links, for admission. */
#ifndef WRIT_CORE_STANDING_H
#define WRIT_CORE_STANDING_H

#include "evaluate.h"

/** writ_delegation_of() - the delegation to this key (WRIT_KID_SIZE bytes), or NULL */
const struct writ_delegation *writ_delegation_of(const struct writ_authority *a, const u8 *key);

/** writ_issuer_of() - what the policy or a delegation says of this key, or NULL */
const struct writ_issuer *writ_issuer_of(const struct writ_authority *a, const u8 *key);

/** writ_standing_field() - writ_standing(), which also names the field that does not fit */
enum writ_reason writ_standing_field(const struct writ_authority *a,
				     const struct writ_facts *facts,
				     const struct writ_issuer **issuer, const char **field);

#endif
