# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: io_uring opens and writes
# guest: plain
# expect: denied
# by: the same file_open hook, for whoever submitted it; a file whose pages are pinned is not verified

checks() {
	local sleeper

	variant file listed
	run "before" /tmp/w/I4/file
	same "written by the ring" ok "$("$PROBE" write ring /tmp/w/I4/file /tmp/w/unlisted)"
	unlisted "after that" /tmp/w/I4/file
	same "the listed content, written by the ring" ok "$("$PROBE" write ring /tmp/w/I4/file /tmp/w/listed)"
	truncate -s "$(stat -c %s /tmp/w/listed)" file
	run "after that: listed" /tmp/w/I4/file
	cp /bin/busybox sleep
	/tmp/w/I4/sleep 1000 &
	sleeper=$!
	sleep 0.3
	as denial same "a running program" ETXTBSY "$("$PROBE" write ring /tmp/w/I4/sleep /tmp/w/unlisted)"
	kill $sleeper
	mkdir memory
	mount -t tmpfs none memory
	cp /tmp/w/listed memory/program
	deny "one whose pages the ring can still write" execute file-being-written \
		/tmp/w/I4/memory/program "$PROBE" write ring-buffer /tmp/w/I4/memory/program -
	cp /tmp/w/listed memory/other
	allow_as "one whose pages it could" ok \
		"$PROBE" write ring-buffer-given-up /tmp/w/I4/memory/other -
}
