# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: `kernel.ftrace_enabled=0` silences BPF LSM
# guest: plain
# expect: denied
# by: a permanent ftrace user makes the write fail, `lsm/fitness.c`; Linux 7.3 itself refuses it (EOPNOTSUPP)

checks() {
	local said

	said=$(echo 0 2>&1 > /proc/sys/kernel/ftrace_enabled)
	case $said in
	# 6.1 and 6.12 say the first, 7.3 the second.
	*busy* | *"not supported"*) ok "the write is refused" ;;
	*) fail "the write is refused" "$said" ;;
	esac
	same "it reads as before" 1 "$(cat /proc/sys/kernel/ftrace_enabled)"
	unlisted "afterwards: unlisted" /tmp/w/unlisted
	run "afterwards: listed" /tmp/w/listed
}
