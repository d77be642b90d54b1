# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: another boot line
# guest: plain nolsm
# expect: denied
# by: a policy that says `ignore-boot-off` heeds no `writ.off`; otherwise the boot line wins over a module that is loaded later, as `docs/threat-model.md` says: without bpf in `lsm=` nothing enforces, and nothing claims to

# Both guests have ima_appraise=fix and ipe.enforce=0 on their line, the plain one
# writ.off and init= as well, the other one an lsm= without bpf.
before() {
	[ "$GUEST" = plain ] || return 0
	forget_log
	OFF=$(load /mnt/rows/policy /mnt/rows/artifacts)
	OFF="$OFF, $(dmesg | grep -cF 'writ: refused to load: writ.off stands')"
	UNGOVERNED=$("$PROBE" exec /tmp/w/unlisted)
}
checks() {
	check "the boot line is what it should be" grep -q 'ima_appraise=fix ipe.enforce=0' /proc/cmdline
	if [ "$GUEST" = nolsm ]; then
		as denial same "refused, and not half done" EOPNOTSUPP "$(load /mnt/rows/ignore-off /mnt/rows/artifacts)"
		same "no status that claims anything" "" "$(value state)"
		return
	fi
	as fact same "a policy that heeds it: refused in one line" "EPERM, 1" "$OFF"
	as control same "and the host ran ungoverned" ran "$UNGOVERNED"
	unlisted "a policy that does not: enforced" /tmp/w/unlisted
	run "and allows" /tmp/w/listed
	same "the status says so" enforcing "$(value state)"
}
