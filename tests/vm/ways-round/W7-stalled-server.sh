# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: FUSE server that never answers
# guest: plain
# expect: denied
# by: refused unread

before() { mkdir fuse; }
checks() {
	local begin took

	"$BIN/fuse_toy" /tmp/w/W7/fuse /tmp/w/listed /tmp/w/W7/counts stall > /dev/null 2>&1 &
	check "it is there" until_true test -e fuse/program
	read -r begin _ < /proc/uptime
	deny "mapped" map untrusted-filesystem /tmp/w/W7/fuse/program "$PROBE" memory map /tmp/w/W7/fuse/program
	deny "executed" execute untrusted-filesystem /tmp/w/W7/fuse/program "$PROBE" exec /tmp/w/W7/fuse/program
	read -r took _ < /proc/uptime
	took=$((${took%.*} - ${begin%.*}))
	if [ $took -lt 60 ]; then ok "the verdict did not wait"; else fail "the verdict did not wait" "$took s"; fi
	same "it was asked for nothing" "reads 0 attributes 0" "$(cat counts)"
	run "the rest goes on" /tmp/w/listed
	umount -l fuse
}
