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
	case WRIT_OP_MODULE:
		return "module";
	case WRIT_OP_KEXEC:
		return "kexec";
	case WRIT_OP_FIRMWARE:
		return "firmware";
	case WRIT_OP_TRACE:
		return "trace";
	case WRIT_OP_GENERATE_CODE:
		return "generate-code";
	case WRIT_OP_KERNEL_ACCESS:
		return "kernel-access";
	default:
		return "unknown";
	}
}
