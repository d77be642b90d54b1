#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A policy that is permissive until a time, and one whose own time passes.
. /mnt/lib.sh

fresh() { # NAME: a program that no artifact names
	cp /mnt/bin/subject "/tmp/$1"
	echo "$1" >> "/tmp/$1"
}
in_seconds() { date -u -d "@$(($(date +%s) + $1))" +%Y-%m-%dT%H:%M:%SZ; }
# signed VERSION LINE... : policy.yaml in this version, with these lines at its end
signed() {
	local version=$1
	shift
	{ sed "s/^version: .*/version: $version/" $A/policy.yaml; printf '%s\n' "$@"; } > $A/next.yaml
	writ policy sign --key $A/root $A/next.yaml -o /tmp/next.writ > /tmp/log 2>&1 || cat /tmp/log
}
in_log() { dmesg | grep -qF "$1"; }
recorded() { # KIND WORDS: within some seconds the log holds such a record
	local n=0
	while [ $n -lt 50 ]; do
		writ-lineage query $LOG --kind "$1" | grep -qF "$2" && return
		n=$((n + 1))
		sleep 0.1
	done
	return 1
}
plan 45
holds "governed" govern policy.writ
holds "writd owns the log" start
fresh alone
refused "enforcing: what no artifact names does not run" /tmp/alone

cd $A || exit 1
# What is tried meanwhile takes much longer in the debug kernel.
case $(uname -r) in
*debug*) patience=240 ;;
*) patience=40 ;;
esac
# A rule by control group, so that each execution notes where it was governed.
signed 20 "rules:" "  - cgroups: [/elsewhere]" "    answer: require" \
	"options:" "  permissive-until: $(in_seconds $patience)"
holds "a permissive policy is put into force" writctl policy /tmp/next.writ
same "the state says so" permissive "$(value state)"
refused "writctl status does not call it enforcing" writctl status
holds "but says what it is" sh -c 'writctl status | grep -q "^PERMISSIVE until"'
before=$(value "denied missing-authorization")
holds "the same program runs" /tmp/alone
# Its execution, and the segment that it maps.
same "which is counted as denials" $((before + 2)) "$(value "denied missing-authorization")"
holds "told of as let through" in_log 'writ: permitted execute reason=missing-authorization path="/tmp/alone"'
holds "and recorded so" recorded exec "let through"
mkdir /tmp/other.d
cp /usr/bin/busybox /tmp/other.d/sleep
echo other >> /tmp/other.d/sleep
writ issue --key $A/release --issuer release --ops execute --valid 1h --uid 4711 -o /tmp/other.writ \
	/tmp/other.d/sleep 2> /tmp/log || cat /tmp/log
holds "another program, whose artifact is for somebody else" writctl load /tmp/other.writ
/tmp/other.d/sleep 300 &
other=$!
sleep 1
holds "runs as well" grep -q sleep "/proc/$other/comm"
before=$(value ended)
writ revoke --key $A/release --issuer release --artifact /tmp/other.writ -o /tmp/r.writ 2> /dev/null
holds "the artifact that refused it is revoked" writctl revoke /tmp/r.writ
sleep 2
same "which ends nothing, since nothing runs under it" "$before" "$(value ended)"
kill $other
holds "a script that nobody named runs too" sh -c 'printf "#!/usr/bin/busybox true\n" > /tmp/s; chmod +x /tmp/s; /tmp/s'
before=$(value "denied kernel-access")
holds "and what needs kernel-access" sh -c ': 3<>/dev/vda'
same "counted as well" $((before + 1)) "$(value "denied kernel-access")"
holds "doctor warns" sh -c 'writctl doctor | grep -q "permissive: what would be denied"'
n=0
while [ "$(value state)" = permissive ] && [ $n -lt $((patience * 10)) ]; do
	n=$((n + 1))
	sleep 0.1
done
same "its time ends by itself" enforcing "$(value state)"
refused "and the program does not run any more" /tmp/alone
refused "nor the device" sh -c ': 3<>/dev/vda'
holds "told of as denied" in_log 'writ: denied execute reason=missing-authorization path="/tmp/alone"'

ends=$(($(date +%s) + 12))
signed 21 "not-after: $(in_seconds 12)"
holds "a policy that soon ends" writctl policy /tmp/next.writ
same "is in force" 21 "$(value policy_version)"
n=0
while [ "$(date +%s)" -le "$((ends + 2))" ] && [ $n -lt 600 ]; do
	n=$((n + 1))
	sleep 0.1
done
same "and stays in force" 21 "$(value policy_version)"
same "enforcing" enforcing "$(value state)"
refused "what no artifact names does not run" /tmp/alone
holds "what one names does" busybox true
holds "the kernel's log tells that it has expired" in_log "writ: the policy has expired, and stays in force"
holds "and so does the lineage" recorded policy expired

# What a running program was granted, it has for as long as its artifact would grant it.
raw() { # NAME: a shell of its own, that tries to write to the disk each time it is asked
	mkdir "/tmp/$1.d"
	cp /usr/bin/busybox "/tmp/$1.d/sh"
	echo "$1" >> "/tmp/$1.d/sh"
	mkfifo "/tmp/$1.ask" "/tmp/$1.said"
	writ issue --key $A/release --issuer release --ops execute,kernel-access --valid 1h \
		-o "/tmp/$1.writ" "/tmp/$1.d/sh" 2> /tmp/log || cat /tmp/log
}
begins() { # NAME
	"/tmp/$1.d/sh" -c 'while read -r _ < "$0.ask"; do
		if ( : 3<>/dev/vda ) 2> /dev/null; then echo yes; else echo no; fi > "$0.said"; done' "/tmp/$1" &
}
may() { # NAME
	local said
	echo "?" > "/tmp/$1.ask"
	read -r said < "/tmp/$1.said"
	[ "$said" = yes ]
}
grants="s/operations: .*/operations: [execute, map, script, administer, recover, kernel-access]/"
cp $A/policy.yaml /tmp/without.yaml
sed -i "$grants" $A/policy.yaml
signed 22
holds "a policy by which an issuer may grant kernel-access" writctl policy /tmp/next.writ
raw stored
holds "it does so" writctl load /tmp/stored.writ
begins stored
holds "the program has it" may stored
holds "its artifact is dropped" writctl drop --file /tmp/stored.writ
refused "and with it what the running program had" may stored
holds "it is brought again" writctl load /tmp/stored.writ
holds "and the program has it again" may stored
raw carried
holds "another program carries its own" writctl attach /tmp/carried.writ /tmp/carried.d/sh
begins carried
holds "which has it too" may carried
cp /tmp/without.yaml $A/policy.yaml
signed 23
holds "a policy takes it from the issuer" writctl policy /tmp/next.writ
refused "and so from the program" may stored
refused "and from the one that carries its artifact" may carried
holds "which run on" test -d "/proc/$!"
holds "and nothing of them has ended" sh -c "[ $(value ended) = 0 ]"
