// SPDX-License-Identifier: GPL-2.0-only
/* What each command takes, and how an object is put together from chunks. */
#include <linux/skbuff.h>
#include <net/genetlink.h>

#include "admission.h"
#include "fixture.h"
#include "lineage.h"
#include "netlink.h"
#include "objects.h"
#include "store.h"
#include "writ.h"

/* A request: one message of attributes, as the socket @portid sends it. */
struct request {
	struct sk_buff *skb;
	struct genlmsghdr header;
	struct nlattr *attrs[WRIT_ATTR_MAX + 1];
	struct netlink_ext_ack extack;
	struct genl_info info;
};

static const struct genl_ops *op_of(u8 cmd)
{
	int i;

	for (i = 0; i < writ_genl.n_ops; i++)
		if (writ_genl.ops[i].cmd == cmd)
			return &writ_genl.ops[i];
	return NULL;
}

static void free_skb(struct kunit_resource *res)
{
	kfree_skb(res->data);
}

static struct request *request(struct kunit *test, u32 portid)
{
	struct request *r = kunit_kzalloc(test, sizeof(*r), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, r);
	r->skb = alloc_skb(4 * WRIT_GENL_CHUNK_MAX, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, r->skb);
	kunit_alloc_resource(test, NULL, free_skb, GFP_KERNEL, r->skb);
	/* As from a task of the kernel's own: it is asked what current may. */
	NETLINK_CB(r->skb).flags = NETLINK_SKB_DST;
	r->info.snd_portid = portid;
	r->info.genlhdr = &r->header;
	r->info.attrs = r->attrs;
	r->info.extack = &r->extack;
	return r;
}

/* As the generic netlink of the kernel does before it calls a handler. */
static int parse(struct request *r, u8 cmd)
{
	const struct genl_ops *op = op_of(cmd);

	r->header.cmd = cmd;
	return __nla_parse(r->attrs, op->maxattr, (struct nlattr *)r->skb->data, r->skb->len,
			   op->policy, NL_VALIDATE_STRICT, &r->extack);
}

/* The verdict of the table about one attribute of @len zeros, or of the number @value. */
static int takes_bytes(struct kunit *test, u8 cmd, int attr, int len)
{
	struct request *r = request(test, 1);
	u8 *zeros = kunit_kzalloc(test, len + 1, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, zeros);
	KUNIT_ASSERT_EQ(test, nla_put(r->skb, attr, len, zeros), 0);
	return parse(r, cmd);
}

static int takes_number(struct kunit *test, u8 cmd, int attr, u32 value)
{
	struct request *r = request(test, 1);

	KUNIT_ASSERT_EQ(test, nla_put_u32(r->skb, attr, value), 0);
	return parse(r, cmd);
}

static void bounds_numbers(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, takes_number(test, WRIT_CMD_ADD, WRIT_ATTR_OBJECT,
					   __WRIT_OBJECT_END - 1), 0);
	KUNIT_EXPECT_EQ(test, takes_number(test, WRIT_CMD_ADD, WRIT_ATTR_OBJECT,
					   __WRIT_OBJECT_END), -ERANGE);
	KUNIT_EXPECT_EQ(test, takes_number(test, WRIT_CMD_LIST, WRIT_ATTR_OBJECT,
					   __WRIT_OBJECT_END), -ERANGE);
	KUNIT_EXPECT_EQ(test, takes_number(test, WRIT_CMD_ADD, WRIT_ATTR_SIZE, 1), 0);
	KUNIT_EXPECT_EQ(test, takes_number(test, WRIT_CMD_ADD, WRIT_ATTR_SIZE, 0), -ERANGE);
	KUNIT_EXPECT_EQ(test, takes_number(test, WRIT_CMD_EXPLAIN, WRIT_ATTR_OP,
					   WRIT_OP_EXECUTE), 0);
	KUNIT_EXPECT_EQ(test, takes_number(test, WRIT_CMD_EXPLAIN, WRIT_ATTR_OP, 0), -ERANGE);
	KUNIT_EXPECT_EQ(test, takes_number(test, WRIT_CMD_EXPLAIN, WRIT_ATTR_OP, __WRIT_OP_END),
			-ERANGE);
	/* A number of another size is none. */
	KUNIT_EXPECT_NE(test, takes_bytes(test, WRIT_CMD_EXPLAIN, WRIT_ATTR_OP, 8), 0);
	KUNIT_EXPECT_NE(test, takes_number(test, WRIT_CMD_ACK, WRIT_ATTR_SEQ, 1), 0);
	KUNIT_EXPECT_EQ(test, takes_bytes(test, WRIT_CMD_ACK, WRIT_ATTR_SEQ, 8), 0);
}

static void bounds_lengths(struct kunit *test)
{
	const struct {
		u8 cmd;
		int attr;
		int least;
		int most;
	} bounds[] = {
		{ WRIT_CMD_ADD, WRIT_ATTR_DATA, 0, WRIT_GENL_CHUNK_MAX },
		{ WRIT_CMD_DROP, WRIT_ATTR_ID, WRIT_CTI_MIN, WRIT_CTI_MAX },
		{ WRIT_CMD_DROP, WRIT_ATTR_KEY, WRIT_KID_SIZE, WRIT_KID_SIZE },
		{ WRIT_CMD_EXPLAIN, WRIT_ATTR_DIGEST, WRIT_DIGEST_SIZE, WRIT_DIGEST_SIZE },
		{ WRIT_CMD_EXPLAIN, WRIT_ATTR_PATH, 1, WRIT_PATH_MAX },
		{ WRIT_CMD_EXPLAIN, WRIT_ATTR_FILESYSTEM, 1, WRIT_NAME_MAX },
		{ WRIT_CMD_ACK, WRIT_ATTR_HASH, WRIT_DIGEST_SIZE, WRIT_DIGEST_SIZE },
		{ WRIT_CMD_RESUME, WRIT_ATTR_BOOT, WRIT_BOOT_SIZE, WRIT_BOOT_SIZE },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bounds); i++) {
		u8 cmd = bounds[i].cmd;
		int attr = bounds[i].attr;

		KUNIT_EXPECT_EQ_MSG(test, takes_bytes(test, cmd, attr, bounds[i].least), 0,
				    "command %u, attribute %d", cmd, attr);
		KUNIT_EXPECT_EQ_MSG(test, takes_bytes(test, cmd, attr, bounds[i].most), 0,
				    "command %u, attribute %d", cmd, attr);
		KUNIT_EXPECT_NE_MSG(test, takes_bytes(test, cmd, attr, bounds[i].most + 1), 0,
				    "command %u, attribute %d", cmd, attr);
		if (bounds[i].least)
			KUNIT_EXPECT_NE_MSG(test, takes_bytes(test, cmd, attr,
							      bounds[i].least - 1), 0,
					    "command %u, attribute %d", cmd, attr);
	}
}

/* A command refuses every attribute that is another's. */
static void takes_its_own_attributes_alone(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, takes_bytes(test, WRIT_CMD_LIST, WRIT_ATTR_DIGEST, 32), -EINVAL);
	KUNIT_EXPECT_EQ(test, takes_bytes(test, WRIT_CMD_DROP, WRIT_ATTR_SEQ, 8), -EINVAL);
	KUNIT_EXPECT_EQ(test, takes_bytes(test, WRIT_CMD_ADD, WRIT_ATTR_MAX + 1, 4), -EINVAL);
	KUNIT_EXPECT_EQ(test, takes_number(test, WRIT_CMD_EVENTS, WRIT_ATTR_OBJECT, 1), -EINVAL);
	KUNIT_EXPECT_NULL(test, op_of(WRIT_CMD_STATUS)->policy);
	KUNIT_EXPECT_NULL(test, op_of(WRIT_CMD_REGISTER)->policy);
}

static void every_command_wants_a_privilege(struct kunit *test)
{
	int i;

	KUNIT_EXPECT_EQ(test, writ_genl.n_ops, (unsigned int)(WRIT_CMD_WAKEUP - 1));
	for (i = 0; i < writ_genl.n_ops; i++)
		KUNIT_EXPECT_TRUE(test, writ_genl.ops[i].flags & GENL_ADMIN_PERM);
}

/* ---- uploads */

/* One chunk; -1 for @data says that an attribute is missing. */
static int send(struct kunit *test, u32 portid, u32 size, u32 offset, const u8 *data, int len)
{
	struct request *r = request(test, portid);
	int ret;

	KUNIT_ASSERT_EQ(test, nla_put_u32(r->skb, WRIT_ATTR_OBJECT, WRIT_OBJECT_ARTIFACT), 0);
	KUNIT_ASSERT_EQ(test, nla_put_u32(r->skb, WRIT_ATTR_SIZE, size), 0);
	KUNIT_ASSERT_EQ(test, nla_put_u32(r->skb, WRIT_ATTR_OFFSET, offset), 0);
	if (data)
		KUNIT_ASSERT_EQ(test, nla_put(r->skb, WRIT_ATTR_DATA, len, data), 0);
	KUNIT_ASSERT_EQ(test, parse(r, WRIT_CMD_ADD), 0);
	/* Nothing is forked meanwhile that would be asked for its lineage. */
	smp_store_release(&writ_armed, true);
	ret = writ_netlink_add(r->skb, &r->info);
	smp_store_release(&writ_armed, false);
	return ret;
}

static bool is_held(u8 byte)
{
	struct writ_request req = fixture_request(WRIT_OP_EXECUTE);
	struct writ_verdict v = WRIT_VERDICT_INIT;
	bool wants_path;

	rcu_read_lock();
	writ_store_consider(&v, WRIT_DIGEST_SHA256, fixture_digest(byte), &req, &wants_path);
	rcu_read_unlock();
	return v.reason == WRIT_AUTHORIZED;
}

/* Current has a lineage, as every task has once the hooks are armed. */
static int begin(struct kunit *test)
{
	struct task_struct *task = kunit_kzalloc(test, sizeof(*task), GFP_KERNEL);
	int ret = task ? writ_lineage_fork(task, 0) : -ENOMEM;

	if (!ret)
		writ_lineage_free(task);
	return ret;
}

static void leave(struct kunit *test)
{
	struct stored_artifact *stored;
	struct writ_identity identity;
	unsigned long index = 0;

	writ_netlink_upload_release(1);
	writ_netlink_upload_release(2);
	mutex_lock(&writ_change_lock);
	stored = writ_store_at(&index);
	if (stored)
		identity = stored->identity;
	mutex_unlock(&writ_change_lock);
	if (stored)
		writ_change_drop((struct writ_bytes){ identity.id, identity.id_len },
				 (struct writ_bytes){ identity.key, WRIT_KID_SIZE });
	writ_lineage_free(current);
	rcu_barrier();
}

static void answers_nothing_before_the_hooks_are_armed(struct kunit *test)
{
	struct request *r = request(test, 1);

	KUNIT_EXPECT_EQ(test, writ_netlink_check(r->skb, &r->extack), -EAGAIN);
	smp_store_release(&writ_armed, true);
	KUNIT_EXPECT_EQ(test, writ_netlink_check(r->skb, &r->extack), 0);
	smp_store_release(&writ_armed, false);
}

static void puts_chunks_together(struct kunit *test)
{
	const u32 size = sizeof(object_two), half = size / 2;

	KUNIT_EXPECT_EQ(test, send(test, 1, size, 0, object_two, half), 0);
	KUNIT_EXPECT_FALSE(test, is_held(1));
	/* Another socket's chunks are another object's. */
	KUNIT_EXPECT_EQ(test, send(test, 2, size, half, object_two + half, size - half), -EINVAL);
	KUNIT_EXPECT_FALSE(test, is_held(1));
	KUNIT_EXPECT_EQ(test, send(test, 1, size, half, object_two + half, size - half), 0);
	KUNIT_EXPECT_TRUE(test, is_held(1));
}

static void drops_what_does_not_follow(struct kunit *test)
{
	const u32 size = sizeof(object_two), half = size / 2;

	KUNIT_EXPECT_EQ(test, send(test, 1, size, 0, object_two, half), 0);
	KUNIT_EXPECT_EQ(test, send(test, 1, size, half + 1, object_two, 8), -EINVAL);
	/* The upload is gone, so that even the right one comes too late. */
	KUNIT_EXPECT_EQ(test, send(test, 1, size, half, object_two + half, size - half), -EINVAL);
	KUNIT_EXPECT_EQ(test, send(test, 1, size, 0, object_two, half), 0);
	KUNIT_EXPECT_EQ(test, send(test, 1, size + 1, half, object_two + half, 8), -EINVAL);
	KUNIT_EXPECT_EQ(test, send(test, 1, size, 0, object_two, half), 0);
	KUNIT_EXPECT_EQ(test, send(test, 1, size, half, object_two, size - half + 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, send(test, 1, size, 0, object_two, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, send(test, 1, size, 0, NULL, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, send(test, 1, WRIT_ARTIFACT_MAX + 1, 0, object_two, 8), -EFBIG);
	KUNIT_EXPECT_FALSE(test, is_held(1));
	KUNIT_EXPECT_EQ(test, send(test, 1, size, 0, object_two, size), 0);
	KUNIT_EXPECT_TRUE(test, is_held(1));
}

static void holds_four_uploads_at_once(struct kunit *test)
{
	const u32 size = sizeof(object_two);
	u32 portid;

	for (portid = 1; portid <= 4; portid++)
		KUNIT_EXPECT_EQ(test, send(test, portid, size, 0, object_two, 8), 0);
	KUNIT_EXPECT_EQ(test, send(test, 5, size, 0, object_two, 8), -EBUSY);
	/* A socket that closes gives its place back. */
	writ_netlink_upload_release(3);
	KUNIT_EXPECT_EQ(test, send(test, 5, size, 0, object_two, 8), 0);
	for (portid = 3; portid <= 5; portid++)
		writ_netlink_upload_release(portid);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(bounds_numbers),
	KUNIT_CASE(bounds_lengths),
	KUNIT_CASE(takes_its_own_attributes_alone),
	KUNIT_CASE(every_command_wants_a_privilege),
	KUNIT_CASE(answers_nothing_before_the_hooks_are_armed),
	KUNIT_CASE(puts_chunks_together),
	KUNIT_CASE(drops_what_does_not_follow),
	KUNIT_CASE(holds_four_uploads_at_once),
	{}
};

static struct kunit_suite suite = {
	.name = "writ-netlink",
	.suite_init = fixture_up,
	.init = begin,
	.exit = leave,
	.test_cases = cases,
};

kunit_test_suite(suite);
