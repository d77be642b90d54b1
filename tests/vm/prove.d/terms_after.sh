#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The boot after terms.sh, with a hardware clock that is years behind, and a policy
# that demands continuity. Until writd runs only this shell's own words may be used.
. /mnt/lib.sh

KEEP=$STATE/kept
plan 11
mkdir -p /etc/writ/artifacts $STATE
mount -t ext4 /dev/vda $STATE
cp $KEEP/base.writ $KEEP/tools.writ /etc/writ/artifacts/
cp $KEEP/later $KEEP/brief /tmp/
[ "$(date +%Y)" -lt 2022 ] && ok "the clock is years behind" || fail "the clock is years behind" "$(date)"
holds "governed nevertheless" govern continuity.writ
n=0
ran=0
while [ $n -lt 20 ]; do n=$((n + 1)); /mnt/bin/subject 2> /dev/null && ran=$((ran + 1)); done
same "nothing runs before it is known how the last boot ended" 0 $ran
writd --foreground > /tmp/writd.log 2>&1 &
echo $! > /tmp/writd.pid
n=0
until /mnt/bin/subject 2> /dev/null || [ $n -gt 20000 ]; do n=$((n + 1)); done
if [ $n -le 20000 ]; then ok "writd starts, says so, and all goes on"
else fail "writd starts, says so, and all goes on" "it did not"; fi
same "the module says so too" yes "$(value continues)"
same "and that the clock is not believed" "behind the mark" "$(value clock)"
holds "what is left of a validity still holds" /mnt/bin/subject
writctl load $KEEP/brief.writ > /tmp/log 2>&1
refused "what had expired stays so" /tmp/brief
says "uses of an earlier boot are burned" "replay" writctl load $KEEP/later.writ
refused "and it does not run" /tmp/later
stop
holds "the log verifies over both boots" writ-lineage verify $LOG --key $LOG/log.pub
