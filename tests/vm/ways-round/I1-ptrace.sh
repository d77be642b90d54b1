# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: ptrace, /proc/PID/mem
# guest: plain
# expect: denied
# by: `tracing`: attaching needs the operation trace

checks() {
	local way

	for way in attach seize mem getfd; do
		counted "$way" tracing EACCES "$PROBE" inject $way
		allow_as "$way, by who may" ok /tmp/w/tracer inject $way
	done
}
