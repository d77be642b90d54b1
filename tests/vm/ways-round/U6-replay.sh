# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: replay of single-use artifacts
# guest: daemon
# expect: denied
# by: accounts are taken at once in the kernel and outlive artifact and boot; a snapshot of the whole machine brings back what it held, unless an artifact is bound to what changes, as a register of the TPM

checks() {
	word program race
	issue once.writ program --valid 1h --uses once --arg any
	check "an artifact for one use" writctl load once.writ
	# A request that is denied for another reason uses nothing up.
	deny "with an argument that it does not allow" execute argv-mismatch /tmp/w/U6/program \
		"$PROBE" exec /tmp/w/U6/program more
	forget_log
	"$BIN/race" together 64 /tmp/w/U6/program > said 2>&1
	as control check "one of 64 ran" grep -q '^ran 1 wrong 0 denied 63 ' said
	as denial same "and 63 are replays" 63 "$(value 'denied replay')"
	check "dropped" writctl drop --file once.writ
	check "and brought again" writctl load once.writ
	as denial denied_as "which gives nothing back" EACCES execute replay /tmp/w/U6/program \
		"$PROBE" exec /tmp/w/U6/program
	# What is bound to a boot is of no use in another one.
	word other boot
	issue boot.writ other --valid 1h --uses once --boot 00000000-0000-4000-8000-000000000000
	as denial same "an artifact of another boot is not taken" 1 \
		"$(writctl load boot.writ > /dev/null 2>&1; echo $?)"
	missing "and does not count" execute /tmp/w/U6/other "$PROBE" exec /tmp/w/U6/other
	issue boot2.writ other --valid 1h --uses once --boot "$(cat /proc/sys/kernel/random/boot_id)"
	check "one of this boot" writctl load boot2.writ
	run "counts" /tmp/w/U6/other
	at_least 6.14 || return 0
	# An interpreter that asks (AT_EXECVE_CHECK) executes nothing.
	printf '#!/bin/busybox true\n' > asked
	chmod 755 asked
	issue asked.writ asked --valid 1h --uses once --ops script
	check "a script for one use" writctl load asked.writ
	as denial denied_as "an interpreter that asks gets none" EACCES script replay /tmp/w/U6/asked \
		"$PROBE" exec -m check /tmp/w/U6/asked
	allow_as "and takes none" ran "$PROBE" exec /tmp/w/U6/asked
	as denial denied_as "then there is none" EACCES script replay /tmp/w/U6/asked \
		"$PROBE" exec /tmp/w/U6/asked
}
