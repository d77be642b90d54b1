# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: shared writable mapping, executable later or elsewhere
# guest: plain
# expect: denied
# by: `file-being-written`, and no writers while code is in use

checks() {
	variant file listed
	map "nobody writes it" map /tmp/w/M3/file
	deny "writable first, executable elsewhere" map file-being-written /tmp/w/M3/file \
		"$PROBE" file mapped-shared /tmp/w/M3/file
	variant file2 listed
	deny "held open by somebody" map file-being-written /tmp/w/M3/file2 \
		"$PROBE" memory map-written /tmp/w/M3/file2
	variant file3 listed
	as denial same "executable first: opened for writing" ETXTBSY \
		"$("$PROBE" file mapped /tmp/w/M3/file3 | sed -n 1p)"
}
