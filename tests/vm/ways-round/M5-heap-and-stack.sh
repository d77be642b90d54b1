# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: the same personality and brk; executable stacks
# guest: plain
# expect: denied
# by: a program that asks for either does not start without the operation generate-code

before() {
	cp "$BIN/stacky" stacky
	cp "$BIN/stacky" stacky-may
	printf '# may\n' >> stacky-may
	chmod 755 ./*
}
checks() {
	deny "a listed program asks for an executable stack" execute writable-code /tmp/w/M5/stacky \
		"$PROBE" exec /tmp/w/M5/stacky
	run "one that may generate code" /tmp/w/M5/stacky-may
	deny "executed under the personality" execute writable-code /tmp/w/listed \
		"$PROBE" odd exec-implied /tmp/w/listed
	allow_as "the heap without the personality" "not executable" "$PROBE" odd heap
	# What is left: who sets the personality itself has its own heap executable.
	passes_as "the heap of who set it itself" executable "$PROBE" odd heap-implied
}
