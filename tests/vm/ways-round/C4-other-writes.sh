# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: O_DIRECT, splice, fallocate, reflink, copy_file_range
# guest: plain
# expect: denied
# by: each needs a descriptor for writing, at whose opening the content is forgotten

checks() {
	local way dir=/tmp/w/btrfs/C4

	mkdir $dir
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
}
