/* SPDX-License-Identifier: GPL-2.0-only */
/* A file of signed notes, read one by one: however many there are, in constant memory. */
#ifndef WRIT_LINEAGE_NOTES_H
#define WRIT_LINEAGE_NOTES_H

#include <stdio.h>

#include "checkpoint.h"

/* First byte of the dash that a signature line begins with, and of no origin of a log. */
#define NOTES_DASH 0xe2

/**
 * struct notes - a file of notes that is being read
 * @f: the file; NULL if none is open
 * @left: bytes that it had when it was opened and that are still to be read: what is
 *	written to it meanwhile is not looked at
 * @torn: it ends within a note; known at the end
 * @text: the note that was returned last
 */
struct notes {
	FILE *f;
	u64 left;
	bool torn;
	u8 text[WRIT_NOTE_MAX];
};

/**
 * notes_open() - begin to read a file of notes
 * @n: filled; notes_close() is wanted in either case
 * @path: of the file
 * @anything: it was named by the user, who may mean a pipe, or standard input by "-";
 *	what merely lies in a log is a regular file or refused
 * @msg: filled on failure
 */
bool notes_open(struct notes *n, const char *path, bool anything, struct writ_msg *msg);
void notes_close(struct notes *n);

/**
 * notes_next() - the next note
 * @note: set to it, or at the end to what is there of another one; gone at the next call
 * @msg: filled on failure
 *
 * A note is a text, an empty line and lines of signatures. The empty line that writd
 * puts behind each may be missing, as it is where notes were put together by hand.
 *
 * Return: 1; 0 at the end; -1 if the file cannot be read or is none of notes.
 */
int notes_next(struct notes *n, struct writ_bytes *note, struct writ_msg *msg);

#endif
