#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A file system whose server can give other bytes at each read, or none: it is
# refused before it is asked anything.
. /mnt/lib.sh

plan 13
modprobe fuse 2>/dev/null
enforce /mnt/fuse/policy /mnt/fuse/artifacts
mkdir /tmp/r /tmp/fuse /tmp/stalled
variant /tmp/r/listed listed
runs "the program from a local file system" /tmp/r/listed

serve() {
	local dir=$1

	"$BIN/fuse_toy" "$@" > /dev/null 2>&1 &
	for i in 1 2 3 4 5 6 7 8 9 10; do
		[ ! -e "$dir/program" ] || return 0
		sleep 0.2
	done
	return 1
}

check "the server serves" serve /tmp/fuse /tmp/r/listed /tmp/counts
denied "executed from FUSE" execute untrusted-filesystem /tmp/fuse/program \
	"$PROBE" exec /tmp/fuse/program
denied "mapped from FUSE" map untrusted-filesystem /tmp/fuse/program \
	"$PROBE" memory map /tmp/fuse/program
same "nothing was asked of it by either" "reads 0 attributes 0" "$(cat /tmp/counts)"
same "what it holds is right, though" "$(sha256sum < /tmp/r/listed)" \
	"$(sha256sum < /tmp/fuse/program)"

check "a server that never answers" serve /tmp/stalled /tmp/r/listed /tmp/counts-stalled stall
begin=$(cut -d. -f1 /proc/uptime)
denied "mapped from a stalled one" map untrusted-filesystem /tmp/stalled/program \
	"$PROBE" memory map /tmp/stalled/program
denied "executed from a stalled one" execute untrusted-filesystem /tmp/stalled/program \
	"$PROBE" exec /tmp/stalled/program
took=$(($(cut -d. -f1 /proc/uptime) - begin))
if [ $took -lt 10 ]; then ok "the verdict did not wait"
else fail "the verdict did not wait" "$took seconds"; fi
same "nothing was asked of it" "reads 0 attributes 0" "$(cat /tmp/counts-stalled)"
runs "the rest of the host goes on" /tmp/r/listed
