/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Included at the end of fs/namei.c, since struct nameidata is known nowhere else.
 * Links and renames lead to another file, but not to another name.
 */
#ifdef CONFIG_SECURITY_WRIT
#include "builtin.h"

const char *writ_name_asked_for(void)
{
	const struct nameidata *walk = current->nameidata;

	return walk && walk->name ? walk->name->name : NULL;
}
#endif
