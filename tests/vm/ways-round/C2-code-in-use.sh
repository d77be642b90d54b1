# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: writing running programs and mapped libraries
# guest: plain
# expect: denied
# by: what runs or is mapped refuses writers, until who holds it executes something else or ends

checks() {
	local sleeper

	variant library listed
	as denial same "mapped: opened for writing, truncated" "ETXTBSY ETXTBSY ETXTBSY" \
		"$("$PROBE" file mapped /tmp/w/C2/library | head -n 3 | tr '\n' ' ' | sed 's/ $//')"
	as control same "once nobody holds it" ok "$("$PROBE" file poke /tmp/w/C2/library)"
	missing "and then it is what it has become" map /tmp/w/C2/library "$PROBE" memory map /tmp/w/C2/library
	cp /bin/busybox sleep
	chmod 755 sleep
	/tmp/w/C2/sleep 1000 &
	sleeper=$!
	became $sleeper /tmp/w/C2/sleep
	as denial same "a running program" ETXTBSY "$("$PROBE" file write /tmp/w/C2/sleep)"
	variant other unlisted
	mv other sleep
	check "replaced by rename, the old one runs on" kill -0 $sleeper
	unlisted "and the new one needs its own" /tmp/w/C2/sleep
	kill $sleeper
	variant asked-for unlisted
	as control same "what is denied again and again can be written each time" "300 of 300" \
		"$("$PROBE" file contested /tmp/w/C2/asked-for)"
	# So many denials at once are not all told of; the next ones are to be.
	sleep 6
}
