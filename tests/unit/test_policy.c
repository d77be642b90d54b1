// SPDX-License-Identifier: GPL-2.0-only
/* The policy: what is refused, and why; and what is held afterwards. */
#include "check.h"
#include "notation.h"

#define KEY EC_KEY_BYTES("11", "22")
#define NAME_ALG_KEY "01 63'ops' 02 28 03 " KEY
#define LIMITS NAME_ALG_KEY " 04 8101 05 01"

static u8 buf[OBJECT_CAP];
static struct writ_policy policy;

static const struct refusal table[] = {
	{ "typ of an artifact", TYP, "10 781e 'application/writ-artifact+cose'",
	  WRIT_ERR_OBJECT_TYPE, "typ" },
	{ "no id", PAY1, "", WRIT_ERR_MISSING, "id" },
	{ "id empty", PAY1, "01 60", WRIT_ERR_LIMIT, "id" },
	{ "id with a control character", PAY1, "01 6109", WRIT_ERR_VALUE, "id" },
	{ "no version", PAY2, "", WRIT_ERR_MISSING, "version" },
	{ "version 0", PAY2, "02 00", WRIT_ERR_RANGE, "version" },
	{ "version negative", PAY2, "02 20", WRIT_ERR_TYPE, "version" },
	{ "no root key", PAY3, "", WRIT_ERR_MISSING, "root-key" },
	{ "root key empty", PAY3, "03 40", WRIT_ERR_LIMIT, "root-key" },
	{ "root key of 601", PAY3, "03 590259 00*601", WRIT_ERR_LIMIT, "root-key" },
	{ "root key a map", PAY3, "03 a0", WRIT_ERR_TYPE, "root-key" },
	{ "root key broken inside", PAY3, "03 41 a1", WRIT_ERR_TRUNCATED, "root-key" },
	{ "no issuers", PAY4, "", WRIT_ERR_MISSING, "issuers" },
	{ "issuers empty", PAY4, "04 80", WRIT_ERR_LIMIT, "issuers" },
	{ "issuers 65", PAY4, "04 9841 a0*65", WRIT_ERR_LIMIT, "issuers" },
	{ "issuers indefinite", PAY4, "04 9fff", WRIT_ERR_INDEFINITE, "issuers" },
	{ "issuer a number", PAY4, "04 81 00", WRIT_ERR_TYPE, "issuers" },
	{ "issuer without name", PAY4, "04 81 a0", WRIT_ERR_MISSING, "issuers.name" },
	{ "issuer without alg", PAY4, "04 81 a1 01 6161", WRIT_ERR_MISSING, "issuers.alg" },
	{ "issuer without key", PAY4, "04 81 a2 01 6161 02 28", WRIT_ERR_MISSING,
	  "issuers.key" },
	{ "issuer without operations", PAY4, "04 81 a3 " NAME_ALG_KEY, WRIT_ERR_MISSING,
	  "issuers.operations" },
	{ "issuer without validity", PAY4, "04 81 a4 " NAME_ALG_KEY " 04 8101",
	  WRIT_ERR_MISSING, "issuers.max-validity" },
	{ "issuer's alg outside the profile", PAY4, "04 81 a2 01 6161 02 26",
	  WRIT_ERR_ALGORITHM, "issuers.alg" },
	{ "issuer's alg not its key's", PAY4,
	  "04 81 a5 01 6161 02 390100 03 " KEY " 04 8101 05 01", WRIT_ERR_VALUE, "issuers.key" },
	{ "issuer's name empty", PAY4, "04 81 a1 01 60", WRIT_ERR_LIMIT, "issuers.name" },
	{ "validity 0", PAY4, "04 81 a5 " NAME_ALG_KEY " 04 8101 05 00", WRIT_ERR_RANGE,
	  "issuers.max-validity" },
	{ "operation 12", PAY4, "04 81 a5 " NAME_ALG_KEY " 04 810c 05 01",
	  WRIT_ERR_UNSUPPORTED, "issuers.operations" },
	{ "subjects 0", PAY4, "04 81 a6 " NAME_ALG_KEY " 04 8101 05 01 06 00",
	  WRIT_ERR_RANGE, "issuers.max-subjects" },
	{ "subjects 1000001", PAY4, "04 81 a6 " NAME_ALG_KEY " 04 8101 05 01 06 1a000f4241",
	  WRIT_ERR_RANGE, "issuers.max-subjects" },
	{ "issuer's paths empty", PAY4, "04 81 a6 " NAME_ALG_KEY " 04 8101 05 01 07 80",
	  WRIT_ERR_LIMIT, "issuers.paths" },
	{ "issuer's paths 17", PAY4, "04 81 a6 " NAME_ALG_KEY " 04 8101 05 01 07 91 612f*17",
	  WRIT_ERR_LIMIT, "issuers.paths" },
	{ "issuer's path with a slash at the end", PAY4,
	  "04 81 a6 " NAME_ALG_KEY " 04 8101 05 01 07 81 63'/a/'", WRIT_ERR_VALUE,
	  "issuers.paths" },
	{ "issuer's delegation-depth 0", PAY4, "04 81 a6 " NAME_ALG_KEY " 04 8101 05 01 08 00",
	  WRIT_ERR_RANGE, "issuers.delegation-depth" },
	{ "issuer's delegation-depth 5", PAY4, "04 81 a6 " NAME_ALG_KEY " 04 8101 05 01 08 05",
	  WRIT_ERR_RANGE, "issuers.delegation-depth" },
	{ "issuer's uids a number", PAY4, "04 81 a6 " LIMITS " 09 00", WRIT_ERR_TYPE,
	  "issuers.uids" },
	{ "issuer's uids empty", PAY4, "04 81 a6 " LIMITS " 09 80", WRIT_ERR_LIMIT,
	  "issuers.uids" },
	{ "issuer's uids 9", PAY4, "04 81 a6 " LIMITS " 09 89 00*9", WRIT_ERR_LIMIT,
	  "issuers.uids" },
	{ "issuer's uids backwards", PAY4, "04 81 a6 " LIMITS " 09 81 820201", WRIT_ERR_VALUE,
	  "issuers.uids" },
	{ "issuer's uid 2^32-1", PAY4, "04 81 a6 " LIMITS " 09 81 82001affffffff",
	  WRIT_ERR_RANGE, "issuers.uids" },
	{ "issuer's cgroups empty", PAY4, "04 81 a6 " LIMITS " 0a 80", WRIT_ERR_LIMIT,
	  "issuers.cgroups" },
	{ "issuer's cgroups 9", PAY4, "04 81 a6 " LIMITS " 0a 89 00*9", WRIT_ERR_LIMIT,
	  "issuers.cgroups" },
	{ "issuer's cgroup relative", PAY4, "04 81 a6 " LIMITS " 0a 81 6161", WRIT_ERR_VALUE,
	  "issuers.cgroups" },
	{ "issuer's max-uses 0", PAY4, "04 81 a6 " LIMITS " 0b 00", WRIT_ERR_RANGE,
	  "issuers.max-uses" },
	{ "issuer's max-uses 1000001", PAY4, "04 81 a6 " LIMITS " 0b 1a000f4241", WRIT_ERR_RANGE,
	  "issuers.max-uses" },
	{ "issuer's key 12", PAY4, "04 81 a6 " LIMITS " 0c 00", WRIT_ERR_UNSUPPORTED, "issuers" },
	{ "two issuers with one key", PAY4,
	  "04 82 " ISSUER("6161", "11") ISSUER("6162", "11"), WRIT_ERR_VALUE, "issuers.key" },
	{ "no rules", PAY5, "", WRIT_ERR_MISSING, "rules" },
	{ "rules 129", PAY5, "05 9881 a0*129", WRIT_ERR_LIMIT, "rules" },
	{ "rule without answer", PAY5, "05 81 a0", WRIT_ERR_MISSING, "rules.answer" },
	{ "rule an array", PAY5, "05 81 80", WRIT_ERR_TYPE, "rules" },
	{ "rule's answer 3", PAY5, "05 81 a1 06 03", WRIT_ERR_UNSUPPORTED, "rules.answer" },
	{ "rule's answer true", PAY5, "05 81 a1 06 f5", WRIT_ERR_TYPE, "rules.answer" },
	{ "rule's control groups a number", PAY5, "05 81 a2 05 00 06 00", WRIT_ERR_TYPE,
	  "rules.cgroups" },
	{ "rule's control groups empty", PAY5, "05 81 a2 05 80 06 00", WRIT_ERR_LIMIT,
	  "rules.cgroups" },
	{ "rule's control groups 9", PAY5, "05 81 a2 05 89 612f*9 06 00", WRIT_ERR_LIMIT,
	  "rules.cgroups" },
	{ "rule's control group relative", PAY5, "05 81 a2 05 81 6161 06 00", WRIT_ERR_VALUE,
	  "rules.cgroups" },
	{ "rule's key 7", PAY5, "05 81 a2 06 00 07 00", WRIT_ERR_UNSUPPORTED, "rules" },
	{ "rule's key 0", PAY5, "05 81 a2 00 00 06 00", WRIT_ERR_UNSUPPORTED, "rules" },
	{ "rule's operations empty", PAY5, "05 81 a2 01 80 06 00", WRIT_ERR_LIMIT,
	  "rules.operations" },
	{ "rule's uids empty", PAY5, "05 81 a2 02 80 06 00", WRIT_ERR_LIMIT, "rules.uids" },
	{ "rule's uids 17", PAY5, "05 81 a2 02 91 820000*17 06 00", WRIT_ERR_LIMIT,
	  "rules.uids" },
	{ "uid range of one", PAY5, "05 81 a2 02 81 8100 06 00", WRIT_ERR_LIMIT, "rules.uids" },
	{ "uid range of three", PAY5, "05 81 a2 02 81 83000000 06 00", WRIT_ERR_LIMIT,
	  "rules.uids" },
	{ "uid 2^32-1", PAY5, "05 81 a2 02 81 8200 1affffffff 06 00", WRIT_ERR_RANGE,
	  "rules.uids" },
	{ "uid range backwards", PAY5, "05 81 a2 02 81 820201 06 00", WRIT_ERR_VALUE,
	  "rules.uids" },
	{ "uid negative", PAY5, "05 81 a2 02 81 822001 06 00", WRIT_ERR_TYPE, "rules.uids" },
	{ "rule's paths empty", PAY5, "05 81 a2 03 80 06 00", WRIT_ERR_LIMIT, "rules.paths" },
	{ "rule's path relative", PAY5, "05 81 a2 03 81 6161 06 00", WRIT_ERR_VALUE,
	  "rules.paths" },
	{ "rule's filesystems 9", PAY5, "05 81 a2 04 89 6161*9 06 00", WRIT_ERR_LIMIT,
	  "rules.filesystems" },
	{ "rule's filesystem empty", PAY5, "05 81 a2 04 81 60 06 00", WRIT_ERR_LIMIT,
	  "rules.filesystems" },
	{ "rule's keys twice", PAY5, "05 81 a2 06 00 06 00", WRIT_ERR_KEY_REPEATED, "rules" },
	{ "no default", PAY6, "", WRIT_ERR_MISSING, "default" },
	{ "default 3", PAY6, "06 03", WRIT_ERR_UNSUPPORTED, "default" },
	{ "options an array", PAY7, "07 80", WRIT_ERR_TYPE, "options" },
	{ "option unknown", PAY7, "07 a1 0a f5", WRIT_ERR_UNSUPPORTED, "options" },
	{ "guarded variables a truth", PAY7, "07 a1 05 f5", WRIT_ERR_TYPE,
	  "options.guarded-variables" },
	{ "guarded variables empty", PAY7, "07 a1 05 80", WRIT_ERR_LIMIT,
	  "options.guarded-variables" },
	{ "guarded variables 65", PAY7, "07 a1 05 9841 6161*65", WRIT_ERR_LIMIT,
	  "options.guarded-variables" },
	{ "guarded variable empty", PAY7, "07 a1 05 81 60", WRIT_ERR_LIMIT,
	  "options.guarded-variables" },
	{ "guarded variable ends in a backslash", PAY7, "07 a1 05 82 6161 62'a\\'",
	  WRIT_ERR_VALUE, "options.guarded-variables" },
	{ "interpreters empty", PAY7, "07 a1 06 80", WRIT_ERR_LIMIT, "options.interpreters" },
	{ "interpreters 65", PAY7, "07 a1 06 9841 612f*65", WRIT_ERR_LIMIT,
	  "options.interpreters" },
	{ "interpreter a number", PAY7, "07 a1 06 81 00", WRIT_ERR_TYPE, "options.interpreters" },
	{ "interpreter of 31 bytes", PAY7, "07 a1 06 81 581f 01*31", WRIT_ERR_LIMIT,
	  "options.interpreters" },
	{ "interpreter relative", PAY7, "07 a1 06 81 62'sh'", WRIT_ERR_VALUE,
	  "options.interpreters" },
	{ "kill a number", PAY7, "07 a1 07 01", WRIT_ERR_TYPE, "options.kill" },
	{ "continuity a number", PAY7, "07 a1 08 01", WRIT_ERR_TYPE, "options.continuity" },
	{ "permissive for ever", PAY7, "07 a1 09 f5", WRIT_ERR_TYPE, "options.permissive-until" },
	{ "permissive until nothing", PAY7, "07 a1 09 00", WRIT_ERR_RANGE,
	  "options.permissive-until" },
	{ "strict-log a number", PAY7, "07 a1 04 01", WRIT_ERR_TYPE, "options.strict-log" },
	{ "option a number", PAY7, "07 a1 01 01", WRIT_ERR_TYPE, "options.writable-code" },
	{ "option null", PAY7, "07 a1 03 f6", WRIT_ERR_SIMPLE, "options.ignore-boot-off" },
	{ "option undefined", PAY7, "07 a1 03 f7", WRIT_ERR_SIMPLE, "options.ignore-boot-off" },
	{ "trusted filesystems empty", PAY7, "07 a1 02 80", WRIT_ERR_LIMIT,
	  "options.trusted-filesystems" },
	{ "trusted filesystems 17", PAY7, "07 a1 02 91 6161*17", WRIT_ERR_LIMIT,
	  "options.trusted-filesystems" },
	{ "one key more", PAYLOAD_MORE, "08 00", WRIT_ERR_UNSUPPORTED, "policy-payload" },
	{ "bytes after", AFTER, "f6", WRIT_ERR_TRAILING, "object" },
};

static bool decode(const struct object *o, struct writ_error *err)
{
	struct writ_bytes in = { NULL, object_build(o, buf) };
	u8 *copy = exact_copy(buf, in.len);
	bool ok;

	in.data = copy;
	ok = writ_policy_decode(in, &policy, err);
	free(copy);
	return ok;
}

static void refuses(void **state)
{
	const struct refusal *r = *state;
	struct writ_error err;
	struct object o;

	object_policy(&o);
	assert_true(decode(&o, &err));
	o.part[r->part] = r->text;
	assert_false(decode(&o, &err));
	assert_string_equal(writ_err_text(err.code), writ_err_text(r->code));
	assert_string_equal(err.field, r->field);
}

static void holds_what_it_says(void **state)
{
	struct writ_bytes in = { buf, 0 };
	struct writ_error err;
	struct object o;
	u8 kid[WRIT_KID_SIZE];
	u8 key[80];
	struct writ_bytes wanted = { kid, sizeof(kid) };

	(void)state;
	object_policy(&o);
	o.part[PAY4] = "04 82 " ISSUER("6161", "11")
		       " aa 01 6162 02 28 03 " EC_KEY_BYTES("12", "22")
		       " 04 8103 05 1b ff*8 06 05 07 82 612f 62'/a' 09 82 820000 8205 1afffffffe"
		       " 0a 82 612f 62'/s' 0b 1a000f4240";
	o.part[PAY5] = "05 82 a6 01 8102 02 82 820000 820118ff 03 8162'/a' 04 8164'ext4'"
		       " 05 82 62'/x' 62'/y' 06 02 a1 06 01";
	o.part[PAY7] = "07 a7 01 f5 02 81 63'nfs' 03 f5 05 82 64'LD_*' 64'A\\\\B'"
		       " 06 82 5820 07*32 67'/bin/sh' 07 f5 08 f5";
	in.len = object_build(&o, buf);
	assert_true(writ_policy_decode(in, &policy, &err));
	assert_true(writ_bytes_equal(policy.id, writ_bytes_of("main")));
	assert_int_equal(policy.version, 1);
	assert_int_equal(policy.sign.claims.exp, 0x70000000);
	assert_int_equal(policy.nissuers, 2);
	assert_int_equal(policy.issuers[0].max_subjects, WRIT_SUBJECTS_MAX);
	assert_int_equal(policy.issuers[0].npaths, 0);
	assert_int_equal(policy.issuers[0].max_validity, 86400);
	assert_int_equal(policy.issuers[1].max_subjects, 5);
	assert_true(policy.issuers[1].max_validity == U64_MAX);
	assert_int_equal(policy.issuers[1].npaths, 2);
	assert_int_equal(policy.issuers[1].ops, WRIT_OP_BIT(WRIT_OP_SCRIPT));
	assert_int_equal(policy.issuers[0].uids.n, 0);
	assert_int_equal(policy.issuers[0].ncgroups, 0);
	assert_int_equal(policy.issuers[0].max_uses, 0);
	assert_int_equal(policy.issuers[1].uids.n, 2);
	assert_int_equal(policy.issuers[1].uids.range[1].first, 5);
	assert_int_equal(policy.issuers[1].uids.range[1].last, U32_MAX - 1);
	assert_int_equal(policy.issuers[1].ncgroups, 2);
	assert_true(writ_bytes_equal(policy.issuers[1].cgroups[1], writ_bytes_of("/s")));
	assert_int_equal(policy.issuers[1].max_uses, WRIT_USES_MAX);
	assert_int_equal(policy.nrules, 2);
	assert_int_equal(policy.rules[0].ops, WRIT_OP_BIT(WRIT_OP_MAP));
	assert_int_equal(policy.rules[0].nuids, 2);
	assert_int_equal(policy.rules[0].uids[1].last, 255);
	assert_int_equal(policy.rules[0].answer, WRIT_ANSWER_DENY);
	assert_int_equal(policy.rules[0].ncgroups, 2);
	assert_true(writ_bytes_equal(policy.rules[0].cgroups[1], writ_bytes_of("/y")));
	assert_int_equal(policy.rules[1].ops, WRIT_OP_ALL);
	assert_int_equal(policy.default_answer, WRIT_ANSWER_ALLOW);
	assert_true(policy.need_path);
	assert_true(policy.need_fstype);
	assert_true(policy.need_uid);
	assert_true(policy.need_cgroup);
	assert_int_equal(policy.nguarded, 2);
	assert_true(writ_bytes_equal(policy.guarded[1], writ_bytes_of("A\\\\B")));
	assert_int_equal(policy.ninterpreters, 2);
	assert_int_equal(policy.interpreters[0].digest[31], 7);
	assert_int_equal(policy.interpreters[0].path.len, 0);
	assert_null(policy.interpreters[1].digest);
	assert_true(writ_bytes_equal(policy.interpreters[1].path, writ_bytes_of("/bin/sh")));
	assert_true(policy.kill);
	assert_true(policy.continuity);
	assert_true(policy.writable_code);
	assert_true(policy.ignore_boot_off);
	assert_true(writ_policy_trusts_fs(&policy, writ_bytes_of("nfs")));
	assert_false(writ_policy_trusts_fs(&policy, writ_bytes_of("nf")));
	assert_true(writ_policy_trusts_fs(&policy, writ_bytes_of("ext4")));
	assert_false(writ_policy_trusts_fs(&policy, writ_bytes_of("fuse")));
	assert_false(writ_policy_trusts_fs(&policy, writ_bytes_of("")));

	writ_sha256(key, notation(EC_KEY("12", "22"), key, sizeof(key), 0), kid);
	assert_ptr_equal(writ_policy_issuer(&policy, wanted), &policy.issuers[1]);
	wanted.len--;
	assert_null(writ_policy_issuer(&policy, wanted));
	kid[0] ^= 1;
	wanted.len++;
	assert_null(writ_policy_issuer(&policy, wanted));
}

/* Without exp and nbf a policy always holds; without options nothing is open. */
static void optional_is_closed(void **state)
{
	struct writ_error err;
	struct object o;

	(void)state;
	object_policy(&o);
	o.part[EXP] = "";
	o.part[NBF] = "";
	o.part[PAY5] = "05 80";
	assert_true(decode(&o, &err));
	assert_true(policy.sign.claims.exp == U64_MAX);
	assert_int_equal(policy.sign.claims.nbf, 0);
	assert_false(policy.need_path);
	assert_false(policy.need_fstype);
	assert_false(policy.need_uid);
	assert_false(policy.need_cgroup);
	assert_false(policy.kill);
	assert_false(policy.continuity);
	assert_int_equal(policy.permissive_until, 0);
	assert_int_equal(policy.nguarded, 0);
	assert_int_equal(policy.ninterpreters, 0);
	assert_false(policy.writable_code);
	assert_false(policy.ignore_boot_off);
	assert_false(writ_policy_trusts_fs(&policy, writ_bytes_of("nfs")));
	o.part[PAY7] = "07 a4 01 f4 03 f4 07 f4 08 f4";
	assert_true(decode(&o, &err));
	assert_false(policy.writable_code);
	assert_false(policy.kill);
	/* An interpreter that is known by its content needs no path; by its place it does. */
	o.part[PAY7] = "07 a1 06 81 5820 07*32";
	assert_true(decode(&o, &err));
	assert_false(policy.need_path);
	o.part[PAY7] = "07 a1 06 81 67'/bin/sh'";
	assert_true(decode(&o, &err));
	assert_true(policy.need_path);
}

int main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(holds_what_it_says),
		cmocka_unit_test(optional_is_closed),
	};
	static struct CMUnitTest tests[ARRAY_SIZE(table)];
	size_t i;
	int bad;

	for (i = 0; i < ARRAY_SIZE(table); i++) {
		tests[i].name = table[i].why;
		tests[i].test_func = refuses;
		tests[i].initial_state = (void *)&table[i];
	}
	bad = cmocka_run_group_tests_name("policy refused", tests, NULL, NULL);
	bad += cmocka_run_group_tests_name("policy", others, NULL, NULL);
	return bad ? 1 : 0;
}
