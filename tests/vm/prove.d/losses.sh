#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# losses.sh COUNT: nobody takes the log while COUNT programs ask to run, by turns
# allowed and denied. What was received and what was lost is what was decided.
. /mnt/lib.sh

COUNT=$1
plan 15
dmesg -n 1
# A copy that no artifact knows, since a byte more stands at its end.
cp /mnt/bin/subject /tmp/unlisted
echo >> /tmp/unlisted
chmod 755 /tmp/unlisted
holds "governed" govern policy.writ --events 1024
holds "an honest program runs" /mnt/bin/subject
refused "an unlisted one does not" /tmp/unlisted
said=$(/mnt/bin/storm 4 "$COUNT" /mnt/bin/subject /tmp/unlisted)
same "each ended as it must" "ran $(((COUNT + 1) / 2)) denied $((COUNT / 2)) other 0" "$said"
lost=$(value events_lost)
if [ "$lost" -gt 0 ]; then ok "the ring overflowed"; else fail "the ring overflowed" "nothing was lost"; fi
holds "writd owns the log" start
holds "all that is there is durable" drained
# One look at all of the numbers, and then a log that reaches beyond it.
cat $STATUS > /tmp/status
drained
stop
holds "the log verifies" writ-lineage verify $LOG --key $LOG/log.pub
last=$(at events_recorded)
writ-lineage export $LOG --format jsonl |
	awk -v last="$last" 'match($0, /"seq": [0-9]+/) && substr($0, RSTART + 7, RLENGTH - 7) + 0 <= last' > /tmp/export
sum() { # all numbers behind this name
	sed -n "s/.*\"lost-$1\": *\([0-9]*\).*/\1/p" /tmp/export | awk '{ s += $1 } END { print s + 0 }'
}
count() { grep -c "\"kind\": \"$1\".*$2" /tmp/export; }
received=$(grep -vc '"kind": "gap"' /tmp/export)
allowed=$(sum allowed) denied=$(sum denied) other=$(sum other)
note "$(at events_offered) decided and noted, $received received; lost $allowed allowed, $denied denied, $other other, told by $(count gap) gap records"
same "received and lost are all that was offered" "$(at events_offered)" \
	$((received + allowed + denied + other))
# The canary's own denial is among those that are received.
kept_denied=$(grep '"verdict": "denied"' /tmp/export | grep -c '/tmp/unlisted')
kept_allowed=$(grep '"verdict": "allowed"' /tmp/export | grep -c '"path": "/mnt/bin/subject"')
same "each denial is there or counted" $((COUNT / 2 + 1)) $((kept_denied + denied))
if [ "$kept_denied" -gt "$kept_allowed" ]; then ok "denials were kept longest"
else fail "denials were kept longest" "kept $kept_denied of them, $kept_allowed allowed"; fi


# The strict policy: what cannot be recorded does not happen, but writd starts.
# From there on only this shell's own words may be used, since nothing else runs.
holds "the strict policy is in force" writctl policy --yes --transient $A/strict.writ
ran=0
while [ $ran -lt 4000 ] && /mnt/bin/subject 2> /dev/null; do ran=$((ran + 1)); done
if [ $ran -lt 4000 ]; then ok "strict: nothing runs unrecorded"
else fail "strict: nothing runs unrecorded" "all of them ran"; fi
writd --foreground > /tmp/writd.log 2>&1 &
echo $! > /tmp/writd.pid
again=0
until /mnt/bin/subject 2> /dev/null || [ $again -gt 20000 ]; do again=$((again + 1)); done
if [ $again -le 20000 ]; then ok "strict: writd starts nevertheless, and all goes on"
else fail "strict: writd starts nevertheless, and all goes on" "$again tries"; fi
note "strict: $ran programs ran before the log was full, and again after $again tries"
holds "strict: all is durable" drained
stop
