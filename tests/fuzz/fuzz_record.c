// SPDX-License-Identifier: GPL-2.0-only
/* What is taken for a record must be the one encoding that it has. */
#include "check.h"
#include "record.h"

static void check_field(const struct writ_record *r, const struct writ_record_field *f,
			const uint8_t *data, size_t size)
{
	const u8 *at = (const u8 *)r + f->offset;
	const struct writ_bytes *bytes = (const struct writ_bytes *)at;

	if (!f->bytes)
		return;
	demand(bytes->len <= f->max);
	demand_within(*bytes, data, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static u8 again[WRIT_RECORD_MAX];
	struct writ_bytes in = { data, size };
	struct writ_record r;
	struct writ_error err;
	bool ok = writ_record_decode(in, &r, &err);
	u32 i;

	demand_error(ok, &err, size);
	if (!ok)
		return 0;
	demand(r.seq && r.real_ns && r.mono_ns && r.boot.len == WRIT_BOOT_SIZE);
	demand(strcmp(writ_kind_name(r.kind), "unknown"));
	for (i = 0; i < writ_record_nfields; i++)
		check_field(&r, &writ_record_fields[i], data, size);
	demand(writ_record_encode(&r, again, sizeof(again)) == size);
	demand(!memcmp(again, data, size));
	/* Nor does it need more room than it has bytes. */
	demand(writ_record_encode(&r, again, size) == size);
	demand(!writ_record_encode(&r, again, size - 1));
	return 0;
}
