#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What must not load, leaves the host as it was; what is good then still loads.
. /mnt/lib.sh

GOOD=/mnt/refuse/policy
BAD=/mnt/refuse/bad

# What the module says in the log. That an algorithm is absent is no refusal, and
# the taint is the kernel's own word.
lines() {
	dmesg | grep -F 'writ: ' | grep -vF -e 'is not supported by this kernel' \
		-e 'taints kernel' -e 'tainting kernel'
}

as_before() {
	[ ! -e /sys/module/writ ] && [ ! -e /sys/kernel/security/writ ] &&
		[ "$("$PROBE" exec "$SUBJECT")" = ran ]
}

# judge NAME ANSWER WORDS GOT: one line with WORDS, the answer, and no trace
judge() {
	if [ "$4" != "$2" ]; then
		fail "$1" "insmod said '$4', not '$2': $(lines)"
	elif [ "$(lines | wc -l)" -ne 1 ]; then
		fail "$1" "not one line in the log: $(lines)"
	elif ! told "$3"; then
		fail "$1" "no '$3' in: $(lines)"
	elif ! as_before; then
		fail "$1" "the host is not as before"
	else
		ok "$1"
	fi
}

# refused NAME ANSWER WORDS [PARAMETER]...
refused() {
	local name=$1 answer=$2 words=$3 got

	shift 3
	forget_log
	got=$("$PROBE" insmod "$KO" "$@")
	judge "$name" "$answer" "$words" "$got"
}

# refused_policy NAME FILE ANSWER WORDS
refused_policy() {
	refused "$1" "$3" "refused to load: policy $BAD/$2$4" "root=$ROOT" "policy=$BAD/$2"
}

plan 53
check "before anything, an unsigned program runs" as_before

refused "no root" EINVAL "root= must be" "policy=$GOOD"
refused "short root" EINVAL "root= must be" "root=${ROOT%?}" "policy=$GOOD"
refused "root not hexadecimal" EINVAL "root= must be" "root=${ROOT%?}g" "policy=$GOOD"
refused "another root" EKEYREJECTED "unknown-issuer" "root=$(cat $KEYS/other)" "policy=$GOOD"
refused "no policy" EINVAL "policy= must be" "root=$ROOT"
refused "relative policy" EINVAL "policy= must be" "root=$ROOT" "policy=refuse/policy"
refused_policy "missing policy" missing ENOENT " cannot be read"
refused_policy "truncated policy" truncated EKEYREJECTED ": malformed-artifact"
refused_policy "policy with a trailing byte" trailing EKEYREJECTED ": malformed-artifact"
refused_policy "empty policy" empty EINVAL " cannot be read"
refused_policy "unsigned policy" raw-payload EKEYREJECTED ": malformed-artifact"
refused_policy "oversize policy" oversize EFBIG " cannot be read"
refused_policy "signed by another key" other-key EKEYREJECTED ": invalid-signature"
refused_policy "another authority's policy" other-root EKEYREJECTED ": unknown-issuer"
refused_policy "one byte changed" tampered EKEYREJECTED ": invalid-signature"
refused_policy "expired policy" expired EKEYREJECTED ": expired"
refused_policy "policy of the future" not-yet EKEYREJECTED ": not-yet-valid"
refused_policy "policy for another host" audience EKEYREJECTED ": wrong-audience"
refused_policy "an artifact as policy" artifact EKEYREJECTED ": malformed-artifact"
refused "missing artifacts" ENOENT "the artifacts in /mnt/none cannot be listed" \
	"root=$ROOT" "policy=$GOOD" artifacts=/mnt/none
refused "a file as artifacts" ENOTDIR "cannot be listed" \
	"root=$ROOT" "policy=$GOOD" "artifacts=$GOOD"
refused "bad on_attach_failure" EINVAL "on_attach_failure= must be" \
	"root=$ROOT" "policy=$GOOD" on_attach_failure=ignore

forget_log
judge "module without BTF" ENOEXEC "built without BTF" \
	"$("$PROBE" insmod /mnt/writ-without-btf.ko "root=$ROOT" "policy=$GOOD")"

echo 0 2> /dev/null > /proc/sys/kernel/ftrace_enabled
if [ "$SERIES" = 7.3 ]; then
	same "ftrace cannot be switched off" 1 "$(cat /proc/sys/kernel/ftrace_enabled)"
else
	refused "ftrace switched off" EBUSY "ftrace cannot be pinned" \
		"root=$ROOT" "policy=$GOOD"
	echo 1 > /proc/sys/kernel/ftrace_enabled
fi

# --- now the good one, with a directory in which most are bad -----------------

forget_log
enforce "$GOOD" /mnt/refuse/artifacts

# skipped FILE REASON: told once by name and reason, and nothing runs by it
skipped() {
	local file=/tmp/$1
	local line="writ: skipped artifact /mnt/refuse/artifacts/$1: $2"

	if [ "$(grep -cF "$line" /tmp/log)" -ne 1 ]; then
		fail "skipped: $1" "no line '$line' in: $(grep -F "artifacts/$1" /tmp/log)"
		return
	fi
	variant "$file" "$1"
	denied "skipped: $1" execute missing-authorization "$file" "$PROBE" exec "$file"
}

taken() {
	variant "/tmp/$1" "$1"
	runs "taken: $1" "/tmp/$1"
}

dmesg > /tmp/log
taken good
taken good-4096
mkdir -p /opt /optional
variant /opt/program limit-good
runs "taken: limit-good, at its path" /opt/program

skipped truncated malformed-artifact
skipped garbage malformed-artifact
skipped wrong-key invalid-signature
skipped unknown-issuer unknown-issuer
skipped wrong-name unknown-issuer
skipped limit-ops issuer-limit
skipped limit-validity issuer-limit
skipped limit-subjects issuer-limit
skipped limit-no-path issuer-limit
skipped limit-path issuer-limit
skipped claim unsupported-claim
skipped algorithm unsupported-algorithm
skipped other-algorithm malformed-artifact
skipped policy malformed-artifact
if [ "$SERIES" = 6.1 ]; then
	skipped curve unsupported-algorithm
	skipped curve-wrong unsupported-algorithm
	skips=17
	same "ESP256 in status" unsupported "$(value 'algorithm ESP256')"
else
	taken curve
	skipped curve-wrong invalid-signature
	skips=16
	same "ESP256 in status" supported "$(value 'algorithm ESP256')"
fi
check "the empty file is told of" grep -q 'skipped artifact /mnt/refuse/artifacts/empty: ' /tmp/log
same "no other is skipped" $skips "$(grep -c 'writ: skipped artifact' /tmp/log)"
variant /tmp/hidden hidden
denied "names with a dot are left alone" execute missing-authorization /tmp/hidden \
	"$PROBE" exec /tmp/hidden
denied "an unsigned program" execute missing-authorization "$SUBJECT" "$PROBE" exec "$SUBJECT"
# A module like any other now, and nobody has authorized it.
same "loaded twice" EACCES "$(load "$GOOD")"
same "still enforcing" enforcing "$(value state)"
denied "and denied after it" execute missing-authorization "$SUBJECT" "$PROBE" exec "$SUBJECT"
