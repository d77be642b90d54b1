# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# For sourcing: one thing for several kernels, a processor for each.

# side_by_side COMMAND KERNEL...: COMMAND with each of them, at the same time. What
# they print comes one after the other; the status says whether one of them failed.
side_by_side() {
	local command=$1 kernel dir status=0
	local -A child=()

	shift
	dir=$(mktemp -d "${TMPDIR:-/tmp}/writ-beside.XXXXXX") || return 1
	for kernel; do
		"$command" "$kernel" >"$dir/$kernel" 2>&1 &
		child[$kernel]=$!
	done
	for kernel; do
		wait "${child[$kernel]}" || status=1
		cat "$dir/$kernel"
	done
	rm -r "$dir"
	return $status
}

# in_turn COMMAND KERNEL...: likewise, one after the other, for one processor.
in_turn() {
	local command=$1 kernel status=0

	shift
	for kernel; do
		"$command" "$kernel" || status=1
	done
	return $status
}
