// SPDX-License-Identifier: GPL-2.0-only
/* The counters of the module, and what follows from them for a case. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "matrix.h"

#define STATUS	"/sys/kernel/security/writ/status"

/* Of one group; the count says how many there were. */
#define TOLD_MAX 40

/* ---- the counters of the module */

void read_counters(struct counters *c)
{
	static char text[16384];
	int fd = open(STATUS, O_RDONLY | O_CLOEXEC);
	size_t len = 0;
	ssize_t got;
	char *line, *colon;

	if (fd < 0)
		die("cannot read", STATUS);
	while ((got = read(fd, text + len, sizeof(text) - 1 - len)) > 0)
		len += got;
	close(fd);
	text[len] = '\0';
	c->n = 0;
	for (line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		colon = strchr(line, ':');
		if (!colon || (strncmp(line, "allowed ", 8) && strncmp(line, "denied ", 7)))
			continue;
		*colon = '\0';
		snprintf(c->of[c->n].name, sizeof(c->of[c->n].name), "%s", line);
		c->of[c->n++].n = strtoull(colon + 1, NULL, 10);
	}
}

long grown(const struct counters *from, const struct counters *to, const char *what,
	   const char *reason)
{
	char name[80];
	long sum = 0;
	int i;

	snprintf(name, sizeof(name), "%s %s", what, reason);
	for (i = 0; i < to->n; i++)
		if (!strncmp(to->of[i].name, name, strlen(name)) &&
		    (!*reason || !strcmp(to->of[i].name, name)))
			sum += to->of[i].n - from->of[i].n;
	return sum;
}

/* ---- results */

static struct tally tallies[32];

struct tally *tally_of(const char *name)
{
	struct tally *g = tallies;

	while (g->name[0] && strcmp(g->name, name))
		if (++g == tallies + 31)
			die("too many groups", name);
	snprintf(g->name, sizeof(g->name), "%s", name);
	return g;
}

void failed(struct tally *g, const char *name, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (g->failed++ < TOLD_MAX)
		printf("FAIL %s/%s: %s\n", g->name, name, text);
}

void tell_groups(void)
{
	struct tally *g;

	for (g = tallies; g->name[0]; g++)
		printf("count %s %lu %lu %lu\n", g->name, g->passed, g->failed, g->skipped);
}

void skipped(struct tally *g, const char *name, const char *why)
{
	g->skipped++;
	printf("skip %s/%s: %s\n", g->name, name, why);
}

/* What was counted besides what should have been, in words. */
static void tell_counted(char *text, size_t size, const struct counters *from,
			 const struct counters *to)
{
	size_t len = 0;
	int i;

	text[0] = '\0';
	for (i = 0; i < to->n && len < size; i++)
		if (to->of[i].n != from->of[i].n)
			len += snprintf(text + len, size - len, ", %s +%llu", to->of[i].name,
					to->of[i].n - from->of[i].n);
}

static bool allows(const char *reason)
{
	return !strcmp(reason, "authorized") || !strcmp(reason, "ungoverned");
}

void judge(struct tally *g, const char *name, const char *reason, int outcome,
	   const struct counters *before, const struct counters *after)
{
	long denied = grown(before, after, "denied", "");
	char got[64], counted[300];
	bool good;

	if (allows(reason))
		good = !outcome && !denied && grown(before, after, "allowed", reason);
	else
		good = outcome == EACCES && denied == 1 &&
		       grown(before, after, "denied", reason) == 1;
	if (good) {
		g->passed++;
		return;
	}
	tell_outcome(got, sizeof(got), outcome);
	tell_counted(counted, sizeof(counted), before, after);
	failed(g, name, "wanted %s, got: %s%s", reason, got, counted);
}

