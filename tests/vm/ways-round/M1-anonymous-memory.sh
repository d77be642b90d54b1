# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: anonymous executable memory
# guest: plain
# expect: denied
# by: `writable-code`; a signed grant, generate-code, for a program that needs it

checks() {
	local way

	for way in anonymous-rwx anonymous-rx anonymous-later stack heap; do
		deny "$way" map writable-code "(memory)" "$PROBE" memory $way
	done
	deny "shared anonymous" map writable-code "/dev/zero (deleted)" "$PROBE" memory shared-later
	deny "by another thread" map writable-code "(memory)" "$PROBE" odd thread
	map "memory that is data" anonymous-rw
}
