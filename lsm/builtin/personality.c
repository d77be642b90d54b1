// SPDX-License-Identifier: GPL-2.0-only
/*
 * personality(READ_IMPLIES_EXEC): see ../personality.c for what it would allow. What
 * is compiled in is simply asked.
 */
#include <linux/personality.h>

#include "judge.h"
#include "personality.h"
#include "writ.h"

/* The value that only asks for the present one (kernel/exec_domain.c). */
#define ASKS_ONLY 0xffffffffu

bool writ_refuses_personality(unsigned int wanted)
{
	if (!writ_is_armed() || wanted == ASKS_ONLY || !(wanted & READ_IMPLIES_EXEC))
		return false;
	return writ_judge_memory(NULL, true, "to make all readable memory executable");
}
