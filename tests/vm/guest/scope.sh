#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A policy that governs only some: uid 1000, and two places for everybody.
. /mnt/lib.sh

plan 24
modprobe fuse 2>/dev/null
enforce /mnt/scope/policy /mnt/scope/artifacts
mkdir -p /tmp/r /tmp/denied /tmp/free /tmp/freedom /tmp/fuse
for place in r denied free freedom; do
	variant /tmp/$place/listed listed
	variant /tmp/$place/unlisted unlisted
done

runs "root is not governed" /tmp/r/unlisted
runs "uid 1000: listed" -u 1000 /tmp/r/listed
denied "uid 1000: unlisted" execute missing-authorization /tmp/r/unlisted \
	"$PROBE" exec -u 1000 /tmp/r/unlisted
runs "a free place, uid 1000 all the same" -u 1000 /tmp/free/unlisted
denied "a name that only begins alike is not that place" execute missing-authorization \
	/tmp/freedom/unlisted "$PROBE" exec -u 1000 /tmp/freedom/unlisted
denied "policy-denied: a place, listed or not" execute policy-denied /tmp/denied/listed \
	"$PROBE" exec -u 1000 /tmp/denied/listed
denied "policy-denied: for root too" execute policy-denied /tmp/denied/unlisted \
	"$PROBE" exec /tmp/denied/unlisted
denied "in a namespace of its own a place opens nothing" execute policy-denied \
	/tmp/free/unlisted "$PROBE" exec -n -u 1000 /tmp/free/unlisted

# The same name in a namespace where another directory is bound over the place.
runs "a descriptor that was sent from a free place" -u 1000 -m sent /tmp/free/unlisted
denied "from a namespace of its own a place opens nothing" execute policy-denied \
	/tmp/free/unlisted "$PROBE" exec -m sent -b /tmp/r /tmp/free/unlisted
denied "nor does it hide one" execute policy-denied \
	/tmp/r/unlisted "$PROBE" exec -m sent -b /tmp/denied /tmp/r/unlisted
runs "a nameless file has a place" -m tmpfile /tmp/r/unlisted
runs "a deleted one too" -m deleted /tmp/r/unlisted
runs "memory is no place" -m memfd /tmp/r/unlisted
# Mapped on an overlay, it is a file below that the kernel asks of.
modprobe overlay 2>/dev/null
mkdir -p /tmp/free/merged /tmp/o/lower /tmp/o/upper /tmp/o/work
cp /tmp/r/unlisted /tmp/o/lower/
mount -t overlay -o lowerdir=/tmp/o/lower,upperdir=/tmp/o/upper,workdir=/tmp/o/work none \
	/tmp/free/merged
runs "an overlay in a free place" -u 1000 /tmp/free/merged/unlisted
maps "mapped there, and executable only later" -u 1000 later /tmp/free/merged/unlisted
umount /tmp/free/merged

maps "writable-code allowed by the policy" -u 1000 anonymous-rwx
maps "writable-code allowed: modified pages" -u 1000 later-dirty /tmp/r/listed
denied "writable-code allowed opens no file" map missing-authorization /tmp/r/unlisted \
	"$PROBE" memory -u 1000 map /tmp/r/unlisted

# The control of the group "fuse": there the same server is not trusted.
"$BIN/fuse_toy" /tmp/fuse /tmp/r/listed /tmp/counts &
for i in 1 2 3 4 5 6 7 8 9 10; do
	[ ! -e /tmp/fuse/program ] || break
	sleep 0.2
done
runs "trusted-filesystems: a listed program runs from FUSE" -u 1000 /tmp/fuse/program
check "trusted-filesystems: its content was read" grep -q 'reads [1-9]' /tmp/counts
umount /tmp/fuse
"$BIN/fuse_toy" /tmp/fuse /tmp/r/unlisted /tmp/counts &
for i in 1 2 3 4 5 6 7 8 9 10; do
	[ ! -e /tmp/fuse/program ] || break
	sleep 0.2
done
denied "trusted-filesystems: an unlisted one does not" execute missing-authorization \
	/tmp/fuse/program "$PROBE" exec -u 1000 /tmp/fuse/program
umount /tmp/fuse
same "still enforcing" enforcing "$(value state)"
