/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The generic netlink family, from the inside. Its handlers run in parallel
 * (parallel_ops): each part has a lock of its own, so that the verification of
 * a large object holds up nobody, least of all users of other families.
 */
#ifndef WRIT_NETLINK_H
#define WRIT_NETLINK_H

#include <net/genetlink.h>

#include "uapi/writ_netlink.h"

struct seq_file;

/* Offer the family. Return: 0, or -errno with a line in the log. */
int writ_netlink_init(void);
void writ_netlink_exit(void);

/* "log_owner:" for the status file. */
void writ_netlink_show(struct seq_file *m);

/* ---- netlink.c */

extern struct genl_family writ_genl;

/* Grows with each change, so that a list can tell that it was overtaken. */
extern atomic_t writ_netlink_changes;

/**
 * writ_netlink_check() - may the sender of a request make it?
 * @skb: the request
 * @extack: receives why not
 *
 * Every handler begins with it, those of dumps in their start. Records the
 * attempt of a governed task that may not.
 *
 * Return: 0; -EAGAIN while the hooks are not armed; -EPERM.
 */
int writ_netlink_check(struct sk_buff *skb, struct netlink_ext_ack *extack);

/* Begin an answer to @info of the same command, with room for @size bytes; NULL without memory. */
struct sk_buff *writ_netlink_answer(struct genl_info *info, size_t size, void **hdr);

/* ---- netlink_upload.c: WRIT_CMD_ADD */

int writ_netlink_add(struct sk_buff *skb, struct genl_info *info);
/* The socket @portid is gone. */
void writ_netlink_upload_release(u32 portid);

/* ---- netlink_events.c: the log */

/* WRIT_CMD_EVENTS: a dump, which ends with the last record that is chained. */
int writ_netlink_events_start(struct netlink_callback *cb);
int writ_netlink_events_dump(struct sk_buff *skb, struct netlink_callback *cb);
int writ_netlink_events_done(struct netlink_callback *cb);
/* What writd tells: what it has stored; that it owns the log; how the boot before ended. */
int writ_netlink_ack(struct sk_buff *skb, struct genl_info *info);
int writ_netlink_register(struct sk_buff *skb, struct genl_info *info);
int writ_netlink_resume(struct sk_buff *skb, struct genl_info *info);
/* For writ_events_wakeup. May sleep. */
void writ_netlink_wakeup(void);
/* The socket @portid is gone. */
void writ_netlink_owner_release(u32 portid);
/* Is it the socket that owns the log? */
bool writ_netlink_is_owner(u32 portid);
/* The process that owns the log, or 0. */
u32 writ_netlink_owner(void);

#endif
