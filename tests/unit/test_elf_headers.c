// SPDX-License-Identifier: GPL-2.0-only
/* What ELF headers ask for, read as the kernel's loader reads them. */
#include "check.h"
#include "elf_headers.h"

#define FILE_MAX 8192

/** struct image - a file in the making */
struct image {
	u8 data[FILE_MAX];
	size_t len;
	bool wide;
	u32 n;
};

static void put(u8 *at, u64 n, int len)
{
	for (int i = 0; i < len; i++)
		at[i] = (u8)(n >> (8 * i));
}

/* A program without any program header. */
static void begin(struct image *f, bool wide, int machine)
{
	memset(f, 0, sizeof(*f));
	f->wide = wide;
	memcpy(f->data, "\177ELF", 4);
	put(f->data + 16, 2, 2);
	put(f->data + 18, (u64)machine, 2);
	put(f->data + (wide ? 32 : 28), 64, wide ? 8 : 4);
	put(f->data + (wide ? 54 : 42), wide ? 56 : 32, 2);
	f->len = 64;
}

static void segment(struct image *f, u32 type, u32 flags, u64 filesz, u64 memsz)
{
	u8 *at = f->data + f->len;

	put(at, type, 4);
	put(at + (f->wide ? 4 : 24), flags, 4);
	put(at + (f->wide ? 32 : 16), filesz, f->wide ? 8 : 4);
	put(at + (f->wide ? 40 : 20), memsz, f->wide ? 8 : 4);
	f->len += f->wide ? 56 : 32;
	put(f->data + (f->wide ? 56 : 44), ++f->n, 2);
}

static s64 read_image(void *from, u64 offset, u8 *buf, size_t len)
{
	const struct writ_bytes *b = from;

	if (offset >= b->len)
		return 0;
	if (len > b->len - offset)
		len = b->len - offset;
	memcpy(buf, b->data + offset, len);
	return (s64)len;
}

static u8 traits_of(const struct image *f)
{
	u8 *room = malloc(WRIT_ELF_TABLE_MAX), traits = 0xff;
	struct writ_bytes b = { exact_copy(f->data, f->len), f->len };
	const struct writ_elf_source source = { read_image, &b };

	assert_non_null(room);
	assert_int_equal(writ_elf_traits(&source, room, &traits), 0);
	free(room);
	free((u8 *)b.data);
	return traits;
}

enum { X86_64 = 62, I386 = 3, I486 = 6, AARCH64 = 183, LOAD = 1, STACK = 0x6474e551 };

static void stacks(void **state)
{
	struct image f;

	(void)state;
	begin(&f, true, X86_64);
	segment(&f, LOAD, 5, 100, 100);
	assert_int_equal(traits_of(&f), 0);
	segment(&f, STACK, 6, 0, 0);
	assert_int_equal(traits_of(&f), 0);
	segment(&f, STACK, 7, 0, 0);
	assert_int_equal(traits_of(&f), WRIT_ELF_STACK);
	/* The last one counts. */
	segment(&f, STACK, 6, 0, 0);
	assert_int_equal(traits_of(&f), 0);
}

static void stacks_of_32_bits(void **state)
{
	static const int machines[] = { I386, I486 };
	struct image f;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(machines); i++) {
		begin(&f, false, machines[i]);
		segment(&f, LOAD, 5, 100, 100);
		assert_int_equal(traits_of(&f), WRIT_ELF_32 | WRIT_ELF_STACK);
		segment(&f, STACK, 6, 0, 0);
		assert_int_equal(traits_of(&f), WRIT_ELF_32);
		segment(&f, STACK, 1, 0, 0);
		assert_int_equal(traits_of(&f), WRIT_ELF_32 | WRIT_ELF_STACK);
	}
	/* x32: such a table for the other machine. */
	begin(&f, false, X86_64);
	segment(&f, LOAD, 5, 100, 100);
	assert_int_equal(traits_of(&f), WRIT_ELF_STACK);
	segment(&f, STACK, 6, 0, 0);
	assert_int_equal(traits_of(&f), 0);
}

static void memory(void **state)
{
	struct image f;

	(void)state;
	for (int wide = 0; wide < 2; wide++) {
		begin(&f, wide, wide ? X86_64 : I386);
		segment(&f, STACK, 6, 0, 0);
		/* Data has memory of its own in every program. */
		segment(&f, LOAD, 6, 100, 5000);
		/* Only what is loaded counts. */
		segment(&f, 4, 5, 100, 5000);
		assert_int_equal(traits_of(&f) & ~WRIT_ELF_32, 0);
		segment(&f, LOAD, 5, 100, 101);
		assert_int_equal(traits_of(&f) & ~WRIT_ELF_32, WRIT_ELF_MEMORY);
	}
	begin(&f, true, X86_64);
	segment(&f, LOAD, 1, 0, 1ull << 40);
	assert_int_equal(traits_of(&f), WRIT_ELF_MEMORY);
}

/* Both formats fit: whichever loader takes it, its wish is known. */
static void both_formats(void **state)
{
	struct image f;

	(void)state;
	begin(&f, true, X86_64);
	segment(&f, STACK, 6, 0, 0);
	put(f.data + 28, 64, 4);
	put(f.data + 42, 32, 2);
	put(f.data + 44, 1, 2);
	/* Seen as 32 bits, its flags lie elsewhere, at 24. */
	put(f.data + 32, 64, 8);
	f.data[64 + 24] = 1;
	assert_int_equal(traits_of(&f), WRIT_ELF_STACK);
	f.data[64 + 24] = 0;
	assert_int_equal(traits_of(&f), 0);
}

static void none_of_its_business(void **state)
{
	struct image f;

	(void)state;
	begin(&f, true, AARCH64);
	segment(&f, STACK, 7, 0, 0);
	assert_int_equal(traits_of(&f), 0);
	begin(&f, true, X86_64);
	segment(&f, STACK, 7, 0, 0);
	put(f.data + 16, 1, 2);		/* an object file */
	assert_int_equal(traits_of(&f), 0);
	put(f.data + 16, 3, 2);		/* a shared object */
	assert_int_equal(traits_of(&f), WRIT_ELF_STACK);
	f.data[0] = 0;
	assert_int_equal(traits_of(&f), 0);
	f.len = 0;
	assert_int_equal(traits_of(&f), 0);
}

static void damage(void **state)
{
	struct image f, g;
	size_t len;

	(void)state;
	begin(&f, true, X86_64);
	assert_int_equal(traits_of(&f), WRIT_ELF_DAMAGED);	/* no program header */
	segment(&f, STACK, 6, 0, 0);
	assert_int_equal(traits_of(&f), 0);
	/* Cut anywhere behind the machine, it is not what the kernel would take. */
	for (len = 20; len < f.len; len++) {
		g = f;
		g.len = len;
		assert_int_equal(traits_of(&g), WRIT_ELF_DAMAGED);
	}
	g = f;
	put(g.data + 54, 55, 2);
	assert_int_equal(traits_of(&g), WRIT_ELF_DAMAGED);
	g = f;
	put(g.data + 56, 4096 / 56 + 1, 2);
	assert_int_equal(traits_of(&g), WRIT_ELF_DAMAGED);
	g = f;
	put(g.data + 32, U64_MAX, 8);
	assert_int_equal(traits_of(&g), WRIT_ELF_DAMAGED);
	g = f;
	put(g.data + 32, (u64)S64_MAX, 8);
	assert_int_equal(traits_of(&g), WRIT_ELF_DAMAGED);
	begin(&f, false, I386);
	segment(&f, STACK, 6, 0, 0);
	f.len--;
	assert_int_equal(traits_of(&f), WRIT_ELF_DAMAGED);
}

static void table_apart(void **state)
{
	struct image f;

	(void)state;
	for (int wide = 0; wide < 2; wide++) {
		begin(&f, wide, wide ? X86_64 : I386);
		segment(&f, STACK, 6, 0, 0);
		memcpy(f.data + 5000, f.data + 64, 56);
		f.len = 5056;
		put(f.data + (wide ? 32 : 28), 5000, wide ? 8 : 4);
		assert_int_equal(traits_of(&f) & ~WRIT_ELF_32, WRIT_ELF_APART);
	}
}

static void largest_table(void **state)
{
	struct image f;
	u32 i;

	(void)state;
	begin(&f, true, X86_64);
	/* With the 64 bytes before it, the table ends where the first page does. */
	for (i = 0; i < 4096 / 56 - 1; i++)
		segment(&f, LOAD, 4, 0, 0);
	assert_int_equal(traits_of(&f), 0);
	segment(&f, STACK, 7, 0, 0);
	assert_int_equal(traits_of(&f), WRIT_ELF_STACK | WRIT_ELF_APART);
	segment(&f, STACK, 6, 0, 0);
	assert_int_equal(traits_of(&f), WRIT_ELF_DAMAGED);
}

struct failing {
	struct writ_bytes bytes;
	int good;
};

static s64 read_failing(void *from, u64 offset, u8 *buf, size_t len)
{
	struct failing *f = from;

	return f->good-- ? read_image(&f->bytes, offset, buf, len) : -5;
}

static void failed_reads(void **state)
{
	struct image f;
	u8 room[WRIT_ELF_TABLE_MAX], traits;

	(void)state;
	begin(&f, true, X86_64);
	segment(&f, STACK, 6, 0, 0);
	for (int good = 0; good < 2; good++) {
		struct failing from = { { f.data, f.len }, good };
		const struct writ_elf_source source = { read_failing, &from };

		assert_int_equal(writ_elf_traits(&source, room, &traits), -5);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(stacks),
		cmocka_unit_test(stacks_of_32_bits),
		cmocka_unit_test(memory),
		cmocka_unit_test(both_formats),
		cmocka_unit_test(none_of_its_business),
		cmocka_unit_test(damage),
		cmocka_unit_test(table_apart),
		cmocka_unit_test(largest_table),
		cmocka_unit_test(failed_reads),
	};

	return cmocka_run_group_tests_name("elf_headers", tests, NULL, NULL) ? 1 : 0;
}
