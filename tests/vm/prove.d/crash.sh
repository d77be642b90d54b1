#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# crash.sh COUNT: writd is killed at random instants while programs run. What
# was acknowledged is in the log, the chain holds, and the next start goes on.
. /mnt/lib.sh

COUNT=$1
plan 7
holds "governed" govern policy.writ
holds "writd owns the log" start --checkpoint-records 50
holds "an honest program runs" /mnt/bin/subject

load() { while [ -e /tmp/go ]; do /mnt/bin/subject; done; }
: > /tmp/go
load &
busy=$!
lost=0 restarts=0 n=0
while [ $n -lt "$COUNT" ]; do
	n=$((n + 1))
	usleep $(($(od -An -N2 -tu2 /dev/urandom) * 8))
	gone KILL
	acked=$(value events_acked)
	# The log as it lies there must hold all that was acknowledged.
	have=$(writ-lineage show $LOG --last 1 --json | sed -n 's/.*"seq": *\([0-9]*\).*/\1/p')
	[ "${have:-0}" -ge "$acked" ] || { lost=$((lost + 1)); note "acked $acked, have $have"; }
	start --checkpoint-records 50 || break
	restarts=$((restarts + 1))
done
rm /tmp/go
wait $busy
same "no acknowledged record was missing after $COUNT kills" 0 $lost
same "each start went on" "$COUNT" $restarts
holds "all that happened is durable" drained
stop
holds "the log verifies" writ-lineage verify $LOG --key $LOG/log.pub
note "$(value events_recorded) records, $(value events_lost) lost, $COUNT kills"
