/* SPDX-License-Identifier: GPL-2.0-only */
/* The arguments and variables of a new program, as it will see them. */
#ifndef WRIT_ARGV_H
#define WRIT_ARGV_H

#include <linux/types.h>

#include "core/bounds.h"

struct linux_binprm;

/**
 * writ_argv_read() - read the arguments from the new image's stack
 * @bprm: of the execution, at or after bprm_check_security
 * @buf: receives the arguments, each ended by a NUL
 * @cap: bytes at @buf
 * @len: receives how many were put there; 0 if they could not be read
 * @digest: receives the SHA-256 of all of them if they did not fit
 * @cut: set if they did not fit
 *
 * The caller of execve() can change neither this memory nor what is read of it
 * later. May sleep.
 *
 * Return: 0; -ENOMEM or -EFAULT if a page cannot be had; -EINTR on a fatal signal.
 */
int writ_argv_read(struct linux_binprm *bprm, u8 *buf, size_t cap, size_t *len,
		   u8 digest[WRIT_DIGEST_SIZE], bool *cut);

/**
 * enum writ_strings - what execve() copied to the new stack
 * @WRIT_STRINGS_ARGUMENTS: argv, from argv[0] on
 * @WRIT_STRINGS_VARIABLES: the environment, each as NAME=VALUE
 */
enum writ_strings {
	WRIT_STRINGS_ARGUMENTS,
	WRIT_STRINGS_VARIABLES,
};

/**
 * writ_strings_read() - read all arguments, or all variables
 *
 * As writ_argv_read(), but whole or not at all. Return: bytes in @buf, where each
 * string is ended by a NUL; -E2BIG if they do not fit; -ENOMEM, -EINTR or -EFAULT.
 */
ssize_t writ_strings_read(struct linux_binprm *bprm, enum writ_strings which, u8 *buf,
			  size_t cap);

#endif
