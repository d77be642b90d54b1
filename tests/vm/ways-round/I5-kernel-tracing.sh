# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: uprobes, BPF programs, KVM guests
# guest: plain
# expect: denied
# by: `kernel-access`; code in a KVM guest is not judged: keep /dev/kvm from governed tasks

checks() {
	counted "a BPF program" kernel-access EACCES "$PROBE" code bpf
	counted "a uprobe by the list of the tracer" kernel-access EACCES \
		"$PROBE" code text /sys/kernel/tracing/uprobe_events "p:writ /bin/busybox:0x1000"
	allow_as "a BPF program, by who may" ok /tmp/w/kernel code bpf
	allow_as "a uprobe, by who may" ok \
		/tmp/w/kernel code text /sys/kernel/tracing/uprobe_events "p:writ /bin/busybox:0x1000"
	/tmp/w/kernel code text /sys/kernel/tracing/uprobe_events "-:writ" > /dev/null
}
