#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Executable memory that no file vouches for. Each program is there twice: as it
# is, and with a line appended that an artifact grants to generate code.
. /mnt/lib.sh

plan 59
(cd /mnt/libs && find . -type f) | while read -r file; do
	mkdir -p "$(dirname "/${file#./}")"
	cp "/mnt/libs/$file" "/${file#./}"
done
mkdir /tmp/m /tmp/m/granted
cp /mnt/memory/plain/* /tmp/m
cp /mnt/memory/granted/* /tmp/m/granted
chmod 755 /tmp/m/* /tmp/m/granted/*
cd /tmp/m || exit 1

# early NAME CASE FILE: a process that has the personality before the module comes
early() {
	(
		"$PROBE" memory -w "/tmp/$1" "$2" "$3" > "/tmp/$1.out" 2>&1
		: > "/tmp/$1.done"
	) &
	until [ -e "/tmp/$1.ready" ]; do sleep 0.05; done
}
# Lets it go on, and says what it said.
later() {
	: > "/tmp/$1"
	until [ -e "/tmp/$1.done" ]; do sleep 0.05; done
	cat "/tmp/$1.out"
}
cp /tmp/m/probe unlisted
printf x >> unlisted
early map-listed implied /tmp/m/silent
early map-unlisted implied /tmp/m/unlisted
early exec-64 implied-exec /tmp/m/silent
early exec-32 implied-exec /tmp/m/plain32
early exec-32-granted implied-exec /tmp/m/granted/plain32
enforce /mnt/memory/policy /mnt/memory/artifacts

JIT=/tmp/m/granted/probe
code_denied() { denied "$1" map writable-code "$2" "$PROBE" memory "$3"; }
generates() { allowed_as "granted: $1" ok "$JIT" memory "$1"; }
execs() { "$PROBE" exec -q "$@"; }

# --- mappings

for way in anonymous-rwx anonymous-rx anonymous-later stack heap vdso; do
	code_denied "$way" "(memory)" $way
	generates $way
done
code_denied "shared-later" "/dev/zero (deleted)" shared-later
generates shared-later
code_denied "sysv" "/SYSV00000000 (deleted)" sysv
generates sysv
maps "data remains data" anonymous-rw
maps "no code without a file" code
denied "a granted program's libraries are judged all the same" map missing-authorization \
	/tmp/m/unlisted "$JIT" memory map /tmp/m/unlisted

# --- what is recorded: an execution that generates code says so once

# records COMMAND... : how many records it makes
records() {
	local before after

	before=$(value events_recorded)
	"$@" > /dev/null 2>&1
	after=$(value events_recorded)
	echo $((after - before))
}
plain=$(records "$JIT" memory anonymous-rw)
same "generating code is one record more" $((plain + 1)) "$(records "$JIT" memory anonymous-rwx)"
same "and in the next execution again" $((plain + 1)) "$(records "$JIT" memory anonymous-rwx)"
same "twice in one execution is one" $((plain + 1)) "$(records "$JIT" memory twice)"

# --- what headers ask for

for name in stack more stack32 more32 silent32; do
	denied "headers: $name" execute writable-code /tmp/m/$name execs /tmp/m/$name
	runs "headers, granted: $name" /tmp/m/granted/$name
done
runs "headers: 64 bits, silent of the stack" /tmp/m/silent
runs "headers: 32 bits, the stack is data" /tmp/m/plain32
denied "headers: damaged" execute writable-code /tmp/m/damaged execs /tmp/m/damaged
allowed_as "headers: damaged, granted: the kernel's own answer" ENOEXEC execs /tmp/m/granted/damaged
denied "headers: again, when they are known" execute writable-code /tmp/m/stack execs /tmp/m/stack
allowed_as "granted: its stack is executable" EEXIST /tmp/m/granted/probe-stack memory code
allowed_as "granted, and not asked for: no code" ok "$JIT" memory code
runs "a loader of the usual kind" -q /tmp/m/loads-usual
denied_as "a loader that asks for more memory" "signal 9" map writable-code \
	/tmp/m/ld-with-more-memory1 execs /tmp/m/loads-more
denied_as "dlopen of a library that wants an executable stack" "exit 4" map writable-code \
	"(memory)" execs /tmp/m/dynamic /tmp/m/library-stack.so
runs "dlopen of one that does not" -q /tmp/m/dynamic /mnt/bin/library.so
runs "granted: dlopen of one that does" -q /tmp/m/granted/dynamic /tmp/m/library-stack.so

# --- the personality

for way in implying implying-32; do
	denied_as "$way" EPERM map writable-code - "$PROBE" memory $way
	generates $way
done
maps "another personality" personality-other
denied_as "the heap remains data" ok map writable-code - "$PROBE" memory implied-heap
allowed_as "granted: the heap becomes code" EEXIST "$JIT" memory implied-heap
allowed_as "had before: reading a listed file" ok later map-listed
denied "had before: reading an unlisted one" map missing-authorization /tmp/m/unlisted \
	later map-unlisted
allowed_as "had before: a 64-bit program gives it up" "" later exec-64
denied "had before: a 32-bit program" execute writable-code /tmp/m/plain32 later exec-32
allowed_as "had before: a 32-bit program, granted" "" later exec-32-granted
same "still enforcing" enforcing "$(value state)"
same "no internal error in all this" 0 "$(denials internal-error)"
