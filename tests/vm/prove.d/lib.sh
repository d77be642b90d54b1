# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2034,SC3043
#
# What the guests of tests/vm/prove share. Results go out as "ok NAME",
# "FAIL NAME: DETAIL" and "note …"; "plan N" says how many there must be.
# /mnt/authority holds the keys and the policies; /dev/vda, where there is one,
# what writd keeps.

A=/mnt/authority
STATE=/var/lib/writ
LOG=$STATE/lineage
STATUS=/sys/kernel/security/writ/status

plan() { echo "plan $1"; }
ok() { echo "ok $1"; }
fail() { echo "FAIL $1: $2"; }
note() { echo "note $*"; }

# holds NAME COMMAND... and its opposite
holds() {
	local name=$1 out
	shift
	if out=$("$@" 2>&1); then ok "$name"; else fail "$name" "$* said: $out"; fi
}
refused() {
	local name=$1 out
	shift
	if out=$("$@" 2>&1); then fail "$name" "$* succeeded: $out"; else ok "$name"; fi
}
# says NAME WORDS COMMAND... : it fails, and says so in these words
says() {
	local name=$1 words=$2 out
	shift 2
	if out=$("$@" 2>&1); then
		fail "$name" "$* succeeded: $out"
		return
	fi
	case $out in
	*"$words"*) ok "$name" ;;
	*) fail "$name" "no '$words' in: $out" ;;
	esac
}
same() { if [ "$2" = "$3" ]; then ok "$1"; else fail "$1" "wanted $2, got $3"; fi; }
value() { sed -n "s/^$1: //p" $STATUS; }
# at NAME: likewise, in the one look at all of the numbers that is in /tmp/status
at() { sed -n "s/^$1: //p" /tmp/status; }
# What was offered to the log was received or counted as lost, in one look.
reconciled() {
	cat $STATUS > /tmp/status
	same "received and lost are what was offered" "$(at events_offered)" \
		$(($(at events_recorded) - $(at events_gaps) + $(at events_lost)))
}

# authorize POLICY: everything that this machine has gets an artifact
authorize() {
	local fuzzer=''
	[ ! -e /mnt/bin/nlfuzz ] || fuzzer=/mnt/bin/nlfuzz
	mkdir -p /etc/writ/artifacts
	if [ ! -e /etc/writ/artifacts/base.writ ]; then
		writ manifest --key $A/release --issuer release --valid 2d \
			-o /etc/writ/artifacts/base.writ /init /usr /mnt > /tmp/log 2>&1 || cat /tmp/log
		writ manifest --key $A/release --issuer release --valid 2d \
			--ops execute,map,administer,recover -o /etc/writ/artifacts/tools.writ \
			/usr/sbin $fuzzer > /tmp/log 2>&1 || cat /tmp/log
	fi
	cp $A/$1 /etc/writ/policy.writ
}

# govern POLICY [LOAD-OPTION]... : that, and the module with it
govern() {
	mkdir -p $STATE
	[ ! -b /dev/vda ] || grep -q " $STATE " /proc/mounts || mount -t ext4 /dev/vda $STATE || return
	authorize "$1" || return
	shift
	writctl load --yes --root "$(cat $A/thumbprint)" --policy /etc/writ/policy.writ \
		--artifacts /etc/writ/artifacts "$@" > /tmp/log 2>&1 || { cat /tmp/log; return 1; }
}

# start [OPTION]... : writd in the background; waits until it owns the log.
# Results come from subshells, so its process is remembered in a file.
start() {
	local n=0
	rm -f /run/writ/writd.sock
	writd --foreground "$@" > /tmp/writd.log 2>&1 &
	echo $! > /tmp/writd.pid
	# It takes the log first and listens last.
	until [ "$(value log_owner)" = "$(daemon)" ] && [ -S /run/writ/writd.sock ]; do
		n=$((n + 1))
		if [ $n -gt 900 ] || ! kill -0 "$(daemon)" 2> /dev/null; then
			echo "writd did not start:"; cat /tmp/writd.log
			return 1
		fi
		sleep 0.1
	done
}
daemon() { cat /tmp/writd.pid; }
# gone SIGNAL: it gets this, and has gone when this returns
gone() {
	local pid n=0
	pid=$(daemon)
	kill "-$1" "$pid" || return
	while kill -0 "$pid" 2> /dev/null && ! grep -q '^State:.Z' "/proc/$pid/status" 2> /dev/null; do
		n=$((n + 1))
		[ $n -le 300 ] || return 1
		sleep 0.1
	done
}
stop() { gone TERM; }
# caught_up: everything that has been given is durable
caught_up() {
	local n=0
	until [ "$(value events_acked)" -ge "$1" ]; do
		n=$((n + 1))
		[ $n -le 300 ] || return 1
		sleep 0.1
	done
}
drained() { caught_up "$(value events_recorded)"; }
