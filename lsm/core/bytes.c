// SPDX-License-Identifier: GPL-2.0-only
#include "bytes.h"

bool writ_bytes_equal(struct writ_bytes a, struct writ_bytes b)
{
	return a.len == b.len && (!a.len || !memcmp(a.data, b.data, a.len));
}

int writ_bytes_order(struct writ_bytes a, struct writ_bytes b)
{
	size_t common = a.len < b.len ? a.len : b.len;
	int order = common ? memcmp(a.data, b.data, common) : 0;

	if (order)
		return order;
	return a.len < b.len ? -1 : a.len > b.len;
}
