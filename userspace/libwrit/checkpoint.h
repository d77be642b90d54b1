/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Checkpoints: what a log was at a moment, signed with the host's own key. A
 * signed note (c2sp.org/signed-note) whose text is a checkpoint
 * (c2sp.org/tlog-checkpoint) with lines of our own behind the three it must have.
 */
#ifndef LIBWRIT_CHECKPOINT_H
#define LIBWRIT_CHECKPOINT_H

#include <openssl/types.h>

#include "fileio.h"
#include "msg.h"
#include "record.h"

#define WRIT_ORIGIN_MAX		300
#define WRIT_NOTE_MAX		4096
#define WRIT_ED25519_KEY	32
#define WRIT_ED25519_SIGNATURE	64

/**
 * struct writ_checkpoint - what a log was
 * @origin: "writ/" and the host: names the log, and the key that signs for it
 * @size: records
 * @root: of the tree over them
 * @boot: of the last one
 * @seq: of the last one
 * @head: h(@seq), the kernel's own chain
 * @lost: events that the kernel of that boot had lost by then
 * @time: when it was signed, seconds since the epoch
 */
struct writ_checkpoint {
	char origin[WRIT_ORIGIN_MAX];
	u64 size;
	u8 root[WRIT_DIGEST_SIZE];
	u8 boot[WRIT_BOOT_SIZE];
	u64 seq;
	u8 head[WRIT_DIGEST_SIZE];
	u64 lost;
	u64 time;
};

/** struct writ_verifier - a public key with its name, as "name+id+base64" writes them */
struct writ_verifier {
	char name[WRIT_ORIGIN_MAX];
	u8 key[WRIT_ED25519_KEY];
};

/** writ_origin() - the origin of a host's log; what a key's name cannot hold becomes "_" */
void writ_origin(struct writ_bytes host, char out[WRIT_ORIGIN_MAX]);

/** writ_verifier_parse() - from text; surrounding white space is ignored */
bool writ_verifier_parse(const char *text, struct writ_verifier *out, struct writ_msg *msg);
/** writ_verifier_text() - "name+id+base64"; @out of WRIT_NOTE_MAX bytes */
void writ_verifier_text(const struct writ_verifier *v, char *out);

/** writ_host_key_new() - a new Ed25519 key, or NULL with @msg set */
EVP_PKEY *writ_host_key_new(struct writ_msg *msg);
/** writ_host_key_read() - from PEM, or NULL with @msg set; refuses other kinds of keys */
EVP_PKEY *writ_host_key_read(const char *path, struct writ_msg *msg);
/** writ_host_key_write() - PEM, mode 0600, never over an older one */
bool writ_host_key_write(const char *path, EVP_PKEY *key, struct writ_msg *msg);
/** writ_host_key_verifier() - its public half under a log's origin */
bool writ_host_key_verifier(EVP_PKEY *key, const char *origin, struct writ_verifier *out,
			    struct writ_msg *msg);

/** writ_checkpoint_sign() - the signed note; @out of WRIT_NOTE_MAX bytes, ended by a NUL */
bool writ_checkpoint_sign(const struct writ_checkpoint *c, EVP_PKEY *key, char *out,
			  struct writ_msg *msg);

/**
 * writ_checkpoint_read() - read a signed note from hostile text
 * @note: the note, up to its last signature line
 * @v: whose signature it must carry; NULL to read it without believing it
 * @out: filled on success
 * @msg: filled on failure
 */
bool writ_checkpoint_read(struct writ_bytes note, const struct writ_verifier *v,
			  struct writ_checkpoint *out, struct writ_msg *msg);

/**
 * writ_checkpoint_next() - take the next note of a file of them
 * @rest: shrinks; notes are followed by an empty line each
 * @note: set to it
 *
 * Return: true, or false at the end, where @rest is what a crash left unfinished.
 */
bool writ_checkpoint_next(struct writ_bytes *rest, struct writ_bytes *note);

#endif
