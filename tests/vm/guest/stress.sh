#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# stress.sh COUNT: many executions at once, half of them denied; the counters
# must agree with what the processes saw, and memory must come back.
. /mnt/lib.sh

COUNT=$1
plan 13
enforce /mnt/stress/policy /mnt/stress/artifacts
# How many lines the log takes is not what is tested; its serial console is slow.
dmesg -n 1
variant /tmp/listed listed
variant /tmp/unlisted unlisted
runs "listed" /tmp/listed
denied "unlisted" execute missing-authorization /tmp/unlisted "$PROBE" exec /tmp/unlisted

# settled KEY: from /proc/meminfo, in KiB
settled() {
	local key size rest

	while read -r key size rest; do
		[ "$key" != "$1:" ] || echo "$size"
	done < /proc/meminfo
}
settle() { sync; echo 3 > /proc/sys/vm/drop_caches; sleep 1; echo 3 > /proc/sys/vm/drop_caches; }
# Objects in use of the caches that the module allocates from.
objects() { awk '/^kmalloc-/ { sum += $2 * $4 } END { printf "%d\n", sum / 1024 }' /proc/slabinfo; }
storm() { "$BIN/storm" 16 "$1" /tmp/listed /tmp/unlisted; }

# A first round, so that what the kernel sets up once is not counted as lost.
storm 200 > /dev/null
settle
slab=$(settled Slab) unreclaimable=$(settled SUnreclaim) kmalloc=$(objects)
# asked COUNT: a storm, and by how much the counters rose meanwhile. Nothing else
# is executed between the two readings.
asked() {
	local allowed denied all

	allowed=$(value 'allowed authorized') denied=$(denials missing-authorization)
	all=$(denials '')
	said=$(storm "$1")
	more_allowed=$(($(value 'allowed authorized') - allowed))
	more_denied=$(($(denials missing-authorization) - denied))
	more_all=$(($(denials '') - all))
}
# What the storm program itself asks, and what one execution of the listed one asks:
# once to be executed, and once for each of its executable segments.
asked 0
own=$more_allowed
asked 2
each=$((more_allowed - own))
learnt=$(value cache_learnt) pins=$(value pins)
begin=$(cut -d. -f1 /proc/uptime)
asked "$COUNT"
took=$(($(cut -d. -f1 /proc/uptime) - begin))
learnt2=$(value cache_learnt)
same "nothing stays pinned" "$pins" "$(value pins)"
settle
echo "note $COUNT executions from 16 processes in $took s of guest time"

runs_wanted=$(((COUNT + 1) / 2)) denials_wanted=$((COUNT / 2))
same "each ended as it must" "ran $runs_wanted denied $denials_wanted other 0" "$said"
same "each denial was counted, once" $denials_wanted $more_denied
same "no other denial was counted" $denials_wanted $more_all
same "an execution of one segment asks twice" 2 $each
same "each allowance was counted, once" $((own + runs_wanted * each)) $more_allowed
if [ $((learnt2 - learnt)) -le 100 ]; then ok "nothing was hashed again and again"
else fail "nothing was hashed again and again" "$((learnt2 - learnt)) times"; fi

# bounded NAME BEFORE AFTER LIMIT, in KiB
bounded() {
	echo "note $1: $2 KiB before, $3 KiB after"
	if [ $(($3 - $2)) -le "$4" ]; then ok "$1 came back"
	else fail "$1 came back" "$2 KiB before, $3 KiB after"; fi
}
bounded Slab "$slab" "$(settled Slab)" 6144
bounded SUnreclaim "$unreclaimable" "$(settled SUnreclaim)" 4096
bounded kmalloc "$kmalloc" "$(objects)" 2048
