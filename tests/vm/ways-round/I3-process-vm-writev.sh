# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: process_vm_writev
# guest: plain
# expect: denied
# by: `tracing`, and the protection of pages

before() {
	slow_copies
	same "it begins where headers said that are gone" "exit 42" "$(exchanged_by vm-headers)"
	umount /tmp/w/guided
}
checks() {
	counted "data of another process" tracing EPERM "$PROBE" inject vm-data
	counted "code of another process" tracing EPERM "$PROBE" inject vm-text
	allow_as "data, by who may" ok /tmp/w/tracer inject vm-data
	as denial allowed_as "code, even by who may: the page forbids it" EFAULT /tmp/w/tracer inject vm-text
	disk_loader
	allow_as "an execution that waits between reading and mapping" ran stalled :
	deny_as "its loader got the listed headers meanwhile" "signal 9" map \
		missing-authorization /tmp/w/guided/guide exchanged_by vm-headers
	headers guide /tmp/w/guided/guide
	allow_as "put right, once all of it is over" ran stalled :
	no_more_copies
}
