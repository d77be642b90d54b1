# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: the set of hooks differs by kernel
# guest: plain
# expect: allowed
# by: the status has a line for each hook, and one for each ability

checks() {
	local hook wanted=absent

	# Every way to change or to run a file is seen by a hook of its own.
	for hook in bprm_check_security mmap_file file_mprotect file_open path_truncate \
		inode_free_security bprm_creds_for_exec ptrace_access_check ptrace_traceme \
		kernel_read_file kernel_load_data bpf locked_down task_alloc; do
		case $(value "hook $hook") in
		live | attached) ok "the status names $hook" ;;
		*) fail "the status names $hook" "$(value "hook $hook")" ;;
		esac
	done
	same "none is left out" 0 "$(grep '^hook ' "$STATUS" | grep -cv -e ': live$' -e ': attached$')"
	! at_least 6.2 || wanted=present
	as allowed same "file_truncate is reported where the kernel has it" $wanted \
		"$(grep -q '^hook file_truncate: ' "$STATUS" && echo present || echo absent)"
	at_least 6.14 || reported "execve_check: unsupported"
	at_least 6.2 || reported "digest fsverity: unsupported"
}
