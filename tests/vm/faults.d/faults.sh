# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC3043
#
# What the guests of tests/vm/faults share; lib.sh of tests/vm/prove.d comes first.

FAULT=/mnt/bin/fault
PLAIN=/mnt/bin/fault-plain
ROUNDS=2

# manifest NAME [OPTION]... FILE...: an artifact for all of these, to be loaded
manifest() {
	local name=$1
	shift
	writ manifest --key $A/release --issuer release --valid 1d -o /etc/writ/artifacts/$name.writ \
		"$@" > /tmp/log 2>&1 || { cat /tmp/log; return 1; }
}

# The kernel's knobs. Opening them is access to the kernel, so they come before the module.
knobs() {
	local knob
	dmesg -n 1
	# What fails is counted for one task and told of by the program itself. Allocations
	# that may wait must fail as well: those are nearly all there are.
	for knob in failslab fail_page_alloc fail_usercopy; do
		echo 0 > /sys/kernel/debug/$knob/verbose || return
	done
	echo N > /sys/kernel/debug/failslab/ignore-gfp-wait &&
	echo N > /sys/kernel/debug/fail_page_alloc/ignore-gfp-wait &&
	echo N > /sys/kernel/debug/fail_page_alloc/ignore-gfp-highmem &&
	echo 0 > /sys/kernel/debug/fail_page_alloc/min-order
}

# begin: those, and everything that this machine has gets an artifact
begin() {
	knobs || return
	mkdir -p /etc/writ/artifacts
	cp $A/granted.writ $A/terms.writ /etc/writ/artifacts/
	govern policy.1.writ --events 65536
}

# variant FILE WORD: the program that has its artifact by that word
variant() {
	sh /mnt/variant.sh /mnt/bin/subject "$2" > "$1"
	chmod 755 "$1"
}

# faults NAME [OPTION]... OPERATION [WORD]...: each fault of it
faults() { try "$1" $FAULT "$@"; }
# plainly ...: likewise, by the program that is granted nothing beside being run
plainly() { try "$1" $PLAIN "$@"; }
try() {
	local name=$1 program=$2
	shift 3
	if $program -n $ROUNDS "$@" > /tmp/said 2>&1; then ok "$name"; else fail "$name" "$(head -n 6 /tmp/said | tr '\n' ';')"; fi
	note "$name: $(tail -n 1 /tmp/said)"
}

# What the table has beside the tasks that there are, once nothing is on its way.
beside() {
	set -- /proc/[0-9]*/task/[0-9]*
	echo $(($(value lineage_tasks) - $#)) "$(value lineage_executions)"
}
within() { [ "$1" -le "$3" ] && [ "$2" -le "$4" ]; }
nothing_leaked() {
	local n=0
	# shellcheck disable=SC2046,SC2086	# two words each
	until within $(beside) $BASE; do
		n=$((n + 1))
		[ $n -le 50 ] || { fail "the table of tasks is as before" "$BASE before, $(beside) now"; return; }
		sleep 0.2
	done
	ok "the table of tasks is as before"
}
