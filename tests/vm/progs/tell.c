// SPDX-License-Identifier: GPL-2.0-only
/* A program that says on a descriptor that it runs: see sysfuzz.c. No C library. */
#define TELL	200

void _start(void);

void _start(void)
{
	static const char mark[] = "x";
	long ret;

	__asm__ volatile("syscall" : "=a"(ret) : "a"(1L), "D"((long)TELL), "S"(mark), "d"(1L)
			 : "rcx", "r11", "memory");
	__asm__ volatile("syscall" : : "a"(60L), "D"(0L) : "memory");
	__builtin_unreachable();
}
