# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: READ_IMPLIES_EXEC
# guest: plain
# expect: denied
# by: the final protection is judged

checks() {
	map "without it a file is read" map-read /tmp/w/unlisted
	missing "reading maps executable: unlisted" map /tmp/w/unlisted "$PROBE" memory implied /tmp/w/unlisted
	deny "memory becomes executable" map writable-code "(memory)" "$PROBE" odd anonymous-implied
}
