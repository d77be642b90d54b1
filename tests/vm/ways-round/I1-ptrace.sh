# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: ptrace, /proc/PID/mem
# guest: plain
# expect: denied
# by: `tracing`: attaching needs the operation trace, and so does typing into a terminal (TIOCSTI), which another's shell reads

before() {
	mkdir -p /dev/pts
	mount -t devpts none /dev/pts 2> /dev/null
	# Since 6.2 the kernel itself can refuse it.
	sysctl -wq dev.tty.legacy_tiocsti=1 2> /dev/null
}

checks() {
	local way wanted

	for way in attach seize seize-first mem getfd typing typing-32 pasting; do
		# This call has one answer, whatever it was told.
		wanted=EACCES
		[ $way != getfd ] || wanted=EPERM
		counted "$way" tracing $wanted "$PROBE" inject $way
		allow_as "$way, by who may" ok /tmp/w/tracer inject $way
	done
}
