// SPDX-License-Identifier: GPL-2.0-only
#include "admission.h"
#include "builtin/builtin.h"
#include "clock.h"
#include "content.h"
#include "crypto.h"
#include "events.h"
#include "fixture.h"
#include "lineage.h"
#include "objects.h"
#include "writ.h"

static int bring_up(void)
{
	struct writ_change change;
	int ret;

	memcpy(writ_params.root, object_root, WRIT_KID_SIZE);
	writ_params.host = writ_bytes_of("kunit");
	writ_event_slots = 256;
	writ_clock_init(NOW);
	ret = writ_proc_mount();
	ret = ret ?: writ_digest_init();
	ret = ret ?: writ_lineage_init();
	ret = ret ?: writ_events_init();
	ret = ret ?: writ_signature_init();
	ret = ret ?: writ_cache_init();
	ret = ret ?: writ_store_init();
	writ_proc_unmount();
	return ret ?: fixture_add(WRIT_OBJECT_POLICY, BYTES(object_policy), &change);
}

int fixture_up(struct kunit_suite *suite)
{
	static int result = 1;

	if (result > 0)
		result = bring_up();
	return result;
}

struct writ_request fixture_request(enum writ_op op)
{
	return (struct writ_request){
		.op = op,
		.uid = 1000,
		.path = writ_bytes_of("/bin/tool"),
		.fstype = writ_bytes_of("ext4"),
		.now = NOW,
	};
}

int fixture_add(enum writ_object object, struct writ_bytes bytes, struct writ_change *change)
{
	return writ_change_add(object, bytes, 0, change);
}

const u8 *fixture_digest(u8 byte)
{
	static u8 digests[8][WRIT_DIGEST_SIZE];

	memset(digests[byte % 8], byte, WRIT_DIGEST_SIZE);
	return digests[byte % 8];
}
