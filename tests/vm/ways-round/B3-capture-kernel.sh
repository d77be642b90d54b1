# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: the kernel that captures a crash
# guest: crash
# expect: allowed
# by: it does not load writ unless you make it; which kernel it is, is judged when it is loaded

# The rest of this row is after the panic with which this guest ends.
before() {
	cp /mnt/here/vmlinuz .
	cp vmlinuz changed
	printf x >> changed
}
checks() {
	missing "an unlisted one is not taken" kexec /tmp/w/B3/changed \
		"$PROBE" code kexec-crash /tmp/w/B3/changed "$BIN/capture.cpio"
	allow_as "a listed one is" ok "$PROBE" code kexec-crash /tmp/w/B3/vmlinuz "$BIN/capture.cpio"
	same "it is in place" 1 "$(cat /sys/kernel/kexec_crash_loaded)"
}
