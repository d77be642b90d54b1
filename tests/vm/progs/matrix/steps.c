// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a program does before it executes another one:
 *
 * cPATH	move to this control group
 * uID		become this user for good
 * f		go on in a child, and end as it does
 * xPATH	execute this program, with nothing but its name
 * XPATH	execute this program of this kind, with the steps that are left
 * oPATH	open this file for reading
 * wPATH	write over this file
 * rOLD>NEW	rename; lTARGET>PATH: a symbolic link in place of what is there;
 *		mSOURCE>PATH: mount the one over the other
 * /...		nothing: it is the name of the script that this is the interpreter of
 *
 * Ends with the errno of the first step that failed.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "matrix.h"

static int two_paths(char what, char *from)
{
	char *to = strchr(from, '>');

	if (!to)
		die("not two paths", from);
	*to++ = '\0';
	switch (what) {
	case 'r':
		return rename(from, to);
	case 'm':
		return mount(from, to, NULL, MS_BIND, NULL);
	default:
		return unlink(to) ?: symlink(from, to);
	}
}

static int open_file(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC);

	if (fd < 0)
		return -1;
	if (flags & O_WRONLY && write(fd, "evil", 4) != 4)
		die("cannot write", path);
	return close(fd);
}

/* In place of this process, so that it only comes back if that fails. */
static int replace(char **step, bool with_steps)
{
	char *path = *step + 1;
	char *alone[] = { path, NULL };
	char *envp[] = { NULL };

	if (!with_steps)
		return execve(path, alone, envp);
	/* This step and the word before it make room. */
	step[-1] = path;
	step[0] = "steps";
	return execve(path, step - 1, envp);
}

static int take_step(char **step)
{
	char *text = *step + 1;

	switch (**step) {
	case '/':
		return 0;
	case 'c':
		enter_cgroup(text);
		return 0;
	case 'u':
		return setresuid(atoi(text), atoi(text), atoi(text));
	case 'x':
	case 'X':
		return replace(step, **step == 'X');
	case 'o':
	case 'w':
		return open_file(text, **step == 'w' ? O_WRONLY : O_RDONLY);
	case 'r':
	case 'm':
	case 'l':
		return two_paths(**step, text);
	default:
		die("not a step", *step);
	}
	return -1;
}

int steps(char **step)
{
	pid_t pid;

	for (; *step; step++) {
		if (**step == 'f') {
			pid = fork();
			if (pid)
				return outcome_of(pid);
		} else if (take_step(step)) {
			return errno;
		}
	}
	return 0;
}

