// SPDX-License-Identifier: GPL-2.0-only
/* Attributes of the module's answers. */
#include "nl_socket.h"

#include <string.h>

#include <linux/genetlink.h>

static void note(const struct nlattr *attr, struct writ_nl_attrs *out)
{
	uint16_t type = mnl_attr_get_type(attr);

	if (type <= WRIT_ATTR_MAX)
		out->at[type] = attr;
}

void writ_nl_attrs(const struct nlmsghdr *nlh, struct writ_nl_attrs *out)
{
	const struct nlattr *attr;

	memset(out, 0, sizeof(*out));
	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(struct genlmsghdr))
		return;
	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		note(attr, out);
}

void writ_nl_nested(const struct nlattr *nest, struct writ_nl_attrs *out)
{
	const struct nlattr *attr;

	memset(out, 0, sizeof(*out));
	mnl_attr_for_each_nested(attr, nest)
		note(attr, out);
}

struct writ_bytes writ_nl_bytes(const struct writ_nl_attrs *attrs, enum writ_attr type)
{
	const struct nlattr *attr = attrs->at[type];

	if (!attr)
		return (struct writ_bytes){ 0 };
	return (struct writ_bytes){ mnl_attr_get_payload(attr), mnl_attr_get_payload_len(attr) };
}

bool writ_nl_exact(const struct writ_nl_attrs *attrs, enum writ_attr type, u8 *out, size_t size)
{
	struct writ_bytes bytes = writ_nl_bytes(attrs, type);

	memset(out, 0, size);
	if (bytes.len != size)
		return false;
	memcpy(out, bytes.data, size);
	return true;
}

u32 writ_nl_u32(const struct writ_nl_attrs *attrs, enum writ_attr type)
{
	u32 value;

	writ_nl_exact(attrs, type, (u8 *)&value, sizeof(value));
	return value;
}

u64 writ_nl_u64(const struct writ_nl_attrs *attrs, enum writ_attr type)
{
	u64 value;

	writ_nl_exact(attrs, type, (u8 *)&value, sizeof(value));
	return value;
}

void writ_nl_string(const struct writ_nl_attrs *attrs, enum writ_attr type, char *out, size_t size)
{
	struct writ_bytes bytes = writ_nl_bytes(attrs, type);
	size_t len = bytes.len < size - 1 ? bytes.len : size - 1;

	if (len)
		memcpy(out, bytes.data, len);
	out[len] = 0;
}
