/* SPDX-License-Identifier: GPL-2.0-only */
/* The subcommands of writctl, and where it finds what the kernel shows. */
#ifndef WRITCTL_CTL_H
#define WRITCTL_CTL_H

#include "cmd.h"
#include "ui.h"

extern const struct cmd cmd_load;
extern const struct cmd cmd_status;
extern const struct cmd cmd_attach;
extern const struct cmd cmd_policy;
extern const struct cmd cmd_revoke;
extern const struct cmd cmd_present;
extern const struct cmd cmd_list;
extern const struct cmd cmd_drop;
extern const struct cmd cmd_explain;
extern const struct cmd cmd_why;
extern const struct cmd cmd_watch;
extern const struct cmd cmd_doctor;

#define SECURITYFS	"/sys/kernel/security"
#define STATUS_FILE	SECURITYFS "/writ/status"
#define MODULE_SYSFS	"/sys/module/writ"
#define BOOT_LINE	"/proc/cmdline"
#define HOST_FILE	"/etc/machine-id"
/* A test has directories of its own. */
#ifndef CONFIG_DIR
#define CONFIG_DIR	"/etc/writ"
#define STATE_DIR	"/var/lib/writ"
#endif
#define POLICY_FILE	CONFIG_DIR "/policy.writ"
#define ARTIFACTS_DIR	CONFIG_DIR "/artifacts"
#define DELEGATIONS_DIR	CONFIG_DIR "/delegations"
#define REVOCATIONS_DIR	CONFIG_DIR "/revocations"
#define MARK_FILE	STATE_DIR "/mark"
#define CLOCK_FILE	STATE_DIR "/clock"
#define LOG_DIR		STATE_DIR "/lineage"
#define ATTRIBUTE	"security.writ"

#endif
