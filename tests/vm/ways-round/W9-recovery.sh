# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: full event buffer, dead daemon, clock jump
# guest: daemon
# expect: allowed
# by: the buffer keeps room for recovery and `writd` starts again; wrong acknowledgements change nothing; a jump ahead ends artifacts until the clock is right

checks() {
	local ran=0 again=0 now

	check "the strict policy is in force" writctl policy --yes --transient /mnt/authority/strict.writ
	daemon_do gone KILL
	while [ $ran -lt 5000 ] && "$SUBJECT" 2> /dev/null; do ran=$((ran + 1)); done
	if [ $ran -lt 5000 ]; then as denial ok "with nobody reading, what cannot be recorded does not run"
	else as denial fail "with nobody reading, what cannot be recorded does not run" "all of it ran"; fi
	# From here on only words of this shell may be used, until writd is there.
	writd --foreground > /tmp/writd.log 2>&1 &
	echo $! > /tmp/writd.pid
	until "$SUBJECT" 2> /dev/null || [ $again -gt 20000 ]; do again=$((again + 1)); done
	if [ $again -le 20000 ]; then as allowed ok "writd starts nevertheless, and all goes on"
	else as allowed fail "writd starts nevertheless, and all goes on" "$again tries"; fi
	check "all is durable" daemon_do drained
	# Lines about denials are limited in five seconds, and there were many.
	sleep 6
	# A jump ahead ends what is valid for days; set right, it begins anew.
	now=$(date +%s)
	word program clock
	issue a.writ program --valid 1h
	check "an artifact for an hour" writctl load a.writ
	run "it runs" /tmp/w/W9/program
	"$PROBE" code clock-set $((now + 7200)) > /dev/null
	deny "two hours later" execute expired /tmp/w/W9/program "$PROBE" exec /tmp/w/W9/program
	issue b.writ program --valid 4h
	check "a new one" writctl load b.writ
	passes_as "recovers it" ran "$PROBE" exec /tmp/w/W9/program
}
