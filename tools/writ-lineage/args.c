// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "convert.h"
#include "lineage.h"

bool args_verifier(const char *arg, struct writ_verifier *out, struct writ_msg *msg)
{
	struct writ_blob blob;
	bool ok;

	if (writ_verifier_parse(arg, out, msg))
		return true;
	if (!writ_file_read(arg, WRIT_NOTE_MAX, &blob, msg))
		return false;
	ok = writ_verifier_parse((char *)blob.data, out, msg);
	writ_blob_free(&blob);
	return ok;
}

bool args_number(const char *arg, u64 *out)
{
	char *end;

	errno = 0;
	*out = strtoull(arg, &end, 10);
	return *arg >= '0' && *arg <= '9' && !*end && !errno;
}

bool args_boot(const char *arg, u8 out[WRIT_BOOT_SIZE])
{
	char hex[2 * WRIT_BOOT_SIZE + 1];
	size_t n = 0;

	for (; *arg && n < sizeof(hex) - 1; arg++)
		if (*arg != '-')
			hex[n++] = *arg;
	hex[n] = '\0';
	return !*arg && n == sizeof(hex) - 1 && writ_unhex(hex, out, WRIT_BOOT_SIZE);
}
