// SPDX-License-Identifier: GPL-2.0-only
/* The artifact that a file carries itself, in the extended attribute security.writ. */
#include <linux/slab.h>

#include "writ.h"

/* Size of the attribute, 0 if there is none, -errno. */
static ssize_t attribute_get(struct file *file, void *buf, size_t size)
{
	ssize_t got = __vfs_getxattr(file->f_path.dentry, file_inode(file), WRIT_ATTRIBUTE, buf, size);

	return got == -ENODATA || got == -EOPNOTSUPP ? 0 : got;
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

static struct writ_own *own_from(const struct writ_grant *grant,
				 const struct writ_subject *subject)
{
	struct writ_own *own = kzalloc(struct_size(own, path_data, subject->path.len), GFP_KERNEL);

	if (!own)
		return NULL;
	own->grant = *grant;
	if (subject->path.len)
		memcpy(own->path_data, subject->path.data, subject->path.len);
	own->path.data = own->path_data;
	own->path.len = subject->path.len;
	return own;
}

static enum writ_reason admit(struct writ_bytes bytes, const struct writ_content *content,
			      struct writ_bytes path, struct writ_own **own)
{
	struct writ_subject subject;
	enum writ_reason reason;
	struct writ_admission *w;

	w = kmalloc(sizeof(*w), GFP_KERNEL);
	if (!w)
		return WRIT_INTERNAL_ERROR;
	reason = writ_admit(bytes, w);
	if (reason == WRIT_AUTHORIZED) {
		if (!names_content(&w->artifact, content, path, &subject)) {
			reason = WRIT_MISSING_AUTHORIZATION;
		} else {
			*own = own_from(&w->grant, &subject);
			if (!*own)
				reason = WRIT_INTERNAL_ERROR;
		}
	}
	kfree(w);
	return reason;
}

enum writ_reason writ_own_read(struct file *file, const struct writ_content *content,
			       struct writ_bytes path, struct writ_own **own)
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
		reason = admit((struct writ_bytes){ buf, size }, content, path, own);
	kfree(buf);
	return reason;
}
