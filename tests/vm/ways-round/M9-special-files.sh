# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: /dev/zero, device and hugetlb mappings
# guest: plain
# expect: denied
# by: `not-regular`, `unsealed-memory` and the allow-list of filesystems

before() {
	echo 4 > /proc/sys/vm/nr_hugepages
	mkdir huge
	mount -t hugetlbfs none huge
}
checks() {
	deny "/dev/zero, private" map not-regular /dev/zero "$PROBE" odd private /dev/zero
	deny "/dev/zero, shared" map not-regular /dev/zero "$PROBE" odd shared /dev/zero
	map "/dev/zero as data" map-read /dev/zero
	# The kernel asks about a file of its own that stands behind such memory.
	counted "huge pages" unsealed-memory EACCES "$PROBE" odd huge
	allow_as "huge pages as data" ok "$PROBE" odd huge-data
	counted "a file of hugetlbfs" untrusted-filesystem EACCES "$PROBE" odd huge-file /tmp/w/M9/huge/file
	umount huge
}
