// SPDX-License-Identifier: GPL-2.0-only
/* The lock-out check, and what else can be known before a policy is put into force. */
#include "host_check.h"

#include <stdio.h>

#include "artifacts.h"
#include "convert.h"
#include "ctl.h"
#include "lockout.h"

#define SOON		(7 * 24 * 60 * 60)

static bool locked_out(const struct admission *a, const struct lockout *l, bool yes)
{
	size_t denied = lockout_report(l);

	if (!denied)
		return false;
	if (yes) {
		ui_note("warning: this host will not be usable as it is (--yes)");
		return false;
	}
	ui_fail("refused: %zu of the files that init, a shell and writctl need would be denied; give --artifacts that cover them, or --yes",
		denied);
	if (a->policy->ignore_boot_off)
		ui_note("this policy ignores the boot word writ.off, so there would be no way back");
	return true;
}

static void warn_of_end(const struct admission *a, const struct lockout *l)
{
	u64 until = lockout_until(l);
	char text[32];

	if (until != U64_MAX && until - a->now < SOON)
		ui_note("warning: what init, a shell and writctl need is authorized only until %s",
			writ_time_format(until, text));
}

bool host_check(struct admission *a, const char *artifacts, bool yes)
{
	struct artifacts_count count = { 0 };
	struct lockout l;
	struct writ_msg msg;
	bool ok = false;

	if (!lockout_open(&l, a, &msg)) {
		ui_fail("the lock-out check cannot be made: %s", msg.text);
		if (!yes)
			goto out;
	}
	if (artifacts && !artifacts_check(artifacts, a, &l, &count, &msg)) {
		ui_fail_msg(&msg);
		goto out;
	}
	lockout_attributes(&l);
	if (locked_out(a, &l, yes))
		goto out;
	warn_of_end(a, &l);
	if (artifacts)
		printf("artifacts: %zu of %zu will be loaded%s\n", count.admitted, count.files,
		       count.idle ? ", not all of them allow something now" : "");
	ok = true;
out:
	lockout_close(&l);
	return ok;
}
