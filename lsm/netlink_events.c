// SPDX-License-Identifier: GPL-2.0-only
/*
 * The log over netlink: its owner pulls records and acknowledges them. A record
 * may be read by whoever may administer; only the owner takes it out of the ring.
 */
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "compat/compat.h"
#include "events.h"
#include "netlink.h"

/**
 * struct owner - who takes the log
 * @portid: his socket; 0 if there is none
 * @pid: his process when he registered
 * @resumed: the head of the boot before was presented in this boot
 */
static struct owner {
	u32 portid;
	u32 pid;
	bool resumed;
} owner;

static DEFINE_MUTEX(owner_lock);

u32 writ_netlink_owner(void)
{
	u32 pid;

	mutex_lock(&owner_lock);
	pid = owner.portid ? owner.pid : 0;
	mutex_unlock(&owner_lock);
	return pid;
}

bool writ_netlink_is_owner(u32 portid)
{
	bool is;

	mutex_lock(&owner_lock);
	is = portid && owner.portid == portid;
	mutex_unlock(&owner_lock);
	return is;
}

void writ_netlink_show(struct seq_file *m)
{
	u32 pid = writ_netlink_owner();

	if (pid)
		seq_printf(m, "log_owner: %u\n", pid);
	else
		seq_puts(m, "log_owner: none\n");
}

/* About @task; or about nobody but the process that is known by number. */
static void record_owner(struct task_struct *task, const char *detail)
{
	struct writ_event event;

	writ_event_begin(&event, WRIT_KIND_OWNER, task);
	event.record.pid = owner.pid;
	event.record.detail = writ_bytes_of(detail);
	writ_event_append(&event, WRIT_CLASS_VITAL);
}

/* The last to hold the socket may be anybody, so current says nothing here. */
void writ_netlink_owner_release(u32 portid)
{
	mutex_lock(&owner_lock);
	if (portid && owner.portid == portid) {
		record_owner(NULL, "closed");
		owner.portid = 0;
		owner.pid = 0;
	}
	mutex_unlock(&owner_lock);
}

int writ_netlink_register(struct sk_buff *skb, struct genl_info *info)
{
	int ret;

	ret = writ_netlink_check(skb, info->extack);
	if (ret)
		return ret;
	mutex_lock(&owner_lock);
	if (owner.portid == info->snd_portid) {
		ret = 0;
	} else if (owner.portid) {
		NL_SET_ERR_MSG(info->extack, "the log has an owner already");
		ret = -EBUSY;
	} else {
		owner.portid = info->snd_portid;
		owner.pid = task_tgid_nr(current);
		record_owner(current, "registered");
	}
	mutex_unlock(&owner_lock);
	return ret;
}

/* Under owner_lock. */
static int check_owner(struct genl_info *info)
{
	if (owner.portid && owner.portid == info->snd_portid)
		return 0;
	NL_SET_ERR_MSG(info->extack, "only the socket that registered as owner of the log may do this");
	return -EPERM;
}

static int ack(struct genl_info *info)
{
	int ret = writ_event_ack(nla_get_u64(info->attrs[WRIT_ATTR_SEQ]),
				 nla_data(info->attrs[WRIT_ATTR_HASH]));

	switch (ret) {
	case -ERANGE:
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[WRIT_ATTR_SEQ],
				    "there is no chained record with that number yet");
		break;
	case -EALREADY:
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[WRIT_ATTR_SEQ],
				    "that record was acknowledged before");
		break;
	case -EBADMSG:
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[WRIT_ATTR_HASH],
				    "the hash is not that of this chain");
		break;
	}
	return ret;
}

int writ_netlink_ack(struct sk_buff *skb, struct genl_info *info)
{
	int ret;

	ret = writ_netlink_check(skb, info->extack);
	if (ret)
		return ret;
	if (GENL_REQ_ATTR_CHECK(info, WRIT_ATTR_SEQ) ||
	    GENL_REQ_ATTR_CHECK(info, WRIT_ATTR_HASH)) {
		NL_SET_ERR_MSG(info->extack, "an acknowledgement needs seq and hash");
		return -EINVAL;
	}
	mutex_lock(&owner_lock);
	ret = check_owner(info) ?: ack(info);
	mutex_unlock(&owner_lock);
	return ret;
}

/* Under owner_lock. */
static int resume(struct genl_info *info)
{
	struct writ_event event;
	char *detail;
	int ret;

	if (owner.resumed) {
		NL_SET_ERR_MSG(info->extack, "the boot before was presented already");
		return -EALREADY;
	}
	/* Not on the stack, where the event is large enough. */
	detail = kasprintf(GFP_KERNEL, "boot %*phN seq %llu head %*phN",
			   WRIT_BOOT_SIZE, nla_data(info->attrs[WRIT_ATTR_BOOT]),
			   nla_get_u64(info->attrs[WRIT_ATTR_SEQ]),
			   WRIT_DIGEST_SIZE, nla_data(info->attrs[WRIT_ATTR_HASH]));
	if (!detail)
		return -ENOMEM;
	writ_event_begin(&event, WRIT_KIND_RESUME, current);
	event.record.detail = writ_bytes_of(detail);
	ret = writ_event_append(&event, WRIT_CLASS_VITAL);
	kfree(detail);
	if (ret) {
		NL_SET_ERR_MSG(info->extack, "the log is full: acknowledge first");
		return -ENOSPC;
	}
	owner.resumed = true;
	writ_log_continue();
	return 0;
}

int writ_netlink_resume(struct sk_buff *skb, struct genl_info *info)
{
	int ret;

	ret = writ_netlink_check(skb, info->extack);
	if (ret)
		return ret;
	if (GENL_REQ_ATTR_CHECK(info, WRIT_ATTR_BOOT) ||
	    GENL_REQ_ATTR_CHECK(info, WRIT_ATTR_SEQ) ||
	    GENL_REQ_ATTR_CHECK(info, WRIT_ATTR_HASH)) {
		NL_SET_ERR_MSG(info->extack, "the head of a boot is boot, seq and hash");
		return -EINVAL;
	}
	mutex_lock(&owner_lock);
	ret = check_owner(info) ?: resume(info);
	mutex_unlock(&owner_lock);
	return ret;
}

/* ---- records */

/**
 * struct reading - a dump of records under way, in netlink_callback.ctx
 * @next: number of the next record
 * @last: the last that was chained when the dump began, where it ends: what
 *	happens meanwhile, on account of the dump too, is for the next one
 * @record: room for one
 */
struct reading {
	u64 next;
	u64 last;
	u8 *record;
};

static struct reading *reading_of(struct netlink_callback *cb)
{
	BUILD_BUG_ON(sizeof(struct reading) > sizeof(cb->ctx));
	return (struct reading *)cb->ctx;
}

/* What surrounds a record in its message: headers, two attributes and padding. */
#define AROUND_RECORD 256

int writ_netlink_events_start(struct netlink_callback *cb)
{
	struct reading *reading = reading_of(cb);
	struct nlattr **attrs = writ_dump_attrs(cb);
	struct writ_log_state state;
	int ret;

	ret = writ_netlink_check(cb->skb, cb->extack);
	if (ret)
		return ret;
	if (!attrs[WRIT_ATTR_SEQ]) {
		NL_SET_ERR_MSG(cb->extack, "say after which record (seq)");
		return -EINVAL;
	}
	writ_log_state(&state);
	reading->last = state.chained_seq;
	/* What was acknowledged is gone, and nothing has the largest number. */
	reading->next = max(nla_get_u64(attrs[WRIT_ATTR_SEQ]), state.acked_seq);
	if (reading->next < U64_MAX)
		reading->next++;
	reading->record = kmalloc(WRIT_RECORD_MAX, GFP_KERNEL);
	if (!reading->record) {
		NL_SET_ERR_MSG(cb->extack, "no memory for a record");
		return -ENOMEM;
	}
	cb->min_dump_alloc = WRIT_RECORD_MAX + AROUND_RECORD;
	return 0;
}

static int put_record(struct sk_buff *skb, struct netlink_callback *cb, u64 seq,
		      const u8 *record, size_t len, const u8 *hash)
{
	void *hdr;

	hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq, &writ_genl,
			  NLM_F_MULTI, WRIT_CMD_EVENTS);
	if (!hdr)
		return -EMSGSIZE;
	if (nla_put_u64_64bit(skb, WRIT_ATTR_SEQ, seq, WRIT_ATTR_PAD) ||
	    nla_put(skb, WRIT_ATTR_HASH, WRIT_DIGEST_SIZE, hash) ||
	    nla_put(skb, WRIT_ATTR_RECORD, len, record)) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

int writ_netlink_events_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct reading *reading = reading_of(cb);
	u8 hash[WRIT_DIGEST_SIZE];
	struct writ_log_state state;
	size_t len;
	int ret;

	while (reading->next <= reading->last) {
		ret = writ_event_fetch(reading->next, reading->record, &len, hash);
		if (ret == -ENOENT) {
			/* Acknowledged since the dump began. */
			writ_log_state(&state);
			reading->next = max(reading->next, state.acked_seq) + 1;
			continue;
		}
		if (ret == -EAGAIN)
			break;
		if (!ret)
			ret = put_record(skb, cb, reading->next, reading->record, len, hash);
		/* One that does not fit is first in the next buffer. */
		if (ret)
			return skb->len ?: ret;
		reading->next++;
	}
	return skb->len;
}

int writ_netlink_events_done(struct netlink_callback *cb)
{
	kfree(reading_of(cb)->record);
	return 0;
}

void writ_netlink_wakeup(void)
{
	struct writ_log_state state;
	struct sk_buff *skb;
	void *hdr;

	if (!genl_has_listeners(&writ_genl, &init_net, 0))
		return;
	skb = genlmsg_new(nla_total_size_64bit(sizeof(u64)), GFP_KERNEL);
	if (!skb)
		return;
	hdr = genlmsg_put(skb, 0, 0, &writ_genl, 0, WRIT_CMD_WAKEUP);
	writ_log_state(&state);
	if (!hdr || nla_put_u64_64bit(skb, WRIT_ATTR_LAST_SEQ, state.last_seq, WRIT_ATTR_PAD)) {
		nlmsg_free(skb);
		return;
	}
	genlmsg_end(skb, hdr);
	/* Whoever does not hear it looks after a while all the same. */
	genlmsg_multicast(&writ_genl, skb, 0, 0, GFP_KERNEL);
}
