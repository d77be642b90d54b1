// SPDX-License-Identifier: GPL-2.0-only
/* The longer job of the story: it would go on for ten minutes. */
#include <stdio.h>
#include <unistd.h>

int main(void)
{
	int i;

	for (i = 0; i < 600; i++) {
		printf("report: page %d\n", i + 1);
		fflush(stdout);
		sleep(1);
	}
	return 0;
}
