# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: remap_file_pages without a hook
# guest: plain
# expect: denied
# by: the kernel asks again since CVE-2024-47745 was repaired; nothing is hashed under its locks

checks() {
	local reason

	head -c 8192 /bin/busybox > data
	allow_as "without the personality" "not executable" "$PROBE" odd remap-plain /tmp/w/M7/data
	forget_log
	reason=$(denials '')
	as denial same "with it" EACCES "$("$PROBE" odd remap /tmp/w/M7/data)"
	same "one denial" 1 $(($(denials '') - reason))
	check "and told" sh -c "dmesg | grep -q 'writ: denied map reason=.* path=\"/tmp/w/M7/data\"'"
}
