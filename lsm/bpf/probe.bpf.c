// SPDX-License-Identifier: GPL-2.0-only
/*
 * Attached for a moment during init, before anything is governed, to see that
 * BPF LSM programs run on this kernel at all. It needs no kfunc, since those of
 * a module cannot be called before the module is live. The kernel itself never
 * asks for LOADING_POLICY without a file, so nobody but the probe is refused.
 */
#include <linux/bpf.h>
#include <linux/types.h>
#include <stdbool.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define EPERM 1
#define LOADING_POLICY 5	/* enum kernel_load_data_id, include/linux/kernel_read_file.h */

SEC("lsm/kernel_load_data")
int BPF_PROG(kernel_load_data, int id, bool contents)
{
	return id == LOADING_POLICY ? -EPERM : 0;
}

char LICENSE[] SEC("license") = "GPL";
