#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# guest.sh SECONDS ROUNDS: each race runs for so long, and then its counts are
# judged. What must never be is counted beside what must have been.
. /mnt/lib.sh
. /mnt/counts.sh

SECONDS_EACH=$1
ROUNDS=$2
RACE=/mnt/bin/race
cd /tmp || exit 1
plan 98
dmesg -n 1

phase "governing"
mkdir -p /etc/writ/artifacts
writ manifest --key $A/release --issuer release --valid 1d -o /etc/writ/artifacts/base.writ \
	/init /usr /mnt > /tmp/log 2>&1 || cat /tmp/log
writ manifest --key $A/release --issuer release --valid 1d --ops execute,map,administer,recover \
	-o /etc/writ/artifacts/tools.writ /usr/sbin > /tmp/log 2>&1 || cat /tmp/log
holds "governed" govern groups.writ --events 65536
holds "writd owns the log" start
holds "writctl talks" writctl list artifacts
BASE=$(at_rest)

# ---- control groups

phase "control groups"
mkdir /sys/fs/cgroup/agents /sys/fs/cgroup/others
variant unlisted subject unlisted
holds "group: outside, the unlisted runs" ./unlisted
remember_denials
race enter "$SECONDS_EACH" /mnt/bin/race-large /tmp/unlisted /agents /others
never "group, entering: nothing else happens" wrong busy fault killed odd
some "group, entering: some could go on to the unlisted, some not" ran denied changed
denied=$(count denied)
holds "group, entering: all of it is durable" drained
# Who was governed when it became the large program must not run the unlisted one.
writ-lineage export $LOG --format jsonl | awk -f /mnt/entered.awk > entered
said=$(cat entered)
note "entered: $said"
some "group, entering: some were governed and some were not" governed-denied free-ran
never "group, entering: who was governed stays so" governed-ran
never "group, entering: who was not is free outside" free-denied
same "group, entering: the log has each denial" "$denied" "$(count governed-denied)"
told_as "group, entering: each denial was told" "$denied" missing-authorization

for who in 0 2000; do
	remember_denials
	race stay "$SECONDS_EACH" $RACE /tmp/unlisted /mnt/bin/subject /agents /others $who
	never "group, uid $who: the unlisted never runs" unlisted-ran unlisted-other
	never "group, uid $who: the listed always runs" listed-denied listed-other
	some "group, uid $who: both were tried inside and outside" unlisted-denied listed-ran \
		home away moved
	told_as "group, uid $who: each denial was told" "$(count unlisted-denied)" missing-authorization
done
nothing_leaked "group: no task stays in the table"

# ---- arguments

phase "arguments"
holds "everything is governed" writctl policy --yes --transient $A/policy.writ
variant says says says
holds "argv: its artifact" put $A/says.writ
remember_denials
race argv "$SECONDS_EACH" /tmp/says /tmp/lines
never "argv: none runs with others" wrong busy killed odd
some "argv: it runs with good ones, and is denied with others" ran denied changed
told_as "argv: each denial was told" "$(count denied)" argv-mismatch
same "argv: each run told its arguments" "$(count ran)" "$(wc -l < lines)"
holds "argv: all of it is durable" drained
writ-lineage export $LOG --format jsonl | grep '"path": "/tmp/says"' |
	sed -n '/"verdict": "allowed"/s/.*"argv": \(\[[^]]*\]\).*/\1/p' | sort > logged
sort lines > told
holds "argv: the log says what each program saw" cmp told logged

# ---- files

phase "files"
cp /mnt/bin/witness other
printf B | dd of=other bs=1 seek=$(($(cat $A/mark) + 13)) conv=notrunc 2> /dev/null
cp /mnt/bin/witness witness
refused "swap: the other is denied" ./other
remember_denials
race swap "$SECONDS_EACH" /tmp/witness /tmp/other
never "swap: the other never runs" wrong busy fault killed odd
some "swap: both were met" ran denied changed
told_as "swap: each denial was told" "$(count denied)" missing-authorization

# The same where both may run: nothing of it is denied.
cp /mnt/bin/witness witness
variant fellow witness fellow
holds "swap: another that may run" put $A/fellow.writ
remember_denials
race swap "$SECONDS_EACH" /tmp/witness /tmp/fellow
never "swap: one that may run always does" wrong denied busy fault killed odd
some "swap: it changed places" ran changed
told_as "swap: then nothing is denied" 0

remember_denials
race threads "$SECONDS_EACH" /tmp/witness /tmp/fellow
never "threads: whichever goes on may" wrong denied busy fault killed odd
some "threads: they executed at the same time" ran changed
told_as "threads: nothing is denied" 0

# A script is opened once more, by its interpreter: what that one is denied is odd.
mkdir good bad
cp $A/script good/script
printf '#!/bin/sh\nexit 66\n' > bad/other
chmod 755 good/script bad/other
cp -p good/script script
cp -p bad/other script-bad
ln -s good/script link
ln -s bad/other link-bad
holds "swap: a script's artifact" put $A/script.writ
for what in script link; do
	remember_denials
	race swap "$SECONDS_EACH" /tmp/$what /tmp/$what-bad
	never "swap, $what: another script never runs" wrong busy fault killed
	some "swap, $what: the script ran and the other was denied" ran denied changed
	told_as "swap, $what: each denial was told" $(($(count denied) + $(count odd))) \
		missing-authorization unverified-content
done

cp /mnt/bin/witness target
remember_denials
race write "$SECONDS_EACH" /tmp/target
never "write: nothing else runs" wrong fault odd
some "write: it ran and it was denied" ran denied
some "write: it was changed, and while it ran it could not be" changed refused
told_as "write: each denial was told" "$(count denied)" missing-authorization file-being-written \
	unverified-content
holds "write: put right it runs" ./target
remember_denials
race map "$SECONDS_EACH" /tmp/target
never "map: nothing else is ever mapped" wrong busy fault killed odd
some "map: it was mapped and it was denied" ran denied
some "map: it was changed, and while it was mapped it could not be" changed refused
told_as "map: each denial was told" "$(count denied)" missing-authorization file-being-written

# ---- parents

phase "parents"
variant parent subject parent
holds "parent: its artifact" put $A/parent.writ
remember_denials
race parent "$SECONDS_EACH" /tmp/parent
never "parent: it always runs" wrong denied busy fault killed odd
some "parent: the parent ended during some executions, and not during others" ran changed refused
told_as "parent: nothing is denied" 0
RACE=/mnt/bin/race-other
race parent "$SECONDS_EACH" /tmp/parent
RACE=/mnt/bin/race
never "parent: of another program it never runs" ran wrong busy fault killed odd
some "parent: that one's parent ended during some executions too" denied changed refused
told_as "parent: each denial was told" $(($(count denied) + 1)) identity-mismatch
nothing_leaked "parent: no task stays in the table"

# ---- revocation

phase "revocation"
# await OUTCOME: until an execution has ended so
await() {
	local n=0
	until grep -q " $1\$" executions 2> /dev/null || [ $n -ge 100 ]; do
		n=$((n + 1))
		sleep 0.1
	done
}
# revoke KIND: rounds of it; who begins after it has returned is denied
revoke() {
	local kind=$1 n=0 end worker when rest
	ran=0 denied=0 late=0 early=0 odd=0 ineffective=0
	end=$(($(cut -d. -f1 /proc/uptime) + SECONDS_EACH))
	remember_denials
	while [ $n -lt "$ROUNDS" ] && { [ $n -lt 2 ] || [ "$(cut -d. -f1 /proc/uptime)" -lt $end ]; }; do
		variant "$kind" subject "$kind-$n+"
		put "$A/$kind-$n.writ" || break
		: > executions
		$RACE repeat 60 /tmp/executions "/tmp/$kind" &
		worker=$!
		await ran
		$RACE after writctl revoke --transient "$A/$kind-$n.revocation" > revoked 2> /tmp/log
		read -r when rest <<-END
			$(tail -n 1 revoked)
		END
		[ "$rest" = 0 ] || ineffective=$((ineffective + 1))
		await denied
		sleep 0.3
		: > executions.stop
		wait $worker
		rm executions.stop
		said=$(awk -v when="$when" -f /mnt/executions.awk executions)
		note "revoke $kind: $said"
		ran=$((ran + $(count ran))) late=$((late + $(count late))) odd=$((odd + $(count odd)))
		denied=$((denied + $(count denied))) early=$((early + $(count early)))
		n=$((n + 1))
		[ "$(count ran)" -gt 0 ] && [ "$(count denied)" -gt 0 ] || ineffective=$((ineffective + 1))
	done
	said="rounds $n ran $ran late $late denied $denied early $early odd $odd ineffective $ineffective"
	never "revoke $kind: none that begins after it runs" late odd
	never "revoke $kind: in each round some ran before and some were denied" ineffective
	some "revoke $kind: there were rounds" rounds ran denied
	told_as "revoke $kind: each denial was told" $((denied + early)) revoked
}
revoke artifact
revoke content

# ---- bounded uses

phase "bounded uses"
# uses NAME USES WORD... : 64 at once, with a fresh artifact each time
uses() {
	local name=$1 uses=$2 n=0 end good=0
	shift 2
	variant "$name" subject "$name"
	end=$(($(cut -d. -f1 /proc/uptime) + SECONDS_EACH))
	remember_denials
	replays=0 others=0
	while [ $n -lt "$ROUNDS" ] && { [ $n -lt 2 ] || [ "$(cut -d. -f1 /proc/uptime)" -lt $end ]; }; do
		put "$A/$name-$n.writ" || break
		if [ $# -gt 0 ]; then
			# What is denied for another reason uses nothing up.
			"./$name" stay 2> /dev/null && echo "it ran with another argument"
			"./$name" 2> /dev/null && echo "it ran without an argument"
			others=$((others + 2))
		fi
		before=$(denials replay)
		said=$($RACE together 64 "/tmp/$name" "$@")
		n=$((n + 1))
		if [ "$(count ran)" -eq "$uses" ] && [ "$(count denied)" -eq $((64 - uses)) ] &&
		   [ $(($(denials replay) - before)) -eq $((64 - uses)) ]; then
			good=$((good + 1))
		else
			note "$name: $said; $(($(denials replay) - before)) replays"
		fi
		replays=$((replays + 64 - uses))
	done
	note "$name: $n rounds"
	same "uses, $name: $uses of 64 run each time, and the rest are replays" "$n" $good
	said="rounds $n"
	some "uses, $name: there were rounds" rounds
	told_as "uses, $name: each denial was told" $((replays + others)) replay argv-mismatch
}
uses once 1 go
uses five 5

variant drop subject drop
holds "drop: its artifact" put $A/drop.writ
remember_denials
$RACE repeat 600 /tmp/executions /tmp/drop &
worker=$!
end=$(($(cut -d. -f1 /proc/uptime) + SECONDS_EACH))
drops=0 n=0
while [ $n -lt 3 ] || [ "$(cut -d. -f1 /proc/uptime)" -lt $end ]; do
	n=$((n + 1))
	writctl drop --file $A/drop.writ > /tmp/log 2>&1 && drops=$((drops + 1))
	put $A/drop.writ
done
# What is left of it is used up.
n=0
before=$(denials replay)
while [ "$(denials replay)" -lt $((before + 10)) ] && [ $n -lt 600 ]; do
	n=$((n + 1))
	sleep 0.2
done
: > executions.stop
wait $worker
rm executions.stop
said="drops $drops $(awk '{ count[$3]++ } END { for (i in count) printf "%s %d ", i, count[i] }' executions)"
note "drop: $said"
some "drop: it was dropped while it was used" drops denied ran
never "drop: nothing else happens" wrong busy fault odd
# What was dropped between the judgement and the mapping is ended, and is used all the same.
same "drop: it runs as often as it may, however often it is brought" $((30 * SECONDS_EACH)) \
	$(($(count ran) + $(count killed)))
told_as "drop: each denial was told" $(($(count denied) + $(count killed))) replay missing-authorization
said="replay $(($(denials replay) - $(sed -n 's/^denied replay: //p' denials))) missing $(($(denials missing-authorization) - $(sed -n 's/^denied missing-authorization: //p' denials)))"
some "drop: some found none, some found it used up" replay missing

# ---- policies

phase "policies"
mkdir never
variant always subject always
variant often subject often
variant never/never subject never+
holds "policy: one issuer more" writctl policy --yes --transient $A/turn-0.writ
holds "policy: artifacts" put $A/always.writ $A/often.writ $A/never.writ
remember_denials
$RACE repeat 600 /tmp/executions /tmp/always /tmp/often /tmp/never/never &
worker=$!
end=$(($(cut -d. -f1 /proc/uptime) + SECONDS_EACH))
turn=1
while [ $turn -lt $((4 * ROUNDS)) ] && { [ $turn -lt 5 ] || [ "$(cut -d. -f1 /proc/uptime)" -lt $end ]; }; do
	writctl policy --yes --transient $A/turn-$turn.writ > /tmp/log 2>&1 || { cat /tmp/log; break; }
	turn=$((turn + 1))
done
: > executions.stop
wait $worker
rm executions.stop
said="turns $((turn - 1)) $(awk '{ count[$2 "-" $3]++ } END { for (i in count) printf "%s %d ", i, count[i] }' executions)"
note "policy: $said"
some "policy: it was changed" turns
some "policy: who is authorized by each of them runs" 0-ran
never "policy: and always" 0-denied 0-odd 0-killed 0-busy
some "policy: who is by every other one runs and is denied" 1-ran 1-denied
some "policy: who is by none is denied" 2-denied
never "policy: and never runs" 2-ran 2-killed 2-odd
told_as "policy: each denial was told" $(($(count 1-denied) + $(count 1-killed) + $(count 2-denied))) \
	unknown-issuer policy-denied

# ---- after all

phase "after all"
nothing_leaked "no task and no execution stays in the table"
holds "all of it is durable" drained
same "no record was lost" 0 "$(value events_lost)"
holds "an honest program runs" /mnt/bin/subject
stop
phase "verifying"
holds "the log verifies" writ-lineage verify $LOG --key $LOG/log.pub
phase "end"
