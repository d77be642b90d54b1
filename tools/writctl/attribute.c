// SPDX-License-Identifier: GPL-2.0-only
/* security.writ. */
#include "attribute.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/xattr.h>

#include <linux/limits.h>

#include "ctl.h"

static const char *hint(int error)
{
	switch (error) {
	case EPERM:
		return "it needs root (CAP_SYS_ADMIN in the initial user namespace), and a file that is not immutable";
	case ENOTSUP:
		return "its filesystem has no such attributes; put the artifact into the artifacts directory instead";
	case ENOSPC:
	case EDQUOT:
	case E2BIG:
	case ERANGE:
		return "its filesystem has no room for an attribute of this size (ext4: one block); put the artifact into the artifacts directory instead";
	case ENODATA:
		return "it carries no artifact";
	default:
		return NULL;
	}
}

static bool fail(struct writ_msg *msg, const char *what, const char *name)
{
	const char *why = hint(errno);

	if (!why)
		return writ_msg_errno(msg, "%s: cannot %s %s", name, what, ATTRIBUTE);
	return writ_msgf(msg, "%s: cannot %s %s: %s", name, what, ATTRIBUTE, why);
}

bool attribute_set(int fd, const char *name, struct writ_bytes artifact, struct writ_msg *msg)
{
	if (fsetxattr(fd, ATTRIBUTE, artifact.data, artifact.len, 0) != 0)
		return fail(msg, "set", name);
	return true;
}

bool attribute_remove(int fd, const char *name, struct writ_msg *msg)
{
	if (fremovexattr(fd, ATTRIBUTE) != 0)
		return fail(msg, "remove", name);
	return true;
}

bool attribute_get(int fd, const char *name, struct writ_blob *out, struct writ_msg *msg)
{
	u8 *data = malloc(XATTR_SIZE_MAX);
	ssize_t n;

	if (!data)
		return writ_msgf(msg, "out of memory");
	n = fgetxattr(fd, ATTRIBUTE, data, XATTR_SIZE_MAX);
	if (n < 0) {
		free(data);
		return fail(msg, "read", name);
	}
	*out = (struct writ_blob){ data, (size_t)n };
	return true;
}
