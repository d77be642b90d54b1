// SPDX-License-Identifier: GPL-2.0-only
/* A file of cases, line by line: what lies where, and who asks for it. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

#include "matrix.h"

#define SUBJECT		"/mnt/matrix/bin/subject"
#define LAUNCHER	"/mnt/matrix/bin/matrix"
#define FIRST		"free"	/* the launcher that comes before the others */
#define LINK		"/tmp/f/link"
#define SLIP_MAX	60	/* seconds; less than what a clock is set back by */

void die(const char *what, const char *which)
{
	fprintf(stderr, "matrix: %s %s: %s\n", what, which, strerror(errno));
	_exit(NOT_PREPARED);
}

/* ---- subjects */

static struct {
	char path[4096];
	char text[8192];
	char attribute[4096];
	bool made;
} subject;

/* A program that others are made of. */
struct base {
	char *data;
	size_t len;
};

static struct base program, launcher;

static char *slurp(const char *path, size_t *len)
{
	struct stat st;
	char *data;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &st))
		die("cannot open", path);
	data = malloc(st.st_size + 1);
	if (!data || read(fd, data, st.st_size) != st.st_size)
		die("cannot read", path);
	close(fd);
	*len = st.st_size;
	return data;
}

/* In place, if it is there. */
static void make_file(const char *path, const char *text, const struct base *base)
{
	bool whole = base == &program && text[0] == '=';
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);

	text += whole;
	if (fd < 0 || (!whole && write(fd, base->data, base->len) != (ssize_t)base->len) ||
	    write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		die("cannot make", path);
	close(fd);
}

static void make_subject(void)
{
	size_t len;
	char *data;

	if (subject.made)
		return;
	unlink(subject.path);
	make_file(subject.path, subject.text, &program);
	if (subject.attribute[0]) {
		data = slurp(subject.attribute, &len);
		if (setxattr(subject.path, "security.writ", data, len, 0))
			die("cannot attach to", subject.path);
		free(data);
	}
	subject.made = true;
}

static void next_subject(char **word, int n)
{
	if (subject.made)
		unlink(subject.path);
	subject.made = false;
	snprintf(subject.path, sizeof(subject.path), "%s", decode(word[1]));
	snprintf(subject.text, sizeof(subject.text), "%s", decode(word[2]));
	snprintf(subject.attribute, sizeof(subject.attribute), "%s", n > 3 ? decode(word[3]) : "");
}

/* ---- cases */

static struct counters before, after;

/* So many at once: the children wait until all are there. */
static void storm(struct tally *g, const char *name, const struct launch *l, const char *path)
{
	int n, may, i, gate[2], ran = 0, other = 0, outcome;
	pid_t pid[64];
	char byte;

	if (sscanf(l->value[STORM], "%d:%d", &n, &may) != 2 || n > 64 || pipe(gate))
		die("not a storm", l->value[STORM]);
	read_counters(&before);
	for (i = 0; i < n; i++) {
		pid[i] = fork();
		if (pid[i])
			continue;
		close(gate[1]);
		if (read(gate[0], &byte, 1) < 0)
			_exit(NOT_PREPARED);
		close(gate[0]);
		ask_as(l, path);
	}
	close(gate[0]);
	close(gate[1]);
	for (i = 0; i < n; i++) {
		outcome = outcome_of(pid[i]);
		ran += !outcome;
		other += outcome && outcome != EACCES;
	}
	read_counters(&after);
	if (ran == may && !other && grown(&before, &after, "denied", "") == n - may &&
	    grown(&before, &after, "denied", "replay") == n - may)
		g->passed++;
	else
		failed(g, name, "%d of %d ran, not %d, %d ended otherwise", ran, n, may, other);
}

/*
 * The module's clock does not go back. Where this machine was slow, it may have seen
 * a later second than the one that was last set; then this one cannot be had any more,
 * unless it is so far back that it is meant to be.
 */
static bool set_clock(time_t second)
{
	static time_t last, seen;
	struct timespec at = { .tv_sec = second };
	time_t now = time(NULL);

	if (now > last)
		seen = now;
	last = second;
	if (clock_settime(CLOCK_REALTIME, &at))
		die("cannot set", "the clock");
	return second >= seen || seen - second > SLIP_MAX;
}

static void run_case(char **word, int n, const char *name)
{
	static struct launch launch;
	struct launch *l = &launch;
	struct tally *g;
	const char *path;
	int i, outcome, held = -1;
	time_t second = 0;
	bool late = false;

	if (n < 5)
		die("too few words", "case");
	if (strcmp(word[3], name))
		return;
	memset(l, 0, sizeof(*l));
	for (i = 5; i < n; i++)
		read_pair(l, word[i]);
	g = tally_of(word[1]);
	decode(word[2]);
	make_subject();
	path = l->value[PATH] ? l->value[PATH] : subject.path;
	if (l->value[STORM]) {
		storm(g, word[2], l, path);
		return;
	}
	if (l->value[MODE] && chmod(path, strtoul(l->value[MODE], NULL, 8)))
		die("chmod", path);
	if (is(l, VIA, "link")) {
		unlink(LINK);
		if (symlink(path, LINK))
			die("symlink", LINK);
		path = LINK;
	}
	if (l->value[HOLD])
		held = open(l->value[HOLD], O_WRONLY | O_CLOEXEC);
	if (l->value[CLOCK]) {
		second = strtoll(l->value[CLOCK], NULL, 10);
		late = !set_clock(second);
	}
	read_counters(&before);
	outcome = outcome_of(start(l, path));
	read_counters(&after);
	if (held >= 0)
		close(held);
	if (late || (second && time(NULL) != second))
		skipped(g, word[2], "this machine is too slow for a second");
	else
		judge(g, word[2], word[4], outcome, &before, &after);
}

/* What one launcher does for all of them. */
static void prepare(const char *what, const char *path, const char *value)
{
	if (!strcmp(what, "launcher"))
		make_file(path, value, &launcher);
	else if (!strcmp(what, "file"))
		make_file(path, value, &program);
	else if (!strcmp(what, "mode") && chmod(path, strtoul(value, NULL, 8)))
		die("chmod", path);
	else if (!strcmp(what, "folder") && mkdir(path, strtoul(value, NULL, 8)))
		die("mkdir", path);
	else if (!strcmp(what, "link") && symlink(path, value))
		die("symlink", value);
	else if (!strcmp(what, "rename") && rename(path, value))
		die("rename", path);
}

static int run_cases(const char *file, const char *name)
{
	static char line[1 << 16];
	char *word[STRINGS + 32];
	FILE *f = fopen(file, "re");
	int n;

	if (!f)
		die("cannot open", file);
	program.data = slurp(SUBJECT, &program.len);
	launcher.data = slurp(LAUNCHER, &launcher.len);
	bound_outcomes();
	setlinebuf(stdout);
	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		n = 0;
		for (word[0] = strtok(line, " "); word[n]; word[n] = strtok(NULL, " "))
			if (++n == STRINGS + 31)
				die("too many words", line);
		if (n < 3)
			die("too few words", line);
		if (!strcmp(word[0], "subject"))
			next_subject(word, n);
		else if (!strcmp(word[0], "case"))
			run_case(word, n, name);
		else if (!strcmp(name, FIRST))
			prepare(word[0], decode(word[1]), decode(word[2]));
	}
	fclose(f);
	tell_groups();
	return 0;
}

int main(int argc, char **argv)
{
	if (argc >= 2 && !strcmp(argv[1], "steps"))
		return steps(argv + 2);
	/* A script puts its own name between. */
	if (argc >= 4 && !strcmp(argv[1], "cases"))
		return run_cases(argv[argc - 2], argv[argc - 1]);
	return 2;
}
