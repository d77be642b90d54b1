# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: `ld.so ./X`
# guest: plain
# expect: denied
# by: the program is judged at its mapping

LOADER=/lib64/ld-linux-x86-64.so.2
before() {
	cp $LOADER copied
	cp $LOADER changed
	cp "$BIN/ld-musl" musl
	cp "$BIN/lone.so" lone.so
	cp "$BIN/lone.so" changed-lone.so
	printf x | tee -a changed >> changed-lone.so
	ln copied renamed
	chmod 755 ./*
}
# loads NAME LOADER
loads() {
	as control same "$1: listed" ran "$("$PROBE" exec -q "$2" /tmp/w/dynamic)"
	deny_as "$1: unlisted" "exit 127" map missing-authorization /tmp/w/changed-dynamic \
		"$PROBE" exec -q "$2" /tmp/w/changed-dynamic
}
checks() {
	loads "the loader" $LOADER
	loads "a copy of it" /tmp/w/L1/copied
	loads "a copy under another name" /tmp/w/L1/renamed
	deny "a changed loader" execute missing-authorization /tmp/w/L1/changed \
		"$PROBE" exec /tmp/w/L1/changed /tmp/w/dynamic
	allow_as "musl's loader: listed" ran "$PROBE" exec -q /tmp/w/L1/musl /tmp/w/L1/lone.so
	deny_as "musl's loader: unlisted" "exit 1" map missing-authorization /tmp/w/L1/changed-lone.so \
		"$PROBE" exec -q /tmp/w/L1/musl /tmp/w/L1/changed-lone.so
}
