/* SPDX-License-Identifier: GPL-2.0-only */
/* Whole files: bounded reading, atomic writing, and secrets that do not linger. */
#ifndef LIBWRIT_FILEIO_H
#define LIBWRIT_FILEIO_H

#include "cose.h"
#include "msg.h"

/** struct writ_blob - bytes on the heap that their holder owns */
struct writ_blob {
	u8 *data;
	size_t len;
};

/** writ_blob_free() - release; an empty blob is fine */
void writ_blob_free(struct writ_blob *blob);
/** writ_blob_wipe() - overwrite with zeros that the compiler cannot drop, then release */
void writ_blob_wipe(struct writ_blob *blob);

/** writ_blob_order() - for qsort(): two blobs bytewise, the shorter one first */
int writ_blob_order(const void *a, const void *b);

static inline struct writ_bytes writ_blob_bytes(const struct writ_blob *blob)
{
	return (struct writ_bytes){ blob->data, blob->len };
}

/**
 * writ_file_read() - read a whole file
 * @path: any readable file; "-" is standard input
 * @max: more bytes than this are an error, found without reading them all
 * @out: filled on success; one NUL stands behind the data, not counted
 * @msg: filled on failure
 *
 * Return: true, or false with @msg set.
 */
bool writ_file_read(const char *path, size_t max, struct writ_blob *out, struct writ_msg *msg);

/**
 * writ_file_read_stored() - read a whole regular file
 * @path: a file; anything else that may be under this name is an error, and not waited for
 * @max: as for writ_file_read()
 * @out: likewise
 * @msg: likewise
 *
 * For what lies in directories that nobody names file by file.
 *
 * Return: true, or false with @msg set.
 */
bool writ_file_read_stored(const char *path, size_t max, struct writ_blob *out,
			   struct writ_msg *msg);

/**
 * enum writ_file_mode - what is being written
 * @WRIT_FILE_PUBLIC: readable by everybody as umask allows; replaces an older file
 *	that holds no private key
 * @WRIT_FILE_SECRET: mode 0600; never replaces anything
 * @WRIT_FILE_NEW: readable by everybody, never replaces anything
 */
enum writ_file_mode {
	WRIT_FILE_PUBLIC,
	WRIT_FILE_SECRET,
	WRIT_FILE_NEW,
};

/**
 * writ_file_may_write() - may a file be written under this name?
 * @path: destination
 * @mode: what it is
 * @msg: filled if not
 *
 * writ_file_write() asks this as well; who asks before has done nothing in vain.
 *
 * Return: true; false with @msg set if something is there that is not replaced:
 * anything for %WRIT_FILE_SECRET and %WRIT_FILE_NEW; otherwise what is no regular
 * file, and a file that holds a private key in PEM form, or might since it cannot
 * be read.
 */
bool writ_file_may_write(const char *path, enum writ_file_mode mode, struct writ_msg *msg);

/**
 * writ_file_write() - write a whole file so that it is there completely or not at all
 * @path: destination; "-" is standard output (not for secrets)
 * @data: what to write
 * @mode: what it is
 * @msg: filled on failure
 *
 * A temporary file beside @path, whose name begins with a dot, is written, synced to disk and moved into place.
 *
 * Return: true, or false with @msg set and @path as it was.
 */
bool writ_file_write(const char *path, struct writ_bytes data, enum writ_file_mode mode,
		     struct writ_msg *msg);

#endif
