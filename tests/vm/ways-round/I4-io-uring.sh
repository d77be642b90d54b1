# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: io_uring opens and writes
# guest: plain
# expect: denied
# by: the same file_open hook, for whoever submitted it; a file whose pages are pinned is not verified

before() {
	mkdir -p /tmp/w/guided
	slow_server
	memory_loader
	same "nobody is governed: the loader begins where it should" ran "$(stalled :)"
	same "it begins where headers said that are gone" "exit 42" "$(exchanged)"
	umount /tmp/w/guided
}
memory_loader() {
	mount -t tmpfs none /tmp/w/guided
	cp "$BIN/guide" /tmp/w/guided/
}
# The loader's page is the ring's before an execution reads its headers, and not any more
# when they are verified.
exchanged() {
	headers misguide /tmp/w/guided/guide
	rm -f orders ring.out
	mkfifo orders
	"$PROBE" write ring-headers /tmp/w/guided/guide "$BIN/guide" < orders > ring.out &
	exec 7> orders
	until_true test -s ring.out
	stalled let_go
}
let_go() {
	echo >&7
	until_true grep -qx ok ring.out
	exec 7>&-
}
checks() {
	local sleeper reason=unverified-content

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
	became $sleeper /tmp/w/I4/sleep
	as denial same "a running program" ETXTBSY "$("$PROBE" write ring /tmp/w/I4/sleep /tmp/w/unlisted)"
	kill $sleeper
	mkdir memory
	mount -t tmpfs none memory
	cp /tmp/w/listed memory/program
	deny "one whose pages the ring can still write" execute file-being-written \
		/tmp/w/I4/memory/program "$PROBE" write ring-buffer /tmp/w/I4/memory/program -
	cp /tmp/w/listed memory/other
	if at_least 6.12; then
		allow_as "one whose pages it could" ok \
			"$PROBE" write ring-buffer-given-up /tmp/w/I4/memory/other -
	else
		# Not all that holds a page can be seen, so what was mapped so is out.
		reason=file-being-written
		deny "one whose pages it could" execute $reason /tmp/w/I4/memory/other \
			"$PROBE" write ring-buffer-given-up /tmp/w/I4/memory/other -
		cp memory/other memory/copied
		run "a copy of it" /tmp/w/I4/memory/copied
	fi
	memory_loader
	allow_as "an execution that waits between reading and mapping" ran stalled :
	deny_as "the ring gave its loader the listed headers meanwhile" "signal 9" map \
		$reason /tmp/w/guided/guide exchanged
	at_least 6.12 || { cp /tmp/w/guided/guide again && mv again /tmp/w/guided/guide; }
	allow_as "the same, or a copy of it, once the ring has let go of it" ran stalled :
	umount /tmp/w/guided
	umount fuse
}
