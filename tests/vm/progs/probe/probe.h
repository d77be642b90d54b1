/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * probe: one static program that asks the kernel for something and prints, in
 * one word, what it answered: "ok" (for a program that was run: "ran", "exit N"
 * or "signal N") or the errno's name. Its own status is 0 as long as the
 * question could be asked, so that a script can tell an answer from a mistake.
 */
#ifndef WRIT_TEST_PROBE_H
#define WRIT_TEST_PROBE_H

#include <stddef.h>

/* Ends with status 2: the question could not be asked. */
void broken(const char *what) __attribute__((noreturn));

const char *errno_word(int error);

/* Prints the answer to a call that returned @ret. */
void answer(long ret);

/* Copies all of @from to descriptor @to. */
void copy_to_fd(const char *from, int to);

/* Each gets the words after its own name. */
int probe_exec(int argc, char **argv);		/* exec.c */
int probe_memory(int argc, char **argv);	/* memory.c */
int probe_file(int argc, char **argv);		/* file.c */
int probe_pin(int argc, char **argv);		/* pin.c */
int probe_insmod(int argc, char **argv);	/* kernel.c */
int probe_rmmod(int argc, char **argv);
int probe_links(int argc, char **argv);
int probe_bpf(int argc, char **argv);
int probe_killall(int argc, char **argv);
int probe_crash(int argc, char **argv);
int probe_write(int argc, char **argv);		/* write.c */
int probe_inject(int argc, char **argv);	/* inject.c */
int probe_odd(int argc, char **argv);		/* odd.c */
int probe_code(int argc, char **argv);		/* code.c */
int probe_late(int argc, char **argv);
int probe_again(int argc, char **argv);
int probe_stretch(int argc, char **argv);	/* stretch.c */
int probe_machine(int argc, char **argv);	/* machine.c */

#endif
