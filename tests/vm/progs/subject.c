// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the tests run: it ends with status 0, so that "it ran" is a fact and
 * not the lack of an error. No C library, so that hashing it costs nothing and
 * so that the same file compiles for i386 where no 32-bit library is
 * installed. Other programs are made of it by appending bytes, which changes
 * the digest and nothing else.
 */
#ifdef __x86_64__
#define EXIT_NUMBER 60
#define SYSCALL "syscall"
#define ARGUMENT "D"
#else
#define EXIT_NUMBER 1
#define SYSCALL "int $0x80"
#define ARGUMENT "b"
#endif

void _start(void);

void _start(void)
{
	__asm__ volatile(SYSCALL : : "a"(EXIT_NUMBER), ARGUMENT(0) : "memory");
	__builtin_unreachable();
}
