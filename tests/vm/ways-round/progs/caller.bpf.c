// SPDX-License-Identifier: GPL-2.0-only
/*
 * Somebody else's BPF LSM program: at each new directory it calls one of the module's
 * functions, as if who makes it wanted to write to raw memory, which is denied and
 * counted.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define LOCKDOWN_DEV_MEM 2

extern int writ_hook_locked_down(unsigned int what) __ksym;

long called, said;

SEC("lsm/path_mkdir")
int BPF_PROG(foreign)
{
	said = writ_hook_locked_down(LOCKDOWN_DEV_MEM);
	called++;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
