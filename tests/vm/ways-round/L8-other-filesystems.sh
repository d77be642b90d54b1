# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: loop, vfat, iso9660, squashfs mounts
# guest: plain
# expect: denied
# by: on the allow-list and judged by digest; erofs from a file is `untrusted-filesystem`

checks() {
	local type

	for type in squashfs erofs iso9660 vfat; do
		grep -qw $type /proc/filesystems || continue
		check "$type is mounted" grep -q " /tmp/w/images/$type $type " /proc/mounts
		unlisted "$type: unlisted" /tmp/w/images/$type/unlisted
		run "$type: listed" /tmp/w/images/$type/listed
		deny "$type: mapped" map missing-authorization /tmp/w/images/$type/unlisted \
			"$PROBE" memory map /tmp/w/images/$type/unlisted
		map "$type: mapped, listed" map /tmp/w/images/$type/listed
	done
	at_least 6.12 || return 0
	# Without a device it reads the file, which anybody may write who could before.
	mkdir at
	cp /tmp/w/erofs.img /tmp/w/btrfs/
	same "erofs is mounted from a file" ok \
		"$("$PROBE" odd mount-erofs /tmp/w/btrfs/erofs.img /tmp/w/L8/at)"
	deny "erofs from a file: listed" execute untrusted-filesystem /tmp/w/L8/at/listed \
		"$PROBE" exec /tmp/w/L8/at/listed
	deny "erofs from a file: mapped" map untrusted-filesystem /tmp/w/L8/at/listed \
		"$PROBE" memory map /tmp/w/L8/at/listed
}
