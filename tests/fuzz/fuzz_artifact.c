// SPDX-License-Identifier: GPL-2.0-only
#include "check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct writ_bytes in = { data, size };
	struct writ_subject subject;
	struct writ_artifact a;
	struct writ_bytes rest;
	struct writ_error err;
	bool ok = writ_artifact_decode(in, &a, &err);
	u32 n = 0;

	demand_error(ok, &err, size);
	if (!ok)
		return 0;
	demand(a.ops && !(a.ops & ~WRIT_OP_ALL));
	demand(a.sign.claims.nbf < a.sign.claims.exp);
	demand_within(a.subjects, data, size);
	rest = a.subjects;
	while (writ_subject_next(&rest, &subject)) {
		struct writ_bytes digest = { subject.digest, WRIT_DIGEST_SIZE };

		demand_within(digest, data, size);
		demand_within(subject.path, data, size);
		demand(!subject.path.len || writ_path_valid(subject.path));
		n++;
	}
	demand(n == a.nsubjects && !rest.len);
	return 0;
}
