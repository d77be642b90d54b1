// SPDX-License-Identifier: GPL-2.0-only
/*
 * swap SECONDS PROGRAM OTHER: what lies at a path changes place with another file
 * while it is executed by that path.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "race.h"

static void execute(struct race *race, void *arg)
{
	char **paths = arg;
	char *argv[] = { paths[0], NULL };

	race->count[spawn(paths[0], argv)]++;
}

static void change(struct race *race, void *arg)
{
	char **paths = arg;

	if (renameat2(AT_FDCWD, paths[0], AT_FDCWD, paths[1], RENAME_EXCHANGE))
		broken("renameat2");
	race->changed++;
}

int race_swap(int argc, char **argv)
{
	struct race *race = race_new();

	if (argc != 3)
		return 2;
	hold(race, (unsigned int)atoi(argv[0]), (struct part){ execute, argv + 1 },
	     (struct part){ change, argv + 1 });
	print_counts(race);
	return 0;
}
