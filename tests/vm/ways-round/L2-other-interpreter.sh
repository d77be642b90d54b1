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
	chmod 755 ./*
}
checks() {
	cmp -s rewritten "$BIN/dynamic" && fail "its interpreter was rewritten" "it is as it was"
	unlisted "a program whose interpreter was rewritten" /tmp/w/L2/rewritten
	# The program itself is listed, and names a loader that may be exchanged.
	cp true-loader loader
	run "a listed program names the true loader" /tmp/w/L2/led
	cp changed-loader loader
	counted "a listed program names a loader that is not listed" missing-authorization \
		"signal 11" "$PROBE" exec /tmp/w/L2/led
}
