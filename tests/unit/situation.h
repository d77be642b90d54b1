/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A request of which everything is known, under a policy that guards nothing,
 * and a grant with terms to ask about it. A test changes what it is about.
 */
#ifndef WRIT_TEST_SITUATION_H
#define WRIT_TEST_SITUATION_H

#include "evaluate.h"

/* Who asks: uid, gid, login uid; and 32 times these bytes. */
#define ASKER_UID	1000
#define ASKER_GID	100
#define ASKER_LOGIN	1001
#define CONTENT_BYTE	0x01
#define PROGRAM_BYTE	0x02
#define KEY_BYTE	0x0b
#define PCR_BYTE	0x07

/**
 * struct situation - all that one check looks at; points into itself
 * @policy: in force: "main", version 5
 * @asker: runs a program that an artifact 03*8 of the same key authorized
 * @host: boot bb*16, kernel 6.1.0-56, lockdown integrity, both switches on,
 *	PCRs 0 and 7 known
 * @identity: of the artifact: 05*8
 * @grant: with @terms, for all operations
 * @used: never, so far
 * @req: execute /opt/tool with arguments "tool", "-v" and the variable HOME=/
 */
struct situation {
	struct writ_policy *policy;
	struct writ_asker asker;
	struct writ_state_of_host host;
	struct writ_identity identity;
	struct writ_terms terms;
	struct writ_grant grant;
	struct writ_request req;
	int used;
	u8 digest[WRIT_DIGEST_SIZE];
	u8 program[WRIT_DIGEST_SIZE];
	u8 key[WRIT_KID_SIZE];
	u8 pcrs[WRIT_PCRS_MAX][WRIT_DIGEST_SIZE];
	u8 contents[WRIT_ARGUMENTS_MAX][WRIT_DIGEST_SIZE];
	u8 *copy[3];
};

/** situation_begin() - @terms: a notation for a map of terms; NULL: the grant has none */
void situation_begin(struct situation *s, const char *terms);
void situation_end(struct situation *s);

/* Each a notation for strings, each ended by a NUL; they lie in memory that ends there. */
void situation_arguments(struct situation *s, const char *strings);
void situation_variables(struct situation *s, const char *strings);

#endif
