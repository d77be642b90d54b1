/* SPDX-License-Identifier: GPL-2.0-only */
/* A request while it is judged: shared by judge.c and judge_content.c. */
#ifndef WRIT_MATTER_H
#define WRIT_MATTER_H

#include "authority.h"
#include "content.h"
#include "inquiry.h"
#include "location.h"
#include "terms.h"

/**
 * struct matter - a request with all that belongs to it
 * @q: what the hook asked, and the verdict
 * @force: policy and revocations by which it is judged
 * @file: from writ_content_file()
 * @inode: of @file: holds the bytes
 * @req: for the evaluator
 * @loc: the path, once somebody wanted it
 * @located: @loc has been asked for
 * @digest: of the content, once it is known
 * @room: for the facts that artifacts ask for
 */
struct matter {
	struct writ_inquiry *q;
	const struct writ_force *force;
	struct file *file;
	struct inode *inode;
	struct writ_request req;
	struct writ_location loc;
	bool located;
	u8 digest[WRIT_DIGEST_SIZE];
	struct writ_facts_room room;
};

/* Finds out the path, once. Return: 0, or what writ_locate() returns. */
int writ_matter_locate(struct matter *m);

/**
 * writ_judge_content() - the verdict of the artifacts that name a content
 * @m: the matter, whose policy requires an artifact
 *
 * Reads the file if nothing is known of it and the caller may sleep. Writes what
 * was found out into the inquiry. Return: the reason.
 */
enum writ_reason writ_judge_content(struct matter *m);

/**
 * writ_note_authorized() - put into the inquiry who authorized it, if that is recorded,
 *	and whether the content asks for more than that
 * @content: what is known of the content
 * @grant: that authorizes it
 *
 * Under RCU, since the grant may go. An execution is recorded each time; a
 * mapping when a program maps a content for the first time; its own segments
 * are part of its execution.
 */
void writ_note_authorized(struct writ_inquiry *q, const struct writ_content *content,
			  const struct writ_grant *grant);

/* Put into the inquiry which artifact authorized it, or came closest. Under RCU. */
void writ_note_identity(struct writ_inquiry *q, const struct writ_grant *grant);

#endif
