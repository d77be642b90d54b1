/* SPDX-License-Identifier: GPL-2.0-only */
/* What a file is to the kernel and to the dynamic loader; nothing is ever run. */
#ifndef LIBWRIT_ELFFILE_H
#define LIBWRIT_ELFFILE_H

#include "elf_headers.h"
#include "msg.h"
#include "strlist.h"

/**
 * enum writ_file_kind - what a file is for
 * @WRIT_KIND_DATA: none of the others
 * @WRIT_KIND_PROGRAM: ELF that the kernel can execute
 * @WRIT_KIND_LIBRARY: ELF that is only mapped
 * @WRIT_KIND_SCRIPT: begins with "#!"
 * @WRIT_KIND_MODULE: a module of the kernel, not compressed
 */
enum writ_file_kind {
	WRIT_KIND_DATA,
	WRIT_KIND_PROGRAM,
	WRIT_KIND_LIBRARY,
	WRIT_KIND_SCRIPT,
	WRIT_KIND_MODULE,
};

/**
 * struct writ_elf - what was found in a file
 * @kind: what it is for
 * @class: ELFCLASS32 or ELFCLASS64, 0 if it is no ELF
 * @machine: EM_…
 * @traits: enum writ_elf_trait: what its headers ask of the kernel
 * @interp: of PT_INTERP or of the "#!" line; NULL if there is none
 * @soname: DT_SONAME or NULL
 * @rpath: DT_RPATH or NULL
 * @runpath: DT_RUNPATH or NULL
 * @needed: DT_NEEDED, in order
 * @damage: what is wrong with an ELF file that contradicts itself, of which
 *	nothing else but @class and @traits is known then; NULL if nothing is
 */
struct writ_elf {
	enum writ_file_kind kind;
	int class;
	int machine;
	u8 traits;
	char *interp;
	char *soname;
	char *rpath;
	char *runpath;
	struct writ_strlist needed;
	const char *damage;
};

/**
 * writ_elf_read() - look at an open file
 * @fd: a regular file
 * @name: for messages
 * @out: filled on success; free it with writ_elf_free()
 * @msg: filled on failure: unreadable, or out of memory
 *
 * A shared object is a library unless it says that it is a position-independent
 * executable (DF_1_PIE), or has an interpreter and no DT_SONAME. A damaged ELF
 * file is data.
 *
 * Return: true, or false with @msg set.
 */
bool writ_elf_read(int fd, const char *name, struct writ_elf *out, struct writ_msg *msg);

/**
 * writ_elf_wish() - what a program asks for that only generate-code grants
 * @elf: filled by writ_elf_read()
 *
 * Return: NULL if nothing, or in words: "an executable stack" and so on.
 */
const char *writ_elf_wish(const struct writ_elf *elf);
void writ_elf_free(struct writ_elf *elf);

#endif
