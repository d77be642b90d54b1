// SPDX-License-Identifier: GPL-2.0-only
/*
 * Making the guest a place to live in: mounts, modules, the loopback
 * interface, the root file system, and the files of this run.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "guest.h"

#define ROOT_SERIAL	"writ-root"
#define NEWROOT		"/newroot"

int write_all(int fd, const void *data, size_t len)
{
	const char *p = data;

	while (len) {
		ssize_t n = write(fd, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		p += n;
		len -= n;
	}
	return 0;
}

/* A whole file, with a NUL after it. */
char *read_file(const char *path, size_t *len)
{
	size_t size = 0, room = 4096;
	char *data = malloc(room);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = -1;

	while (fd >= 0 && data) {
		n = read(fd, data + size, room - size - 1);
		if (n <= 0)
			break;
		size += n;
		if (room - size < 2) {
			char *more = realloc(data, room *= 2);

			if (!more)
				break;
			data = more;
		}
	}
	if (fd >= 0)
		close(fd);
	if (n != 0 || !data) {
		free(data);
		return NULL;
	}
	data[size] = '\0';
	*len = size;
	return data;
}

static void try_mount(const char *type, const char *dir, unsigned long flags,
		      const char *opts)
{
	mkdir(dir, 0755);
	/* Some are not configured in every kernel; a script sees it soon. */
	mount(type, dir, type, flags, opts);
}

/* What finding devices needs, and what moves along to another root. */
void mount_first(void)
{
	mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL);
	try_mount("proc", "/proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
	try_mount("sysfs", "/sys", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
	try_mount("devtmpfs", "/dev", MS_NOSUID, "mode=755");
}

static void mount_rest(void)
{
	const unsigned long safe = MS_NOSUID | MS_NODEV | MS_NOEXEC;

	try_mount("devpts", "/dev/pts", MS_NOSUID | MS_NOEXEC,
		  "mode=620,ptmxmode=666,gid=5");
	try_mount("tmpfs", "/dev/shm", MS_NOSUID | MS_NODEV, "mode=1777");
	try_mount("tmpfs", "/tmp", MS_NOSUID | MS_NODEV, "mode=1777");
	try_mount("tmpfs", "/run", MS_NOSUID | MS_NODEV, "mode=755");
	try_mount("securityfs", "/sys/kernel/security", safe, NULL);
	try_mount("cgroup2", "/sys/fs/cgroup", safe, NULL);
	try_mount("bpf", "/sys/fs/bpf", safe, "mode=700");
	try_mount("debugfs", "/sys/kernel/debug", safe, "mode=700");
	try_mount("tracefs", "/sys/kernel/tracing", safe, "mode=700");
	symlink("/proc/self/fd", "/dev/fd");
	symlink("/proc/self/fd/0", "/dev/stdin");
	symlink("/proc/self/fd/1", "/dev/stdout");
	symlink("/proc/self/fd/2", "/dev/stderr");
}

static void load_module(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	/* crc32c-intel and its like are for processors that have it. */
	if (fd < 0 || (syscall(SYS_finit_module, fd, "", 0) &&
		       errno != EEXIST && errno != ENODEV))
		note("note cannot load %s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
}

static void bring_up_loopback(void)
{
	struct ifreq ifr = { .ifr_name = "lo" };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return;
	if (ioctl(fd, SIOCGIFFLAGS, &ifr) == 0) {
		ifr.ifr_flags |= IFF_UP | IFF_RUNNING;
		ioctl(fd, SIOCSIFFLAGS, &ifr);
	}
	close(fd);
}

static int copy_file(const char *from, const char *to, const struct stat *st)
{
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out, ret = -1;
	static char buf[65536];
	ssize_t n;

	if (in < 0)
		return -1;
	unlink(to);
	out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (out >= 0) {
		while ((n = read(in, buf, sizeof(buf))) > 0)
			if (write_all(out, buf, n))
				break;
		ret = n == 0 ? 0 : -1;
		if (fchown(out, st->st_uid, st->st_gid) ||
		    fchmod(out, st->st_mode & 07777))
			ret = -1;
		if (close(out))
			ret = -1;
	}
	close(in);
	return ret;
}

static int move_link(const char *from, const char *to)
{
	char target[PATH_MAX];
	ssize_t n = readlink(from, target, sizeof(target) - 1);

	if (n < 0)
		return -1;
	target[n] = '\0';
	unlink(to);
	return symlink(target, to);
}

/*
 * Move a tree over another. A directory that is there already, or a link to
 * one, is kept; so is a file, when @keep says so.
 */
static int merge(const char *from, const char *to, int keep)
{
	char src[PATH_MAX], dst[PATH_MAX];
	struct dirent *e;
	struct stat st;
	DIR *d = opendir(from);
	int ret = 0;

	if (!d)
		return errno == ENOENT ? 0 : -1;
	while ((e = readdir(d))) {
		int failed = 0;

		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
			continue;
		snprintf(src, sizeof(src), "%s/%s", from, e->d_name);
		snprintf(dst, sizeof(dst), "%s/%s", to, e->d_name);
		if (lstat(src, &st)) {
			failed = 1;
		} else if (S_ISDIR(st.st_mode)) {
			if (mkdir(dst, st.st_mode & 07777) && errno != EEXIST)
				failed = 1;
			else
				failed = merge(src, dst, keep) != 0;
		} else if (keep && access(dst, F_OK) == 0) {
			unlink(src);
		} else if (rename(src, dst)) {
			failed = S_ISLNK(st.st_mode) ? move_link(src, dst) :
				 copy_file(src, dst, &st);
			unlink(src);
		}
		if (failed) {
			note("note cannot place %s: %s", dst, strerror(errno));
			ret = -1;
		}
	}
	closedir(d);
	rmdir(from);
	return ret;
}

/* The disk is known by its serial: names depend on what else is attached. */
static int find_root_disk(char *dev, size_t size)
{
	char path[64], *serial;
	size_t len;
	int i, tries;

	for (tries = 0; tries < 100; tries++) {
		struct timespec ts = { .tv_nsec = 20 * 1000 * 1000 };

		for (i = 0; i < 8; i++) {
			snprintf(path, sizeof(path), "/sys/block/vd%c/serial",
				 'a' + i);
			serial = read_file(path, &len);
			if (serial && !strncmp(serial, ROOT_SERIAL,
					       strlen(ROOT_SERIAL))) {
				snprintf(dev, size, "/dev/vd%c", 'a' + i);
				free(serial);
				return 0;
			}
			free(serial);
		}
		nanosleep(&ts, NULL);
	}
	note("note the root disk did not appear");
	return -1;
}

static int mount_root(void)
{
	char dev[32];

	if (find_root_disk(dev, sizeof(dev)))
		return -1;
	mkdir(NEWROOT, 0755);
	if (mount(dev, NEWROOT, "ext4", 0, NULL)) {
		note("note cannot mount %s: %s", dev, strerror(errno));
		return -1;
	}
	return 0;
}

static int enter_root(void)
{
	mkdir(NEWROOT "/lib/modules", 0755);
	if (merge("/lib/modules", NEWROOT "/lib/modules", 0) ||
	    mount("/proc", NEWROOT "/proc", NULL, MS_MOVE, NULL) ||
	    mount("/sys", NEWROOT "/sys", NULL, MS_MOVE, NULL) ||
	    mount("/dev", NEWROOT "/dev", NULL, MS_MOVE, NULL) ||
	    chdir(NEWROOT) || mount(".", "/", NULL, MS_MOVE, NULL) ||
	    chroot(".") || chdir("/")) {
		note("note cannot enter the root file system: %s",
		     strerror(errno));
		return -1;
	}
	return 0;
}

int furnish(const char *conf)
{
	size_t len;
	char *data = read_file(conf, &len), *line, *save;
	int other_root = 0, ret;

	if (!data) {
		note("note no configuration");
		return -1;
	}
	for (line = strtok_r(data, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		if (!strncmp(line, "insmod ", 7))
			load_module(line + 7);
		else if (!strcmp(line, "root"))
			other_root = 1;
	}
	free(data);
	if (other_root && mount_root())
		return -1;
	ret = merge("/w/root", other_root ? NEWROOT : "", 0) |
	      merge("/w/libs", other_root ? NEWROOT : "", 1);
	if (ret)
		return -1;
	if (other_root && enter_root())
		return -1;
	mount_rest();
	bring_up_loopback();
	sethostname("writ-vm", 7);
	return 0;
}

/* Newest first, so that disks are clean when the guest is gone. */
void unmount_all(void)
{
	size_t len;
	char *data, *at[256], *line, *save;
	int n = 0;

	sync();
	data = read_file("/proc/mounts", &len);
	if (!data)
		return;
	for (line = strtok_r(data, "\n", &save); line && n < 256;
	     line = strtok_r(NULL, "\n", &save)) {
		/* Only what is on a disk has anything to lose. */
		char *dir = strchr(line, ' '), *end;

		if (strncmp(line, "/dev/", 5) || !dir)
			continue;
		end = strchr(++dir, ' ');
		if (end)
			*end = '\0';
		at[n++] = dir;
	}
	while (n-- > 0)
		if (umount2(at[n], 0))
			mount(NULL, at[n], NULL, MS_REMOUNT | MS_RDONLY, NULL);
	free(data);
}
