# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: process_vm_writev
# guest: plain
# expect: denied
# by: `tracing`, and the protection of pages

checks() {
	counted "data of another process" tracing EPERM "$PROBE" inject vm-data
	counted "code of another process" tracing EPERM "$PROBE" inject vm-text
	allow_as "data, by who may" ok /tmp/w/tracer inject vm-data
	as denial allowed_as "code, even by who may: the page forbids it" EFAULT /tmp/w/tracer inject vm-text
}
