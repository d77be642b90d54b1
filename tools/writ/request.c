// SPDX-License-Identifier: GPL-2.0-only
/* What would be asked of the kernel if a file were run on this machine. */
#include "request.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "digest.h"

/*
 * The type of the mount that holds @path, by its number in mountinfo: device
 * numbers are not unique (btrfs). What is not found stays unknown.
 */
static void find_fstype(const char *path, char *out, size_t size)
{
	struct statx sx;
	char *line = NULL;
	size_t cap = 0;
	FILE *f;

	if (statx(AT_FDCWD, path, 0, STATX_MNT_ID, &sx) != 0 || !(sx.stx_mask & STATX_MNT_ID))
		return;
	f = fopen("/proc/self/mountinfo", "re");
	if (!f)
		return;
	while (getline(&line, &cap, f) > 0) {
		const char *type = strstr(line, " - ");

		if (!type || strtoull(line, NULL, 10) != sx.stx_mnt_id)
			continue;
		type += 3;
		snprintf(out, size, "%.*s", (int)strcspn(type, " \n"), type);
		break;
	}
	free(line);
	fclose(f);
}

bool question_from_file(struct question *q, struct writ_msg *msg)
{
	char real[PATH_MAX];

	for (int kind = 0; kind < __WRIT_DIGEST_COUNT; kind++) {
		if (!writ_digest_file(q->file, kind, q->digest[kind], msg))
			return false;
		q->known[kind] = true;
	}
	if (!realpath(q->file, real))
		return writ_msg_errno(msg, "cannot resolve %s", q->file);
	if (!*q->path)
		strcpy(q->path, real);
	if (!*q->fstype)
		find_fstype(real, q->fstype, sizeof(q->fstype));
	return true;
}

static struct writ_bytes text_or_unknown(const char *text)
{
	if (!*text)
		return (struct writ_bytes){ NULL, 0 };
	return writ_bytes_of(text);
}

struct writ_request question_request(const struct question *q, enum writ_op op, u64 now)
{
	return (struct writ_request){
		.op = op,
		.uid = q->uid,
		.path = text_or_unknown(q->path),
		.fstype = text_or_unknown(q->fstype),
		.now = now,
		.digest = q->known[WRIT_DIGEST_SHA256] ? q->digest[WRIT_DIGEST_SHA256] : NULL,
	};
}

bool question_concerns(const struct question *q, const struct writ_subject *s)
{
	return q->known[s->kind] && !memcmp(q->digest[s->kind], s->digest, WRIT_DIGEST_SIZE);
}
