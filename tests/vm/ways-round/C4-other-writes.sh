# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: O_DIRECT, splice, fallocate, reflink, copy_file_range
# guest: plain
# expect: denied
# by: each needs a descriptor for writing, at whose opening the content is forgotten; what a read with O_DIRECT writes to is seen to be pinned, but in 6.1, whose status says `direct_read_pins: unsupported`

before() {
	slow_copies
	same "it begins where headers said that are gone" "exit 42" "$(exchanged_by direct-headers)"
	umount /tmp/w/guided
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
	allow_as "an execution that waits between reading and mapping" ran stalled :
	if at_least 6.12; then
		deny_as "its loader got the listed headers meanwhile" "signal 9" map \
			unverified-content /tmp/w/guided/guide exchanged_by direct-headers
	else
		reported "direct_read_pins: unsupported"
	fi
	no_more_copies
}
