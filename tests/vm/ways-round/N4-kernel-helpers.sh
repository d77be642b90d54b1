# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: modprobe path, core_pattern, usermode helpers
# guest: plain
# expect: denied
# by: no exception for the kernel's helpers

before() {
	for kind in listed unlisted; do
		printf '#!/bin/busybox sh\n: > /tmp/w/N4/trace-%s\n' $kind > helper-$kind
	done
	chmod 755 helper-*
}
checks() {
	local kind

	cat /proc/sys/kernel/modprobe > modprobe
	echo "|/tmp/w/N4/helper-listed" > /proc/sys/kernel/core_pattern
	"$PROBE" crash > /dev/null 2>&1
	as control check "core_pattern, listed" until_true test -e /tmp/w/N4/trace-listed
	echo "|/tmp/w/N4/helper-unlisted" > /proc/sys/kernel/core_pattern
	deny_as "core_pattern, unlisted" crashed script missing-authorization /tmp/w/N4/helper-unlisted \
		sh -c '/mnt/bin/probe crash > /dev/null 2>&1; sleep 0.5; echo crashed'
	echo core > /proc/sys/kernel/core_pattern
	rm -f trace-listed
	# A type that no kernel has makes the kernel look for a module of that name.
	echo /tmp/w/N4/helper-listed > /proc/sys/kernel/modprobe
	mount -t nosuchfs1 none /mnt 2> /dev/null
	as control check "modprobe path, listed" until_true test -e /tmp/w/N4/trace-listed
	echo /tmp/w/N4/helper-unlisted > /proc/sys/kernel/modprobe
	deny_as "modprobe path, unlisted" ended script missing-authorization /tmp/w/N4/helper-unlisted \
		sh -c 'mount -t nosuchfs2 none /mnt 2> /dev/null; echo ended'
	cat modprobe > /proc/sys/kernel/modprobe
	[ ! -e trace-unlisted ]
	same "no unlisted helper left a trace" 0 $?
}
