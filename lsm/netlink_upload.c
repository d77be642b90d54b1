// SPDX-License-Identifier: GPL-2.0-only
/*
 * Signed objects come in chunks, since a message carries 64 KiB and an artifact
 * may be a thousand times that. What has come is kept for each socket until the
 * last chunk is there; then the whole is one change.
 */
#include <linux/mm.h>
#include <linux/mutex.h>

#include "authority.h"
#include "compat/compat.h"
#include "netlink.h"

#define UPLOADS_MAX 4	/* at once, of all sockets: each may hold WRIT_ARTIFACT_MAX */

/**
 * struct upload - an object of which chunks have come
 * @portid: whose; 0 if this place is free (no socket that sends has that)
 * @working: it is complete and being verified: its data is in use
 * @object: which kind
 * @size: of the whole
 * @have: bytes that have come, without a hole
 * @data: @size bytes
 */
struct upload {
	u32 portid;
	bool working;
	enum writ_object object;
	u32 size;
	u32 have;
	u8 *data;
};

static struct upload uploads[UPLOADS_MAX];
static DEFINE_MUTEX(uploads_lock);

static const u32 size_max[__WRIT_OBJECT_END] = {
	[WRIT_OBJECT_POLICY] = WRIT_POLICY_MAX,
	[WRIT_OBJECT_ARTIFACT] = WRIT_ARTIFACT_MAX,
	[WRIT_OBJECT_DELEGATION] = WRIT_DELEGATION_MAX,
	[WRIT_OBJECT_REVOCATION] = WRIT_REVOCATION_MAX,
};

/* The place of this socket; or with 0, a free one. NULL if there is none. */
static struct upload *find(u32 portid)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(uploads); i++)
		if (uploads[i].portid == portid)
			return &uploads[i];
	return NULL;
}

static void discard(struct upload *up)
{
	kvfree(up->data);
	memset(up, 0, sizeof(*up));
}

void writ_netlink_upload_release(u32 portid)
{
	struct upload *up;

	mutex_lock(&uploads_lock);
	up = portid ? find(portid) : NULL;
	/* One that is being verified is discarded by who does that. */
	if (up && !up->working)
		discard(up);
	mutex_unlock(&uploads_lock);
}

/* A chunk at offset 0 begins anew, whatever this socket had sent before. */
static struct upload *begin(struct genl_info *info, struct upload *up, int *error)
{
	const enum writ_object object = nla_get_u32(info->attrs[WRIT_ATTR_OBJECT]);
	const u32 size = nla_get_u32(info->attrs[WRIT_ATTR_SIZE]);

	if (up)
		discard(up);
	*error = -EFBIG;
	if (size > size_max[object]) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[WRIT_ATTR_SIZE],
				    "the object is larger than its kind may be");
		return NULL;
	}
	*error = -EBUSY;
	up = find(0);
	if (!up) {
		NL_SET_ERR_MSG(info->extack, "too many uploads at once: try again later");
		return NULL;
	}
	*error = -ENOMEM;
	up->data = kvmalloc(size, GFP_KERNEL_ACCOUNT | __GFP_NOWARN);
	if (!up->data) {
		NL_SET_ERR_MSG(info->extack, "no memory for an object of that size");
		return NULL;
	}
	up->portid = info->snd_portid;
	up->object = object;
	up->size = size;
	return up;
}

static bool continues(const struct upload *up, const struct genl_info *info)
{
	return up->object == nla_get_u32(info->attrs[WRIT_ATTR_OBJECT]) &&
	       up->size == nla_get_u32(info->attrs[WRIT_ATTR_SIZE]) &&
	       up->have == nla_get_u32(info->attrs[WRIT_ATTR_OFFSET]);
}

/*
 * Take the chunk, under the lock. Returns the upload with @error 0, or NULL.
 * Whatever does not fit ends the upload: no object is ever put together from
 * pieces that were not meant to follow each other.
 */
static struct upload *take(struct genl_info *info, int *error)
{
	const struct nlattr *data = info->attrs[WRIT_ATTR_DATA];
	struct upload *up = find(info->snd_portid);

	if (up && up->working) {
		NL_SET_ERR_MSG(info->extack, "this socket's last object is still being verified");
		*error = -EBUSY;
		return NULL;
	}
	if (!nla_get_u32(info->attrs[WRIT_ATTR_OFFSET])) {
		up = begin(info, up, error);
		if (!up)
			return NULL;
	}
	*error = -EINVAL;
	if (!up) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[WRIT_ATTR_OFFSET],
				    "no upload was begun: the first chunk has offset 0");
		return NULL;
	}
	if (!continues(up, info)) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[WRIT_ATTR_OFFSET],
				    "the chunk does not follow the one before: upload dropped");
		discard(up);
		return NULL;
	}
	if (!nla_len(data) || nla_len(data) > up->size - up->have) {
		NL_SET_ERR_MSG_ATTR(info->extack, data,
				    "the chunk is empty or exceeds the object: upload dropped");
		discard(up);
		return NULL;
	}
	memcpy(up->data + up->have, nla_data(data), nla_len(data));
	up->have += nla_len(data);
	*error = 0;
	return up;
}

/* The most telling of what is known about a refusal. */
static void say_why(struct netlink_ext_ack *extack, const struct writ_change *change, int error)
{
	const bool malformed = change->reason == WRIT_MALFORMED_ARTIFACT ||
			       change->reason == WRIT_UNSUPPORTED_CLAIM;
	const char *what = malformed ? writ_err_text(change->error.code) :
				       writ_reason_name(change->reason);

	if (change->message)
		writ_extack(extack, "%.79s", change->message);
	else if (change->error.code)
		writ_extack(extack, "%.44s (%.32s)", what, change->error.field);
	else if (error == -EKEYREJECTED)
		writ_extack(extack, "%s", what);
	else
		NL_SET_ERR_MSG(extack, "internal-error: out of memory, or interrupted");
}

static int put_into_force(const struct upload *up, struct genl_info *info)
{
	struct writ_change change;
	u32 how = 0;
	int ret;

	if (info->attrs[WRIT_ATTR_CHECK])
		how |= WRIT_CHANGE_CHECK;
	if (writ_netlink_is_owner(info->snd_portid))
		how |= WRIT_CHANGE_BY_WRITD;
	ret = writ_change_add(up->object, (struct writ_bytes){ up->data, up->size }, how, &change);
	if (ret)
		say_why(info->extack, &change, ret);
	else if (!(how & WRIT_CHANGE_CHECK))
		atomic_inc(&writ_netlink_changes);
	return ret;
}

int writ_netlink_add(struct sk_buff *skb, struct genl_info *info)
{
	struct upload *up;
	int ret;

	ret = writ_netlink_check(skb, info->extack);
	if (ret)
		return ret;
	if (GENL_REQ_ATTR_CHECK(info, WRIT_ATTR_OBJECT) ||
	    GENL_REQ_ATTR_CHECK(info, WRIT_ATTR_SIZE) ||
	    GENL_REQ_ATTR_CHECK(info, WRIT_ATTR_OFFSET) ||
	    GENL_REQ_ATTR_CHECK(info, WRIT_ATTR_DATA)) {
		NL_SET_ERR_MSG(info->extack, "a chunk needs object, size, offset and data");
		return -EINVAL;
	}
	mutex_lock(&uploads_lock);
	up = take(info, &ret);
	if (up && up->have == up->size)
		up->working = true;
	else if (up)
		up = NULL;
	mutex_unlock(&uploads_lock);
	if (!up)
		return ret;
	ret = put_into_force(up, info);
	mutex_lock(&uploads_lock);
	discard(up);
	mutex_unlock(&uploads_lock);
	return ret;
}
