// SPDX-License-Identifier: GPL-2.0-only
/* Delegations and revocations from files, admitted by the kernel module's own code. */
#include "authority.h"

#include <stdlib.h>

bool authority_read(struct authority *all, const char *file, enum writ_type type,
		    struct writ_msg *msg)
{
	size_t max = type == WRIT_TYPE_DELEGATION ? WRIT_DELEGATION_MAX : WRIT_REVOCATION_MAX;
	struct authority_object *objects;

	objects = realloc(all->objects, (all->n + 1) * sizeof(*objects));
	if (!objects)
		return writ_msgf(msg, "out of memory");
	all->objects = objects;
	objects[all->n] = (struct authority_object){ .file = file, .type = type };
	if (!writ_file_read(file, max, &objects[all->n].blob, msg))
		return false;
	all->n++;
	return true;
}

static bool admit_delegation(struct authority *all, struct authority_object *o,
			     struct writ_bytes host, u8 *scratch, struct writ_msg *msg)
{
	struct writ_delegation *d = malloc(sizeof(*d));

	if (!d || all->a.ndelegations == WRIT_DELEGATIONS_MAX) {
		free(d);
		return writ_msgf(msg, d ? "more than %d delegations" : "out of memory (%d)",
				 WRIT_DELEGATIONS_MAX);
	}
	o->reason = writ_admit_delegation(writ_blob_bytes(&o->blob), &all->a, host, scratch, d,
					  &o->err);
	if (o->reason == WRIT_AUTHORIZED)
		all->delegations[all->a.ndelegations++] = d;
	else
		free(d);
	return true;
}

static int by_order(const void *a, const void *b)
{
	return writ_revoked_order(a, b);
}

/* Its entries join the others, sorted and each once. */
static bool admit_revocation(struct authority *all, struct authority_object *o,
			     struct writ_bytes host, u8 *scratch, struct writ_msg *msg)
{
	struct writ_revocation r;
	struct writ_revoked *v;
	u32 n = all->a.revocations.n, kept = 0;

	o->reason = writ_admit_revocation(writ_blob_bytes(&o->blob), &all->a, host, scratch, &r,
					  &o->err);
	if (o->reason != WRIT_AUTHORIZED)
		return true;
	if (n + r.nentries > WRIT_REVOKED_TOTAL_MAX)
		return writ_msgf(msg, "%s: with it more than %d things are revoked, which no host holds",
				 o->file, WRIT_REVOKED_TOTAL_MAX);
	v = realloc(all->revoked, (n + r.nentries) * sizeof(*v));
	if (!v)
		return writ_msgf(msg, "out of memory");
	while (writ_revoked_next(&r.entries, &v[n]))
		n++;
	qsort(v, n, sizeof(*v), by_order);
	for (u32 i = 0; i < n; i++) {
		if (!kept || writ_revoked_order(&v[kept - 1], &v[i]))
			v[kept++] = v[i];
	}
	all->revoked = v;
	all->a.revocations = (struct writ_revocations){ kept, v };
	return true;
}

bool authority_admit(struct authority *all, struct writ_bytes host, u8 *scratch,
		     struct writ_msg *msg)
{
	all->a.delegations = all->delegations;
	for (size_t i = 0; i < all->n; i++) {
		struct authority_object *o = &all->objects[i];

		if (!(o->type == WRIT_TYPE_DELEGATION ?
		      admit_delegation(all, o, host, scratch, msg) :
		      admit_revocation(all, o, host, scratch, msg)))
			return false;
	}
	return true;
}

void authority_free(struct authority *all)
{
	for (size_t i = 0; i < all->n; i++)
		writ_blob_free(&all->objects[i].blob);
	for (u32 i = 0; i < all->a.ndelegations; i++)
		free((void *)all->delegations[i]);
	free(all->objects);
	free(all->revoked);
}
