# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: page-cache faults of the kernel
# guest: plain
# expect: denied
# by: kernels that are repaired; the memory of a process cannot be opened for writing without the operation trace

checks() {
	variant file listed
	same "the calls of Dirty Pipe" ok "$("$PROBE" write pipe-merge /tmp/w/C7/file /dev/null)"
	as denial same "change nothing" "$(sha256sum < /tmp/w/listed)" "$(sha256sum < file)"
	run "it is what it was" /tmp/w/C7/file
	# Dirty COW needs forced writes to a read-only mapping.
	counted "the door to Dirty COW" tracing EACCES "$PROBE" inject self-mem
}
