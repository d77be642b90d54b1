# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: fork bomb overruns the log
# guest: daemon
# expect: denied
# by: received and lost are all that was decided; with `strict-log` nothing runs unrecorded

# Half of the requests are denials, and whoever reads is stopped meanwhile.
checks() {
	local before denied offered reader said

	word unlisted storm
	reader=$(cat /tmp/writd.pid)
	kill -STOP "$reader"
	denied=$(denials missing-authorization)
	offered=$(value events_offered)
	before=$(value events_lost)
	said=$("$BIN/storm" 8 2000 "$SUBJECT" /tmp/w/E1/unlisted)
	as denial same "each was decided, with nobody reading" "ran 1000 denied 1000 other 0" "$said"
	as fact same "and counted" 1000 $(($(denials missing-authorization) - denied))
	if [ $(($(value events_offered) - offered)) -ge 2000 ]; then ok "and offered to the log"
	else fail "and offered to the log" "$(($(value events_offered) - offered))"; fi
	if [ "$(value events_lost)" -gt "$before" ]; then ok "more than it holds"
	else fail "more than it holds" "nothing was lost"; fi
	kill -CONT "$reader"
	as control check "the reader goes on" daemon_do drained
	# One look at all of the numbers, and then a log that reaches beyond it.
	cat "$STATUS" > numbers
	check "the log reaches beyond it" daemon_do drained
	writ-lineage export /var/lib/writ/lineage --format jsonl |
		awk -v last="$(number events_recorded)" \
			'match($0, /"seq": [0-9]+/) && substr($0, RSTART + 7, RLENGTH - 7) + 0 <= last' > told
	same "received and lost are all that was decided" "$(number events_offered)" \
		$(($(grep -vc '"kind": "gap"' told) + $(lost allowed) + $(lost denied) + $(lost other)))
}
number() { sed -n "s/^$1: //p" numbers; }
# Each gap says how many of a kind it stands for.
lost() { sed -n "s/.*\"lost-$1\": *\([0-9]*\).*/\1/p" told | awk '{ s += $1 } END { print s + 0 }'; }
