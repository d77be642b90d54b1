/* SPDX-License-Identifier: GPL-2.0-only */
/* The subcommands of writctl, and where it finds what the kernel shows. */
#ifndef WRITCTL_CTL_H
#define WRITCTL_CTL_H

#include "cmd.h"
#include "ui.h"

extern const struct cmd cmd_load;
extern const struct cmd cmd_status;
extern const struct cmd cmd_attach;

#define SECURITYFS	"/sys/kernel/security"
#define STATUS_FILE	SECURITYFS "/writ/status"
#define MODULE_SYSFS	"/sys/module/writ"
#define BOOT_LINE	"/proc/cmdline"
#define HOST_FILE	"/etc/machine-id"
#define ATTRIBUTE	"security.writ"

#endif
