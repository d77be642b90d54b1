// SPDX-License-Identifier: GPL-2.0-only
#include "op.h"

const char *writ_op_name(enum writ_op op)
{
	switch (op) {
	case WRIT_OP_EXECUTE:
		return "execute";
	case WRIT_OP_MAP:
		return "map";
	case WRIT_OP_SCRIPT:
		return "script";
	case WRIT_OP_ADMINISTER:
		return "administer";
	case WRIT_OP_RECOVER:
		return "recover";
	default:
		return "unknown";
	}
}
