// SPDX-License-Identifier: GPL-2.0-only
/*
 * A loader that loads nothing: it ends with 0, or with 42 where its headers say that
 * it begins with the other function.
 */
#include <sys/syscall.h>

static inline __attribute__((noreturn)) void end(long status)
{
	__asm__ volatile("syscall" : : "a"(SYS_exit_group), "D"(status) : "memory");
	__builtin_unreachable();
}

void right(void);
void wrong(void);

void right(void)
{
	end(0);
}

void wrong(void)
{
	end(42);
}
