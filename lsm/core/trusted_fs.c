// SPDX-License-Identifier: GPL-2.0-only
/*
 * Filesystems whose content changes only through the kernel that reads it. One
 * that is not listed is refused, so that a new kind is not trusted by accident.
 */
#include "policy.h"
#include "shim.h"

/* Trusted without a word in the policy: local filesystems of the kernel. */
static const char * const local_filesystems[] = {
	"ext4", "ext3", "ext2", "xfs", "btrfs", "f2fs", "tmpfs", "ramfs", "rootfs",
	"squashfs", "erofs", "iso9660", "vfat", "exfat",
};

bool writ_policy_trusts_fs(const struct writ_policy *policy, struct writ_bytes fstype)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(local_filesystems); i++) {
		if (writ_bytes_equal(fstype, writ_bytes_of(local_filesystems[i])))
			return true;
	}
	for (i = 0; i < policy->ntrusted_fs; i++) {
		if (writ_bytes_equal(policy->trusted_fs[i], fstype))
			return true;
	}
	return false;
}
