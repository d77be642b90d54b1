# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: another program interpreter in X
# guest: plain
# expect: denied
# by: the loader is a mapping of its own, and X no longer has its digest

before() {
	cp /lib64/ld-linux-x86-64.so.2 true-loader
	cp true-loader changed-loader
	printf x >> changed-loader
	cp "$BIN/dynamic" rewritten
	sed -i 's,/lib64/ld-linux-x86-64.so.2,/tmp/w/L2/changed-loaders,' rewritten
	cp "$BIN/led" led
	for word in unlisted may; do
		cp "$BIN/grasping" "grasping-$word"
		echo "# $word" >> "grasping-$word"
	done
	cp "$BIN/apart" apart-may
	echo "# may" >> apart-may
	chmod 755 ./*
}
# loader_is FILE: of the program named led
loader_is() { cp "$1" loader; }
checks() {
	cmp -s rewritten "$BIN/dynamic" && fail "its interpreter was rewritten" "it is as it was"
	unlisted "a program whose interpreter was rewritten" /tmp/w/L2/rewritten
	# The program itself is listed, and names a loader that may be exchanged.
	loader_is true-loader
	run "a listed program names the true loader" /tmp/w/L2/led
	loader_is changed-loader
	counted "a listed program names a loader that is not listed" missing-authorization \
		"signal 9" "$PROBE" exec /tmp/w/L2/led
	# Of these, nothing executable is mapped: the kernel gives them memory, and asks nobody.
	loader_is grasping-may
	allow_as "a loader that may have memory to write and execute begins there" "signal 11" \
		"$PROBE" exec /tmp/w/L2/led
	loader_is grasping-unlisted
	counted "one that is not listed" missing-authorization "signal 9" "$PROBE" exec /tmp/w/L2/led
	loader_is "$BIN/grasping"
	counted "one that is listed and may not" writable-code "signal 9" "$PROBE" exec /tmp/w/L2/led
	# Before they are verified, headers are watched where they usually are.
	loader_is apart-may
	run "a loader with its program headers elsewhere that may generate code" /tmp/w/L2/led
	loader_is "$BIN/apart"
	counted "one that may not" writable-code "signal 9" "$PROBE" exec /tmp/w/L2/led
	loader_is "$BIN/guide"
	run "one with all its headers in the first page" /tmp/w/L2/led
}
