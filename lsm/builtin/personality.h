/* SPDX-License-Identifier: GPL-2.0-only */
/* Included by kernel/exec_domain.c, whose personality() no hook is asked about. */
#ifndef WRIT_PERSONALITY_H
#define WRIT_PERSONALITY_H

#include <linux/types.h>

#ifdef CONFIG_SECURITY_WRIT
/**
 * writ_refuses_personality() - may current not have this personality?
 * @wanted: what it asks for
 *
 * May sleep. Return: true if it makes readable memory executable and that is denied.
 */
bool writ_refuses_personality(unsigned int wanted);
#else
static inline bool writ_refuses_personality(unsigned int wanted)
{
	return false;
}
#endif

#endif
