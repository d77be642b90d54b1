/* SPDX-License-Identifier: GPL-2.0-only */
/* Where what is signed goes: to a new file or over an older one, never over what is read for it. */
#ifndef WRIT_OUTPUT_H
#define WRIT_OUTPUT_H

#include "keyfile.h"

/** output_spare() - remember that this command reads @file, whose name may be any or a URI */
void output_spare(const char *file);

/** output_name() - take the value of --output; EXIT_GOOD, or EXIT_USAGE after a complaint */
int output_name(const char *arg, const char **out);

/**
 * output_check() - may this command write @out?
 * @out: its name; "-" is standard output, which always may be written
 * @msg: filled if not
 *
 * Return: true; false with @msg set if @out is a file that output_spare() was
 * told of, under whatever name, if writ_file_write() would not replace it, or
 * if nothing can be made in its directory.
 */
bool output_check(const char *out, struct writ_msg *msg);

/**
 * output_key() - load the key to sign with, once it is known that @out may be written
 * @ref: which
 * @out: where what it signs will go
 * @msg: filled on failure
 *
 * Every command that signs passes here: nobody is asked for a passphrase in vain.
 *
 * Return: the key, to be freed with EVP_PKEY_free(), or NULL with @msg set.
 */
EVP_PKEY *output_key(const struct writ_keyref *ref, const char *out, struct writ_msg *msg);

#endif
