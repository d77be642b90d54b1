# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: kernels that skip a program already running on a processor
# guest: plain
# expect: denied
# by: does not build for kernels before 6.1.54, `lsm/compat/features.h`

# While a long check is under way on the only processor, others ask.
before() {
	# All of it is hashed before the end is judged, and it is read for some seconds.
	cp "$SUBJECT" long
	truncate -s 96M long
	chmod 755 long
}
checks() {
	local KIND=fact pid started=0 before said

	same "one processor" 1 "$(grep -c '^processor' /proc/cpuinfo)"
	run "nobody else asks: listed" /tmp/w/listed
	before=$(denials missing-authorization)
	"$PROBE" exec /tmp/w/K2/long > said &
	pid=$!
	sleep 0.2
	[ -s said ] || started=1
	said=$("$BIN/storm" 10 100 /tmp/w/listed /tmp/w/unlisted)
	[ ! -s said ] || started="$started, ended too soon"
	same "the long check was under way from first to last" 1 "$started"
	as denial same "of fifty unlisted none ran, and fifty listed did" "ran 50 denied 50 other 0" "$said"
	wait $pid
	as denial same "the long one was denied as well" EACCES "$(cat said)"
	same "each denial was counted" 51 $(($(denials missing-authorization) - before))
	rm long
}
