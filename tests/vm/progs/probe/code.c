// SPDX-License-Identifier: GPL-2.0-only
/*
 * probe code WAY [FILE]...: how code gets into the kernel, and how its clock is
 * moved, as the system calls have it.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/fs.h>
#include <linux/kexec.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <scsi/sg.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timex.h>
#include <unistd.h>

#include "probe.h"

static const char *file = "", *more = "";

static int reader(const char *name)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		broken(name);
	return fd;
}

static long init_module(void)
{
	int fd = reader(file);
	struct stat st;
	void *image;

	if (fstat(fd, &st))
		broken(file);
	image = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (image == MAP_FAILED)
		broken("mmap");
	return syscall(SYS_init_module, image, st.st_size, "");
}

static long finit_module(void)
{
	return syscall(SYS_finit_module, reader(file), "", atoi(more));
}

static long kexec_load(void)
{
	return syscall(SYS_kexec_load, 0, 0, NULL, KEXEC_ARCH_DEFAULT);
}

/* FILE is the kernel, and needs no initial file system to be taken. */
static long kexec_file(int flags)
{
	static const char line[] = "panic=-1";

	return syscall(SYS_kexec_file_load, reader(file), -1, sizeof(line), line,
		       flags | KEXEC_FILE_NO_INITRAMFS);
}

static long kexec_boot(void)
{
	return kexec_file(0);
}

/* FILE and an initial file system, for the case of a crash. */
static long kexec_crash(void)
{
	static const char line[] = "console=ttyS0,115200 loglevel=4 panic=-1 nr_cpus=1 irqpoll "
				   "no_timer_check reset_devices";

	return syscall(SYS_kexec_file_load, reader(file), reader(more), sizeof(line), line,
		       KEXEC_FILE_ON_CRASH);
}

static long kexec_unload(void)
{
	return syscall(SYS_kexec_file_load, -1, -1, 0, NULL, KEXEC_FILE_UNLOAD);
}

/* "r0 = 0; exit" */
static long bpf_load(void)
{
	static const struct bpf_insn insns[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .imm = 0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_SOCKET_FILTER, .insn_cnt = 2,
		.insns = (unsigned long)insns, .license = (unsigned long)"GPL",
	};

	return syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof(attr));
}

static int number_in(const char *name)
{
	char text[32] = "";

	if (read(reader(name), text, sizeof(text) - 1) <= 0)
		broken(name);
	return atoi(text);
}

/* FILE at offset 0, by the kernel's own counter of that type */
static long uprobe(void)
{
	struct perf_event_attr attr = {
		.type = number_in("/sys/bus/event_source/devices/uprobe/type"),
		.size = sizeof(attr), .config1 = (unsigned long)file, .config2 = 0x1000,
	};

	return syscall(SYS_perf_event_open, &attr, -1, 0, -1, 0);
}

static long open_to_write(void)
{
	return open(file, O_RDWR | O_CLOEXEC);
}

static long open_to_read(void)
{
	return open(file, O_RDONLY | O_CLOEXEC);
}

/* No command at all, so the driver refuses it; but what it would refuse comes after writ. */
static long pass_on(void)
{
	struct sg_io_hdr none = {};

	return ioctl(reader(file), SG_IO, &none);
}

static long ask_size(void)
{
	unsigned long long size;

	return ioctl(reader(file), BLKGETSIZE64, &size);
}

/* text FILE WORDS: written with one call */
static long text(void)
{
	int fd = open(file, O_WRONLY | O_CLOEXEC);
	size_t size = strlen(more);

	return fd < 0 ? -1 : write(fd, more, size) == (ssize_t)size ? 0 : -1;
}

static long clock_set(void)
{
	struct timeval to = { .tv_sec = atol(file) };

	return settimeofday(&to, NULL);
}

static long clock_offset(void)
{
	struct timex by = { .modes = ADJ_SETOFFSET, .time.tv_sec = atol(file) };

	return adjtimex(&by) < 0 ? -1 : 0;
}

static const struct {
	const char *name;
	long (*run)(void);
} ways[] = {
	{ "init-module", init_module },
	{ "finit-module", finit_module },
	{ "kexec-load", kexec_load },
	{ "kexec-file", kexec_boot },
	{ "kexec-crash", kexec_crash },
	{ "kexec-unload", kexec_unload },
	{ "bpf", bpf_load },
	{ "uprobe", uprobe },
	{ "open-to-write", open_to_write },
	{ "open-to-read", open_to_read },
	{ "pass-on", pass_on },
	{ "ask-size", ask_size },
	{ "text", text },
	{ "clock-set", clock_set },
	{ "clock-offset", clock_offset },
};

int probe_code(int argc, char **argv)
{
	size_t i;

	if (argc > 2)
		file = argv[2];
	if (argc > 3)
		more = argv[3];
	for (i = 0; argc > 1 && i < sizeof(ways) / sizeof(*ways); i++) {
		if (strcmp(argv[1], ways[i].name))
			continue;
		answer(ways[i].run());
		return 0;
	}
	return 2;
}

/*
 * late FILE: the interpreter of a script, for which it waits a while: it opens it
 * only when something has appeared at /tmp/go, and tells what came of that.
 */
int probe_late(int argc, char **argv)
{
	int n;

	if (argc < 2)
		return 2;
	close(open("/tmp/waiting", O_WRONLY | O_CREAT, 0600));
	for (n = 0; n < 100 && access("/tmp/go", F_OK); n++)
		usleep(100000);
	answer(open(argv[1], O_RDONLY));
	return 0;
}

/* again FILE: one that opens it once before it waits, and once afterwards. */
int probe_again(int argc, char **argv)
{
	if (argc < 2)
		return 2;
	answer(open(argv[1], O_RDONLY));
	return probe_late(argc, argv);
}
