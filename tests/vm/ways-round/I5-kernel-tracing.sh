# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# title: uprobes, BPF programs, KVM guests
# guest: plain
# expect: denied
# by: `kernel-access`; a machine of KVM runs code that no file vouches for, so it needs what that needs: `writable-code`

# The emulated processor has the extensions of AMD, and what is emulated there works.
before() {
	modprobe kvm-amd 2> /dev/null
}

machines() {
	case $(uname -r) in
	*-debug) echo "note the debug kernel has no KVM"; return ;;
	esac
	deny "code in a machine of KVM" map writable-code /dev/kvm "$PROBE" machine
	probe_with /tmp/w/I5/code code
	allow_as "by who may make code" ok /tmp/w/I5/code machine
}

checks() {
	counted "a BPF program" kernel-access EACCES "$PROBE" code bpf
	counted "a uprobe by the list of the tracer" kernel-access EACCES \
		"$PROBE" code text /sys/kernel/tracing/uprobe_events "p:writ /bin/busybox:0x1000"
	allow_as "a BPF program, by who may" ok /tmp/w/kernel code bpf
	allow_as "a uprobe, by who may" ok \
		/tmp/w/kernel code text /sys/kernel/tracing/uprobe_events "p:writ /bin/busybox:0x1000"
	/tmp/w/kernel code text /sys/kernel/tracing/uprobe_events "-:writ" > /dev/null
	machines
}
