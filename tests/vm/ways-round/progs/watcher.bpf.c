// SPDX-License-Identifier: GPL-2.0-only
/*
 * A BPF program at the end of personality(), as somebody has who traces. Writ leads
 * that system call elsewhere, and both must go on to work.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define READ_IMPLIES_EXEC 0x0400000

/* What regs->di is: offset 112 of struct pt_regs, arch/x86/include/asm/ptrace.h. */
#define DI 112

long called, said;

SEC("fexit/__x64_sys_personality")
int BPF_PROG(foreign, const char *regs, long ret)
{
	unsigned long wanted = 0;

	bpf_probe_read_kernel(&wanted, sizeof(wanted), regs + DI);
	if ((unsigned int)wanted == 0xffffffff || !(wanted & READ_IMPLIES_EXEC))
		return 0;
	said = ret;
	called++;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
