# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC3043,SC2034
#
# What the rows share beside guest/lib.sh. Every result belongs to a row and is of
# a kind, of which the runner counts what a row must have:
#
#	denial	the way round was refused, and every side said so
#	control	what differs from it in that one thing was allowed
#	allowed	the way round works, as the documents say
#	fact	anything else that must hold
#
#	ok ROW KIND NAME / FAIL ROW KIND NAME: DETAIL / reported ROW STATUS-LINE
# shellcheck source=../guest/lib.sh
. /mnt/lib.sh

KIND=fact
ok() { echo "ok $ROW $KIND $1"; }
fail() { echo "FAIL $ROW $KIND $1: $(echo "$2" | tr '\n' ' ')"; }

# as KIND COMMAND... : its results are of this kind
as() {
	local KIND=$1

	shift
	"$@"
}

# denied_as, allowed_as, runs and maps of guest/lib.sh, each of its kind; the
# arguments are theirs.
deny_as() { as denial denied_as "$@"; }
deny() { as denial denied "$@"; }
allow_as() { as control allowed_as "$@"; }
run() { as control runs "$@"; }
map() { as control maps "$@"; }
# What is allowed on purpose: answers and counters are those of a control.
passes_as() { as allowed allowed_as "$@"; }

# missing NAME OPERATION PATH COMMAND... : no artifact names it; EACCES
missing() {
	local name=$1 op=$2 path=$3

	shift 3
	deny "$name" "$op" missing-authorization "$path" "$@"
}
# unlisted NAME FILE: it does not run
unlisted() { missing "$1" execute "$2" "$PROBE" exec "$2"; }

# counted NAME REASON WANTED COMMAND... : where the log does not name the path as the
# test does, or the kernel asks more than once: at least one denial for this reason,
# none for another, a line in the log, and the answer.
counted() {
	local name=$1 reason=$2 wanted=$3 one all got rose KIND=denial

	shift 3
	forget_log
	one=$(denials "$reason")
	all=$(denials '')
	got=$("$@" 2>&1)
	rose=$(($(denials "$reason") - one))
	if [ "$got" != "$wanted" ]; then
		fail "$name" "answer '$got', not '$wanted'; log: $(dmesg | grep -F 'writ:')"
	elif [ $rose -lt 1 ] || [ $(($(denials '') - all)) -ne $rose ]; then
		fail "$name" "$rose denials for $reason of $(($(denials '') - all)); log: $(dmesg | grep -F 'writ:')"
	elif ! dmesg | grep -F 'writ: denied' | grep -qF "reason=$reason"; then
		fail "$name" "no line in the log"
	else
		ok "$name"
	fi
}

# reported WORDS: the status says that this kernel lacks something
reported() {
	if grep -qxF "$1" "$STATUS"; then echo "reported $ROW $1"
	else fail reported "no line '$1' in the status"; fi
}

# until_true COMMAND... : within ten seconds
until_true() {
	local n=0

	until "$@" > /dev/null 2>&1; do
		n=$((n + 1))
		[ $n -le 100 ] || return 1
		sleep 0.1
	done
}

# became PID FILE: it executes that file by now, whose verification took its time
became() { until_true grep -q "^$2" "/proc/$1/cmdline"; }

# program FILE [WORD]: a copy of the probe with a word behind it; what its artifact
# grants beside running is in progs/prepare_rows.py
probe_with() { cp "$PROBE" "$1"; printf '# %s\n' "$2" >> "$1"; chmod 755 "$1"; }

at_least() { # MAJOR.MINOR: this kernel, or a later one
	local major minor

	IFS=.- read -r major minor _ <<-END
	$(uname -r)
	END
	[ "$major" -gt "${1%.*}" ] || { [ "$major" -eq "${1%.*}" ] && [ "$minor" -ge "${1#*.}" ]; }
}

# What an execution has read of a loader's headers, before that is mapped and verified:
# the loader of bin/guided is /tmp/w/guided/guide. The execution closes a file between
# the two, whose server lets it wait.
slow_server() { serve fuse /tmp/w/listed close go; }
# serve DIRECTORY CONTENT WHAT GO: who asks for WHAT (fuse_toy.c) waits until GO is there
serve() {
	mkdir "$1"
	"$BIN/fuse_toy" "$PWD/$1" "$2" "$PWD/counts.$1" "$3" "$PWD/$4" > /dev/null 2>&1 &
	check "the server of $1 is there" until_true test -e "$1/program"
}
# stalled COMMAND... : what came of it; meanwhile the command was done
stalled() {
	rm -f go go.asked
	"$PROBE" exec -o fuse/program "$BIN/guided" > said 7>&- &
	until_true test -e go.asked
	"$@"
	: > go
	wait $!
	cat said
}
# headers FROM FILE: FILE gets those of bin/FROM
headers() { dd if="$BIN/$1" of="$2" bs=64 count=1 conv=notrunc 2> /dev/null; }

# The loader lies on a disk, and what writes into it (exchanged_by) waits for a server
# until "copy" is there.
slow_copies() {
	mkdir -p /tmp/w/guided "/tmp/w/btrfs/$ROW"
	cp "$BIN/guide" "/tmp/w/btrfs/$ROW/"
	slow_server
	serve served "$BIN/guide" read copy
	disk_loader
	same "nobody is governed: the loader begins where it should" ran "$(stalled :)"
}
disk_loader() { mount -o bind "/tmp/w/btrfs/$ROW" /tmp/w/guided; }
no_more_copies() {
	umount /tmp/w/guided
	umount fuse
	umount served
}
# exchanged_by WAY: what writes the listed headers into the loader has nothing of it but a
# page, and has written to it before it is verified.
exchanged_by() {
	headers misguide /tmp/w/guided/guide
	begin_copying "$1" served
	stalled copies
}
# begin_copying WAY DIRECTORY: the headers of what is served there, which wait for copies
begin_copying() {
	rm -f copy copy.asked copied
	"$PROBE" write "$1" /tmp/w/guided/guide "$2/program" > copied &
	until_true test -s copied
}
copies() {
	: > copy
	until_true grep -qx ok copied
}
