// SPDX-License-Identifier: GPL-2.0-only
/* The same without a C library, so that it can be padded to any size. */
#include <sys/syscall.h>

void _start(void);

void _start(void)
{
	__asm__ volatile("syscall" : : "a"(SYS_exit_group), "D"(0) : "rcx", "r11", "memory");
	__builtin_unreachable();
}
