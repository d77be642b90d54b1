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

	/* The console, not the kernel's log, which a crashed machine's boot line may keep quiet. */
	mknod("/dev/ttyS0", S_IFCHR | 0600, makedev(4, 64));
	fd = open("/dev/ttyS0", O_WRONLY | O_NOCTTY);
	mount("sysfs", "/sys", "sysfs", 0, "");
	mount("securityfs", "/sys/kernel/security", "securityfs", 0, "");
	mount("proc", "/proc", "proc", 0, "");
	dprintf(fd, "capture: %s\n",
		access("/proc/vmcore", F_OK) ? "this is no such kernel" :
		access("/sys/kernel/security/writ", F_OK) ? "no writ in this kernel" :
		"writ is in this kernel");
	sleep(1);
	reboot(RB_POWER_OFF);
	for (;;)
		pause();
}
