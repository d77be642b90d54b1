/* SPDX-License-Identifier: GPL-2.0-only */
/* Digests and signatures, by what the kernel has for them. */
#ifndef WRIT_CRYPTO_H
#define WRIT_CRYPTO_H

#include <linux/fs.h>

#include "core/evaluate.h"

/* ---- digest.c: SHA-256, by the best implementation that the kernel has */

/* Find it: 0 or -errno. May sleep. */
int writ_digest_init(void);
/* Only when init fails. */
void writ_digest_exit(void);
/* The name of the implementation, for the status. */
const char *writ_digest_driver(void);

/**
 * writ_digest_parts() - SHA-256 over two pieces
 * @a: the first
 * @b: the second, which may be empty
 * @out: the digest
 *
 * May sleep. Return: 0 or -errno.
 */
int writ_digest_parts(struct writ_bytes a, struct writ_bytes b, u8 out[WRIT_DIGEST_SIZE]);

/**
 * writ_digest_file() - SHA-256 over a file's content
 * @file: readable; its size must hold still, which the caller sees to
 * @size: bytes to read
 * @out: the digest
 *
 * May sleep. Return: 0, -EINTR on a fatal signal, -EIO on a short read, or -errno.
 */
int writ_digest_file(struct file *file, loff_t size, u8 out[WRIT_DIGEST_SIZE]);

/* ---- signature.c, known_answer.c */

/* Verify the known answers; 0 if RS256 works, which is the least, -errno otherwise. */
int writ_signature_init(void);
/* Has it verified its known answer? What has not verifies nothing. */
bool writ_signature_supported(enum writ_alg alg);

/* For known_answer.c: the verification itself, whether or not @alg has been proven. */
int writ_signature_check(enum writ_alg alg, const struct writ_key *key,
			 struct writ_bytes head, struct writ_bytes payload,
			 struct writ_bytes signature);

/* Verify one built-in vector: 0, or what the verification returned. */
int writ_known_answer(enum writ_alg alg);

#endif
