// SPDX-License-Identifier: GPL-2.0-only
/*
 * argv SECONDS PROGRAM LINES: the arguments lie in memory that somebody else
 * writes while execve() runs: their bytes, the pointers to them, and how many
 * there are. PROGRAM (says.c) writes what it got to descriptor 3, which is LINES.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "race.h"

#define ROOM 16

struct words {
	const char *program;
	char name[ROOM];
	char word[ROOM];
	char number[ROOM];
	char *argv[6];
};

/* One that fits first: then half of all executions begin with it. */
static const char *const words[] = { "good", "fine", "evil", "goodness", "goo", "", "find" };

#define count_of(array) (sizeof(array) / sizeof(*(array)))

/* Byte by byte, so that somebody may see half of it. */
static void put(volatile char *at, const char *text)
{
	do
		*at++ = *text;
	while (*text++);
}

static void number(char room[ROOM])
{
	char text[ROOM];

	snprintf(text, sizeof(text), "%u", chance(1000000000));
	put(room, text);
}

static void execute(struct race *race, void *arg)
{
	struct words *w = arg;

	put(w->word, words[chance(2)]);
	number(w->number);
	w->argv[1] = w->word;
	w->argv[2] = w->number;
	w->argv[3] = NULL;
	race->count[spawn(w->program, w->argv)]++;
}

static void change(struct race *race, void *arg)
{
	struct words *w = arg;
	char *volatile *at = (char *volatile *)w->argv;

	switch (chance(8)) {
	case 0:
		at[1] = (char *)words[chance(count_of(words))];
		break;
	case 1:
		at[2] = NULL;
		break;
	case 2:
		at[3] = w->word;
		break;
	case 3:
		number(w->number);
		break;
	default:
		put(w->word, words[chance(count_of(words))]);
		break;
	}
	race->changed++;
}

int race_argv(int argc, char **argv)
{
	struct race *race = race_new();
	struct words *w = shared(sizeof(*w));

	if (argc != 3)
		return 2;
	w->program = argv[1];
	strcpy(w->name, "says");
	w->argv[0] = w->name;
	if (dup2(open(argv[2], O_WRONLY | O_CREAT | O_APPEND, 0666), 3) != 3)
		broken(argv[2]);
	hold(race, (unsigned int)atoi(argv[0]), (struct part){ execute, w },
	     (struct part){ change, w });
	print_counts(race);
	return 0;
}
