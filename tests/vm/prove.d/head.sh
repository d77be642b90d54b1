#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A log that was rewritten as a whole is consistent in itself. What gives it away
# is what somebody else holds: a checkpoint, or the living kernel's head.
. /mnt/lib.sh

plan 10
holds "governed" govern policy.writ
holds "writd owns the log" start --checkpoint-records 20
n=0
while [ $n -lt 100 ]; do n=$((n + 1)); /mnt/bin/subject; done
holds "all that is there is durable" drained
stop
# The kernel's own word, in one look.
cat $STATUS > /tmp/status
last=$(writ-lineage show $LOG --last 1 --json)
seq=$(echo "$last" | sed -n 's/.*"seq": \([0-9]*\).*/\1/p')
hash=$(echo "$last" | sed -n 's/.*"hash": "\([0-9a-f]*\)".*/\1/p')
boot=$(at boot)
holds "the log verifies" writ-lineage verify $LOG --key $LOG/log.pub
holds "with what the kernel acknowledged" writ-lineage verify $LOG --key $LOG/log.pub \
	--head "$boot:$seq:$hash"
tail -n 8 $LOG/checkpoints > /tmp/held
wrong=$(echo "$hash" | tr 0123456789abcdef 123456789abcdef0)
says "another head is noticed" "head" writ-lineage verify $LOG --key $LOG/log.pub \
	--head "$boot:$seq:$wrong"

# Somebody with root throws the log away, and another key signs another one.
mv $LOG $STATE/lineage.old
mv $STATE/log.key $STATE/log.key.old
holds "a log begins anew" start --checkpoint-records 20
n=0
while [ $n -lt 100 ]; do n=$((n + 1)); /mnt/bin/subject; done
drained
stop
holds "it is consistent in itself" writ-lineage verify $LOG --key $LOG/log.pub
says "but not with the head that was noted" "head" writ-lineage verify $LOG \
	--key $LOG/log.pub --head "$boot:$seq:$hash"
says "nor with the key that is known" "key" writ-lineage verify $LOG \
	--key $STATE/lineage.old/log.pub
