// SPDX-License-Identifier: GPL-2.0-only
/*
 * probe machine: code that is nobody's file, run by the processor as a guest of KVM.
 * The answer is that to the making of the machine; then it must run.
 */
#include <fcntl.h>
#include <linux/kvm.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "probe.h"

#define SIZE 4096
#define BEGIN 0x1000
#define RESULT 42

/* mov $RESULT, %al; hlt */
static const unsigned char code[] = { 0xb0, RESULT, 0xf4 };

static void *shared(size_t size, int flags, int fd)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | flags, fd, 0);

	if (at == MAP_FAILED)
		broken("mmap");
	return at;
}

static int asked(int fd, unsigned long request, void *what)
{
	int ret = ioctl(fd, request, what);

	if (ret < 0)
		broken("a request to KVM");
	return ret;
}

int probe_machine(int argc, char **argv)
{
	struct kvm_userspace_memory_region memory = {
		.guest_phys_addr = BEGIN, .memory_size = SIZE,
	};
	struct kvm_regs regs = { .rip = BEGIN, .rflags = 2 };
	int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	struct kvm_sregs sregs;
	struct kvm_run *run;
	void *at;
	int machine, processor;

	(void)argv;
	if (argc != 1)
		return 2;
	if (kvm < 0)
		broken("/dev/kvm");
	machine = ioctl(kvm, KVM_CREATE_VM, NULL);
	if (machine < 0) {
		answer(machine);
		return 0;
	}
	at = shared(SIZE, MAP_ANONYMOUS, -1);
	memcpy(at, code, sizeof(code));
	memory.userspace_addr = (unsigned long)at;
	asked(machine, KVM_SET_USER_MEMORY_REGION, &memory);
	processor = asked(machine, KVM_CREATE_VCPU, NULL);
	run = shared(asked(kvm, KVM_GET_VCPU_MMAP_SIZE, NULL), 0, processor);
	asked(processor, KVM_GET_SREGS, &sregs);
	sregs.cs.base = 0;
	sregs.cs.selector = 0;
	asked(processor, KVM_SET_SREGS, &sregs);
	asked(processor, KVM_SET_REGS, &regs);
	asked(processor, KVM_RUN, NULL);
	asked(processor, KVM_GET_REGS, &regs);
	if (run->exit_reason != KVM_EXIT_HLT || regs.rax != RESULT)
		broken("the machine did not run its code");
	answer(0);
	return 0;
}
