// SPDX-License-Identifier: GPL-2.0-only
/*
 * A program that tells its arguments, as the log does: one line of JSON on
 * descriptor 3. It ends with 66 unless there are three, the second of which is
 * "good" or "fine". No C library, so that nothing stands between it and them.
 */
#define STATUS_OK	0
#define STATUS_WRONG	66
#define STATUS_UNTOLD	67

static char line[8192];
static unsigned long used;

static long call(long number, long a, long b, long c)
{
	long ret;

	__asm__ volatile("syscall" : "=a"(ret) : "a"(number), "D"(a), "S"(b), "d"(c)
			 : "rcx", "r11", "memory");
	return ret;
}

static void put(const char *text)
{
	while (*text && used < sizeof(line))
		line[used++] = *text++;
}

static int is(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

__attribute__((used, noreturn)) static void tell(const long *stack)
{
	const char *const *argv = (const char *const *)(stack + 1);
	long i, argc = stack[0], status = STATUS_OK;

	put("[");
	for (i = 0; i < argc; i++) {
		put(i ? ", \"" : "\"");
		put(argv[i]);
		put("\"");
	}
	put("]\n");
	if (argc != 3 || (!is(argv[1], "good") && !is(argv[1], "fine")))
		status = STATUS_WRONG;
	else if (call(1, 3, (long)line, (long)used) != (long)used)
		status = STATUS_UNTOLD;
	call(60, status, 0, 0);
	__builtin_unreachable();
}

__asm__(".globl _start\n_start:\n\tmov %rsp, %rdi\n\tand $-16, %rsp\n\tcall tell\n");
