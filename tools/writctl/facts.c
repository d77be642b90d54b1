// SPDX-License-Identifier: GPL-2.0-only
/* What the kernel will know of a file. */
#include "facts.h"

#include <string.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include <linux/fsverity.h>

#include "digest.h"

bool fact_verity(int fd, u8 out[WRIT_DIGEST_SIZE])
{
	struct {
		struct fsverity_digest head;
		u8 digest[WRIT_DIGEST_SIZE];
	} d = { .head.digest_size = WRIT_DIGEST_SIZE };

	if (ioctl(fd, FS_IOC_MEASURE_VERITY, &d) != 0 ||
	    d.head.digest_algorithm != FS_VERITY_HASH_ALG_SHA256 ||
	    d.head.digest_size != WRIT_DIGEST_SIZE)
		return false;
	memcpy(out, d.head.digest, WRIT_DIGEST_SIZE);
	return true;
}

/*
 * By the mount's number, since st_dev does not lead to the mount on filesystems
 * with subvolumes. A line of mountinfo (proc(5)) begins with that number, and
 * its type stands after a lone hyphen.
 */
void fact_fstype(int fd, char *out, size_t size)
{
	unsigned long long id;
	struct statx st;
	char *line = NULL, *type;
	size_t cap = 0;
	FILE *f;

	*out = 0;
	if (statx(fd, "", AT_EMPTY_PATH, STATX_MNT_ID, &st) != 0 || !(st.stx_mask & STATX_MNT_ID))
		return;
	f = fopen("/proc/self/mountinfo", "re");
	if (!f)
		return;
	while (getline(&line, &cap, f) > 0) {
		type = strstr(line, " - ");
		if (!type || sscanf(line, "%llu ", &id) != 1 || id != st.stx_mnt_id)
			continue;
		type += 3;
		/* The kernel's name ends where that of a subtype begins, as in fuse.sshfs. */
		snprintf(out, size, "%.*s", (int)strcspn(type, " ."), type);
		break;
	}
	free(line);
	fclose(f);
}

bool fact_digests(int fd, const char *name, u8 digest[][WRIT_DIGEST_SIZE], u32 *known,
		  struct writ_msg *msg)
{
	*known = 0;
	if (!writ_digest_fd(fd, name, WRIT_DIGEST_SHA256, digest[WRIT_DIGEST_SHA256], msg))
		return false;
	*known |= 1u << WRIT_DIGEST_SHA256;
	if (fact_verity(fd, digest[WRIT_DIGEST_VERITY]))
		*known |= 1u << WRIT_DIGEST_VERITY;
	return true;
}

void fact_cgroup(int pid, char *out, size_t size)
{
	char path[64], line[4200];
	FILE *f;

	out[0] = '\0';
	snprintf(path, sizeof(path), "/proc/%d/cgroup", pid);
	f = fopen(path, "re");
	if (!f)
		return;
	/* The version 2 hierarchy is the one without a number and a name (cgroups(7)). */
	while (fgets(line, sizeof(line), f)) {
		if (strncmp(line, "0::", 3))
			continue;
		line[strcspn(line, "\n")] = '\0';
		snprintf(out, size, "%s", line + 3);
	}
	fclose(f);
}
