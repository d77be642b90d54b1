// SPDX-License-Identifier: GPL-2.0-only
/* A request against each single term: fitting, not fitting, unknown, and at the edge. */
#include "check.h"
#include "situation.h"

#define DIGEST(x) "5820 " x "*32 "
#define BOOT "50 bb*16 "

/* What is unknown of a request, or otherwise than situation.h has it. */
enum change {
	AS_IT_IS, NOBODY_ASKS, NO_UID, NO_LOGIN, NO_CGROUP, CGROUP_NOT_ASKED, NO_PROGRAM,
	NO_ARTIFACT, OTHER_KEY, NO_KEY, NO_SIGNER, NO_STATE, NO_BOOT, NO_KERNEL, NO_LOCKDOWN,
	LOCKDOWN_OFF, LOCKDOWN_MOST, NO_SECURE_BOOT, SECURE_BOOT_OFF, NO_MODULE_SIGNATURES,
	MODULE_SIGNATURES_OFF, NO_PCRS, PCRS_NOT_ASKED, PCR_CHANGED, NO_POLICY
};

static void change(struct situation *s, enum change what)
{
	switch (what) {
	case NOBODY_ASKS:
		s->req.asker = NULL;
		break;
	case NO_UID:
		s->req.uid = U32_MAX;
		break;
	case NO_LOGIN:
		s->asker.login_uid = U32_MAX;
		break;
	case NO_CGROUP:
		s->req.cgroup = (struct writ_bytes){ NULL, 0 };
		break;
	case CGROUP_NOT_ASKED:
		s->req.have &= ~(u32)WRIT_FACT_CGROUP;
		s->req.cgroup.len = 0;
		break;
	case NO_PROGRAM:
		s->asker.program = (struct writ_bytes){ NULL, 0 };
		break;
	case NO_ARTIFACT:
		s->asker.artifact = (struct writ_bytes){ NULL, 0 };
		s->asker.key = NULL;
		break;
	case OTHER_KEY:
		s->key[WRIT_KID_SIZE - 1] ^= 1;
		break;
	case NO_KEY:
		s->asker.key = NULL;
		break;
	case NO_SIGNER:
		s->grant.identity = NULL;
		break;
	case NO_STATE:
		s->req.state = NULL;
		break;
	case NO_BOOT:
		s->host.boot = NULL;
		break;
	case NO_KERNEL:
		s->host.kernel.len = 0;
		break;
	case NO_LOCKDOWN:
		s->host.lockdown = -1;
		break;
	case LOCKDOWN_OFF:
		s->host.lockdown = WRIT_LOCKDOWN_NONE;
		break;
	case LOCKDOWN_MOST:
		s->host.lockdown = WRIT_LOCKDOWN_CONFIDENTIALITY;
		break;
	case NO_SECURE_BOOT:
		s->host.secure_boot = -1;
		break;
	case SECURE_BOOT_OFF:
		s->host.secure_boot = 0;
		break;
	case NO_MODULE_SIGNATURES:
		s->host.module_signatures = -1;
		break;
	case MODULE_SIGNATURES_OFF:
		s->host.module_signatures = 0;
		break;
	case NO_PCRS:
		s->host.pcrs_known = 0;
		break;
	case PCRS_NOT_ASKED:
		s->req.have &= ~(u32)WRIT_FACT_PCRS;
		break;
	case PCR_CHANGED:
		s->pcrs[7][31] ^= 1;
		break;
	case NO_POLICY:
		s->req.policy = NULL;
		break;
	default:
		break;
	}
}

struct ask {
	const char *terms;
	enum change what;
	bool fits;
};

static void ask_all(const struct ask *ask, size_t n, enum writ_reason otherwise)
{
	struct situation s;
	enum writ_reason reason;
	size_t i;

	for (i = 0; i < n; i++) {
		situation_begin(&s, ask[i].terms);
		change(&s, ask[i].what);
		reason = writ_terms_check(&s.grant, &s.req);
		if (reason != (ask[i].fits ? WRIT_AUTHORIZED : otherwise))
			fail_msg("%s, change %d: %s", ask[i].terms, ask[i].what,
				 writ_reason_name(reason));
		situation_end(&s);
	}
}

static const struct ask policies[] = {
	{ "a1 07 82 64'main' 01", AS_IT_IS, true }, { "a1 07 82 64'main' 05", AS_IT_IS, true },
	{ "a1 07 82 64'main' 06", AS_IT_IS, false },
	{ "a1 07 82 64'main' 1b ff*8", AS_IT_IS, false },
	{ "a1 07 82 63'mai' 01", AS_IT_IS, false }, { "a1 07 82 65'main2' 01", AS_IT_IS, false },
	{ "a1 07 82 64'Main' 01", AS_IT_IS, false }, { "a1 07 82 64'main' 01", NO_POLICY, false },
	{ "a1 06 01", NO_POLICY, true },
};

#define ENVIRONMENT(what) "a1 05 a1 " what

static const struct ask environments[] = {
	{ ENVIRONMENT("01 " BOOT), AS_IT_IS, true }, { ENVIRONMENT("01 " BOOT), NO_BOOT, false },
	{ ENVIRONMENT("01 50 bb*15 ba"), AS_IT_IS, false },
	{ ENVIRONMENT("01 50 ba bb*15"), AS_IT_IS, false },
	{ ENVIRONMENT("01 " BOOT), NO_STATE, false },
	{ ENVIRONMENT("02 81 63'6.*'"), AS_IT_IS, true },
	{ ENVIRONMENT("02 81 63'6.*'"), NO_KERNEL, false },
	{ ENVIRONMENT("02 81 61'*'"), NO_KERNEL, false },
	{ ENVIRONMENT("02 81 68'6.1.0-56'"), AS_IT_IS, true },
	{ ENVIRONMENT("02 81 67'6.1.0-5'"), AS_IT_IS, false },
	{ ENVIRONMENT("02 81 69'6.1.0-56?'"), AS_IT_IS, false },
	{ ENVIRONMENT("02 82 62'5*' 62'6*'"), AS_IT_IS, true },
	{ ENVIRONMENT("02 82 62'5*' 62'7*'"), AS_IT_IS, false },
	{ ENVIRONMENT("03 01"), AS_IT_IS, true }, { ENVIRONMENT("03 01"), LOCKDOWN_OFF, false },
	{ ENVIRONMENT("03 01"), NO_LOCKDOWN, false }, { ENVIRONMENT("03 01"), LOCKDOWN_MOST, true },
	{ ENVIRONMENT("03 02"), AS_IT_IS, false }, { ENVIRONMENT("03 02"), LOCKDOWN_MOST, true },
	{ ENVIRONMENT("03 02"), NO_LOCKDOWN, false },
	{ ENVIRONMENT("04 f5"), AS_IT_IS, true }, { ENVIRONMENT("04 f5"), SECURE_BOOT_OFF, false },
	{ ENVIRONMENT("04 f5"), NO_SECURE_BOOT, false }, { ENVIRONMENT("04 f5"), NO_STATE, false },
	{ ENVIRONMENT("05 f5"), AS_IT_IS, true },
	{ ENVIRONMENT("05 f5"), MODULE_SIGNATURES_OFF, false },
	{ ENVIRONMENT("05 f5"), NO_MODULE_SIGNATURES, false },
	{ ENVIRONMENT("06 81 82 07 " DIGEST("07")), AS_IT_IS, true },
	{ ENVIRONMENT("06 82 82 00 " DIGEST("07") " 82 07 " DIGEST("07")), AS_IT_IS, true },
	{ ENVIRONMENT("06 82 82 00 " DIGEST("07") " 82 07 " DIGEST("07")), PCR_CHANGED, false },
	{ ENVIRONMENT("06 82 82 00 " DIGEST("07") " 82 07 " DIGEST("08")), AS_IT_IS, false },
	{ ENVIRONMENT("06 82 82 00 " DIGEST("07") " 82 08 " DIGEST("07")), AS_IT_IS, false },
	{ ENVIRONMENT("06 81 82 17 " DIGEST("07")), AS_IT_IS, false },
	{ ENVIRONMENT("06 81 82 00 " DIGEST("07")), PCR_CHANGED, true },
	{ ENVIRONMENT("06 81 82 07 " DIGEST("07")), NO_PCRS, false },
	{ ENVIRONMENT("06 81 82 07 " DIGEST("07")), PCRS_NOT_ASKED, false },
	{ ENVIRONMENT("06 81 82 07 " DIGEST("07")), NO_STATE, false },
	{ "a1 05 a2 03 01 04 f5", AS_IT_IS, true },
	{ "a1 05 a2 03 01 04 f5", SECURE_BOOT_OFF, false },
	{ "a1 05 a2 03 01 04 f5", LOCKDOWN_OFF, false },
	{ "a1 05 a6 01 " BOOT "02 81 61'*' 03 01 04 f5 05 f5 06 81 82 00 " DIGEST("07"), AS_IT_IS,
	  true },
	{ "a1 05 a6 01 " BOOT "02 81 61'*' 03 01 04 f5 05 f5 06 81 82 00 " DIGEST("08"), AS_IT_IS,
	  false },
};

#define INITIATOR(what) "a1 04 a1 " what

static const struct ask initiators[] = {
	{ INITIATOR("01 81 82 1903e8 1903e8"), AS_IT_IS, true },
	{ INITIATOR("01 81 82 00 1903e7"), AS_IT_IS, false },
	{ INITIATOR("01 81 82 1903e9 1afffffffe"), AS_IT_IS, false },
	{ INITIATOR("01 82 820000 82 1903e8 1903e9"), AS_IT_IS, true },
	{ INITIATOR("01 81 82 00 1afffffffe"), NO_UID, false },
	{ INITIATOR("01 81 82 1903e8 1903e8"), NOBODY_ASKS, false },
	{ INITIATOR("02 81 82 1864 1864"), AS_IT_IS, true },
	{ INITIATOR("02 81 82 1865 1865"), AS_IT_IS, false },
	{ INITIATOR("02 81 82 1863 1863"), AS_IT_IS, false },
	{ INITIATOR("03 81 82 1903e9 1903e9"), AS_IT_IS, true },
	{ INITIATOR("03 81 82 00 1903e8"), AS_IT_IS, false },
	{ INITIATOR("03 81 82 00 1afffffffe"), NO_LOGIN, false },
	{ INITIATOR("04 81 62'/s'"), AS_IT_IS, true },
	{ INITIATOR("04 81 64'/s/a'"), AS_IT_IS, true },
	{ INITIATOR("04 81 61'/'"), AS_IT_IS, true },
	{ INITIATOR("04 81 66'/s/a/b'"), AS_IT_IS, false },
	{ INITIATOR("04 81 65'/s/aa'"), AS_IT_IS, false },
	{ INITIATOR("04 82 62'/x' 62'/s'"), AS_IT_IS, true },
	{ INITIATOR("04 81 61'/'"), NO_CGROUP, false },
	{ INITIATOR("04 81 61'/'"), CGROUP_NOT_ASKED, false },
	{ INITIATOR("05 81 " DIGEST("02")), AS_IT_IS, true },
	{ INITIATOR("05 82 " DIGEST("02") DIGEST("03")), AS_IT_IS, true },
	{ INITIATOR("05 81 5820 02*31 03"), AS_IT_IS, false },
	{ INITIATOR("05 81 " DIGEST("02")), NO_PROGRAM, false },
	{ INITIATOR("05 81 " DIGEST("02")), NOBODY_ASKS, false },
	{ INITIATOR("06 81 48 03*8"), AS_IT_IS, true },
	{ INITIATOR("06 82 48 02*8 48 03*8"), AS_IT_IS, true },
	{ INITIATOR("06 81 48 04*8"), AS_IT_IS, false },
	{ INITIATOR("06 81 49 03*9"), AS_IT_IS, false },
	{ INITIATOR("06 81 48 03*8"), NO_ARTIFACT, false },
	/* One that another key signed may have any identity. */
	{ INITIATOR("06 81 48 03*8"), OTHER_KEY, false },
	{ INITIATOR("06 81 48 03*8"), NO_KEY, false },
	{ INITIATOR("06 81 48 03*8"), NO_SIGNER, false },
	{ INITIATOR("05 81 " DIGEST("02")), OTHER_KEY, true },
	{ "a1 04 a2 05 81 " DIGEST("02") "06 81 48 03*8", AS_IT_IS, true },
	{ "a1 04 a2 05 81 " DIGEST("02") "06 81 48 04*8", AS_IT_IS, false },
	{ "a1 04 a2 05 81 " DIGEST("09") "06 81 48 03*8", AS_IT_IS, false },
	{ "a1 04 a2 01 81 82 1903e8 1903e8 02 81 820000", AS_IT_IS, false },
	{ "a1 04 a2 01 81 820000 02 81 82 1864 1864", AS_IT_IS, false },
};

static void each_alone(void **state)
{
	(void)state;
	ask_all(policies, ARRAY_SIZE(policies), WRIT_POLICY_MISMATCH);
	ask_all(environments, ARRAY_SIZE(environments), WRIT_ENVIRONMENT_MISMATCH);
	ask_all(initiators, ARRAY_SIZE(initiators), WRIT_IDENTITY_MISMATCH);
}

/* What is not asked for does not count, however little is known. */
static void absent_is_not_asked(void **state)
{
	static const char *const terms[] = {
		"a1 03 a1 03 81 82 4161 8100", "a1 06 01", "a1 07 82 64'main' 01", "a1 08 01",
		"a1 09 81 82 6161 6161", "a1 0a 84 6161 50 bb*16 01 " DIGEST("06"), "a0", NULL,
	};
	struct situation s;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(terms); i++) {
		situation_begin(&s, terms[i]);
		s.req.asker = NULL;
		s.req.state = NULL;
		s.req.digest = NULL;
		s.req.have = 0;
		s.req.uid = U32_MAX;
		s.req.cgroup.len = 0;
		s.req.arguments.data = NULL;
		s.req.variables_known = false;
		if (writ_terms_check(&s.grant, &s.req) != WRIT_AUTHORIZED)
			fail_msg("%s", terms[i] ? terms[i] : "none");
		situation_end(&s);
	}
}

/* The same of the host: a term of the environment asks for its own part of it alone. */
static void absent_of_the_host(void **state)
{
	static const struct {
		const char *terms;
		enum change own;
	} each[] = {
		{ ENVIRONMENT("01 " BOOT), NO_BOOT }, { ENVIRONMENT("02 81 62'6*'"), NO_KERNEL },
		{ ENVIRONMENT("03 01"), NO_LOCKDOWN }, { ENVIRONMENT("04 f5"), NO_SECURE_BOOT },
		{ ENVIRONMENT("05 f5"), NO_MODULE_SIGNATURES },
		{ ENVIRONMENT("06 81 82 00 " DIGEST("07")), NO_PCRS },
	};
	struct situation s;
	size_t i, k;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(each); i++) {
		situation_begin(&s, each[i].terms);
		for (k = 0; k < ARRAY_SIZE(each); k++)
			if (k != i)
				change(&s, each[k].own);
		assert_string_equal(writ_reason_name(writ_terms_check(&s.grant, &s.req)),
				    "authorized");
		change(&s, each[i].own);
		assert_int_equal(writ_terms_check(&s.grant, &s.req), WRIT_ENVIRONMENT_MISMATCH);
		situation_end(&s);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_alone),
		cmocka_unit_test(absent_is_not_asked),
		cmocka_unit_test(absent_of_the_host),
	};

	return cmocka_run_group_tests_name("terms asked", tests, NULL, NULL) ? 1 : 0;
}
