# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC1010
# What the tests share: a working directory of their own, and expectations.
set -u
: "${WRIT:?is the program to be tested}"
suite=$(basename "$0" .sh)
here=$(cd "$(dirname "$0")" && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 2

writ() {
	"$WRIT" "$@"
}

ok() {
	echo "ok $suite: $1"
}

fail() {
	echo "FAIL $suite: $1"
	sed 's/^/    /' "$dir/.out"
}

skip() {
	echo "skip $suite: $1"
}

# expect STATUS NAME COMMAND...: what it prints is left in .out, with standard output in .stdout
expect() {
	local want=$1 name=$2 got
	shift 2
	# no terminal, and so nobody who could be asked for a passphrase
	setsid -w "$@" >"$dir/.stdout" 2>"$dir/.stderr" </dev/null
	got=$?
	cat "$dir/.stdout" "$dir/.stderr" >"$dir/.out"
	if [ $got -eq "$want" ]; then
		ok "$name"
	else
		echo "status $got instead of $want: $*" >>"$dir/.out"
		fail "$name"
	fi
}

good() {
	expect 0 "$1" "$WRIT" "${@:2}"
}

refused() {
	expect 1 "$1" "$WRIT" "${@:2}"
}

usage() {
	expect 2 "$1" "$WRIT" "${@:2}"
}

# says NAME TEXT: the last command printed it
says() {
	if grep -qF -- "$2" "$dir/.out"; then
		ok "$1"
	else
		echo "not printed: $2" >>"$dir/.out"
		fail "$1"
	fi
}

# silent NAME: the last command printed nothing
silent() {
	if [ -s "$dir/.out" ]; then fail "$1"; else ok "$1"; fi
}

# holds NAME COMMAND...: it succeeds
holds() {
	local name=$1
	shift
	if "$@" >"$dir/.out" 2>&1; then ok "$name"; else fail "$name"; fi
}

# A root key, an issuer of each type, one that may delegate, and a policy that says so.
authority() {
	writ keygen --type rsa2048 root >/dev/null && writ keygen --type rsa2048 rel >/dev/null &&
		writ keygen --type p256 ec >/dev/null && writ keygen --type p256 lead >/dev/null || exit 2
	cat >policy.yaml <<-'END'
	policy: test
	version: 1
	not-after: 2099-01-01
	issuers:
	  - name: release
	    key: rel.pub
	    operations: [execute, map, script]
	    max-validity: 60d
	  - name: curve
	    key: ec.pub
	    operations: [execute]
	    max-validity: 1d
	    max-subjects: 2
	    paths: [/opt]
	  - name: lead
	    key: lead.pub
	    operations: [execute, map]
	    max-validity: 60d
	    max-subjects: 100
	    paths: [/opt, /srv]
	    delegation-depth: 4
	default: require
	END
	writ policy sign --key root policy.yaml -o policy.writ 2>"$dir/.out" || { cat "$dir/.out"; exit 2; }
	root=$(writ root root.pub) || exit 2
}

issue() {
	writ issue --key rel --issuer release "$@" 2>/dev/null
}

# judged STATUS NAME REASON ARGUMENT...: by the test's root and policy
judged() {
	local status=$1 name=$2 reason=$3
	shift 3
	expect "$status" "$name" "$WRIT" verify --root "$root" --policy policy.writ "$@"
	says "$name: $reason" "$reason"
}

# hand BY TO OPTION...: a delegation from one key to another, both named like their files
hand() {
	writ delegate --key "$1" --issuer "$1" --to "$2.pub" --name "$2" -o "$2.writ" "${@:3}" \
		>"$dir/.out" 2>&1
}

# when SECONDS: so long from now, as the tools write it
now=$(date +%s)
when() {
	date -u -d "@$((now + $1))" +%FT%TZ
}

# whole NAME OUT COMMAND...: a file of more than 1 KiB that cannot be written in full is not there
whole() {
	local name=$1 out=$2
	shift 2
	echo before >"$out"
	expect 1 "$name: no room for it" bash -c 'trap "" XFSZ; ulimit -f 1; exec "$@"' - "$WRIT" "$@" -o "$out"
	holds "$name: what was there still is" grep -qx before "$out"
	holds "$name: nothing lies beside it" test "$(echo "$out"* .*.tmp)" = "$out .*.tmp"
	good "$name: with room" "$@" -o "$out"
	holds "$name: it is replaced" test "$(stat -c %s "$out")" -gt 1024
	mkfifo "$out.pipe"
	refused "$name: a pipe is not replaced" "$@" -o "$out.pipe"
	refused "$name: to a directory that is not there" "$@" -o no/where
	expect 1 "$name: to a full standard output" bash -c 'exec "$@" >/dev/full' - "$WRIT" "$@" -o -
}

finish() {
	echo done
}
