#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# guest.sh with|without SECONDS: the load, with the module and all that a host is run
# with, or in a kernel without it. The log stays on the disk, and is judged outside.
. /mnt/lib.sh
. /mnt/counts.sh

WITH=$1
SECONDS_ALL=$2
WARM=$((SECONDS_ALL / 30 + 20))
LISTED=/mnt/bin/subject
UNLISTED=/tmp/unlisted
BIG=100000
LONG=$STATE/tmp
cd /tmp || exit 1
# Who was killed for want of memory is told on the console. Nobody who belongs to this
# may be: what takes the memory says of itself that it is the first to go.
dmesg -n 4
echo -1000 > /proc/self/oom_score_adj
cp $LISTED $UNLISTED
echo >> $UNLISTED
chmod 755 $UNLISTED

# Free pages that processors keep for themselves, in KiB: 20 MB once, 30 MB another time.
kept_free() { awk '$1 == "count:" { n += $2 } END { print n * 4 }' /proc/zoneinfo; }
# What is used and cannot be had back, in KiB; files in memory are not counted. What was
# freed comes back after a while, so it is asked for until it stays the same.
used_now() {
	sync
	echo 3 > /proc/sys/vm/drop_caches
	# Some of what they keep comes back with it.
	echo 1 > /proc/sys/vm/compact_memory
	awk -v kept="$(kept_free)" '{ v[$1] = $2 } END { print v["MemTotal:"] - v["MemFree:"] -
		v["Buffers:"] - v["Cached:"] - v["SReclaimable:"] - kept }' /proc/meminfo
}
used() {
	local before=0 now n=0
	now=$(used_now)
	until [ $(((now - before) * (now - before))) -le 10000 ] || [ $n -ge 12 ]; do
		before=$now
		n=$((n + 1))
		sleep 5
		now=$(used_now)
	done
	echo "$now"
}
parts() {
	awk '/^(AnonPages|SUnreclaim|KernelStack|PageTables|VmallocUsed|Percpu|Shmem|SReclaimable):/ {
		printf "%s %s ", $1, $2 }' /proc/meminfo
	printf "KeptFree: %s " "$(kept_free)"
	sed -n '/^\(artifacts\|subjects\|cache_entries\|lineage_tasks\):/p' $STATUS | tr '\n' ' '
}

if [ "$WITH" = without ]; then
	plan 4
	said=$(/mnt/bin/load $WARM $LISTED $UNLISTED)
	note "warming up without the module: $said"
	said=$(/mnt/bin/load "$SECONDS_ALL" $LISTED $UNLISTED)
	note "without the module: $said"
	some "both programs ran" listed-ran unlisted-ran
	never "nothing was denied" listed-denied unlisted-denied
	never "nothing else happened" listed-odd unlisted-odd
	some "memory was wanting, and the clock stepped" killed steps
	exit 0
fi

plan 23
# ---- what goes on beside the load, until /tmp/go is gone. Results in files.

# More artifacts than one comes and one goes each second: there is always one of both.
reload() {
	local n=0 done=0 before
	writctl load /mnt/authority/big-1.writ > /dev/null 2>&1
	while [ -e /tmp/go ]; do
		before=$(cut -d. -f1 /proc/uptime)
		writctl load /mnt/authority/big-$((n % 2)).writ > /tmp/reload.log 2>&1 &&
		writctl drop --file /mnt/authority/big-$(((n + 1) % 2)).writ > /tmp/reload.log 2>&1 &&
			done=$((done + 1))
		n=$((n + 1))
		echo "reloads-tried $n reloads $done" > /tmp/reload.count
		[ "$before" != "$(cut -d. -f1 /proc/uptime)" ] || sleep 1
	done
	writctl drop --file /mnt/authority/big-0.writ > /dev/null 2>&1
	writctl drop --file /mnt/authority/big-1.writ > /dev/null 2>&1
}
# Each time a program of its own: authorized, run, revoked, denied.
revocations() {
	local n=0 ran=0 after=0 revoked=0 name
	while [ -e /tmp/go ]; do
		n=$((n + 1))
		name=$LONG/$1-$n
		{ cat $LISTED; echo "$1 $n"; } > "$name"
		chmod 755 "$name"
		if writ issue --key $A/release --issuer release --valid 1d --ops execute \
			-o "$name.writ" "$name" && writctl load "$name.writ" && "$name"; then
			ran=$((ran + 1))
		fi
		if writ revoke --key $A/release --issuer release --artifact "$name.writ" \
			-o "$name.revocation" && writctl revoke "$name.revocation"; then
			revoked=$((revoked + 1))
			if "$name" 2> /dev/null; then after=$((after + 1)); fi
		fi
		rm -f "$name" "$name.writ" "$name.revocation"
		echo "authorized-ran $ran revoked $revoked revoked-ran $after" > /tmp/revocations.count
		sleep 5
	done > /tmp/revocations.log 2>&1
}
# What was acknowledged is in the log as the kill left it.
kills() {
	local n=0 missing=0 failed=0 acked have
	while [ -e /tmp/go ]; do
		sleep 20
		gone KILL || continue
		n=$((n + 1))
		acked=$(value events_acked)
		have=$(writ-lineage show $LOG --last 1 --json | sed -n 's/.*"seq": *\([0-9]*\).*/\1/p')
		[ -z "$have" ] || [ "$have" -ge "$acked" ] || missing=$((missing + 1))
		start > /tmp/start.log 2>&1 || failed=$((failed + 1))
		echo "kills $n acknowledged-missing $missing not-started $failed" > /tmp/kills.count
	done
}
# under SECONDS NAME: all of it at once; what it counted is in $said
under() {
	local jobs=''
	: > /tmp/go
	reload &
	jobs=$!
	revocations "$2" &
	jobs="$jobs $!"
	kills &
	jobs="$jobs $!"
	said=$(/mnt/bin/load "$1" $LISTED $UNLISTED 2>&1)
	rm /tmp/go
	# shellcheck disable=SC2086	# process numbers
	wait $jobs
	said="$said $(cat /tmp/reload.count /tmp/revocations.count /tmp/kills.count | tr '\n' ' ')"
	note "$2: $said"
}
# Everything comes to rest the same way before each look at the memory.
rest() {
	drained
	stop
	start || cat /tmp/writd.log
	at_rest > /dev/null
}

holds "governed" govern policy.writ --events 65536
mkdir -p $LONG $STATE/revocations /etc/writ/revocations
mount -o bind $STATE/revocations /etc/writ/revocations
holds "writd owns the log" start
BASE=$(at_rest)
under $WARM warm
rest
before=$(used) tasks=$(value lineage_tasks) pins=$(value pins) revoked=$(value revocations)
note "before: $before KiB used, $revoked revocations; $(parts)"
internal=$(denials internal-error)

under "$SECONDS_ALL" load
some "programs ran and were denied" listed-ran unlisted-denied
never "nothing unlisted ran" unlisted-ran
never "nothing else happened" listed-odd unlisted-odd
# With memory wanting, the right program may be denied for that reason, and for no other.
wanting=$(($(denials internal-error) - internal))
if [ "$(count listed-denied)" -le $wanting ]; then ok "what is listed was denied for want of memory alone"
else fail "what is listed was denied for want of memory alone" "$(count listed-denied), internal-error $wanting"; fi
some "memory was wanting, and the clock stepped" killed steps
some "forks" forks
some "the manifest of $BIG was reloaded" reloads
some "programs were authorized and revoked" authorized-ran revoked
never "nothing revoked ran" revoked-ran
some "writd was killed" kills
never "nothing acknowledged was missing after that" acknowledged-missing
never "writd started each time" not-started
holds "an honest program runs" $LISTED
refused "an unlisted one does not" $UNLISTED

rest
holds "all of it is durable" drained
after=$(used)
note "after: $after KiB used, $(value revocations) revocations; $(parts)"
drift=$(((after - before) * 1000 / before))
note "memory: $before KiB before, $after KiB after: $drift in a thousand"
if [ $drift -le 10 ]; then ok "memory is back to the start within 1 %"
else fail "memory is back to the start within 1 %" "$before KiB, then $after KiB"; fi
nothing_leaked "the table of tasks is as before"
same "no pin stays" "$pins" "$(value pins)"
# A log that reaches beyond this look.
reconciled
holds "what was recorded is acknowledged" caught_up "$(at events_recorded)"
note "events: $(at events_offered) offered, $(at events_recorded) recorded, $(at events_lost) lost; $tasks tasks before"
stop
cp /tmp/status $STATE/status
if sync; then ok "the log is on the disk"; fi
