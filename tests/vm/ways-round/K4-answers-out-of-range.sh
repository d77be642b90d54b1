# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: program results outside the kernel's range
# guest: plain
# expect: denied
# by: clamped to a denial, `lsm/bpf/hooks.bpf.c`; injected faults: the debug kernel

# Each hook that denies is seen to hand the caller an errno: what came out of it was
# in range, and what came out at the caller is that.
before() { variant file listed; }
checks() {
	deny "bprm_check_security" execute missing-authorization /tmp/w/unlisted "$PROBE" exec /tmp/w/unlisted
	run "bprm_check_security: listed" /tmp/w/listed
	deny "mmap_file" map missing-authorization /tmp/w/unlisted "$PROBE" memory map /tmp/w/unlisted
	map "mmap_file: listed" map /tmp/w/K4/file
	deny "file_mprotect" map writable-code /tmp/w/K4/file "$PROBE" memory later-dirty /tmp/w/K4/file
	map "file_mprotect: nothing was changed" later /tmp/w/K4/file
	deny "ptrace_access_check" trace tracing - "$PROBE" inject attach
	deny "bpf" kernel-access kernel-access - "$PROBE" code bpf
	same "path_truncate, while it is mapped" "ETXTBSY" "$("$PROBE" file mapped /tmp/w/K4/file | sed -n 2p)"
}
