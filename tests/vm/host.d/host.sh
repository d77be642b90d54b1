# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2034,SC3043
#
# What the guests of tests/vm/host share, beside prove.d/lib.sh. A program is made for
# each demand, so that nothing but the artifact of that demand names it.
# shellcheck source=../prove.d/lib.sh
. /mnt/lib.sh

made=0
fresh() { # a program that no artifact names: $program
	made=$((made + 1))
	program=/tmp/program-$made
	cp /mnt/bin/subject "$program"
	echo $made >> "$program"
}
issue() { # OUT FILE [OPTION]...
	local out=$1 file=$2
	shift 2
	writ issue --key "$A/release" --issuer release --ops execute --valid 1d -o "$out" "$@" \
		"$file" 2> /tmp/log || cat /tmp/log
}
# governed [LOAD-OPTION]... : everything that this machine has gets an artifact
governed() {
	local all=/etc/writ/artifacts/base.writ
	if [ ! -e $all ]; then
		mkdir -p /etc/writ/artifacts
		writ manifest --key "$A/release" --issuer release --valid 2d -o $all /init /usr /mnt \
			> /tmp/log 2>&1 || cat /tmp/log
		writ manifest --key "$A/release" --issuer release --valid 2d \
			--ops execute,map,administer,recover -o /etc/writ/artifacts/tools.writ \
			/usr/sbin > /tmp/log 2>&1 || cat /tmp/log
	fi
	govern policy.writ "$@"
}
refusals() { value "denied $1"; }
lines() { dmesg | grep -cF "writ: denied execute reason=$1 path=\"$2\""; }

# denied NAME REASON PROGRAM: so say the caller's answer, the counter and the log
denied() {
	local name=$1 reason=$2 path=$3 count before out status=0
	count=$(refusals "$reason") before=$(lines "$reason" "$path")
	out=$("$path" 2>&1) || status=$?
	if [ $status -ne 126 ]; then
		fail "$name" "status $status: $out"
	elif [ "$(refusals "$reason")" -ne $((count + 1)) ]; then
		fail "$name" "no denial for $reason: $(dmesg | grep 'writ: denied' | tail -n 1)"
	elif [ "$(lines "$reason" "$path")" -ne $((before + 1)) ]; then
		fail "$name" "no line in the log for $reason"
	else
		ok "$name"
	fi
}

# met NAME OPTION...: what demands this runs, and for no other cause (3 results)
met() {
	local name=$1
	shift
	fresh
	denied "$name: denied without an artifact" missing-authorization "$program"
	issue "$program.writ" "$program" "$@"
	holds "$name: the artifact counts" writctl load "$program.writ"
	holds "$name: allowed" "$program"
}
# unmet NAME OPTION...: what demands this does not run, and for no other cause (3 results).
# One artifact that demands nothing names all programs that are made here.
unmet() {
	local name=$1
	shift
	fresh
	issue "$program.writ" "$program" "$@"
	writctl load "$program.writ" > /tmp/log 2>&1 || cat /tmp/log
	denied "$name: denied" environment-mismatch "$program"
	holds "$name: an artifact without the demand" writctl load "$A/free.writ"
	holds "$name: allowed by it" "$program"
	writctl drop --file "$A/free.writ" > /tmp/log 2>&1 || cat /tmp/log
}
# tells NAME LOCKDOWN SECURE-BOOT MODULE-SIGNATURES: what the status says of the host
tells() {
	same "$1" "$2, $3, $4" "$(value lockdown), $(value secure_boot), $(value module_signatures)"
}
asked_for_root() { dmesg | grep -c "writ: root= must be"; }
# accepts NAME FILE: the kernel loads this module, which asks for its parameters and
# stays out
accepts() {
	local out before
	before=$(asked_for_root)
	out=$(insmod "$2" 2>&1)
	if [ "$(asked_for_root)" -gt "$before" ]; then ok "$1"; else fail "$1" "$out"; fi
}
# rejects NAME FILE WORDS: the kernel does not, and the module does not get to say anything
rejects() {
	local before
	before=$(asked_for_root)
	says "$1" "$3" insmod "$2"
	[ "$(asked_for_root)" -eq "$before" ] || fail "$1" "the module was started"
}
locked_to() { sed -n 's/.*\[\(.*\)\].*/\1/p' /sys/kernel/security/lockdown; }
