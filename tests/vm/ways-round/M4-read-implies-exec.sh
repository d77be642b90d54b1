# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: READ_IMPLIES_EXEC
# guest: plain
# expect: denied
# by: the personality needs the operation generate-code, and the final protection is judged

checks() {
	counted "who may not have it" writable-code EPERM "$PROBE" odd file-implied /tmp/w/listed
	allow_as "who may, and reads what is listed" ok /tmp/w/code odd file-implied /tmp/w/listed
	missing "who may, and reads what is not: it would be executable" map /tmp/w/unlisted \
		/tmp/w/code odd file-implied /tmp/w/unlisted
	map "without it a file is read" map-read /tmp/w/unlisted

	# Who traces the system call has his own code where writ's is.
	"$BIN/caller" "$BIN/watcher.bpf.o" /tmp/w/M4/made > said 2>&1 &
	check "a BPF program watches the system call" until_true grep -q ready said
	counted "who may not have it, and is watched" writable-code EPERM \
		"$PROBE" odd file-implied /tmp/w/listed
	allow_as "who may, and is watched" ok /tmp/w/code odd file-implied /tmp/w/listed
	mkdir made
	wait $!
	# The second answer is 0, or another personality that was there before.
	as denial same "it saw both" "called 2" "$(sed -n 's/ said .*//p' said)"
}
