// SPDX-License-Identifier: GPL-2.0-only
/* The program that asks to run. */
#include <stdio.h>

int main(void)
{
	puts("Hello, I am running.");
	return 0;
}
