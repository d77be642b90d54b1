# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: the same personality and brk; executable stacks
# guest: plain
# expect: denied
# by: a program that asks for either does not get it without the operation generate-code

before() {
	cp "$BIN/stacky" stacky
	cp "$BIN/stacky" stacky-may
	printf '# may\n' >> stacky-may
	cp "$BIN/subject32" subject32
	chmod 755 ./*
}
checks() {
	deny "a listed program asks for an executable stack" execute writable-code /tmp/w/M5/stacky \
		"$PROBE" exec /tmp/w/M5/stacky
	run "one that may generate code" /tmp/w/M5/stacky-may
	counted "the heap by the personality" writable-code EPERM "$PROBE" odd heap-implied
	allow_as "the heap without it" "not executable" "$PROBE" odd heap
	allow_as "the heap of who may generate code" executable /tmp/w/code odd heap-implied
	# A 32-bit program keeps the personality of who executes it.
	deny "handed on to a program that may not" execute writable-code /tmp/w/M5/subject32 \
		/tmp/w/code odd exec-implied /tmp/w/M5/subject32
	run "without it, that program" /tmp/w/M5/subject32
}
