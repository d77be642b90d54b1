# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: expiry or revocation while cached or running
# guest: daemon
# expect: denied
# by: both count at the next request, what runs goes on unless the policy says `on-end: kill`, and the status counts what had ended

checks() {
	local pid

	mkdir d
	cp /bin/busybox d/sleep
	echo revoked >> d/sleep
	issue one.writ d/sleep --valid 1h
	check "its artifact is in force" writctl load one.writ
	/tmp/w/C10/d/sleep 1000 &
	pid=$!
	as control check "it runs" became $pid /tmp/w/C10/d/sleep
	writ revoke --key /mnt/authority/release --issuer release --artifact one.writ -o r.writ 2> /dev/null
	check "it is revoked" writctl revoke r.writ
	deny "it does not run again" execute revoked /tmp/w/C10/d/sleep "$PROBE" exec /tmp/w/C10/d/sleep 0
	check "what ran goes on" kill -0 $pid
	as fact check "and is counted" until_true test "$(value ended)" -ge 1
	kill $pid
}
