/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What an ELF file's headers ask of the kernel beyond mapping its bytes. The
 * kernel answers without any hook, so that it must be known before.
 */
#ifndef WRIT_CORE_ELF_HEADERS_H
#define WRIT_CORE_ELF_HEADERS_H

#include "shim.h"

/* The kernel takes no table of program headers that is larger than a page (fs/binfmt_elf.c). */
#define WRIT_ELF_TABLE_MAX	4096

/* The first page of a file, where it is smallest. */
#define WRIT_ELF_FIRST_PAGE	4096

/**
 * enum writ_elf_trait - what headers ask for, as bits
 * @WRIT_ELF_STACK: an executable stack: the last PT_GNU_STACK has PF_X, or a
 *	32-bit program has none, which makes all that it can read executable
 * @WRIT_ELF_MEMORY: executable memory beyond the bytes of the file: a PT_LOAD
 *	with PF_X whose p_memsz exceeds its p_filesz
 * @WRIT_ELF_DAMAGED: nobody knows: they say that they are for this machine, and
 *	are not what the kernel would take
 * @WRIT_ELF_APART: nothing; but its program headers go beyond its first page
 * @WRIT_ELF_32: nothing; but as an i386 program it keeps the personality of
 *	whoever executes it
 */
enum writ_elf_trait {
	WRIT_ELF_STACK = 1,
	WRIT_ELF_MEMORY = 2,
	WRIT_ELF_DAMAGED = 4,
	WRIT_ELF_32 = 8,
	WRIT_ELF_APART = 16,
};

/* Those that ask for executable memory which no file vouches for. */
#define WRIT_ELF_ASKS	(WRIT_ELF_STACK | WRIT_ELF_MEMORY | WRIT_ELF_DAMAGED)

/**
 * struct writ_elf_source - where headers are read from
 * @read: fills @buf with @len bytes at @offset of the file; returns how many there
 *	are, fewer only at its end, or negative if reading failed
 * @from: handed to @read
 */
struct writ_elf_source {
	s64 (*read)(void *from, u64 offset, u8 *buf, size_t len);
	void *from;
};

/**
 * writ_elf_traits() - what a file's headers ask for
 * @source: the file
 * @room: WRIT_ELF_TABLE_MAX bytes
 * @traits: receives the bits; 0 for what is no ELF file, is for another machine,
 *	or is neither a program nor a shared object
 *
 * x86-64 decides between its two formats as the kernel does, by trying: where a
 * file fits both, it has the traits of both.
 *
 * Return: 0, or what reading returned when it failed.
 */
int writ_elf_traits(const struct writ_elf_source *source, u8 room[WRIT_ELF_TABLE_MAX],
		    u8 *traits);

#endif
