/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What must follow from a world, by the words of docs/formats/README.md ("How an
 * object is admitted"), docs/formats/writ.cddl and the comments in lsm/core's
 * headers. It shares no code with what it judges, and prefers the plain to the fast.
 */
#ifndef WRIT_TEST_REFERENCE_H
#define WRIT_TEST_REFERENCE_H

#include "world.h"

/**
 * struct finding - how an object is to be received
 * @reason: WRIT_AUTHORIZED if it is admitted
 * @fields: otherwise, those of enum field that do not fit: one of them is named
 */
struct finding {
	enum writ_reason reason;
	u32 fields;
};

enum field {
	FIELD_KID, FIELD_ISS, FIELD_SIGNATURE, FIELD_CTI, FIELD_AUD, FIELD_NBF, FIELD_EXP,
	FIELD_OPERATIONS, FIELD_SUBJECTS, FIELD_PATH, FIELD_UIDS, FIELD_CGROUPS, FIELD_USES,
	FIELD_INHERITANCE,
	FIELD_TO_KEY, FIELD_TO_DEPTH, FIELD_TO_VALIDITY, FIELD_TO_SUBJECTS, FIELD_TO_PATHS,
	FIELD_TO_UIDS, FIELD_TO_CGROUPS, FIELD_TO_USES, FIELD_ENTRIES,
	FIELD_COUNT
};

/** reference_names() - is this one of the fields? */
bool reference_names(u32 fields, const char *name);

struct finding reference_link(const struct world *w, const struct link *l);
struct finding reference_permit(const struct world *w, const struct permit *p);
struct finding reference_recall(const struct world *w, const struct recall *r);

/* Once admitted: as writ_delegation_standing() and writ_standing() say. */
enum writ_reason reference_link_stands(const struct world *w, const struct link *l);
enum writ_reason reference_permit_stands(const struct world *w, const struct permit *p);
/* As writ_ended(); WRIT_UNKNOWN_ISSUER may as well be WRIT_REVOKED, in whose chain it stands. */
enum writ_reason reference_ended(const struct world *w, const struct permit *p, u64 now);
/* As writ_issuer_covers(), for who signs with @key; @path may be NULL. */
bool reference_covers(const struct world *w, int key, const char *path);

bool reference_digest_revoked(const struct world *w, u8 digest);

/**
 * struct question - a request, by the same names as in struct writ_request
 * @path: NULL if it cannot be told
 * @cgroup: NULL likewise
 * @asker: he is known; the following are about him
 * @program: 32 times this; 0 if it is not known
 * @under_key: key of the artifact that he runs under; -1 if there is none
 * @under_cti: its identity
 * @arguments: how many of "a", "b" and "c" there are; -1 if they are not known
 */
struct question {
	enum writ_op op;
	u32 uid;
	const char *path;
	const char *cgroup;
	u64 now;
	u8 digest;
	bool segment;
	bool asker;
	u8 program;
	int under_key;
	u8 under_cti;
	u32 depth_left;
	int arguments;
};

/** reference_answer() - of one artifact, for the subject at @path (or NULL) of it */
enum writ_reason reference_answer(const struct world *w, const struct permit *p, const char *path,
				  int used, const struct question *q);

/** reference_allows() - would each link above that artifact allow this by its own limits alone? */
bool reference_allows(const struct world *w, const struct permit *p, int used,
		      const struct question *q);

/** reference_length() - links between a key and the policy; -1 if it hangs in the air */
int reference_length(const struct world *w, int key);

#endif
