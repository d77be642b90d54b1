# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: code and mappings older than loading
# guest: daemon
# expect: allowed
# by: who ran before is in the log as a root of lineage; its code goes on, and what it starts is judged

before() {
	cp /bin/busybox sleeper
	echo early >> sleeper
	mkdir d
	mv sleeper d/sleep
	chmod 755 d/sleep
	/tmp/w/B1/d/sleep 1000 > /dev/null 2>&1 &
	EARLY=$!
	# Its own shell, to be asked later.
	mkfifo ask
	sh -c 'exec 3<> /tmp/w/B1/ask; while read -r line <&3; do $line > /tmp/w/B1/said 2>&1; echo "$?" > /tmp/w/B1/ended; done' &
}
checks() {
	as allowed check "it runs on" kill -0 "$EARLY"
	check "the log is durable so far" daemon_do drained
	as allowed check "and is reported" sh -c \
		'writ-lineage query /var/lib/writ/lineage --kind root --path "/tmp/w/B1/d/sleep" | grep -q sleep'
	unlisted "executed now it is denied" /tmp/w/B1/d/sleep
	echo "$PROBE exec /tmp/w/B1/d/sleep" > ask
	until_true test -s ended
	as denial same "by who was there before as well" EACCES "$(cat said)"
	kill "$EARLY"
}
