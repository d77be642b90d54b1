// SPDX-License-Identifier: GPL-2.0-only
/*
 * A program that says whether it is what was authorized: a byte of it is 'A', and
 * in what nobody authorized it is another. It looks again and again, so that a
 * change while it runs is seen. No C library, so that hashing it costs nothing.
 */
#define LOOKS 50000

#define STATUS_WRONG 66

/* tests/vm/progs/race/write.c and the guest's script change what stands last. */
static const volatile char mark[] = "witness mark A";

void _start(void);

void _start(void)
{
	long status = 0;
	int i;

	for (i = 0; i < LOOKS; i++)
		if (mark[sizeof(mark) - 2] != 'A')
			status = STATUS_WRONG;
	__asm__ volatile("syscall" : : "a"(60L), "D"(status) : "memory");
	__builtin_unreachable();
}
