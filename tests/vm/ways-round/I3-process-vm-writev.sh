# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: process_vm_writev
# guest: plain
# expect: denied
# by: `tracing`, and the protection of pages

before() {
	mkdir -p /tmp/w/guided served /tmp/w/btrfs/I3
	cp "$BIN/guide" /tmp/w/btrfs/I3/
	slow_server
	"$BIN/fuse_toy" /tmp/w/I3/served "$BIN/guide" /tmp/w/I3/counts.served read \
		/tmp/w/I3/copy > /dev/null 2>&1 &
	until_true test -e served/program
	mount -o bind /tmp/w/btrfs/I3 /tmp/w/guided
	same "nobody is governed: the loader begins where it should" ran "$(stalled :)"
	same "it begins where headers said that are gone" "exit 42" "$(exchanged)"
}
# What writes into the loader has nothing of it but a page, and has written to it before
# it is verified.
exchanged() {
	headers misguide /tmp/w/guided/guide
	rm -f copy copy.asked vm.out
	"$PROBE" write vm-headers /tmp/w/guided/guide served/program > vm.out &
	until_true test -s vm.out
	stalled let_go
}
let_go() {
	: > copy
	until_true grep -qx ok vm.out
}
checks() {
	counted "data of another process" tracing EPERM "$PROBE" inject vm-data
	counted "code of another process" tracing EPERM "$PROBE" inject vm-text
	allow_as "data, by who may" ok /tmp/w/tracer inject vm-data
	as denial allowed_as "code, even by who may: the page forbids it" EFAULT /tmp/w/tracer inject vm-text
	allow_as "an execution that waits between reading and mapping" ran stalled :
	deny_as "its loader got the listed headers meanwhile" "signal 9" map \
		unverified-content /tmp/w/guided/guide exchanged
	allow_as "the same, once all of it is over" ran stalled :
	umount /tmp/w/guided
	umount fuse
	umount served
}
