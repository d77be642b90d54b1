# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: PTRACE_TRACEME, then poke
# guest: plain
# expect: denied
# by: `tracing`: asking to be traced by a parent that may not

checks() {
	counted "the child asks" tracing EACCES "$PROBE" inject traceme
	allow_as "the child of who may" ok /tmp/w/tracer inject traceme
}
