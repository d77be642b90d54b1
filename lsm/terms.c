// SPDX-License-Identifier: GPL-2.0-only
/* Terms that outlive the object they were read from. */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "events.h"
#include "terms.h"

/* The head of a map of so many pairs (RFC 8949 section 3.1); terms are fewer than 24. */
#define MAP_HEAD 0xa0

struct writ_kept_terms *writ_terms_keep(const struct writ_artifact *artifact,
					struct writ_grant *grant,
					const struct writ_identity *identity)
{
	size_t len = 1 + artifact->terms_tail.len;
	struct writ_kept_terms *kept;
	struct writ_error error = {};
	struct writ_use *use;

	grant->terms = NULL;
	grant->used = NULL;
	if (!artifact->has_terms)
		return NULL;
	kept = kvzalloc(struct_size(kept, bytes, len), GFP_KERNEL);
	if (!kept)
		return ERR_PTR(-ENOMEM);
	kept->bytes[0] = MAP_HEAD | artifact->nterms;
	memcpy(kept->bytes + 1, artifact->terms_tail.data, artifact->terms_tail.len);
	/* It was decoded before, from where it came. */
	if (!writ_terms_decode((struct writ_bytes){ kept->bytes, len }, &kept->terms, &error)) {
		kvfree(kept);
		return ERR_PTR(-EINVAL);
	}
	grant->terms = &kept->terms;
	if (kept->terms.uses) {
		use = writ_use_get(identity, kept->terms.uses, grant->exp);
		if (IS_ERR(use)) {
			kvfree(kept);
			return ERR_CAST(use);
		}
		kept->use = use;
		grant->used = writ_use_count(use);
	}
	return kept;
}

void writ_terms_release(struct writ_kept_terms *kept)
{
	if (IS_ERR_OR_NULL(kept))
		return;
	if (kept->use)
		writ_use_put(kept->use);
	kvfree(kept);
}

bool writ_terms_accountable(const struct writ_artifact *artifact, bool by_writd)
{
	const struct writ_terms *t = &artifact->terms;

	if (!artifact->has_terms || !t->uses || by_writd)
		return true;
	return t->boot && !memcmp(t->boot, writ_boot, WRIT_BOOT_SIZE);
}
