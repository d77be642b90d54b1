// SPDX-License-Identifier: GPL-2.0-only
/* Paths are compared as bytes, by whole components, never resolved here. */
#include "bounds.h"
#include "policy.h"

/* @len bytes at @name, between two slashes or after the last one. */
static bool component_valid(const u8 *name, size_t len)
{
	if (!len)
		return false;
	if (name[0] != '.')
		return true;
	return len > 2 || (len == 2 && name[1] != '.');
}

bool writ_path_valid(struct writ_bytes path)
{
	size_t begin = 1;
	size_t i;

	if (!path.len || path.len > WRIT_PATH_MAX || path.data[0] != '/')
		return false;
	if (path.len == 1)
		return true;
	for (i = 1; i < path.len; i++) {
		if (!path.data[i])
			return false;
		if (path.data[i] != '/')
			continue;
		if (!component_valid(path.data + begin, i - begin))
			return false;
		begin = i + 1;
	}
	return component_valid(path.data + begin, path.len - begin);
}

bool writ_path_under(struct writ_bytes path, struct writ_bytes prefix)
{
	/* An empty prefix would be every path's: refuse it instead. */
	if (!prefix.len || path.len < prefix.len)
		return false;
	if (memcmp(path.data, prefix.data, prefix.len))
		return false;
	if (path.len == prefix.len)
		return true;
	/* "/" is the one prefix that ends in a slash itself. */
	return prefix.len == 1 || path.data[prefix.len] == '/';
}
