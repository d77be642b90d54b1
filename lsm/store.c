// SPDX-License-Identifier: GPL-2.0-only
/*
 * The artifact store: every subject of every loaded artifact, found by digest.
 * A lookup costs the same with a hundred subjects as with a million.
 */
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/rhashtable.h>
#include <linux/seq_file.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <linux/xarray.h>

#include "admission.h"
#include "authority.h"
#include "content.h"
#include "store.h"
#include "writ.h"

static const struct rhashtable_params table_params = {
	.key_len = WRIT_DIGEST_SIZE,
	.key_offset = offsetof(struct stored_subject, digest),
	.head_offset = offsetof(struct stored_subject, node),
};

/* Key, cti and its length stand one after the other; what the cti leaves free is zero. */
#define IDENTITY_SIZE	offsetofend(struct writ_identity, id_len)

static const struct rhashtable_params identity_params = {
	.key_len = IDENTITY_SIZE,
	.key_offset = offsetof(struct stored_artifact, identity),
	.head_offset = offsetof(struct stored_artifact, node),
	.automatic_shrinking = true,
};

static struct rhltable table;
static struct rhashtable identities;
/* Every artifact, in the order in which they came. Changed under writ_change_lock. */
static DEFINE_XARRAY_ALLOC(artifacts);
static u32 next_index;
static u32 nartifacts;
static u64 nsubjects;

int writ_store_init(void)
{
	int ret;

	BUILD_BUG_ON(sizeof(struct stored_subject) != 64);
	/* Nothing unknown between them. */
	BUILD_BUG_ON(IDENTITY_SIZE - WRIT_KID_SIZE - WRIT_CTI_MAX != sizeof(u8));
	ret = rhltable_init(&table, &table_params);
	if (!ret) {
		ret = rhashtable_init(&identities, &identity_params);
		if (ret)
			rhltable_destroy(&table);
	}
	if (ret)
		pr_err("the artifact store could not be allocated (%d)\n", ret);
	return ret;
}

void writ_store_free(struct stored_artifact *stored)
{
	writ_terms_release(stored->terms);
	kvfree(stored->paths);
	kvfree(stored);
}

/* Only before the hooks are armed: nobody looks anything up any more. */
void writ_store_exit(void)
{
	struct stored_artifact *stored;
	unsigned long index;

	rhltable_free_and_destroy(&table, NULL, NULL);
	rhashtable_free_and_destroy(&identities, NULL, NULL);
	xa_for_each(&artifacts, index, stored)
		writ_store_free(stored);
	xa_destroy(&artifacts);
}

struct writ_bytes writ_stored_path(const struct stored_subject *subject)
{
	struct writ_bytes path = {};

	if (subject->path_len) {
		path.data = subject->artifact->paths + subject->path_offset;
		path.len = subject->path_len;
	}
	return path;
}

void writ_identity_of(struct writ_identity *identity, const struct writ_sign1 *sign)
{
	memset(identity, 0, sizeof(*identity));
	memcpy(identity->key, sign->kid.data, WRIT_KID_SIZE);
	identity->id_len = min_t(size_t, sign->claims.cti.len, sizeof(identity->id));
	memcpy(identity->id, sign->claims.cti.data, identity->id_len);
	identity->issuer_len = min_t(size_t, sign->claims.iss.len, sizeof(identity->issuer));
	memcpy(identity->issuer, sign->claims.iss.data, identity->issuer_len);
}

enum writ_reason writ_admit(struct writ_bytes bytes, const struct writ_authority *authority,
			    struct writ_admission *admission)
{
	memset(&admission->error, 0, sizeof(admission->error));
	return writ_admit_artifact(bytes, authority, writ_params.host, admission->scratch,
				   &admission->artifact, &admission->grant, &admission->error);
}

static size_t paths_size(const struct writ_artifact *artifact)
{
	struct writ_bytes rest = artifact->subjects;
	struct writ_subject subject;
	size_t size = 0;

	while (writ_subject_next(&rest, &subject))
		size += subject.path.len;
	return size;
}

/* Or an error, as writ_terms_keep() has it. */
static struct stored_artifact *copy_artifact(const struct writ_artifact *artifact,
					     const struct writ_grant *grant)
{
	struct writ_bytes rest = artifact->subjects;
	size_t size = paths_size(artifact);
	struct stored_artifact *stored;
	struct writ_subject subject;
	u32 offset = 0;
	size_t want;

	/* kvzalloc() would round a large one up to huge pages. */
	want = struct_size(stored, subjects, artifact->nsubjects);
	stored = want > SZ_1M ? vzalloc(want) : kvzalloc(want, GFP_KERNEL);
	if (!stored)
		return ERR_PTR(-ENOMEM);
	if (size) {
		stored->paths = kvmalloc(size, GFP_KERNEL);
		if (!stored->paths) {
			kvfree(stored);
			return ERR_PTR(-ENOMEM);
		}
	}
	stored->grant = *grant;
	stored->standing = WRIT_AUTHORIZED;
	stored->iat = artifact->sign.claims.iat;
	writ_identity_of(&stored->identity, &artifact->sign);
	stored->grant.identity = &stored->identity;
	stored->terms = writ_terms_keep(artifact, &stored->grant, &stored->identity);
	if (IS_ERR(stored->terms)) {
		int ret = PTR_ERR(stored->terms);

		writ_store_free(stored);
		return ERR_PTR(ret);
	}
	while (stored->nsubjects < artifact->nsubjects && writ_subject_next(&rest, &subject)) {
		struct stored_subject *s = &stored->subjects[stored->nsubjects++];

		memcpy(s->digest, subject.digest, WRIT_DIGEST_SIZE);
		s->kind = subject.kind;
		s->artifact = stored;
		s->path_offset = offset;
		s->path_len = subject.path.len;
		if (subject.path.len)
			memcpy(stored->paths + offset, subject.path.data, subject.path.len);
		offset += subject.path.len;
	}
	return stored;
}

static void remove_subjects(struct stored_artifact *stored, u32 n)
{
	while (n--) {
		rhltable_remove(&table, &stored->subjects[n].node, table_params);
		if (!(n % 1024))
			cond_resched();
	}
}

static int insert(struct stored_artifact *stored)
{
	int ret = rhashtable_lookup_insert_fast(&identities, &stored->node, identity_params);
	u32 i;

	if (ret)
		return ret;
	for (i = 0; i < stored->nsubjects; i++) {
		ret = rhltable_insert(&table, &stored->subjects[i].node, table_params);
		if (ret) {
			remove_subjects(stored, i);
			rhashtable_remove_fast(&identities, &stored->node, identity_params);
			return ret;
		}
		cond_resched();
	}
	return 0;
}

int writ_store_add(const struct writ_artifact *artifact, const struct writ_grant *grant,
		   const u8 object[WRIT_DIGEST_SIZE])
{
	struct stored_artifact *stored;
	int ret;

	lockdep_assert_held(&writ_change_lock);
	if (nartifacts >= WRIT_STORE_ARTIFACTS_MAX ||
	    nsubjects + artifact->nsubjects > WRIT_STORE_SUBJECTS_MAX)
		return -ENOSPC;
	stored = copy_artifact(artifact, grant);
	if (IS_ERR(stored))
		return PTR_ERR(stored);
	memcpy(stored->object, object, WRIT_DIGEST_SIZE);
	ret = xa_alloc_cyclic(&artifacts, &stored->index, stored, xa_limit_32b, &next_index,
			      GFP_KERNEL);
	if (ret < 0)
		goto out_free;
	ret = insert(stored);
	if (ret)
		goto out_erase;
	nartifacts++;
	nsubjects += stored->nsubjects;
	return 0;

out_erase:
	xa_erase(&artifacts, stored->index);
	/* Lookups run under RCU and may still stand on a subject, or have remembered its grant. */
	synchronize_rcu();
	writ_cache_forget_served();
	synchronize_rcu();
out_free:
	writ_store_free(stored);
	return ret;
}

struct stored_artifact *writ_store_at(unsigned long *index)
{
	return xa_find(&artifacts, index, ULONG_MAX, XA_PRESENT);
}

struct stored_artifact *writ_store_find(struct writ_bytes id, struct writ_bytes key, bool *others)
{
	struct stored_artifact *stored, *found = NULL;
	unsigned long index;

	lockdep_assert_held(&writ_change_lock);
	*others = false;
	xa_for_each(&artifacts, index, stored) {
		const struct writ_identity *is = &stored->identity;

		if (is->id_len != id.len || memcmp(is->id, id.data, id.len) ||
		    (key.len && memcmp(is->key, key.data, WRIT_KID_SIZE)))
			continue;
		*others = found;
		if (!found)
			found = stored;
	}
	return found;
}

void writ_store_unlink(struct stored_artifact *stored)
{
	lockdep_assert_held(&writ_change_lock);
	remove_subjects(stored, stored->nsubjects);
	rhashtable_remove_fast(&identities, &stored->node, identity_params);
	xa_erase(&artifacts, stored->index);
	nartifacts--;
	nsubjects -= stored->nsubjects;
}

static enum writ_reason standing_of(const struct stored_artifact *stored,
				    const struct writ_authority *a)
{
	const struct writ_facts facts = {
		.key = stored->identity.key,
		.iss = { stored->identity.issuer, stored->identity.issuer_len },
		.cti = { stored->identity.id, stored->identity.id_len },
		.iat = stored->iat,
		.nbf = stored->grant.nbf,
		.exp = stored->grant.exp,
		.ops = stored->grant.ops,
		.nsubjects = stored->nsubjects,
		.terms = stored->grant.terms,
	};
	const struct writ_issuer *issuer;
	enum writ_reason reason = writ_standing(a, &facts, &issuer);
	u32 i;

	/* Without paths in any link, one question stands for all subjects. */
	if (reason != WRIT_AUTHORIZED || writ_issuer_covers(a, issuer, (struct writ_bytes){}))
		return reason;
	for (i = 0; i < stored->nsubjects; i++) {
		if (!writ_issuer_covers(a, issuer, writ_stored_path(&stored->subjects[i])))
			return WRIT_ISSUER_LIMIT;
		cond_resched();
	}
	return WRIT_AUTHORIZED;
}

void writ_store_judge(const struct writ_authority *a, bool narrow)
{
	struct stored_artifact *stored;
	unsigned long index;

	lockdep_assert_held(&writ_change_lock);
	/* Who sees a standing that is given here sees what was published before it. */
	smp_wmb();
	xa_for_each(&artifacts, index, stored) {
		enum writ_reason reason = standing_of(stored, a);

		if (!narrow || reason != WRIT_AUTHORIZED)
			WRITE_ONCE(stored->standing, reason);
		cond_resched();
	}
}

bool writ_store_stands(const u8 key[WRIT_KID_SIZE], struct writ_bytes id)
{
	struct writ_identity wanted = { .id_len = id.len };
	const struct stored_artifact *stored;
	bool stands;

	memcpy(wanted.key, key, WRIT_KID_SIZE);
	memcpy(wanted.id, id.data, id.len);
	rcu_read_lock();
	stored = rhashtable_lookup(&identities, &wanted, identity_params);
	stands = stored && READ_ONCE(stored->standing) == WRIT_AUTHORIZED;
	rcu_read_unlock();
	return stands;
}

void writ_store_each(enum writ_digest kind, const u8 *digest,
		     bool (*fn)(const struct stored_subject *subject, void *context),
		     void *context)
{
	const struct stored_subject *s;
	struct rhlist_head *list, *at;

	list = rhltable_lookup(&table, digest, table_params);
	rhl_for_each_entry_rcu(s, at, list, node)
		if (s->kind == kind && !fn(s, context))
			break;
}

bool writ_store_consider(struct writ_verdict *v, enum writ_digest kind, const u8 *digest,
			 const struct writ_request *req, bool *wants_path)
{
	const struct stored_subject *s;
	struct rhlist_head *list, *at;

	list = rhltable_lookup(&table, digest, table_params);
	rhl_for_each_entry_rcu(s, at, list, node) {
		enum writ_reason standing;

		if (s->kind != kind)
			continue;
		standing = READ_ONCE(s->artifact->standing);
		if (standing != WRIT_AUTHORIZED) {
			writ_verdict_refused(v, standing);
			continue;
		}
		if (s->path_len)
			*wants_path = true;
		if (writ_verdict_consider(v, &s->artifact->grant, writ_stored_path(s), req))
			return true;
	}
	return false;
}

void writ_store_counts(u32 *n, u64 *subjects)
{
	mutex_lock(&writ_change_lock);
	*n = nartifacts;
	*subjects = nsubjects;
	mutex_unlock(&writ_change_lock);
}

void writ_store_show(struct seq_file *m)
{
	u64 subjects;
	u32 n;

	writ_store_counts(&n, &subjects);
	seq_printf(m, "artifacts: %u\n", n);
	seq_printf(m, "subjects: %llu\n", subjects);
}
