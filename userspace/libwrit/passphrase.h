/* SPDX-License-Identifier: GPL-2.0-only */
/* Asking for passphrases and PINs; internal to the library. */
#ifndef LIBWRIT_PASSPHRASE_H
#define LIBWRIT_PASSPHRASE_H

#include "keyfile.h"

/**
 * struct writ_passphrase - one question, and what became of it
 * @ref: the key it is about
 * @asked: the callback ran, so the key is encrypted or the token wants a PIN
 * @unanswered: it could not give an answer, and @msg says why
 * @msg: set if @unanswered
 */
struct writ_passphrase {
	const struct writ_keyref *ref;
	bool asked;
	bool unanswered;
	struct writ_msg msg;
};

/**
 * writ_passphrase_cb() - a pem_password_cb
 * @buf: receives the passphrase
 * @size: of @buf
 * @verify: 1 to have it typed twice
 * @data: a struct writ_passphrase
 *
 * Return: its length, or -1.
 */
int writ_passphrase_cb(char *buf, int size, int verify, void *data);

#endif
