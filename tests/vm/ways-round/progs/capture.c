// SPDX-License-Identifier: GPL-2.0-only
/* The first process of the kernel that captures a crash: it looks for writ, and ends. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

int main(void)
{
	int fd;

	mknod("/dev/kmsg", S_IFCHR | 0600, makedev(1, 11));
	fd = open("/dev/kmsg", O_WRONLY);
	mount("sysfs", "/sys", "sysfs", 0, "");
	mount("securityfs", "/sys/kernel/security", "securityfs", 0, "");
	mount("proc", "/proc", "proc", 0, "");
	dprintf(fd, "<0>capture: %s\n",
		access("/proc/vmcore", F_OK) ? "this is no such kernel" :
		access("/sys/kernel/security/writ", F_OK) ? "no writ in this kernel" :
		"writ is in this kernel");
	sleep(1);
	reboot(RB_POWER_OFF);
	for (;;)
		pause();
}
