# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: loop, vfat, iso9660, squashfs mounts
# guest: plain
# expect: denied
# by: on the allow-list and judged by digest

checks() {
	local type

	for type in squashfs iso9660 vfat; do
		check "$type is mounted" grep -q " /tmp/w/images/$type $type " /proc/mounts
		unlisted "$type: unlisted" /tmp/w/images/$type/unlisted
		run "$type: listed" /tmp/w/images/$type/listed
		deny "$type: mapped" map missing-authorization /tmp/w/images/$type/unlisted \
			"$PROBE" memory map /tmp/w/images/$type/unlisted
		map "$type: mapped, listed" map /tmp/w/images/$type/listed
	done
}
