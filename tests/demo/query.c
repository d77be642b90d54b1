// SPDX-License-Identifier: GPL-2.0-only
/* What the agent of the story may be allowed to run: it asks a database that is not there. */
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
	if (argc != 3)
		return 2;
	if (!strcmp(argv[1], "drop"))
		printf("table %s dropped\n", argv[2]);
	else
		printf("%s: 3 rows\n", argv[2]);
	return 0;
}
