// SPDX-License-Identifier: GPL-2.0-only
/* Reading ELF headers just as far as the kernel's loader does; little-endian x86. */
#include "elf_headers.h"

enum {
	HEAD_MAX = 64,			/* the longer of both headers */
	AT_TYPE = 16,
	AT_MACHINE = 18,
	TYPE_EXEC = 2,
	TYPE_DYN = 3,
	MACHINE_386 = 3,
	MACHINE_486 = 6,
	MACHINE_X86_64 = 62,
	SEGMENT_LOAD = 1,
	SEGMENT_STACK = 0x6474e551,
	FLAG_EXEC = 1,
};

/**
 * struct format - where the fields lie in one of both formats
 * @wide: addresses and sizes have 8 bytes, not 4
 * @size: of a program header
 * @phoff: in the header, like the next two
 * @phentsize: likewise
 * @phnum: likewise
 * @flags: in a program header, like the next two; its type comes first
 * @filesz: likewise
 * @memsz: likewise
 */
struct format {
	bool wide;
	u8 size;
	u8 phoff, phentsize, phnum;
	u8 flags, filesz, memsz;
};

static const struct format narrow = {
	.size = 32, .phoff = 28, .phentsize = 42, .phnum = 44,
	.flags = 24, .filesz = 16, .memsz = 20,
};

static const struct format wide = {
	.wide = true, .size = 56, .phoff = 32, .phentsize = 54, .phnum = 56,
	.flags = 4, .filesz = 32, .memsz = 40,
};

static u64 number(const u8 *at, int len)
{
	u64 n = 0;

	while (len--)
		n = n << 8 | at[len];
	return n;
}

static u8 traits_of_table(const struct format *f, const u8 *table, size_t n)
{
	const int width = f->wide ? 8 : 4;
	/* Without a word about the stack, a 64-bit program's is not executable. */
	bool stack = !f->wide;
	u8 traits = f->wide ? 0 : WRIT_ELF_32;
	size_t i;

	for (i = 0; i < n; i++, table += f->size) {
		bool exec = number(table + f->flags, 4) & FLAG_EXEC;

		switch (number(table, 4)) {
		case SEGMENT_STACK:
			stack = exec;
			break;
		case SEGMENT_LOAD:
			if (exec && number(table + f->memsz, width) > number(table + f->filesz, width))
				traits |= WRIT_ELF_MEMORY;
			break;
		}
	}
	return traits | (stack ? WRIT_ELF_STACK : 0);
}

/* A table that this format's loader would not take is damaged. */
static int read_table(const struct format *f, const struct writ_elf_source *source,
		      const u8 head[HEAD_MAX], u8 *room, u8 *traits)
{
	const u64 at = number(head + f->phoff, f->wide ? 8 : 4);
	const size_t n = number(head + f->phnum, 2);
	const size_t len = n * f->size;
	s64 got;

	*traits = WRIT_ELF_DAMAGED;
	/* An offset is signed to the kernel. */
	if (number(head + f->phentsize, 2) != f->size || !n || len > WRIT_ELF_TABLE_MAX ||
	    at > S64_MAX - WRIT_ELF_TABLE_MAX)
		return 0;
	got = source->read(source->from, at, room, len);
	if (got < 0)
		return (int)got;
	if ((u64)got != len)
		return 0;
	*traits = traits_of_table(f, room, n);
	if (at + len > WRIT_ELF_FIRST_PAGE)
		*traits |= WRIT_ELF_APART;
	return 0;
}

int writ_elf_traits(const struct writ_elf_source *source, u8 room[WRIT_ELF_TABLE_MAX],
		    u8 *traits)
{
	u8 head[HEAD_MAX] = { 0 }, other;
	s64 got = source->read(source->from, 0, head, sizeof(head));
	u64 type, machine;
	int ret;

	*traits = 0;
	if (got < 0)
		return (int)got;
	if (memcmp(head, "\177ELF", 4))
		return 0;
	type = number(head + AT_TYPE, 2);
	machine = number(head + AT_MACHINE, 2);
	if (type != TYPE_EXEC && type != TYPE_DYN)
		return 0;
	if (machine == MACHINE_386 || machine == MACHINE_486)
		return read_table(&narrow, source, head, room, traits);
	if (machine != MACHINE_X86_64)
		return 0;
	ret = read_table(&wide, source, head, room, traits);
	if (ret)
		return ret;
	/* The x32 format: of the same machine, told apart by the size of an entry. */
	ret = read_table(&narrow, source, head, room, &other);
	if (ret || (other & WRIT_ELF_DAMAGED))
		return ret;
	/* Its executions give up the personality, like those of 64 bits. */
	*traits = (*traits & ~WRIT_ELF_DAMAGED) | (other & ~WRIT_ELF_32);
	return 0;
}
