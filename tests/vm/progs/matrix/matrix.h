/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * matrix cases FILE LAUNCHER: runs those cases of FILE that this launcher asks for.
 * matrix steps STEP...: does one thing after another, see steps.c.
 *
 * A line of FILE, whose words are separated by single spaces:
 *
 *	subject PATH TEXT [ATTRIBUTE]
 *		the program SUBJECT with TEXT appended lies at PATH from here on; if TEXT
 *		begins with "=", the rest of it is all there is. ATTRIBUTE is a file that
 *		becomes security.writ
 *	launcher PATH TEXT
 *	file PATH TEXT
 *		this program, or as above, lies there from here on
 *	mode PATH OCTAL, folder PATH OCTAL, link TARGET PATH, rename PATH PATH
 *	case GROUP NAME LAUNCHER REASON [KEY=VALUE]...
 *		that subject is asked to run, see enum key, and what comes of it must be
 *		REASON
 *
 * "%" and two hexadecimal digits are one byte. A case has its reason when the caller
 * saw what belongs to it, and status counts exactly one denial more, which is for this
 * reason; or none, and an allowance for it. Failures are printed as they come, with
 * a "count GROUP PASSED FAILED SKIPPED" for each group at the end.
 */
#ifndef WRIT_TEST_MATRIX_H
#define WRIT_TEST_MATRIX_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* What a child ends with that did not get as far as asking. */
#define NOT_PREPARED	255

/* With that status. */
void die(const char *what, const char *which) __attribute__((noreturn));

/* ---- launch.c: what is asked, and how it ends */

enum key {
	ARGUMENT,	/* argv, one after the other; none is an empty argv */
	VARIABLE,	/* the environment, likewise */
	LONG_ARGUMENT,	/* so many bytes as the last argument */
	LONG_VARIABLE,
	UID,		/* real,effective,saved; likewise: */
	GID,
	GROUPS,		/* of which he is a member besides */
	LOGIN,		/* login uid */
	CGROUP,
	VIA,		/* how the file is named: path, link, relative, descriptor, proc, gone, thread */
	NAMESPACE,	/* the asker has one of his own: user, mount, cgroup; or another root: root */
	HOW,		/* exec, map, protect */
	HOLD,		/* this file is open for writing meanwhile */
	CLOCK,		/* it is that second */
	STORM,		/* N:M, so many at once, of which M may run */
	UNAME,		/* the asker sees another kernel release */
	MODE,		/* of the file, octal */
	PATH,		/* instead of the subject's */
	__KEYS
};

#define STRINGS 200

struct launch {
	char *argv[STRINGS + 2];
	char *envp[STRINGS + 2];
	int argc;
	int envc;
	const char *value[__KEYS];
};

/* In place; what it makes is never longer. */
char *decode(char *text);
/* KEY=VALUE; the launch keeps pointers into it. */
void read_pair(struct launch *l, char *word);
bool is(const struct launch *l, enum key key, const char *value);

void enter_cgroup(const char *cgroup);
/* A child that asks. */
pid_t start(const struct launch *l, const char *path);
/* In a child. */
void ask_as(const struct launch *l, const char *path) __attribute__((noreturn));
/* Its errno, 0 if it ran to its end, or more than 255. */
int outcome_of(pid_t pid);
void tell_outcome(char *text, size_t size, int outcome);
/* Once, before any outcome. */
void bound_outcomes(void);

/* ---- results.c: what the module counted, and what we count */

struct counter {
	char name[64];	/* "allowed authorized" */
	unsigned long long n;
};

struct counters {
	struct counter of[64];
	int n;
};

struct tally {
	char name[32];
	unsigned long passed, failed, skipped;
};

void read_counters(struct counters *c);
/* By how much one has grown; "denied " alone is all of those. */
long grown(const struct counters *from, const struct counters *to, const char *what,
	   const char *reason);

struct tally *tally_of(const char *group);
void failed(struct tally *g, const char *name, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void skipped(struct tally *g, const char *name, const char *why);
void judge(struct tally *g, const char *name, const char *reason, int outcome,
	   const struct counters *before, const struct counters *after);
void tell_groups(void);

/* ---- steps.c */

int steps(char **step);

#endif
