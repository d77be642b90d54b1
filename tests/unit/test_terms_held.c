// SPDX-License-Identifier: GPL-2.0-only
/* The terms of an artifact: what is accepted, and what is held afterwards. */
#include "decode.h"
#include "notation.h"

#define DIGEST(x) "5820 " x "*32 "
#define ORIGIN "0a 84 64'host' 50 bb*16 05 " DIGEST("06")

static u8 buf[OBJECT_CAP];

/* All eight terms; any of them may be left out. */
static const char *const every[] = {
	"03 a3 01 84 8100 82 02 42'a*' 82 03 82 41'a' 41'b' 82 06 " DIGEST("09")
	" 02 f5 03 82 82 41'V' 83 04 20 05 82 41'W' 82 05 62'/a'",
	"04 a6 01 82 820009 820b 1afffffffe 02 81 820808 03 81 820709 04 82 61'/' 62'/s' 05 82 "
	DIGEST("02") DIGEST("03") " 06 82 48 03*8 5820 02*32",
	"05 a6 01 50 bb*16 02 82 62'6*' 63'5.?' 03 02 04 f5 05 f5 06 82 82 00 " DIGEST("07")
	" 82 17 " DIGEST("09"),
	"06 03",
	"07 82 64'main' 07",
	"08 1840",
	"09 82 82 6161 6162 82 6163 63'why'",
	ORIGIN,
};

/* With those of @every whose bit is set in @which. */
static void with_terms(struct object *o, unsigned int which, char *head, char *text)
{
	int n = 0;
	size_t i;

	execution_alone(o);
	*text = 0;
	for (i = 0; i < ARRAY_SIZE(every); i++) {
		if (!(which >> i & 1))
			continue;
		strcat(strcat(text, every[i]), " ");
		n++;
	}
	sprintf(head, "%02x", 0xa2 + n);
	o->part[PAYLOAD_MAP] = head;
	o->part[PAY3] = text;
}

#define IS(bytes, text) assert_true(writ_bytes_equal(bytes, writ_bytes_of(text)))

static void scope_held(struct writ_terms t)
{
	struct writ_bytes name;
	struct writ_pattern p;

	assert_int_equal(t.narguments, 4);
	assert_true(t.more_arguments);
	assert_int_equal(t.contents, 1 << 3);
	assert_true(writ_argument_next(&t.arguments, &p) && p.kind == WRIT_PATTERN_ANY);
	assert_true(writ_argument_next(&t.arguments, &p) && p.kind == WRIT_PATTERN_GLOB);
	IS(p.text, "a*");
	assert_true(writ_argument_next(&t.arguments, &p) && p.kind == WRIT_PATTERN_ONE_OF);
	assert_true(writ_argument_next(&t.arguments, &p) && p.kind == WRIT_PATTERN_CONTENT);
	assert_int_equal(p.digest[31], 9);
	assert_false(writ_argument_next(&t.arguments, &p));
	assert_int_equal(t.nvariables, 2);
	assert_true(writ_variable_next(&t.variables, &name, &p) && p.kind == WRIT_PATTERN_RANGE);
	IS(name, "V");
	assert_true(p.low == -1 && p.high == 5);
	assert_true(writ_variable_next(&t.variables, &name, &p) && p.kind == WRIT_PATTERN_UNDER);
	IS(name, "W");
	IS(p.text, "/a");
	assert_false(writ_variable_next(&t.variables, &name, &p));
}

static void initiator_held(struct writ_terms t)
{
	struct writ_bytes id;

	assert_int_equal(t.uids.n, 2);
	assert_int_equal(t.uids.range[0].last, 9);
	assert_int_equal(t.uids.range[1].first, 11);
	assert_int_equal(t.uids.range[1].last, U32_MAX - 1);
	assert_int_equal(t.gids.n, 1);
	assert_int_equal(t.gids.range[0].first, 8);
	assert_int_equal(t.login_uids.n, 1);
	assert_int_equal(t.login_uids.range[0].first, 7);
	assert_int_equal(t.ncgroups, 2);
	IS(t.cgroups[0], "/");
	IS(t.cgroups[1], "/s");
	assert_int_equal(t.nparents, 2);
	assert_true(writ_id_next(&t.parents, &id) && id.len == 32 && id.data[31] == 2);
	assert_true(writ_id_next(&t.parents, &id) && id.len == 32 && id.data[31] == 3);
	assert_false(writ_id_next(&t.parents, &id));
	assert_int_equal(t.nancestors, 2);
	assert_true(writ_id_next(&t.ancestors, &id) && id.len == 8 && id.data[7] == 3);
	assert_true(writ_id_next(&t.ancestors, &id) && id.len == 32 && id.data[31] == 2);
	assert_false(writ_id_next(&t.ancestors, &id));
}

static void environment_held(struct writ_terms t)
{
	const u8 *digest;
	u32 index;

	assert_int_equal(t.boot[15], 0xbb);
	assert_int_equal(t.nkernels, 2);
	IS(t.kernels[0], "6*");
	IS(t.kernels[1], "5.?");
	assert_int_equal(t.lockdown, WRIT_LOCKDOWN_CONFIDENTIALITY);
	assert_true(t.secure_boot && t.module_signatures);
	assert_int_equal(t.npcrs, 2);
	assert_int_equal(t.pcr_mask, 1 | 1 << 23);
	assert_true(writ_pcr_next(&t.pcrs, &index, &digest) && !index && digest[31] == 7);
	assert_true(writ_pcr_next(&t.pcrs, &index, &digest) && index == 23 && digest[31] == 9);
	assert_false(writ_pcr_next(&t.pcrs, &index, &digest));
}

static void rest_held(struct writ_terms t)
{
	struct writ_bytes name, text;

	assert_int_equal(t.uses, 3);
	IS(t.policy, "main");
	assert_int_equal(t.policy_version, 7);
	assert_int_equal(t.depth, 64);
	assert_true(writ_governance_next(&t.governance, &name, &text));
	IS(name, "a");
	IS(text, "b");
	assert_true(writ_governance_next(&t.governance, &name, &text));
	IS(name, "c");
	IS(text, "why");
	assert_false(writ_governance_next(&t.governance, &name, &text));
	assert_true(t.has_origin);
	IS(t.origin_host, "host");
	assert_int_equal(t.origin_boot[0], 0xbb);
	assert_int_equal(t.origin_seq, 5);
	assert_int_equal(t.origin_hash[0], 6);
}

/* With each set of the terms: each is held or absent, and a copy of them alone says the same. */
static void each_set(void **state)
{
	static char text[4096];
	struct writ_terms none, by_itself, t;
	struct writ_artifact a;
	struct writ_error err;
	unsigned int which;
	struct object o;
	char head[4];
	u8 *copy;

	(void)state;
	memset(&none, 0, sizeof(none));
	for (which = 0; which < 1u << ARRAY_SIZE(every); which++) {
		with_terms(&o, which, head, text);
		assert_true(decode(&o, &a, &err, &copy));
		t = a.terms;
		assert_int_equal(a.has_terms, which != 0);
		assert_int_equal(a.nterms, __builtin_popcount(which));
		if (!which) {
			assert_int_equal(a.terms_tail.len, 0);
			assert_memory_equal(&t, &none, sizeof(none));
			free(copy);
			continue;
		}
		/* In place, so that both point to the same bytes. */
		copy[a.terms_tail.data - 1 - copy] = 0xa0 | (u8)a.nterms;
		memset(&err, 0, sizeof(err));
		memset(&by_itself, 0xa5, sizeof(by_itself));
		assert_true(writ_terms_decode((struct writ_bytes){ a.terms_tail.data - 1,
								   a.terms_tail.len + 1 },
					      &by_itself, &err));
		assert_memory_equal(&by_itself, &t, sizeof(t));
		assert_int_equal(t.narguments, which & 1 ? 4 : 0);
		assert_int_equal(t.uids.n, which & 2 ? 2 : 0);
		assert_int_equal(t.nkernels, which & 4 ? 2 : 0);
		assert_int_equal(t.uses, which & 8 ? 3 : 0);
		assert_int_equal(t.policy.len, which & 16 ? 4 : 0);
		assert_int_equal(t.depth, which & 32 ? 64 : 0);
		assert_int_equal(t.governance.len > 0, which & 64 ? 1 : 0);
		assert_int_equal(t.has_origin, which & 128 ? 1 : 0);
		if (which & 1)
			scope_held(t);
		if (which & 2)
			initiator_held(t);
		if (which & 4)
			environment_held(t);
		if ((which & 0xf8) == 0xf8)
			rest_held(t);
		free(copy);
	}
}

/* No prefix of an artifact with all terms is one, and what has a bit changed holds what it says. */
static void changed_anywhere(void **state)
{
	static u8 whole[OBJECT_CAP];
	static char text[4096];
	struct writ_artifact a;
	struct writ_error err;
	struct object o;
	size_t len, i;
	char head[4];

	(void)state;
	with_terms(&o, 0xff, head, text);
	len = object_build(&o, whole);
	for (i = 0; i < len * 8; i++) {
		u8 *cut = exact_copy(whole, i / 8), *copy;
		struct writ_pattern p;
		struct writ_bytes b, t;
		const u8 *digest;
		u32 n, index;

		if (!(i % 8))
			assert_false(writ_artifact_decode((struct writ_bytes){ cut, i / 8 }, &a,
							  &err));
		free(cut);
		whole[i / 8] ^= 1 << i % 8;
		copy = exact_copy(whole, len);
		whole[i / 8] ^= 1 << i % 8;
		if (writ_artifact_decode((struct writ_bytes){ copy, len }, &a, &err)) {
			for (n = 0; writ_argument_next(&a.terms.arguments, &p); n++)
				assert_int_equal(p.kind == WRIT_PATTERN_CONTENT,
						 a.terms.contents >> n & 1);
			assert_int_equal(n, a.terms.narguments);
			for (n = 0; writ_variable_next(&a.terms.variables, &b, &p); n++)
				assert_null(memchr(b.data, '=', b.len));
			assert_int_equal(n, a.terms.nvariables);
			for (n = 0; writ_pcr_next(&a.terms.pcrs, &index, &digest); n++)
				assert_int_equal(a.terms.pcr_mask >> index & 1, 1);
			assert_int_equal(n, a.terms.npcrs);
			for (n = 0; writ_id_next(&a.terms.parents, &b); n++)
				assert_int_equal(b.len, WRIT_DIGEST_SIZE);
			assert_int_equal(n, a.terms.nparents);
			for (n = 0; writ_id_next(&a.terms.ancestors, &b); n++)
				assert_in_range(b.len, WRIT_CTI_MIN, WRIT_CTI_MAX);
			assert_int_equal(n, a.terms.nancestors);
			while (writ_governance_next(&a.terms.governance, &b, &t))
				assert_true(writ_text_printable(b) && writ_text_printable(t));
			assert_int_equal(a.terms.arguments.len + a.terms.variables.len +
					 a.terms.pcrs.len + a.terms.parents.len +
					 a.terms.ancestors.len + a.terms.governance.len, 0);
		}
		free(copy);
	}
}

/* ---- limits */

/* @n items after a head, with "%" as the item's number and "@" as a letter. */
static const char *list(const char *head, unsigned int n, const char *item)
{
	static char text[64 * 1024];
	char *end = text + sprintf(text, "%s ", head);
	unsigned int i;

	for (i = 0; i < n; i++) {
		const char *at;

		for (at = item; *at; at++) {
			if (*at == '%' || *at == '@')
				end += sprintf(end, "%02x", (*at == '@' ? 'A' : 1) + i);
			else
				*end++ = *at;
		}
		*end++ = ' ';
	}
	*end = 0;
	return text;
}

static void accept_term(const char *text, struct writ_terms *out)
{
	struct writ_artifact a;
	struct writ_error err;
	struct object o;
	u8 *copy;

	execution_alone(&o);
	o.part[PAY3] = text;
	if (!decode(&o, &a, &err, &copy))
		fail_msg("%.40s: %s %s", text, err.field, writ_err_text(err.code));
	assert_true(a.has_terms);
	assert_int_equal(a.nterms, 1);
	*out = a.terms;
	/* The lists that it points to are gone. */
	free(copy);
}

static void at_each_limit(void **state)
{
	struct writ_terms t;

	(void)state;
	accept_term(list("03 a1 01 9840", 64, "8100"), &t);
	assert_int_equal(t.narguments, WRIT_ARGUMENTS_MAX);
	assert_true(!t.contents);
	accept_term(list("03 a1 01 9840", 64, "82 06 " DIGEST("%")), &t);
	assert_int_equal(t.narguments, WRIT_ARGUMENTS_MAX);
	assert_true(t.contents == U64_MAX);
	accept_term(list("03 a1 03 9820", 32, "82 41 @ 8100"), &t);
	assert_int_equal(t.nvariables, WRIT_VARIABLES_MAX);
	accept_term("03 a1 03 81 82 58ff 61*255 8100", &t);
	assert_int_equal(t.nvariables, 1);
	assert_false(t.more_arguments);
	/* Six levels deep. */
	accept_term("03 a1 03 81 82 4161 82 03 82 4161 4162", &t);
	accept_term("03 a1 03 82 82 4161 8100 82 4161 820140", &t);
	assert_int_equal(t.nvariables, 2);

	accept_term(list("04 a1 01 88", 8, "8200 18 ff"), &t);
	assert_int_equal(t.uids.n, WRIT_IDS_MAX);
	accept_term(list("04 a1 02 88", 8, "8200 00"), &t);
	assert_int_equal(t.gids.n, WRIT_IDS_MAX);
	accept_term(list("04 a1 03 88", 8, "82 1afffffffe 1afffffffe"), &t);
	assert_int_equal(t.login_uids.n, WRIT_IDS_MAX);
	assert_int_equal(t.login_uids.range[7].first, U32_MAX - 1);
	accept_term(list("04 a1 04 88", 8, "61'/'"), &t);
	assert_int_equal(t.ncgroups, WRIT_CGROUPS_MAX);
	accept_term(list("04 a1 05 90", 16, DIGEST("%")), &t);
	assert_int_equal(t.nparents, WRIT_PARENTS_MAX);
	accept_term(list("04 a1 06 90", 16, DIGEST("%")), &t);
	assert_int_equal(t.nancestors, WRIT_PARENTS_MAX);

	accept_term(list("05 a1 02 88", 8, "62'6*'"), &t);
	assert_int_equal(t.nkernels, WRIT_KERNELS_MAX);
	accept_term("05 a1 02 81 78ff 2a*255", &t);
	accept_term("05 a1 03 01", &t);
	assert_int_equal(t.lockdown, WRIT_LOCKDOWN_INTEGRITY);
	accept_term(list("05 a1 06 9818 82 00 " DIGEST("09"), 23, "82 % " DIGEST("09")), &t);
	assert_int_equal(t.npcrs, WRIT_PCRS_MAX);
	assert_int_equal(t.pcr_mask, 0xffffff);

	accept_term("06 01", &t);
	assert_int_equal(t.uses, 1);
	accept_term("06 1a000f4240", &t);
	assert_int_equal(t.uses, WRIT_USES_MAX);
	accept_term("07 82 78ff 61*255 1b ff*8", &t);
	assert_int_equal(t.policy.len, WRIT_NAME_MAX);
	assert_true(t.policy_version == U64_MAX);
	accept_term("08 01", &t);
	assert_int_equal(t.depth, 1);
	accept_term("08 1840", &t);
	assert_int_equal(t.depth, WRIT_INHERIT_DEPTH_MAX);
	accept_term(list("09 90", 16, "82 61 @ 78 7a 61*122"), &t);
	assert_int_equal(t.governance.len, 16 * 127);
	accept_term("09 81 82 6161 790100 61*256", &t);
	/* 2048 bytes in all */
	accept_term(list("09 88 82 6141 78fb 61*251", 7, "82 62 @ 41 78fa 61*250"), &t);
	assert_int_equal(t.governance.len, WRIT_GOVERNANCE_BYTES);
	accept_term("09 81 82 78ff 61*255 6161", &t);
	accept_term("0a 84 78ff 61*255 50 bb*16 1b ff*8 " DIGEST("06"), &t);
	assert_true(t.origin_seq == U64_MAX);
	accept_term("03 a1 01 82 82 01 591000 61*4096 82 01 590ff2 61*4082", &t);
	assert_int_equal(t.narguments, 2);
}

/* ---- a copy of the terms, by itself */

static void alone(void **state)
{
	static const struct {
		const char *text;
		enum writ_err code;
		const char *field;
	} bad[] = {
		{ "", WRIT_ERR_TRUNCATED, "terms" },
		{ "80", WRIT_ERR_TYPE, "terms" },
		{ "a1 06", WRIT_ERR_TRUNCATED, "terms" },
		{ "a2 06 01", WRIT_ERR_TRUNCATED, "terms" },
		{ "a1 06 01 00", WRIT_ERR_TRAILING, "terms" },
		{ "a1 02 8101", WRIT_ERR_UNSUPPORTED, "artifact-payload" },
		{ "a1 0b 00", WRIT_ERR_UNSUPPORTED, "artifact-payload" },
		{ "a1 61'x' 00", WRIT_ERR_UNSUPPORTED, "terms" },
		{ "a2 06 01 06 01", WRIT_ERR_KEY_REPEATED, "terms" },
		{ "a2 08 01 06 01", WRIT_ERR_KEY_ORDER, "terms" },
		{ "a1 03 a0", WRIT_ERR_MISSING, "scope" },
		{ "bf 06 01 ff", WRIT_ERR_INDEFINITE, "terms" },
	};
	struct writ_bytes in;
	struct writ_error err;
	struct writ_terms t;
	size_t i;
	u8 *copy;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		in.len = notation(bad[i].text, buf, sizeof(buf), 0);
		in.data = copy = exact_copy(buf, in.len);
		memset(&err, 0, sizeof(err));
		if (writ_terms_decode(in, &t, &err))
			fail_msg("%s: accepted", bad[i].text);
		if (err.code != bad[i].code || strcmp(err.field, bad[i].field))
			fail_msg("%s: %s %s", bad[i].text, err.field, writ_err_text(err.code));
		free(copy);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_set),
		cmocka_unit_test(changed_anywhere),
		cmocka_unit_test(at_each_limit),
		cmocka_unit_test(alone),
	};

	return cmocka_run_group_tests_name("terms held", tests, NULL, NULL) ? 1 : 0;
}
