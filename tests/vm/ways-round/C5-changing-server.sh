# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: FUSE and network filesystems
# guest: plain
# expect: denied
# by: `untrusted-filesystem`, before a byte is asked for

before() { mkdir fuse; cp /tmp/w/listed .; }
checks() {
	"$BIN/fuse_toy" /tmp/w/C5/fuse /tmp/w/listed /tmp/w/C5/counts > /dev/null 2>&1 &
	check "it serves" until_true test -e fuse/program
	deny "executed" execute untrusted-filesystem /tmp/w/C5/fuse/program "$PROBE" exec /tmp/w/C5/fuse/program
	deny "mapped" map untrusted-filesystem /tmp/w/C5/fuse/program "$PROBE" memory map /tmp/w/C5/fuse/program
	same "it was asked for nothing" "reads 0 attributes 0" "$(cat counts)"
	same "it holds the content that is listed" "$(sha256sum < /tmp/w/listed)" "$(sha256sum < fuse/program)"
	run "which runs from elsewhere" /tmp/w/C5/listed
	umount fuse
	at_least 7.0 || return 0
	# The kernel keeps no writers away from what somebody brings when it is read.
	cp /tmp/w/listed /tmp/w/btrfs/brought
	run "a file whose content is there" /tmp/w/btrfs/brought
	deny "while somebody brings its content" execute unverified-content /tmp/w/btrfs/brought \
		"$BIN/bringer" /tmp/w/btrfs/brought "$PROBE" exec /tmp/w/btrfs/brought
	run "and when nobody does any more" /tmp/w/btrfs/brought
}
