# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: /proc/self/mem
# guest: plain
# expect: denied
# by: `tracing`: a memory file is not opened for writing, not even the own one

checks() {
	local way

	for way in self-mem self-task-mem; do
		counted "$way" tracing EACCES "$PROBE" inject $way
		allow_as "$way, by who may" ok /tmp/w/tracer inject $way
	done
	allow_as "read" ok "$PROBE" inject self-mem-read
}
