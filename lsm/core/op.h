/* SPDX-License-Identifier: GPL-2.0-only */
/* What can be asked for: the operations that rules and artifacts name. */
#ifndef WRIT_CORE_OP_H
#define WRIT_CORE_OP_H

#include "shim.h"

/**
 * enum writ_op - an operation; the numbers are the format's
 * @WRIT_OP_EXECUTE: the file becomes a process image (native binary, or the
 *	interpreter of a script or a binfmt_misc handler)
 * @WRIT_OP_MAP: the file is mapped executable (a library, a dynamic loader)
 * @WRIT_OP_SCRIPT: the file is run by an interpreter that its first line
 *	names, or is offered to AT_EXECVE_CHECK
 * @WRIT_OP_ADMINISTER: a program of this content may use the module's netlink
 *	interface although it is governed
 * @WRIT_OP_RECOVER: its execution takes a record slot that is kept free for
 *	recovery, so that a full log does not stop it
 */
enum writ_op {
	WRIT_OP_EXECUTE = 1,
	WRIT_OP_MAP = 2,
	WRIT_OP_SCRIPT = 3,
	WRIT_OP_ADMINISTER = 4,
	WRIT_OP_RECOVER = 5,
	__WRIT_OP_END
};

#define WRIT_OP_BIT(op)	(1u << (op))
/* What can be asked of a content, as opposed to what a program may do besides. */
#define WRIT_OP_CONTENT	(WRIT_OP_BIT(WRIT_OP_EXECUTE) | WRIT_OP_BIT(WRIT_OP_MAP) | \
			 WRIT_OP_BIT(WRIT_OP_SCRIPT))
#define WRIT_OP_ALL	(WRIT_OP_CONTENT | WRIT_OP_BIT(WRIT_OP_ADMINISTER) | \
			 WRIT_OP_BIT(WRIT_OP_RECOVER))

/** writ_op_name() - "execute", "map", "script", "administer", "recover"; or "unknown" */
const char *writ_op_name(enum writ_op op);

#endif
