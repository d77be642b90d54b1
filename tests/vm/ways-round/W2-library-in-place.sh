# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: mapped library changed in place
# guest: plain
# expect: denied
# by: no writers while a process holds what it has mapped

checks() {
	variant library listed
	as denial same "opened for writing while it is mapped" ETXTBSY \
		"$("$PROBE" file mapped /tmp/w/W2/library | sed -n 1p)"
	map "it is what it was" map /tmp/w/W2/library
	as control same "once its process has ended" ok "$("$PROBE" file poke /tmp/w/W2/library)"
	missing "and then it is another one" map /tmp/w/W2/library "$PROBE" memory map /tmp/w/W2/library
}
