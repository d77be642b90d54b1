# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
#
# What the guest scripts share. Each says how many results it will give, so
# that a script that ends early cannot pass:
#
#	plan N				how many of the lines below will come
#	ok NAME / FAIL NAME: DETAIL / skip NAME: REASON
#
# tests/vm/accept puts kernel and group before NAME and counts.

STATUS=/sys/kernel/security/writ/status
KO=/mnt/writ.ko
KEYS=/mnt/keys
BIN=/mnt/bin
PROBE=$BIN/probe
SUBJECT=$BIN/subject

case $(uname -r) in
6.1.*) SERIES=6.1 ;;
6.12.*) SERIES=6.12 ;;
7.3.*) SERIES=7.3 ;;
*) SERIES=other ;;
esac

plan() { echo "plan $1"; }
ok() { echo "ok $1"; }
fail() { echo "FAIL $1: $2"; }
skip() { echo "skip $1: $2"; }

# check NAME COMMAND... : the command's status decides.
check() {
	local name=$1 out

	shift
	if out=$("$@" 2>&1); then ok "$name"; else fail "$name" "$* said: $out"; fi
}

# same NAME WANTED GOT
same() {
	if [ "$2" = "$3" ]; then ok "$1"; else fail "$1" "wanted '$2', got '$3'"; fi
}

# --- loading ----------------------------------------------------------------

ROOT=
[ ! -r "$KEYS/root" ] || read -r ROOT < "$KEYS/root"

# load POLICY [ARTIFACTS] [PARAMETER]... : with one system call; prints its answer.
load() {
	local policy=$1 artifacts=$2

	shift; [ $# -eq 0 ] || shift
	"$PROBE" insmod "$KO" "root=$ROOT" "policy=$policy" \
		${artifacts:+"artifacts=$artifacts"} "$@"
}

# enforce POLICY ARTIFACTS [PARAMETER]... : the group cannot go on without.
enforce() {
	local said state

	said=$(load "$@")
	state=$(value state)
	if [ "$said" = ok ] && [ "$state" = enforcing ]; then
		ok "the module loads and enforces"
		return
	fi
	fail "the module loads and enforces" "insmod: $said, state: $state"
	dmesg | grep 'writ:'
	exit 1
}

# --- status and log ----------------------------------------------------------

# value KEY: from status
value() {
	local key rest

	[ -r "$STATUS" ] || return 0
	while IFS= read -r rest; do
		key=${rest%%: *}
		[ "$key" != "$1" ] || { echo "${rest#*: }"; return; }
	done < "$STATUS"
}

# denials [REASON]: how many so far, of this reason or of all
denials() {
	local word reason count sum=0

	while read -r word reason count; do
		[ "$word" = denied ] || continue
		[ -z "$1" ] || [ "$reason" = "$1:" ] || continue
		sum=$((sum + count))
	done < "$STATUS"
	echo $sum
}

forget_log() { dmesg -c > /dev/null; }

# told WORDS: does the log, since it was last forgotten, hold them in one line?
told() { dmesg | grep -qF "$1"; }

# --- verdicts ----------------------------------------------------------------

# denied_as NAME WANTED-ANSWER OPERATION REASON PATH COMMAND...
#
# A denial is what it says on every side: the caller's answer, one more of this
# reason and none of another in status, and one line in the log with operation,
# reason and path.
denied_as() {
	local name=$1 wanted=$2 op=$3 reason=$4 path=$5
	local one all got one2 all2 lines

	shift 5
	forget_log
	one=$(denials "$reason")
	all=$(denials '')
	got=$("$@" 2>&1)
	one2=$(denials "$reason")
	all2=$(denials '')
	lines=$(dmesg | grep -cF "writ: denied $op reason=$reason path=\"$path\"")
	if [ "$got" != "$wanted" ]; then
		fail "$name" "answer '$got', not '$wanted'; log: $(dmesg | grep -F 'writ:')"
	elif [ $((one2 - one)) -ne 1 ]; then
		fail "$name" "$((one2 - one)) denials for $reason, not 1; log: $(dmesg | grep -F 'writ:')"
	elif [ $((all2 - all)) -ne 1 ]; then
		fail "$name" "$((all2 - all)) denials in all, not 1; log: $(dmesg | grep -F 'writ:')"
	elif [ "$lines" -ne 1 ]; then
		fail "$name" "$lines lines in the log with op=$op reason=$reason path=$path: $(dmesg | grep -F 'writ:')"
	else
		ok "$name"
	fi
}

# denied NAME OPERATION REASON PATH COMMAND... : the caller gets EACCES.
denied() {
	local name=$1

	shift
	denied_as "$name" EACCES "$@"
}

# allowed_as NAME WANTED-ANSWER COMMAND... : and nothing is denied meanwhile.
allowed_as() {
	local name=$1 wanted=$2 before got after

	shift 2
	forget_log
	before=$(denials '')
	got=$("$@" 2>&1)
	after=$(denials '')
	if [ "$got" != "$wanted" ]; then
		fail "$name" "answer '$got', not '$wanted'; log: $(dmesg | grep -F 'writ:')"
	elif [ "$before" -ne "$after" ]; then
		fail "$name" "something was denied: $(dmesg | grep -F 'writ:')"
	else
		ok "$name"
	fi
}

# runs NAME [PROBE-EXEC-ARGUMENT]... / maps NAME CASE FILE
runs() {
	local name=$1

	shift
	allowed_as "$name" ran "$PROBE" exec "$@"
}

maps() {
	local name=$1

	shift
	allowed_as "$name" ok "$PROBE" memory "$@"
}

# variant FILE WORD: the program whose digest prepare.py knows by that word.
# The words and files correspond: a program is /mnt/bin/subject and "# WORD".
variant() {
	cp "$SUBJECT" "$1"
	printf '# %s\n' "$2" >> "$1"
	chmod 755 "$1"
}
