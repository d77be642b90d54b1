// SPDX-License-Identifier: GPL-2.0-only
/*
 * The artifact store: every subject of every loaded artifact, found by digest.
 * A lookup costs the same with a hundred subjects as with a million.
 */
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/rhashtable.h>
#include <linux/seq_file.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "writ.h"

struct stored_artifact;

/**
 * struct stored_subject - 64 bytes, of which 32 are the digest
 * @node: in the table
 * @digest: key
 * @artifact: whose subject it is
 * @path_offset: into the artifact's paths
 * @path_len: 0 if no path is demanded
 * @kind: enum writ_digest
 */
struct stored_subject {
	struct rhlist_head node;
	u8 digest[WRIT_DIGEST_SIZE];
	const struct stored_artifact *artifact;
	u32 path_offset;
	u16 path_len;
	u8 kind;
};

/**
 * struct stored_artifact - an artifact and its subjects
 * @list: in artifacts; under artifacts_lock
 * @grant: what it grants
 * @paths: the demanded paths one after another, or NULL
 * @nsubjects: how many
 * @subjects: in the table
 */
struct stored_artifact {
	struct list_head list;
	struct writ_grant grant;
	u8 *paths;
	u32 nsubjects;
	struct stored_subject subjects[];
};

static const struct rhashtable_params table_params = {
	.key_len = WRIT_DIGEST_SIZE,
	.key_offset = offsetof(struct stored_subject, digest),
	.head_offset = offsetof(struct stored_subject, node),
};

static struct rhltable table;
static LIST_HEAD(artifacts);
static DEFINE_MUTEX(artifacts_lock);
static u32 nartifacts;
static u64 nsubjects;

int writ_store_init(void)
{
	int ret;

	BUILD_BUG_ON(sizeof(struct stored_subject) != 64);
	ret = rhltable_init(&table, &table_params);
	if (ret)
		pr_err("the artifact store could not be allocated (%d)\n", ret);
	return ret;
}

static void free_artifact(struct stored_artifact *stored)
{
	kvfree(stored->paths);
	kvfree(stored);
}

/* Only before the hooks are armed: nobody looks anything up any more. */
void writ_store_exit(void)
{
	struct stored_artifact *stored, *next;

	rhltable_free_and_destroy(&table, NULL, NULL);
	list_for_each_entry_safe(stored, next, &artifacts, list)
		free_artifact(stored);
}

enum writ_reason writ_admit(struct writ_bytes bytes, struct writ_admission *admission)
{
	memset(&admission->error, 0, sizeof(admission->error));
	return writ_admit_artifact(bytes, writ_policy, writ_params.host, admission->scratch,
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
		return NULL;
	if (size) {
		stored->paths = kvmalloc(size, GFP_KERNEL);
		if (!stored->paths) {
			kvfree(stored);
			return NULL;
		}
	}
	stored->grant = *grant;
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

int writ_store_add(const struct writ_artifact *artifact, const struct writ_grant *grant)
{
	struct stored_artifact *stored = copy_artifact(artifact, grant);
	int ret = 0;
	u32 i;

	if (!stored)
		return -ENOMEM;
	mutex_lock(&artifacts_lock);
	for (i = 0; i < stored->nsubjects; i++) {
		ret = rhltable_insert(&table, &stored->subjects[i].node, table_params);
		if (ret)
			break;
		cond_resched();
	}
	if (ret) {
		while (i--)
			rhltable_remove(&table, &stored->subjects[i].node, table_params);
	} else {
		list_add_tail(&stored->list, &artifacts);
		nartifacts++;
		nsubjects += stored->nsubjects;
	}
	mutex_unlock(&artifacts_lock);
	if (ret) {
		/* Lookups run under RCU and may still stand on a subject. */
		synchronize_rcu();
		free_artifact(stored);
	}
	return ret;
}

bool writ_store_consider(struct writ_verdict *v, enum writ_digest kind, const u8 *digest,
			 const struct writ_request *req, bool *wants_path)
{
	const struct stored_subject *s;
	struct rhlist_head *list, *at;
	bool done = false;

	list = rhltable_lookup(&table, digest, table_params);
	rhl_for_each_entry_rcu(s, at, list, node) {
		struct writ_bytes path = {};

		if (s->kind != kind)
			continue;
		if (s->path_len) {
			path.data = s->artifact->paths + s->path_offset;
			path.len = s->path_len;
			*wants_path = true;
		}
		done = writ_verdict_consider(v, &s->artifact->grant, path, req);
		if (done)
			break;
	}
	return done;
}

void writ_store_show(struct seq_file *m)
{
	mutex_lock(&artifacts_lock);
	seq_printf(m, "artifacts: %u\n", nartifacts);
	seq_printf(m, "subjects: %llu\n", nsubjects);
	mutex_unlock(&artifacts_lock);
}
