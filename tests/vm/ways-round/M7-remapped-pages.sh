# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: remap_file_pages without a hook
# guest: plain
# expect: denied
# by: the personality needs the operation generate-code; the kernel asks again since CVE-2024-47745 was repaired, and nothing is hashed under its locks

checks() {
	local before

	head -c 8192 /bin/busybox > data
	allow_as "without the personality" "not executable" "$PROBE" odd remap-plain /tmp/w/M7/data
	counted "who may not have it" writable-code EPERM "$PROBE" odd remap /tmp/w/M7/data
	before=$(denials '')
	forget_log
	as denial same "who may" EACCES "$(/tmp/w/code odd remap /tmp/w/M7/data)"
	same "one denial" 1 $(($(denials '') - before))
	check "and told" sh -c "dmesg | grep -q 'writ: denied map reason=.* path=\"/tmp/w/M7/data\"'"
}
