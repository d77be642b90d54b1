#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# On a disk: fs-verity digests, and artifacts in extended attributes of ext4.
. /mnt/lib.sh

plan 29
D=/tmp/disk
mkdir $D
mount -t ext4 /dev/vda $D || exit 1
variant $D/verity verity
variant $D/plain verity
variant $D/other-verity other-verity
for file in verity other-verity; do
	same "fs-verity is enabled: $file" ok "$("$PROBE" file verity $D/$file)"
done
same "an unsigned program runs before" ran "$("$PROBE" exec $D/verity)"
enforce /mnt/verity/policy /mnt/verity/artifacts
# exec_denied NAME REASON FILE
exec_denied() { denied "$1" execute "$2" "$3" "$PROBE" exec "$3"; }

variant $D/listed listed
runs "ext4: listed" $D/listed
exec_denied "ext4: unlisted" missing-authorization $D/other-verity
if [ "$SERIES" = 6.1 ]; then
	same "status: fs-verity digests" unsupported "$(value 'digest fsverity')"
	exec_denied "fs-verity: this kernel does not tell the digest" missing-authorization $D/verity
	denied "fs-verity: nor for a mapping" map missing-authorization $D/verity \
		"$PROBE" memory map $D/verity
else
	same "status: fs-verity digests" supported "$(value 'digest fsverity')"
	runs "fs-verity: by its digest" $D/verity
	maps "fs-verity: by its digest, mapped" map $D/verity
fi
exec_denied "fs-verity: the same bytes without fs-verity" missing-authorization $D/plain
same "fs-verity: the file cannot be written" EPERM "$("$PROBE" file write $D/verity)"

# --- security.writ

attach() { "$PROBE" file attach "$1" "/mnt/verity/own/$2"; }
variant $D/own own
exec_denied "own: none yet" missing-authorization $D/own
same "own: attached" ok "$(attach $D/own short)"
runs "own: attached" $D/own
maps "own: attached, mapped" map $D/own
cp $D/other-verity $D/unlisted
same "own: copied to another file" ok "$("$PROBE" file copy-attribute $D/unlisted $D/own)"
exec_denied "own: another content" missing-authorization $D/unlisted
cp $D/own $D/copy
exec_denied "own: a copy without the attribute" missing-authorization $D/copy
same "own: copied to a copy" ok "$("$PROBE" file copy-attribute $D/copy $D/own)"
runs "own: a copy with the attribute" $D/copy
same "own: too large for this file system" ENOSPC "$(attach $D/own fits-not)"
runs "own: the one before is still there" $D/own

umount $D
mount -t ext4 /dev/vda $D
runs "own: after mounting anew" $D/own
runs "listed: after mounting anew" $D/listed

read -r now < "$KEYS/now"
date -s "@$((now + 7300))" > /dev/null
exec_denied "own: expired" expired $D/own
same "own: replaced by a newer one" ok "$(attach $D/own long)"
runs "own: a newer one counts without a reload" $D/own
same "still enforcing" enforcing "$(value state)"
same "no internal error in all this" 0 "$(denials internal-error)"
umount $D
