// SPDX-License-Identifier: GPL-2.0-only
/* Says that it ran; NAME comes from the compiler. */
#include <stdio.h>

int main(void)
{
	puts(NAME " ran");
	return 0;
}
