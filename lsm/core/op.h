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
 * @WRIT_OP_MODULE: the file becomes a module of the kernel
 * @WRIT_OP_KEXEC: the file becomes the next kernel, or its initial file system
 * @WRIT_OP_FIRMWARE: the kernel hands the file to a device
 * @WRIT_OP_TRACE: a program of this content may trace other processes, write
 *	into their memory and take their descriptors
 * @WRIT_OP_GENERATE_CODE: it may have executable memory that no file vouches
 *	for: a compiler at run time, an executable stack
 * @WRIT_OP_KERNEL_ACCESS: it may change the kernel otherwise than by modules,
 *	and devices beneath filesystems: bpf(), raw memory and disks, and what
 *	lockdown to integrity forbids
 */
enum writ_op {
	WRIT_OP_EXECUTE = 1,
	WRIT_OP_MAP = 2,
	WRIT_OP_SCRIPT = 3,
	WRIT_OP_ADMINISTER = 4,
	WRIT_OP_RECOVER = 5,
	WRIT_OP_MODULE = 6,
	WRIT_OP_KEXEC = 7,
	WRIT_OP_FIRMWARE = 8,
	WRIT_OP_TRACE = 9,
	WRIT_OP_GENERATE_CODE = 10,
	WRIT_OP_KERNEL_ACCESS = 11,
	__WRIT_OP_END
};

#define WRIT_OP_BIT(op)	(1u << (op))
/* What makes a content run as a program. */
#define WRIT_OP_CONTENT	(WRIT_OP_BIT(WRIT_OP_EXECUTE) | WRIT_OP_BIT(WRIT_OP_MAP) | \
			 WRIT_OP_BIT(WRIT_OP_SCRIPT))
/* What makes a content part of the kernel, or of the machine. */
#define WRIT_OP_KERNEL	(WRIT_OP_BIT(WRIT_OP_MODULE) | WRIT_OP_BIT(WRIT_OP_KEXEC) | \
			 WRIT_OP_BIT(WRIT_OP_FIRMWARE))
#define WRIT_OP_ALL	(WRIT_OP_BIT(__WRIT_OP_END) - WRIT_OP_BIT(WRIT_OP_EXECUTE))

/** writ_op_name() - "execute", "map", "script" and so on; "unknown" for any other value */
const char *writ_op_name(enum writ_op op);

#endif
