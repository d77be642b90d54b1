// SPDX-License-Identifier: GPL-2.0-only
/* The artifact that a file carries itself, in the extended attribute security.writ. */
#include <linux/slab.h>

#include "admission.h"
#include "authority.h"
#include "content.h"
#include "crypto.h"
#include "events.h"
#include "origin.h"
#include "terms.h"

/* Size of the attribute, 0 if there is none, -errno. */
static ssize_t attribute_get(struct file *file, void *buf, size_t size)
{
	ssize_t got = __vfs_getxattr(file->f_path.dentry, file_inode(file), WRIT_ATTRIBUTE, buf, size);

	return got == -ENODATA || got == -EOPNOTSUPP ? 0 : got;
}

bool writ_own_there(struct file *file)
{
	return attribute_get(file, NULL, 0);
}

/*
 * Does the artifact name this content? Then @best is how: at the path asked for
 * if it names the content there, or else the first time it does.
 */
static bool names_content(const struct writ_artifact *artifact,
			  const struct writ_content *content, struct writ_bytes path,
			  struct writ_subject *best)
{
	struct writ_bytes rest = artifact->subjects;
	struct writ_subject subject;
	bool found = false;

	while (writ_subject_next(&rest, &subject)) {
		if (!(content->known & BIT(subject.kind)) ||
		    memcmp(subject.digest, content->digest[subject.kind], WRIT_DIGEST_SIZE))
			continue;
		if (!found || writ_bytes_equal(subject.path, path))
			*best = subject;
		found = true;
	}
	return found;
}

static struct writ_own *own_from(const struct writ_admission *w,
				 const struct writ_subject *subject, u32 generation)
{
	struct writ_own *own = kzalloc(struct_size(own, path_data, subject->path.len), GFP_KERNEL);

	if (!own)
		return NULL;
	own->grant = w->grant;
	own->generation = generation;
	writ_identity_of(&own->identity, &w->artifact.sign);
	own->grant.identity = &own->identity;
	own->terms = writ_terms_keep(&w->artifact, &own->grant, &own->identity);
	if (IS_ERR(own->terms)) {
		kfree(own);
		return NULL;
	}
	if (subject->path.len)
		memcpy(own->path_data, subject->path.data, subject->path.len);
	own->path.data = own->path_data;
	own->path.len = subject->path.len;
	return own;
}

void writ_own_free(struct writ_own *own)
{
	if (own)
		writ_terms_release(own->terms);
	kfree(own);
}

/* The log shall hold every artifact that ever authorized, however it came. */
static void record(const struct writ_identity *identity, const struct writ_artifact *artifact,
		   struct writ_bytes bytes)
{
	struct writ_event event;
	u8 digest[WRIT_DIGEST_SIZE];
	static const char detail[] = "from the attribute " WRIT_ATTRIBUTE;

	writ_event_begin(&event, WRIT_KIND_ARTIFACT, current);
	event.record.reason = WRIT_AUTHORIZED;
	event.record.artifact = (struct writ_bytes){ identity->id, identity->id_len };
	event.record.issuer = (struct writ_bytes){ identity->issuer, identity->issuer_len };
	event.record.key = (struct writ_bytes){ identity->key, WRIT_KID_SIZE };
	if (!writ_digest_parts(bytes, (struct writ_bytes){}, digest))
		event.record.object = (struct writ_bytes){ digest, sizeof(digest) };
	event.record.governance = artifact->terms.governance;
	event.record.detail = (struct writ_bytes){ (const u8 *)detail, sizeof(detail) - 1 };
	writ_event_append(&event, WRIT_CLASS_VITAL);
}

static enum writ_reason admit(struct writ_bytes bytes, const struct writ_content *content,
			      struct writ_bytes path, const struct writ_force *force,
			      struct writ_own **own)
{
	struct writ_subject subject;
	enum writ_reason reason;
	struct writ_admission *w;

	w = kmalloc(sizeof(*w), GFP_KERNEL);
	if (!w)
		return WRIT_INTERNAL_ERROR;
	reason = writ_admit(bytes, &force->authority, w);
	if (reason == WRIT_AUTHORIZED) {
		if (!names_content(&w->artifact, content, path, &subject)) {
			reason = WRIT_MISSING_AUTHORIZATION;
		} else if (!writ_terms_accountable(&w->artifact, false)) {
			/* A copy of the file would bring its uses back with the next boot. */
			reason = WRIT_REPLAY;
		} else if (!writ_origin_holds(&w->artifact)) {
			reason = WRIT_LINEAGE_DISCONTINUITY;
		} else {
			*own = own_from(w, &subject, force->generation);
			if (*own)
				record(&(*own)->identity, &w->artifact, bytes);
			else
				reason = WRIT_INTERNAL_ERROR;
		}
	}
	kfree(w);
	return reason;
}

enum writ_reason writ_own_read(struct file *file, const struct writ_content *content,
			       struct writ_bytes path, const struct writ_force *force,
			       struct writ_own **own)
{
	enum writ_reason reason;
	ssize_t size, got;
	u8 *buf;

	*own = NULL;
	size = attribute_get(file, NULL, 0);
	if (!size)
		return WRIT_MISSING_AUTHORIZATION;
	if (size < 0)
		return WRIT_INTERNAL_ERROR;
	if (size > WRIT_XATTR_MAX)
		return WRIT_MALFORMED_ARTIFACT;
	buf = kmalloc(size, GFP_KERNEL);
	if (!buf)
		return WRIT_INTERNAL_ERROR;
	got = attribute_get(file, buf, size);
	if (got != size)
		reason = WRIT_INTERNAL_ERROR;	/* it changed meanwhile */
	else
		reason = admit((struct writ_bytes){ buf, size }, content, path, force, own);
	kfree(buf);
	return reason;
}
