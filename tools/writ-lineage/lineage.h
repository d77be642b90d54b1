/* SPDX-License-Identifier: GPL-2.0-only */
/* What the subcommands of writ-lineage share. */
#ifndef WRIT_LINEAGE_TOOL_H
#define WRIT_LINEAGE_TOOL_H

#include "checkpoint.h"
#include "cmd.h"
#include "logdir.h"
#include "print.h"
#include "ui.h"

extern const struct cmd cmd_verify;
extern const struct cmd cmd_prove;
extern const struct cmd cmd_check_proof;
extern const struct cmd cmd_show;
extern const struct cmd cmd_query;
extern const struct cmd cmd_trace;
extern const struct cmd cmd_tree;
extern const struct cmd cmd_export;
extern const struct cmd cmd_stats;

/* args.c: what several commands take */
/* A key of a log: text, or a file that holds it. */
bool args_verifier(const char *arg, struct writ_verifier *out, struct writ_msg *msg);
/* What lies in a log as log.pub. */
bool args_log_key(const char *dir, struct writ_verifier *out, struct writ_msg *msg);
/*
 * Open what lies in a log, where somebody may have put anything: -1 if it is no regular
 * file. It may be a link to one, as where segments were moved elsewhere.
 */
int args_open(const char *path, struct writ_msg *msg);
bool args_number(const char *arg, u64 *out);
/* 32 hex digits, dashes ignored. */
bool args_boot(const char *arg, u8 out[WRIT_BOOT_SIZE]);

#endif
