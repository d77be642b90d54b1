/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * race: executions by the thousand, and somebody who changes what they depend on
 * meanwhile. Each race runs for a time, counts how its executions ended, and
 * prints the counts as "NAME N NAME N ...". It judges nothing: tests/vm/races.d/
 * does.
 *
 * The one who changes things is a real-time task that wakes at random instants,
 * now on one processor and now on another. So it interrupts an execution anywhere
 * in the kernel, also where processors are emulated one after the other.
 */
#ifndef WRIT_TEST_RACE_H
#define WRIT_TEST_RACE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "../clock.h"

/* What authorized programs end with if they find what must not be. */
#define STATUS_WRONG 66

/**
 * enum outcome - how an execution ended
 * @RAN: the program says that all is as it must be
 * @WRONG: it ran, and says that it must not have
 * @DENIED: EACCES
 * @BUSY: ETXTBSY
 * @FAULT: EFAULT
 * @KILLED: by a signal
 * @ODD: in any other way
 */
enum outcome { RAN, WRONG, DENIED, BUSY, FAULT, KILLED, ODD, OUTCOMES };

/**
 * struct race - what the processes of a race share
 * @over: everybody ends
 * @count: executions, by outcome
 * @changed: what the attacker changed
 * @refused: what he was kept from
 */
struct race {
	atomic_bool over;
	atomic_ulong count[OUTCOMES];
	atomic_ulong changed;
	atomic_ulong refused;
};

/**
 * struct part - a role in a race
 * @act: called again and again until the race is over
 * @arg: for it
 */
struct part {
	void (*act)(struct race *race, void *arg);
	void *arg;
};

/* Ends with status 2: the race could not be held. */
void broken(const char *what) __attribute__((noreturn));

/* Memory that is shared with all children, and zero. */
void *shared(size_t size);
struct race *race_new(void);

void nap(uint32_t microseconds);
/* Below @below, which is not 0; each process has its own chain. */
uint32_t chance(uint32_t below);
/* To this processor, or to another if there is none such. */
void pin(int processor);

/* The instant of the last execve() that spawn() tried. */
extern volatile uint64_t spawned_at;

/* The status for _exit() in a child whose execve() failed. */
int status_of_errno(int error);
enum outcome outcome_of_status(int status);

/* Execute, and wait for the end. */
enum outcome spawn(const char *program, char *const argv[]);

/* Victims on each of two processors, and the attacker between them. */
void hold(struct race *race, unsigned int seconds, struct part victim, struct part attacker);

const char *outcome_name(enum outcome outcome);
void print_counts(const struct race *race);

/* Each gets the words after its own name. */
int race_argv(int argc, char **argv);		/* argv.c */
int race_swap(int argc, char **argv);		/* swap.c */
int race_write(int argc, char **argv);		/* write.c */
int race_map(int argc, char **argv);
int race_stay(int argc, char **argv);		/* cgroup.c */
int race_nomad(int argc, char **argv);
int race_enter(int argc, char **argv);		/* enter.c */
int race_then(int argc, char **argv);
int race_parent(int argc, char **argv);		/* parent.c */
int race_repeat(int argc, char **argv);		/* repeat.c */
int race_after(int argc, char **argv);
int race_together(int argc, char **argv);	/* together.c */
int race_threads(int argc, char **argv);	/* threads.c */

#endif
