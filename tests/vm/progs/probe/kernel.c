// SPDX-License-Identifier: GPL-2.0-only
/*
 * What root can try on the module itself: load it (by file only, so that a
 * refusal is asked for once), unload it, take its programs away, and kill
 * everything that might stand behind it.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "probe.h"

/* insmod FILE [PARAMETER=VALUE]... */
int probe_insmod(int argc, char **argv)
{
	char params[4096] = "";
	int fd, i;

	if (argc < 2)
		return 2;
	fd = open(argv[1], O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		broken(argv[1]);
	for (i = 2; i < argc; i++) {
		strncat(params, argv[i], sizeof(params) - strlen(params) - 2);
		strcat(params, " ");
	}
	answer(syscall(SYS_finit_module, fd, params, 0));
	return 0;
}

/* rmmod NAME [force] */
int probe_rmmod(int argc, char **argv)
{
	if (argc < 2)
		return 2;
	answer(syscall(SYS_delete_module, argv[1], O_NONBLOCK | (argc > 2 ? O_TRUNC : 0)));
	return 0;
}

static long bpf(int command, union bpf_attr *attr)
{
	return syscall(SYS_bpf, command, attr, sizeof(*attr));
}

/*
 * links [detach|update]: every BPF link of the host by its id, and what became
 * of the attempt: "ID WORD" each, then the count.
 */
int probe_links(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	union bpf_attr attr = {};
	__u32 id = 0;
	int count = 0;

	for (;;) {
		int fd;
		long ret = 0;

		memset(&attr, 0, sizeof(attr));
		attr.start_id = id;
		if (bpf(BPF_LINK_GET_NEXT_ID, &attr))
			break;
		id = attr.next_id;
		memset(&attr, 0, sizeof(attr));
		attr.link_id = id;
		fd = bpf(BPF_LINK_GET_FD_BY_ID, &attr);
		if (fd < 0)
			continue;
		count++;
		memset(&attr, 0, sizeof(attr));
		if (!strcmp(what, "detach")) {
			attr.link_detach.link_fd = fd;
			ret = bpf(BPF_LINK_DETACH, &attr);
		} else if (!strcmp(what, "update")) {
			attr.link_update.link_fd = fd;
			attr.link_update.new_prog_fd = fd;
			ret = bpf(BPF_LINK_UPDATE, &attr);
		}
		printf("%u %s\n", id, ret < 0 ? errno_word(errno) : "ok");
		close(fd);
	}
	printf("links %d\n", count);
	return 0;
}

/* bpf: can programs still be asked about at all? Counts LSM programs. */
int probe_bpf(int argc, char **argv)
{
	union bpf_attr attr = {};
	__u32 id = 0;
	int count = 0;

	(void)argc;
	(void)argv;
	for (;;) {
		struct bpf_prog_info info = {};
		int fd;

		memset(&attr, 0, sizeof(attr));
		attr.start_id = id;
		if (bpf(BPF_PROG_GET_NEXT_ID, &attr))
			break;
		id = attr.next_id;
		memset(&attr, 0, sizeof(attr));
		attr.prog_id = id;
		fd = bpf(BPF_PROG_GET_FD_BY_ID, &attr);
		if (fd < 0)
			continue;
		memset(&attr, 0, sizeof(attr));
		attr.info.bpf_fd = fd;
		attr.info.info_len = sizeof(info);
		attr.info.info = (unsigned long)&info;
		if (!bpf(BPF_OBJ_GET_INFO_BY_FD, &attr) && info.type == BPF_PROG_TYPE_LSM)
			count++;
		close(fd);
	}
	printf("%d\n", count);
	return 0;
}

/* killall KEEP: every process but init, this one and KEEP, and every descriptor of this one */
int probe_killall(int argc, char **argv)
{
	pid_t keep = argc > 1 ? atoi(argv[1]) : 0;
	int fd;
	pid_t pid;

	for (pid = 2; pid < 32768; pid++)
		if (pid != keep && pid != getpid())
			kill(pid, SIGKILL);
	for (fd = 3; fd < 1024; fd++)
		close(fd);
	puts("ok");
	return 0;
}

/* crash: end by a signal that dumps core */
int probe_crash(int argc, char **argv)
{
	struct rlimit limit = { RLIM_INFINITY, RLIM_INFINITY };

	(void)argc;
	(void)argv;
	setrlimit(RLIMIT_CORE, &limit);
	raise(SIGSEGV);
	return 0;
}
