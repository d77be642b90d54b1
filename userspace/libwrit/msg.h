/* SPDX-License-Identifier: GPL-2.0-only */
/* How the library says what went wrong: it never prints. */
#ifndef LIBWRIT_MSG_H
#define LIBWRIT_MSG_H

#include <stdbool.h>

#define WRIT_MSG_MAX 1024

/**
 * struct writ_msg - one sentence about a failure, for people
 * @text: names the offending thing; no trailing full stop or newline. It may
 *	quote file names and so must be escaped before it reaches a terminal
 */
struct writ_msg {
	char text[WRIT_MSG_MAX];
};

/**
 * writ_msgf() - say what went wrong
 * @msg: receives the text, cut at its size; may be NULL
 * @fmt: as for printf()
 *
 * Return: always false, so that a failing function can end with it.
 */
bool writ_msgf(struct writ_msg *msg, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * writ_msg_errno() - the same, followed by what errno says
 * @msg: receives the text; may be NULL
 * @fmt: as for printf()
 *
 * Return: always false.
 */
bool writ_msg_errno(struct writ_msg *msg, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * writ_msg_openssl() - the same, followed by OpenSSL's newest error, and empties its queue
 * @msg: receives the text; may be NULL
 * @fmt: as for printf()
 *
 * Return: always false.
 */
bool writ_msg_openssl(struct writ_msg *msg, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
