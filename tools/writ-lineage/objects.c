// SPDX-License-Identifier: GPL-2.0-only
/* Delegations and policies as files. Nothing here is believed: the log's digests are. */
#include <stdlib.h>
#include <string.h>

#include "evaluate.h"
#include "objects.h"

static bool decode(struct object *o, const char *file, struct writ_msg *msg)
{
	struct writ_bytes bytes = writ_blob_bytes(&o->blob);
	struct writ_error err;

	if (writ_delegation_decode(bytes, &o->delegation, &err))
		return true;
	o->policy = malloc(sizeof(*o->policy));
	if (!o->policy)
		return writ_msgf(msg, "out of memory");
	if (writ_policy_decode(bytes, o->policy, &err))
		return true;
	return writ_msgf(msg, "%s: this is neither a delegation nor a policy", file);
}

static void object_free(struct object *o)
{
	writ_blob_free(&o->blob);
	free(o->policy);
	free(o);
}

bool objects_read(struct objects *all, const char *file, struct writ_msg *msg)
{
	struct object **v = realloc(all->v, (all->n + 1) * sizeof(*v));
	struct object *o;

	if (!v)
		return writ_msgf(msg, "out of memory");
	all->v = v;
	o = calloc(1, sizeof(*o));
	if (!o)
		return writ_msgf(msg, "out of memory");
	if (!writ_file_read(file, WRIT_POLICY_MAX, &o->blob, msg)) {
		free(o);
		return false;
	}
	if (!decode(o, file, msg)) {
		object_free(o);
		return false;
	}
	writ_sha256(o->blob.data, o->blob.len, o->self);
	all->v[all->n++] = o;
	return true;
}

static size_t after(const struct objects *all, const struct object *last)
{
	size_t i = 0;

	while (last && i < all->n && all->v[i] != last)
		i++;
	return last ? i + 1 : 0;
}

const struct object *objects_delegation(const struct objects *all, const struct object *last,
					const u8 key[WRIT_KID_SIZE])
{
	size_t i;

	for (i = after(all, last); i < all->n; i++)
		if (!all->v[i]->policy &&
		    !memcmp(all->v[i]->delegation.issuer.kid, key, WRIT_KID_SIZE))
			return all->v[i];
	return NULL;
}

const struct object *objects_policy(const struct objects *all, const struct object *last,
				    const u8 key[WRIT_KID_SIZE],
				    const struct writ_issuer **issuer)
{
	size_t i;

	for (i = after(all, last); i < all->n; i++) {
		if (!all->v[i]->policy)
			continue;
		*issuer = writ_policy_issuer(all->v[i]->policy,
					     (struct writ_bytes){ key, WRIT_KID_SIZE });
		if (*issuer)
			return all->v[i];
	}
	return NULL;
}

void objects_free(struct objects *all)
{
	while (all->n)
		object_free(all->v[--all->n]);
	free(all->v);
}
