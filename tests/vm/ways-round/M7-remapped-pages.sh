# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: remap_file_pages without a hook
# guest: plain
# expect: denied
# by: the personality needs the operation generate-code; the kernel asks again since CVE-2024-47745 was repaired, and nothing is hashed under its locks

checks() {
	head -c 8192 /bin/busybox > data
	allow_as "without the personality" "not executable" "$PROBE" odd remap-plain /tmp/w/M7/data
	counted "who may not have it" writable-code EPERM "$PROBE" odd remap /tmp/w/M7/data
	allow_as "who may have executable memory" executable /tmp/w/code odd remap /tmp/w/M7/data
}
