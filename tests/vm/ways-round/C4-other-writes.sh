# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: O_DIRECT, splice, fallocate, reflink, copy_file_range
# guest: plain
# expect: denied
# by: each needs a descriptor for writing, at whose opening the content is forgotten; a file of whose pages others may still write to one gets other pages, or is not verified

before() {
	slow_copies
	same "it begins where headers said that are gone" "exit 42" "$(exchanged_by direct-headers)"
	serve wrong "$BIN/misguide" read copy
	same "and where headers say that came later" "ran exit 42" "$(changed_later)"
	umount /tmp/w/guided
}
# A read into the loader goes on while it is verified, and ends when it runs no more.
changed_later() {
	headers guide /tmp/w/guided/guide
	begin_copying direct-headers wrong
	echo "$(stalled :) $(copies; stalled :)"
}
checks() {
	local way dir=/tmp/w/btrfs/C4

	check "a file system that can do all of them" grep -q " /tmp/w/btrfs btrfs " /proc/mounts
	cp /tmp/w/listed /tmp/w/unlisted $dir/
	for way in direct splice sendfile fallocate copy-range clone; do
		cp $dir/listed $dir/$way
		run "before $way" $dir/$way
		same "$way" ok "$("$PROBE" write $way $dir/$way $dir/unlisted)"
		unlisted "after $way" $dir/$way
	done
	# The same ways, with the listed content: it is the content that counts.
	for way in direct clone; do
		: > $dir/$way
		same "$way of the listed content" ok "$("$PROBE" write $way $dir/$way $dir/listed)"
		run "after $way of the listed content" $dir/$way
	done
	# A read with O_DIRECT into the loader, which waits for a server.
	disk_loader
	headers guide /tmp/w/guided/guide
	allow_as "an execution that waits between reading and mapping" ran stalled :
	deny_as "its loader got the listed headers meanwhile" "signal 9" map \
		missing-authorization /tmp/w/guided/guide exchanged_by direct-headers
	as denial same "what came later does not count" "ran ran" "$(changed_later)"
	no_more_copies
	umount wrong
}
