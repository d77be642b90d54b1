// SPDX-License-Identifier: GPL-2.0-only
/* Finding and loading writ.ko. */
#include "module.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <linux/module.h>

#define PARAM_MAX 1024	/* param_set_charp() refuses longer ones (kernel/params.c) */

static bool append(const char *key, const char *value, char *out, size_t size,
		   struct writ_msg *msg)
{
	size_t len = strlen(out);
	int n;

	if (!value)
		return true;
	/* The kernel ends a quoted value at the next quote, and knows no escape for it. */
	if (strchr(value, '"'))
		return writ_msgf(msg, "%s=%s: the kernel takes no quote in a parameter", key, value);
	if (strlen(value) > PARAM_MAX)
		return writ_msgf(msg, "%s=%s: the kernel takes at most %d bytes", key, value,
				 PARAM_MAX);
	n = snprintf(out + len, size - len, "%s%s=\"%s\"", len ? " " : "", key, value);
	if ((size_t)n >= size - len)
		return writ_msgf(msg, "the parameters are too long");
	return true;
}

bool module_params_format(const struct module_params *p, char *out, size_t size,
			  struct writ_msg *msg)
{
	*out = 0;
	return append("root", p->root, out, size, msg) &&
	       append("policy", p->policy, out, size, msg) &&
	       append("artifacts", p->artifacts, out, size, msg) &&
	       append("delegations", p->delegations, out, size, msg) &&
	       append("revocations", p->revocations, out, size, msg) &&
	       append("least_version", p->least_version, out, size, msg) &&
	       append("clock", p->clock, out, size, msg) &&
	       append("events", p->events, out, size, msg) &&
	       append("host", p->host, out, size, msg) &&
	       append("on_attach_failure", p->on_attach_failure, out, size, msg);
}

bool module_find(char path[PATH_MAX], struct writ_msg *msg)
{
	static const char *const places[] = { "extra", "updates", "updates/dkms" };
	static const char *const forms[] = { "", ".xz", ".zst", ".gz" };
	struct utsname u;

	if (uname(&u) != 0)
		return writ_msg_errno(msg, "uname");
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		for (size_t k = 0; k < sizeof(forms) / sizeof(*forms); k++) {
			snprintf(path, PATH_MAX, "/lib/modules/%s/%s/writ.ko%s", u.release,
				 places[i], forms[k]);
			if (access(path, F_OK) == 0)
				return true;
		}
	}
	return writ_msgf(msg, "there is no writ.ko for this kernel in /lib/modules/%s/extra or updates; build and install it for %s, or name it with --module",
			 u.release, u.release);
}

static bool is_compressed(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot && strcmp(dot, ".ko");
}

static bool modules_disabled(void)
{
	FILE *f = fopen("/proc/sys/kernel/modules_disabled", "re");
	int c;

	if (!f)
		return false;
	c = fgetc(f);
	fclose(f);
	return c == '1';
}

/* What these errors mean here; most of them have a line in the kernel log as well. */
static const char *hint(int error)
{
	switch (error) {
	case EPERM:
		return geteuid() != 0 ? "it needs root (CAP_SYS_MODULE)" :
		       modules_disabled() ? "kernel.modules_disabled is 1 until the next boot" :
		       "the module refused (see above), or CAP_SYS_MODULE is missing, or the kernel is locked down and the module not signed";
	case ENOEXEC:
		return "it is not a module for this kernel";
	case EKEYREJECTED:
	case ENOKEY:
	case EBADMSG:
		return "the module refused the policy (see above), or the kernel demands a signed module";
	case ENOENT:
		return "the kernel lacks something that the module needs, or a file is not there";
	case EOPNOTSUPP:
		return "this kernel cannot enforce (see above), or cannot unpack a compressed module";
	case EEXIST:
		return "it is loaded already";
	default:
		return NULL;
	}
}

bool module_load(const char *path, const char *params, struct writ_msg *msg)
{
	int flags = is_compressed(path) ? MODULE_INIT_COMPRESSED_FILE : 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	const char *why;
	long ret;
	int error;

	if (fd < 0)
		return writ_msg_errno(msg, "cannot open the module %s", path);
	ret = syscall(SYS_finit_module, fd, params, flags);
	error = errno;
	close(fd);
	if (ret == 0)
		return true;
	why = hint(error);
	errno = error;
	writ_msg_errno(msg, "the kernel did not load %s%s%s%s", path, why ? " (" : "",
		       why ? why : "", why ? ")" : "");
	return false;
}
