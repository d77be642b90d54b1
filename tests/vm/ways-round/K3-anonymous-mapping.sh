# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: mmap without a file
# guest: plain
# expect: denied
# by: anonymous memory is `writable-code`

checks() {
	deny "executable from the start" map writable-code "(memory)" "$PROBE" memory anonymous-rx
	map "data" anonymous-rw
}
