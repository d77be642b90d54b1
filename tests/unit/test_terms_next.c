// SPDX-License-Identifier: GPL-2.0-only
/* Walking through the lists of terms, also through what was never validated; ranges of ids. */
#include "check.h"
#include "notation.h"

#define DIGEST(x) "5820 " x "*32 "

enum list { ARGUMENTS, VARIABLES, PCRS, IDS, GOVERNANCE, LISTS };

static bool next_of(enum list which, struct writ_bytes *rest)
{
	struct writ_pattern pattern;
	struct writ_bytes b, other;
	const u8 *digest;
	u32 index;

	switch (which) {
	case ARGUMENTS:
		return writ_argument_next(rest, &pattern);
	case VARIABLES:
		return writ_variable_next(rest, &b, &pattern);
	case PCRS:
		return writ_pcr_next(rest, &index, &digest);
	case IDS:
		return writ_id_next(rest, &b);
	default:
		return writ_governance_next(rest, &b, &other);
	}
}

/* Three items of each list: of what is cut short, the whole ones, and no byte beyond. */
static void cut_short(void **state)
{
	static const char *const items[LISTS] = {
		"81 00", "82 41'V' 82 03 82 41'a' 41'b'", "82 05 " DIGEST("07"), "48 01*8",
		"82 61'a' 62'bc'",
	};
	static const char *const wrong[] = { "00", "80", "8107", "f6", "5b ff*8", "9b ff*8", "ff",
					     "82 41", "82 1818 " DIGEST("01") };
	enum list which;
	size_t cut, i;

	(void)state;
	for (which = 0; which < LISTS; which++) {
		u8 three[256];
		size_t one = notation(items[which], three, sizeof(three), 0);

		notation(items[which], three, sizeof(three),
			 notation(items[which], three, sizeof(three), one));
		for (cut = 0; cut <= 3 * one; cut++) {
			u8 *copy = exact_copy(three, cut);
			struct writ_bytes rest = { copy, cut };
			size_t n = 0;

			while (next_of(which, &rest))
				n++;
			assert_int_equal(n, cut / one);
			assert_int_equal(rest.len, cut % one);
			assert_ptr_equal(rest.data, copy + n * one);
			free(copy);
		}
		for (i = 0; i < ARRAY_SIZE(wrong); i++) {
			size_t len = notation(wrong[i], three, sizeof(three), 0);
			u8 *copy = exact_copy(three, len);
			struct writ_bytes rest = { copy, len };

			assert_false(next_of(which, &rest));
			assert_int_equal(rest.len, len);
			free(copy);
		}
	}
}

static void ranges(void **state)
{
	const struct writ_ids none = { .n = 0 }, two = { { { 5, 9 }, { 20, 20 } }, 2 };
	const struct writ_ids all = { { { 0, U32_MAX - 1 } }, 1 };
	static const struct {
		struct writ_ids narrow;
		bool within;
	} table[] = {
		{ { { { 5, 9 } }, 1 }, true }, { { { { 6, 8 } }, 1 }, true },
		{ { { { 4, 9 } }, 1 }, false }, { { { { 5, 10 } }, 1 }, false },
		{ { { { 20, 20 } }, 1 }, true }, { { { { 19, 20 } }, 1 }, false },
		{ { { { 20, 20 }, { 5, 5 } }, 2 }, true }, { { { { 5, 5 }, { 0, 0 } }, 2 }, false },
		{ { { { 5, 20 } }, 1 }, false }, { { { { 10, 19 } }, 1 }, false },
	};
	size_t i;

	(void)state;
	assert_true(writ_ids_hold(&none, 0));
	assert_true(writ_ids_hold(&none, U32_MAX));
	for (i = 0; i < 30; i++)
		assert_int_equal(writ_ids_hold(&two, i), (i >= 5 && i <= 9) || i == 20);
	assert_true(writ_ids_hold(&all, 0));
	assert_true(writ_ids_hold(&all, U32_MAX - 1));
	assert_false(writ_ids_hold(&all, U32_MAX));
	for (i = 0; i < ARRAY_SIZE(table); i++) {
		assert_int_equal(writ_ids_within(&table[i].narrow, &two), table[i].within);
		assert_true(writ_ids_within(&table[i].narrow, &all));
		assert_false(writ_ids_within(&table[i].narrow, &none));
	}
	/* Who names nobody names everybody. */
	assert_false(writ_ids_within(&none, &all));
	assert_false(writ_ids_within(&none, &none));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(cut_short),
		cmocka_unit_test(ranges),
	};

	return cmocka_run_group_tests_name("terms walked", tests, NULL, NULL) ? 1 : 0;
}
