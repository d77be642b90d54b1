// SPDX-License-Identifier: GPL-2.0-only
/*
 * The generic netlink family: how the programs talk to the module. What changes
 * anything is a signed object, or a privileged caller's drop; nothing here reads
 * a file or finds out a path.
 *
 * Offered in the initial network namespace only, to CAP_SYS_ADMIN only, and not
 * to what is governed. All validation is the strict one: a request with an
 * attribute that its command does not know is refused.
 */
#include <linux/capability.h>
#include <linux/cred.h>

#include "authority.h"
#include "clock.h"
#include "compat/compat.h"
#include "events.h"
#include "inquiry.h"
#include "judge.h"
#include "netlink.h"
#include "privilege.h"
#include "terms.h"
#include "writ.h"

atomic_t writ_netlink_changes = ATOMIC_INIT(1);

int writ_netlink_check(struct sk_buff *skb, struct netlink_ext_ack *extack)
{
	if (!netlink_capable(skb, CAP_SYS_ADMIN)) {
		NL_SET_ERR_MSG(extack, "this needs CAP_SYS_ADMIN in the initial user namespace");
		return -EPERM;
	}
	if (!writ_is_armed()) {
		NL_SET_ERR_MSG(extack, "the hooks are not armed: see the status file");
		return -EAGAIN;
	}
	if (!writ_reason_allows(writ_may(WRIT_OP_ADMINISTER, current))) {
		NL_SET_ERR_MSG(extack, "a governed task may not administer writ: its artifact lacks the operation administer");
		writ_evidence_tampering("a governed task asked over netlink without the operation administer",
					NULL);
		return -EPERM;
	}
	return 0;
}

struct sk_buff *writ_netlink_answer(struct genl_info *info, size_t size, void **hdr)
{
	struct sk_buff *answer = genlmsg_new(size, GFP_KERNEL);

	if (!answer) {
		NL_SET_ERR_MSG(info->extack, "no memory for an answer");
		return NULL;
	}
	/* There is room for a header in the smallest of them. */
	*hdr = genlmsg_put_reply(answer, info, &writ_genl, 0, info->genlhdr->cmd);
	return answer;
}

/* ---- status */

static int put_policy(struct sk_buff *skb)
{
	const struct writ_force *force = writ_force_get();
	const struct writ_policy *policy = force->authority.policy;
	int ret;

	ret = nla_put(skb, WRIT_ATTR_POLICY, policy->id.len, policy->id.data) ?:
	      nla_put_u64_64bit(skb, WRIT_ATTR_POLICY_VERSION, policy->version, WRIT_ATTR_PAD) ?:
	      nla_put(skb, WRIT_ATTR_ROOT, WRIT_KID_SIZE, policy->root_kid);
	writ_force_put(force);
	return ret;
}

static int put_log(struct sk_buff *skb)
{
	struct writ_log_state state;
	u32 owner = writ_netlink_owner();

	writ_log_state(&state);
	return nla_put(skb, WRIT_ATTR_BOOT, WRIT_BOOT_SIZE, writ_boot) ?:
	       nla_put_u64_64bit(skb, WRIT_ATTR_LAST_SEQ, state.last_seq, WRIT_ATTR_PAD) ?:
	       nla_put_u64_64bit(skb, WRIT_ATTR_ACKED_SEQ, state.acked_seq, WRIT_ATTR_PAD) ?:
	       nla_put_u64_64bit(skb, WRIT_ATTR_SEQ, state.chained_seq, WRIT_ATTR_PAD) ?:
	       nla_put(skb, WRIT_ATTR_HASH, WRIT_DIGEST_SIZE, state.head) ?:
	       nla_put_u64_64bit(skb, WRIT_ATTR_LOST, state.lost, WRIT_ATTR_PAD) ?:
	       nla_put_u32(skb, WRIT_ATTR_CAPACITY, state.capacity) ?:
	       (owner ? nla_put_u32(skb, WRIT_ATTR_OWNER, owner) : 0);
}

static int put_holdings(struct sk_buff *skb)
{
	struct writ_holdings holdings;

	writ_holdings(&holdings);
	return nla_put_u32(skb, WRIT_ATTR_ARTIFACTS, holdings.artifacts) ?:
	       nla_put_u64_64bit(skb, WRIT_ATTR_SUBJECTS, holdings.subjects, WRIT_ATTR_PAD) ?:
	       nla_put_u32(skb, WRIT_ATTR_DELEGATIONS, holdings.delegations) ?:
	       nla_put_u32(skb, WRIT_ATTR_REVOCATIONS, holdings.revocations);
}

static int put_state(struct sk_buff *skb)
{
	const struct writ_bytes host = writ_params.host;

	return nla_put_string(skb, WRIT_ATTR_STATE, writ_state_name()) ?:
	       nla_put_u64_64bit(skb, WRIT_ATTR_CLOCK, writ_clock_mark(), WRIT_ATTR_PAD) ?:
	       (host.len ? nla_put(skb, WRIT_ATTR_HOST, host.len, host.data) : 0);
}

static int status(struct sk_buff *skb, struct genl_info *info)
{
	struct sk_buff *answer;
	void *hdr;
	int ret;

	ret = writ_netlink_check(skb, info->extack);
	if (ret)
		return ret;
	answer = writ_netlink_answer(info, NLMSG_DEFAULT_SIZE, &hdr);
	if (!answer)
		return -ENOMEM;
	ret = put_state(answer) ?: put_policy(answer) ?: put_holdings(answer) ?: put_log(answer);
	if (ret) {
		NL_SET_ERR_MSG(info->extack, "the status does not fit into an answer");
		nlmsg_free(answer);
		return ret;
	}
	genlmsg_end(answer, hdr);
	return genlmsg_reply(answer, info);
}

/* ---- what was added */

/**
 * struct listing - a list under way, in netlink_callback.ctx
 * @object: of which kind
 * @cursor: for writ_change_list()
 */
struct listing {
	enum writ_object object;
	unsigned long cursor;
};

static struct listing *listing_of(struct netlink_callback *cb)
{
	BUILD_BUG_ON(sizeof(struct listing) > sizeof(cb->ctx));
	return (struct listing *)cb->ctx;
}

static int list_start(struct netlink_callback *cb)
{
	struct nlattr **attrs = writ_dump_attrs(cb);
	int ret;

	ret = writ_netlink_check(cb->skb, cb->extack);
	if (ret)
		return ret;
	if (!attrs[WRIT_ATTR_OBJECT]) {
		NL_SET_ERR_MSG(cb->extack, "say which kind of object to list");
		return -EINVAL;
	}
	listing_of(cb)->object = nla_get_u32(attrs[WRIT_ATTR_OBJECT]);
	listing_of(cb)->cursor = 0;
	return 0;
}

static int list_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct listing *listing = listing_of(cb);
	void *hdr;
	int ret;

	cb->seq = atomic_read(&writ_netlink_changes);
	do {
		hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq, &writ_genl,
				  NLM_F_MULTI, WRIT_CMD_LIST);
		if (!hdr) {
			ret = -EMSGSIZE;
			break;
		}
		genl_dump_check_consistent(cb, hdr);
		ret = nla_put_u32(skb, WRIT_ATTR_OBJECT, listing->object) ?:
		      writ_change_list(listing->object, &listing->cursor, skb);
		if (ret)
			genlmsg_cancel(skb, hdr);
		else
			genlmsg_end(skb, hdr);
	} while (!ret);
	if (ret == -ENOENT || skb->len)
		return skb->len;
	return ret;
}

static int drop(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr **attrs = info->attrs;
	struct writ_bytes id, key = {};
	int ret;

	ret = writ_netlink_check(skb, info->extack);
	if (ret)
		return ret;
	if (GENL_REQ_ATTR_CHECK(info, WRIT_ATTR_ID)) {
		NL_SET_ERR_MSG(info->extack, "say which artifact to drop, by its id");
		return -EINVAL;
	}
	id = (struct writ_bytes){ nla_data(attrs[WRIT_ATTR_ID]), nla_len(attrs[WRIT_ATTR_ID]) };
	if (attrs[WRIT_ATTR_KEY])
		key = (struct writ_bytes){ nla_data(attrs[WRIT_ATTR_KEY]), WRIT_KID_SIZE };
	ret = writ_change_drop(id, key);
	if (!ret)
		atomic_inc(&writ_netlink_changes);
	else if (ret == -ENOENT)
		NL_SET_ERR_MSG_ATTR(info->extack, attrs[WRIT_ATTR_ID],
				    "no artifact with that id and key is held");
	else if (ret == -ENOTUNIQ)
		NL_SET_ERR_MSG_ATTR(info->extack, attrs[WRIT_ATTR_ID],
				    "several keys have signed artifacts with that id: say which key");
	return ret;
}

/* ---- explain */

/*
 * As if the program that asks for the explanation, a shell mostly, executed it:
 * the sender's parent. Variables are taken to be in order, since they change from
 * one execution to the next.
 */
static void put_facts(struct writ_request *req, struct writ_facts_room *room,
		      const struct nlattr *argv)
{
	req->have = WRIT_FACT_ARGUMENTS | WRIT_FACT_VARIABLES | WRIT_FACT_CONTENTS |
		    WRIT_FACT_CGROUP | WRIT_FACT_PCRS;
	writ_facts_of_parent(room, req);
	req->cgroup = writ_cgroup_of(current, room->cgroup);
	req->variables_known = true;
	if (argv && nla_len(argv))
		req->arguments = (struct writ_bytes){ nla_data(argv), nla_len(argv) };
	writ_host_state_pcrs(BIT(WRIT_PCRS_MAX) - 1);
}

static int read_question(struct genl_info *info, struct writ_request *req)
{
	struct nlattr **attrs = info->attrs;

	memset(req, 0, sizeof(*req));
	req->op = nla_get_u32(attrs[WRIT_ATTR_OP]);
	req->uid = attrs[WRIT_ATTR_UID] ? nla_get_u32(attrs[WRIT_ATTR_UID]) : writ_asking_uid();
	req->now = writ_now();
	if (attrs[WRIT_ATTR_FILESYSTEM])
		req->fstype = (struct writ_bytes){ nla_data(attrs[WRIT_ATTR_FILESYSTEM]),
						   nla_len(attrs[WRIT_ATTR_FILESYSTEM]) };
	if (!attrs[WRIT_ATTR_PATH])
		return 0;
	req->path = (struct writ_bytes){ nla_data(attrs[WRIT_ATTR_PATH]),
					 nla_len(attrs[WRIT_ATTR_PATH]) };
	if (writ_path_valid(req->path))
		return 0;
	NL_SET_ERR_MSG_ATTR(info->extack, attrs[WRIT_ATTR_PATH],
			    "a path is absolute, without empty, . or .. components");
	return -EINVAL;
}

static int explain(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr **attrs = info->attrs;
	enum writ_digest kind = WRIT_DIGEST_SHA256;
	struct writ_facts_room room;
	struct writ_request req;
	struct sk_buff *answer;
	void *hdr;
	int ret;

	ret = writ_netlink_check(skb, info->extack);
	if (ret)
		return ret;
	if (GENL_REQ_ATTR_CHECK(info, WRIT_ATTR_OP) ||
	    GENL_REQ_ATTR_CHECK(info, WRIT_ATTR_DIGEST)) {
		NL_SET_ERR_MSG(info->extack, "say which operation and which digest to explain");
		return -EINVAL;
	}
	ret = read_question(info, &req);
	if (ret)
		return ret;
	if (attrs[WRIT_ATTR_DIGEST_KIND])
		kind = nla_get_u32(attrs[WRIT_ATTR_DIGEST_KIND]);
	answer = writ_netlink_answer(info, 4 * NLMSG_DEFAULT_SIZE, &hdr);
	if (!answer)
		return -ENOMEM;
	req.digest = kind == WRIT_DIGEST_SHA256 ? nla_data(attrs[WRIT_ATTR_DIGEST]) : NULL;
	put_facts(&req, &room, attrs[WRIT_ATTR_ARGV]);
	ret = writ_explain(&req, kind, nla_data(attrs[WRIT_ATTR_DIGEST]), answer);
	if (ret) {
		NL_SET_ERR_MSG(info->extack, "the explanation does not fit into an answer");
		nlmsg_free(answer);
		return ret;
	}
	genlmsg_end(answer, hdr);
	return genlmsg_reply(answer, info);
}

/* ---- the family: what each command takes; tests/netlink/check reads these tables */

static const struct nla_policy add_policy[] = {
	[WRIT_ATTR_OBJECT] = NLA_POLICY_MAX(NLA_U32, __WRIT_OBJECT_END - 1),
	[WRIT_ATTR_SIZE] = NLA_POLICY_MIN(NLA_U32, 1),
	[WRIT_ATTR_OFFSET] = { .type = NLA_U32 },
	[WRIT_ATTR_DATA] = { .type = NLA_BINARY, .len = WRIT_GENL_CHUNK_MAX },
	[WRIT_ATTR_CHECK] = { .type = NLA_FLAG },
};

static const struct nla_policy list_policy[] = {
	[WRIT_ATTR_OBJECT] = NLA_POLICY_MAX(NLA_U32, __WRIT_OBJECT_END - 1),
};

static const struct nla_policy drop_policy[] = {
	[WRIT_ATTR_ID] = NLA_POLICY_RANGE(NLA_BINARY, WRIT_CTI_MIN, WRIT_CTI_MAX),
	[WRIT_ATTR_KEY] = NLA_POLICY_EXACT_LEN(WRIT_KID_SIZE),
};

static const struct nla_policy explain_policy[] = {
	[WRIT_ATTR_OP] = NLA_POLICY_RANGE(NLA_U32, WRIT_OP_EXECUTE, __WRIT_OP_END - 1),
	[WRIT_ATTR_DIGEST_KIND] = NLA_POLICY_MAX(NLA_U32, __WRIT_DIGEST_COUNT - 1),
	[WRIT_ATTR_DIGEST] = NLA_POLICY_EXACT_LEN(WRIT_DIGEST_SIZE),
	[WRIT_ATTR_UID] = { .type = NLA_U32 },
	[WRIT_ATTR_PATH] = NLA_POLICY_RANGE(NLA_BINARY, 1, WRIT_PATH_MAX),
	[WRIT_ATTR_FILESYSTEM] = NLA_POLICY_RANGE(NLA_BINARY, 1, WRIT_NAME_MAX),
	[WRIT_ATTR_ARGV] = { .type = NLA_BINARY, .len = WRIT_GENL_CHUNK_MAX },
};

static const struct nla_policy events_policy[] = {
	[WRIT_ATTR_SEQ] = { .type = NLA_U64 },
};

static const struct nla_policy ack_policy[] = {
	[WRIT_ATTR_SEQ] = { .type = NLA_U64 },
	[WRIT_ATTR_HASH] = NLA_POLICY_EXACT_LEN(WRIT_DIGEST_SIZE),
};

static const struct nla_policy resume_policy[] = {
	[WRIT_ATTR_SEQ] = { .type = NLA_U64 },
	[WRIT_ATTR_HASH] = NLA_POLICY_EXACT_LEN(WRIT_DIGEST_SIZE),
	[WRIT_ATTR_BOOT] = NLA_POLICY_EXACT_LEN(WRIT_BOOT_SIZE),
};

#define TAKES(table) .policy = table, .maxattr = ARRAY_SIZE(table) - 1

/* A command without a table takes no attribute. */
static const struct genl_ops ops[] = {
	{ .cmd = WRIT_CMD_STATUS, .flags = GENL_ADMIN_PERM, .doit = status },
	{ .cmd = WRIT_CMD_ADD, .flags = GENL_ADMIN_PERM, .doit = writ_netlink_add,
	  TAKES(add_policy) },
	{ .cmd = WRIT_CMD_LIST, .flags = GENL_ADMIN_PERM, .start = list_start,
	  .dumpit = list_dump, TAKES(list_policy) },
	{ .cmd = WRIT_CMD_DROP, .flags = GENL_ADMIN_PERM, .doit = drop, TAKES(drop_policy) },
	{ .cmd = WRIT_CMD_EXPLAIN, .flags = GENL_ADMIN_PERM, .doit = explain,
	  TAKES(explain_policy) },
	{ .cmd = WRIT_CMD_EVENTS, .flags = GENL_ADMIN_PERM, .start = writ_netlink_events_start,
	  .dumpit = writ_netlink_events_dump, .done = writ_netlink_events_done,
	  TAKES(events_policy) },
	{ .cmd = WRIT_CMD_ACK, .flags = GENL_ADMIN_PERM, .doit = writ_netlink_ack,
	  TAKES(ack_policy) },
	{ .cmd = WRIT_CMD_REGISTER, .flags = GENL_ADMIN_PERM, .doit = writ_netlink_register },
	{ .cmd = WRIT_CMD_RESUME, .flags = GENL_ADMIN_PERM, .doit = writ_netlink_resume,
	  TAKES(resume_policy) },
};

static const struct genl_multicast_group groups[] = {
	{ .name = WRIT_GENL_MCGRP_WAKEUP, .flags = GENL_MCAST_CAP_SYS_ADMIN },
};

/* resv_start_op stays 0: reserved fields are checked in every command. */
struct genl_family writ_genl = {
	.name = WRIT_GENL_NAME,
	.version = WRIT_GENL_VERSION,
	.netnsok = false,
	.parallel_ops = true,
	.ops = ops,
	.n_ops = ARRAY_SIZE(ops),
	.mcgrps = groups,
	.n_mcgrps = ARRAY_SIZE(groups),
	.module = THIS_MODULE,
};

/* Numbers of sockets repeat between protocols and namespaces. */
static int on_netlink(struct notifier_block *nb, unsigned long event, void *data)
{
	const struct netlink_notify *notify = data;

	if (event == NETLINK_URELEASE && notify->protocol == NETLINK_GENERIC &&
	    net_eq(notify->net, &init_net)) {
		writ_netlink_upload_release(notify->portid);
		writ_netlink_owner_release(notify->portid);
	}
	return NOTIFY_DONE;
}

static struct notifier_block notifier = { .notifier_call = on_netlink };

int writ_netlink_init(void)
{
	int ret;

	ret = netlink_register_notifier(&notifier);
	if (ret)
		goto fail;
	ret = genl_register_family(&writ_genl);
	if (ret) {
		netlink_unregister_notifier(&notifier);
		goto fail;
	}
	WRITE_ONCE(writ_events_wakeup, writ_netlink_wakeup);
	return 0;
fail:
	pr_err("the netlink family could not be registered (%d)\n", ret);
	return ret;
}

void writ_netlink_exit(void)
{
	WRITE_ONCE(writ_events_wakeup, NULL);
	genl_unregister_family(&writ_genl);
	netlink_unregister_notifier(&notifier);
}
