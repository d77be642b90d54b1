// SPDX-License-Identifier: GPL-2.0-only
/*
 * Somebody else's BPF LSM program: at each new directory it calls one of the module's
 * functions, as if somebody had brought the kernel a module without a file, which is
 * denied and counted.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define LOADING_MODULE 2

extern int writ_hook_kernel_load_data(unsigned int id) __ksym;

long called, said;

SEC("lsm/path_mkdir")
int BPF_PROG(foreign)
{
	said = writ_hook_kernel_load_data(LOADING_MODULE);
	called++;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
