#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Claims that need a daemon, a disk or time to pass: uses, origins, the clock, and
# what ends while it runs. What must outlive the boot goes on in terms_after.sh.
. /mnt/lib.sh

KEEP=$STATE/kept
fresh() { # NAME: a program that no artifact names
	cp /mnt/bin/subject "/tmp/$1"
	echo "$1" >> "/tmp/$1"
}
sleeper() { # NAME: one that sleeps, likewise
	mkdir -p "/tmp/$1.d"
	cp /usr/bin/busybox "/tmp/$1.d/sleep"
	echo "$1" >> "/tmp/$1.d/sleep"
}
issue() { # OUT FILE OPTION...
	local out=$1 file=$2
	shift 2
	writ issue --key $A/release --issuer release --ops execute -o "$out" "$@" "$file" 2> /tmp/log ||
		cat /tmp/log
}
gone_within() { # TENTHS PID: it ends in this time
	local n=0
	while kill -0 "$2" 2> /dev/null && ! grep -q '^State:.Z' "/proc/$2/status" 2> /dev/null; do
		n=$((n + 1))
		[ $n -le "$1" ] || return 1
		sleep 0.1
	done
}
because() { # NAME REASON; writd may have begun to take the log and not yet to answer
	local n=0
	while [ $n -lt 50 ]; do
		writctl why > /tmp/why 2>&1 && break
		n=$((n + 1))
		sleep 0.1
	done
	says "$1" "$2" sh -c 'cat /tmp/why; false'
}
plan 52
holds "governed" govern policy.writ
mkdir -p $KEEP
cp /etc/writ/artifacts/*.writ $KEEP/
holds "writd owns the log" start

# Uses
fresh twice
issue /tmp/twice.writ /tmp/twice --valid 1h --uses 2
holds "two uses are brought by way of writd" writctl load /tmp/twice.writ
holds "the first" /tmp/twice
gone KILL
holds "writd starts again" start
holds "the second, after writd was killed" /tmp/twice
refused "there is no third" /tmp/twice
because "and why" replay
holds "it is dropped" writctl drop --file /tmp/twice.writ
holds "and brought again" writctl load /tmp/twice.writ
refused "which gives nothing back" /tmp/twice

fresh bound
issue /tmp/bound.writ /tmp/bound --valid 1h --uses once --arg any --arg good
holds "one use with one argument" writctl load /tmp/bound.writ
refused "another argument is denied" /tmp/bound bad
holds "and has used nothing up" /tmp/bound good
refused "but that has" /tmp/bound good

fresh later
issue $KEEP/later.writ /tmp/later --valid 1d --uses 5
cp /tmp/later $KEEP/later
holds "five uses" writctl load $KEEP/later.writ
holds "of which this boot takes one" /tmp/later

stop
fresh alone
issue /tmp/alone.writ /tmp/alone --valid 1h --uses once
refused "without writd nobody keeps account" writctl load /tmp/alone.writ
issue /tmp/alone.writ /tmp/alone --valid 1h --uses once --boot "$(cat /proc/sys/kernel/random/boot_id)"
holds "unless it is bound to this boot" writctl load /tmp/alone.writ
holds "it runs once" /tmp/alone
refused "and no more" /tmp/alone

fresh carried
issue /tmp/carried.writ /tmp/carried --valid 1h --uses once
holds "a file may carry one" writctl attach /tmp/carried.writ /tmp/carried
refused "that counts for nothing, since a copy would bring it back" /tmp/carried
issue /tmp/carried.writ /tmp/carried --valid 1h --uses once --boot "$(cat /proc/sys/kernel/random/boot_id)"
holds "one that is bound to this boot" writctl attach /tmp/carried.writ /tmp/carried
holds "counts" /tmp/carried
refused "once" /tmp/carried
holds "writd comes back" start

# Origin
/mnt/bin/subject
drained
last=$(writ-lineage query $LOG --kind exec --path '*subject' --json | tail -n 1)
seq=$(echo "$last" | sed -n 's/.*"seq": \([0-9]*\).*/\1/p')
hash=$(writ-lineage show $LOG --boot "$(value boot | tr -d -)" --seq "$seq" --json |
	sed -n 's/.*"hash": "\([0-9a-f]*\)".*/\1/p')
wrong=$(echo "$hash" | tr 0123456789abcdef 123456789abcdef0)
at="$(value host):$(value boot):$seq"
fresh asked
issue /tmp/asked.writ /tmp/asked --valid 1h --origin "$at:$wrong"
says "an origin that never was" "origin" writctl load /tmp/asked.writ
issue /tmp/asked.writ /tmp/asked --valid 1h --origin "$at:$hash"
holds "an execution of this boot" writctl load /tmp/asked.writ
holds "and it runs" /tmp/asked

# Time
fresh brief
issue $KEEP/brief.writ /tmp/brief --valid 8s
cp /tmp/brief $KEEP/brief
holds "eight seconds" writctl load $KEEP/brief.writ
holds "in which it runs" /tmp/brief
sleep 9
refused "and after which not" /tmp/brief
# By what the clock is off: all of this takes a while where everything does.
booted=$(($(date +%s) - $(cut -d. -f1 /proc/uptime)))
set_clock() { date -s "@$((booted + $(cut -d. -f1 /proc/uptime) + $1))" > /dev/null; }
set_clock -3600
refused "nor if the clock is set back" /tmp/brief
because "and why" expired
same "the module has noticed" "behind the mark" "$(value clock)"
set_clock $((30 * 3600))
same "more than a day ahead" "far ahead of the mark" "$(value clock)"
set_clock 0
same "set right, all is as before" good "$(value clock)"
holds "and what holds runs" /mnt/bin/subject

# What ends while it runs
sleeper told
issue /tmp/told.writ /tmp/told.d/sleep --valid 1h
holds "a long program" writctl load /tmp/told.writ
/tmp/told.d/sleep 300 &
told=$!
sleep 1
writ revoke --key $A/release --issuer release --artifact /tmp/told.writ -o /tmp/r.writ 2> /dev/null
holds "is revoked" writctl revoke /tmp/r.writ
sleep 2
same "which is told" 1 "$(value ended)"
holds "and no more, as policy says" kill -0 $told
holds "policy changes its mind" writctl policy --yes $A/kill.writ
holds "and it is killed" gone_within 30 $told

sleeper expires
issue /tmp/expires.writ /tmp/expires.d/sleep --valid 12s
writctl load /tmp/expires.writ > /dev/null
/tmp/expires.d/sleep 300 &
expires=$!
cp /mnt/bin/widow /tmp/widow
echo widow >> /tmp/widow
issue /tmp/widow.writ /tmp/widow --valid 12s
writctl load /tmp/widow.writ > /dev/null
/tmp/widow > /tmp/widow.thread &
sleep 1
same "of another program the first thread has ended" Z \
	"$(sed -n 's/^State:.\([A-Z]\).*/\1/p' /proc/$!/status)"
holds "an expiry ends what runs" gone_within 160 $expires
holds "and all threads of the other" gone_within 40 "$(cat /tmp/widow.thread)"

mkdir -p /tmp/parent.d
cp /usr/bin/busybox /tmp/parent.d/sh
echo parent >> /tmp/parent.d/sh
issue /tmp/parent.writ /tmp/parent.d/sh --valid 1h
writctl load /tmp/parent.writ > /dev/null
/tmp/parent.d/sh -c '/usr/bin/sleep 300 & echo $! > /tmp/child; wait' &
parent=$!
sleep 1
writ revoke --key $A/release --issuer release --artifact /tmp/parent.writ -o /tmp/r2.writ 2> /dev/null
began=$(cut -d ' ' -f 1 /proc/uptime)
writctl revoke /tmp/r2.writ > /dev/null
holds "a revocation ends a parent" gone_within 30 $parent
holds "and its descendants" gone_within 30 "$(cat /tmp/child)"
note "gone after $(echo "$began $(cut -d ' ' -f 1 /proc/uptime)" | awk '{ print $2 - $1 }') s, the revocation itself included"
drained
same "each end is in the log" 6 "$(writ-lineage query $LOG --kind end | wc -l)"
stop
holds "the log verifies" writ-lineage verify $LOG --key $LOG/log.pub
sync
