/* SPDX-License-Identifier: GPL-2.0-only */
/* Finding and digesting all files of directory trees, on every processor. */
#ifndef WRIT_WALK_H
#define WRIT_WALK_H

#include <sys/types.h>

#include "artifact.h"
#include "elffile.h"
#include "msg.h"

/**
 * struct walk_file - one regular file
 * @name: real path on this machine
 * @dev: its filesystem
 * @ino: and its number there
 * @executable: somebody may execute it
 * @taken: it is wanted, and what follows is set
 * @damaged: it calls itself ELF, and cannot be read as such
 * @kind: what it is for
 * @wish: as of writ_elf_wish(), of a program; or NULL
 * @digest: of its content
 */
struct walk_file {
	char *name;
	dev_t dev;
	ino_t ino;
	bool executable;
	bool taken;
	bool damaged;
	enum writ_file_kind kind;
	const char *wish;
	u8 digest[WRIT_DIGEST_SIZE];
};

/**
 * struct walk - a walk
 * @all: take every regular file, not only ELF, "#!" and executable ones
 * @modules: take modules of the kernel, and nothing else
 * @digest_kind: what to compute
 * @exclude: patterns of fnmatch(3); one with a slash is matched against the
 *	whole path, any other against the name
 * @files: what was found
 * @n: how many
 * @cap: room in @files
 */
struct walk {
	bool all;
	bool modules;
	enum writ_digest digest_kind;
	struct writ_strlist exclude;
	struct walk_file *files;
	size_t n;
	size_t cap;
};

/** walk_find() - collect the regular files below @dir, following no symbolic link */
bool walk_find(struct walk *w, const char *dir, struct writ_msg *msg);

/** walk_digest() - look at all that was found; the first failure ends it */
bool walk_digest(struct walk *w, struct writ_msg *msg);

void walk_free(struct walk *w);

#endif
