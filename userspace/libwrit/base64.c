// SPDX-License-Identifier: GPL-2.0-only
/* Base64 by OpenSSL, which is lenient: whatever it reads is written again and compared. */
#include "base64.h"

#include <openssl/evp.h>

#define GROUP 3	/* bytes that four characters carry */

void writ_base64(struct writ_bytes data, char *out)
{
	EVP_EncodeBlock((u8 *)out, data.data, (int)data.len);
}

/* Four characters, of which the last ones of a text may be padding; bytes or -1. */
static int take_group(const u8 *text, bool last, u8 out[GROUP])
{
	char again[5];
	int pad = 0;

	while (last && pad < 2 && text[3 - pad] == '=')
		pad++;
	if (EVP_DecodeBlock(out, text, 4) != GROUP)
		return -1;
	writ_base64((struct writ_bytes){ out, (size_t)(GROUP - pad) }, again);
	return memcmp(again, text, 4) ? -1 : GROUP - pad;
}

bool writ_unbase64(struct writ_bytes text, u8 *out, size_t cap, size_t *len)
{
	u8 group[GROUP];
	size_t i;
	int n;

	*len = 0;
	if (text.len % 4)
		return false;
	for (i = 0; i < text.len; i += 4) {
		n = take_group(text.data + i, i + 4 == text.len, group);
		if (n < 0 || *len + (size_t)n > cap)
			return false;
		memcpy(out + *len, group, (size_t)n);
		*len += (size_t)n;
	}
	return true;
}
