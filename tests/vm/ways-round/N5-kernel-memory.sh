# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: kprobes, livepatch, /dev/mem, MSR
# guest: plain
# expect: denied
# by: `kernel-access`; a livepatch is a module

checks() {
	counted "a kprobe" kernel-access EACCES \
		"$PROBE" code text /sys/kernel/tracing/kprobe_events "p:writ do_nanosleep"
	counted "/dev/mem" kernel-access EACCES "$PROBE" code open-to-read /dev/mem
	counted "registers of the processor" kernel-access EACCES "$PROBE" code text /dev/cpu/0/msr 12345678
	allow_as "a kprobe, by who may" ok \
		/tmp/w/kernel code text /sys/kernel/tracing/kprobe_events "p:writ do_nanosleep"
	/tmp/w/kernel code text /sys/kernel/tracing/kprobe_events "-:writ" > /dev/null
	allow_as "/dev/mem, by who may" ok /tmp/w/kernel code open-to-read /dev/mem
}
