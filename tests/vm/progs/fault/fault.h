/* SPDX-License-Identifier: GPL-2.0-only */
/* One operation after the other, each with the nth allocation of it failing. */
#ifndef FAULT_H
#define FAULT_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct operation - something that a hook, or the netlink family, is asked for
 * @name: on the command line
 * @arguments: how many words it needs
 * @restore: undo what an earlier try may have done, without a fault, or NULL
 * @prepare: in the child, before the fault is armed, or NULL
 * @act: with the fault armed; returns 0 if it was done, or an errno
 * @becomes: @act ends by becoming another program, whose status is the answer
 */
struct operation {
	const char *name;
	int arguments;
	void (*restore)(char **argv);
	void (*prepare)(char **argv);
	int (*act)(char **argv);
	bool becomes;
};

/* Netlink gave no answer: it had no memory for one. The request may have been served. */
#define NO_ANSWER	1000
/* Of a program that has begun, but whose C library could not. */
#define NO_START	1001

extern const struct operation task_operations[], file_operations[], netlink_operations[];

/* Ends the program: this is a failure of the test and no result of it. */
void __attribute__((noreturn, format(printf, 1, 2))) broken(const char *fmt, ...);

/* Process that waits to be traced. */
extern int bystander;

#endif
