# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: shmat with SHM_EXEC
# guest: plain
# expect: denied
# by: `writable-code`

checks() {
	deny "attached executable" map writable-code "/SYSV00000000 (deleted)" "$PROBE" memory sysv
	map "memory that is data" anonymous-rw
}
