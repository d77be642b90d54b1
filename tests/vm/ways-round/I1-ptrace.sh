# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: ptrace, /proc/PID/mem
# guest: plain
# expect: denied
# by: `tracing`: attaching needs the operation trace

checks() {
	local way wanted

	for way in attach seize seize-first mem getfd; do
		# This call has one answer, whatever it was told.
		wanted=EACCES
		[ $way != getfd ] || wanted=EPERM
		counted "$way" tracing $wanted "$PROBE" inject $way
		allow_as "$way, by who may" ok /tmp/w/tracer inject $way
	done
}
