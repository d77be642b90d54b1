# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: vdso rewritten and made executable again
# guest: plain
# expect: denied
# by: memory without a file is `writable-code`; this kernel maps no vsyscall page

checks() {
	deny "changed and executable again" map writable-code "(memory)" "$PROBE" odd vdso
	allow_as "made readable only" ok "$PROBE" odd vdso-data
	same "no vsyscall page that could be executed" 0 "$(grep -c 'x.*\[vsyscall\]' /proc/self/maps)"
}
