# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: clock set back
# guest: plain crash
# expect: denied
# by: the mark counts, in this boot and the next

before() { for name in expiring expired; do variant $name $name; done; }
checks() {
	local now way

	read -r now < "$KEYS/now"
	if [ "$GUEST" = crash ]; then
		# The hardware clock of this boot is years behind what the last one had reached.
		check "the clock is behind" sh -c '[ "$(date +%Y)" -lt 2022 ]'
		deny "expired before the boot" execute expired /tmp/w/U5/expired "$PROBE" exec /tmp/w/U5/expired
		run "not yet expired" /tmp/w/U5/expiring
		return
	fi
	run "before it expires" /tmp/w/U5/expiring
	same "the clock goes on" ok "$("$PROBE" code clock-set $((now + 7300)))"
	deny "it has expired" execute expired /tmp/w/U5/expiring "$PROBE" exec /tmp/w/U5/expiring
	same "set back by settimeofday" ok "$("$PROBE" code clock-set "$now")"
	deny "expired still" execute expired /tmp/w/U5/expiring "$PROBE" exec /tmp/w/U5/expiring
	same "on again" ok "$("$PROBE" code clock-set $((now + 7300)))"
	same "set back by adjtimex" ok "$("$PROBE" code clock-offset -7300)"
	deny "expired still, after adjtimex" execute expired /tmp/w/U5/expiring "$PROBE" exec /tmp/w/U5/expiring
	run "what is valid" /tmp/w/listed
	"$PROBE" code clock-set $((now + 7300)) > /dev/null
}
