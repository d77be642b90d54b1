# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC3043
#
# How the guest of tests/vm/races runs a race and judges its counts; lib.sh of
# tests/vm/prove.d comes first. $RACE, $BASE: the guest's script sets them.

# ---- programs, counts and reasons

# variant FILE BASE WORD
variant() {
	sh /mnt/variant.sh "/mnt/bin/$2" "$3" > "$1"
	chmod 755 "$1"
}
# race WORD... : its counts are in $said from then on
race() {
	said=$($RACE "$@" 2> /tmp/errors) || head -n 3 /tmp/errors
	note "$1: $said"
}
# count NAME: of $said
count() {
	local want=$1 name=''
	for name in $said; do
		[ "$want" != found ] || { echo "$name"; return; }
		[ "$name" != "$want" ] || want=found
	done
	echo 0
}
# never NAME COUNT... and some NAME COUNT...: all of these are 0, or none of them is
never() {
	local name=$1 one
	shift
	for one; do
		[ "$(count "$one")" = 0 ] || { fail "$name" "$one: $said"; return; }
	done
	ok "$name"
}
some() {
	local name=$1 one
	shift
	for one; do
		[ "$(count "$one")" -gt 0 ] || { fail "$name" "$one: $said"; return; }
	done
	ok "$name"
}
# remember_denials, and then told_as NAME COUNT REASON... : so many since, for these reasons alone
remember_denials() { grep '^denied ' $STATUS > /tmp/denials; }
told_as() {
	local name=$1 wanted=$2 got
	shift 2
	got=$(grep '^denied ' $STATUS | awk -v allowed=" $* " '
		NR == FNR { before[$2] = $3; next }
		{ more = $3 - before[$2]; reason = $2; sub(":", "", reason); sum += more }
		more && !index(allowed, " " reason " ") { other = other " " more " " reason }
		END { print sum + 0 other }' /tmp/denials -)
	same "$name" "$wanted" "$got"
}
denials() { sed -n "s/^denied $1: //p" $STATUS; }
# phase NAME: when it begins, for whoever wonders where the time goes
phase() { note "at $(cut -d. -f1 /proc/uptime) s: $1"; }
# put FILE... : into force
put() { writctl load "$@" > /tmp/log 2>&1 || { echo "load $*:"; cat /tmp/log; return 1; }; }

# ---- lineage: what the table has beside the tasks that there are

beside() {
	set -- /proc/[0-9]*/task/[0-9]*
	echo $(($(value lineage_tasks) - $#)) "$(value lineage_executions)"
}
# What has gone is taken out a moment later, so that a number counts that stays.
at_rest() {
	local before='' n=0
	until [ "$before" = "$(beside)" ] || [ $n -ge 20 ]; do
		before=$(beside)
		n=$((n + 1))
		sleep 0.5
	done
	beside
}
within() { [ "$1" -le "$3" ] && [ "$2" -le "$4" ]; }
nothing_leaked() {
	local n=0
	# shellcheck disable=SC2046,SC2086	# two words each
	until within $(beside) $BASE; do
		n=$((n + 1))
		[ $n -le 50 ] || { fail "$1" "$BASE before, $(beside) now"; return; }
		sleep 0.2
	done
	ok "$1"
}
