// SPDX-License-Identifier: GPL-2.0-only
/* A library for LD_PRELOAD, dlopen() and linking: its constructor leaves a trace. */
#include <unistd.h>

int library_answer(void);

int library_answer(void)
{
	return 42;
}

__attribute__((constructor)) static void arrived(void)
{
	if (write(1, "constructor ran\n", 16) != 16)
		_exit(3);
}
