/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The terms of an artifact: what it demands beside content, operation, host,
 * time and place. They stand in keys 3 to 10 of its payload.
 */
#ifndef WRIT_CORE_TERMS_H
#define WRIT_CORE_TERMS_H

#include "pattern.h"

/**
 * struct writ_id_range - ids of the initial user namespace: of users, groups or logins
 * @first: the lowest one
 * @last: the highest one; at least @first
 */
struct writ_id_range {
	u32 first;
	u32 last;
};

/** struct writ_ids - ranges; none means that every id fits */
struct writ_ids {
	struct writ_id_range range[WRIT_IDS_MAX];
	u32 n;
};

/** enum writ_lockdown - the kernel's lockdown, ascending; the numbers are the format's */
enum writ_lockdown {
	WRIT_LOCKDOWN_NONE = 0,
	WRIT_LOCKDOWN_INTEGRITY = 1,
	WRIT_LOCKDOWN_CONFIDENTIALITY = 2,
	__WRIT_LOCKDOWN_COUNT
};

/**
 * struct writ_terms - decoded; everything points into the input
 * @arguments: encoded patterns, from argv[0]; for writ_argument_next()
 * @narguments: how many; 0 if arguments are free
 * @more_arguments: further ones may follow those
 * @contents: bits of the arguments whose pattern is WRIT_PATTERN_CONTENT
 * @variables: encoded [name, pattern]; for writ_variable_next()
 * @nvariables: how many guarded variables are granted
 * @uids: real user ids of who asks
 * @gids: real group ids of who asks
 * @login_uids: login uids of who asks
 * @cgroups: version 2 control groups, at or below one of which the asker is
 * @ncgroups: how many
 * @parents: encoded digests: the asker runs one of these programs
 * @nparents: how many
 * @ancestors: encoded cti: the asker was authorized by one of these artifacts, of the same key
 * @nancestors: how many
 * @boot: boot id, 16 bytes, or NULL
 * @kernels: globs, one of which the kernel release fits
 * @nkernels: how many
 * @lockdown: the least lockdown
 * @secure_boot: the host must have been booted with Secure Boot
 * @module_signatures: the kernel must enforce the signatures of modules
 * @pcrs: encoded [index, digest]; for writ_pcr_next()
 * @npcrs: how many
 * @pcr_mask: their indices
 * @uses: how often it may be used; 0 for without bound
 * @policy: id of the policy under which it holds; empty for any
 * @policy_version: the least one
 * @depth: so many executions deep, descendants may run what it lists
 * @governance: encoded [name, text]; for writ_governance_next()
 * @has_origin: the following are set
 * @origin_host: where it was asked for
 * @origin_boot: 16 bytes
 * @origin_seq: record of the execution that asked
 * @origin_hash: h(@origin_seq)
 */
struct writ_terms {
	struct writ_bytes arguments;
	u32 narguments;
	bool more_arguments;
	u64 contents;
	struct writ_bytes variables;
	u32 nvariables;
	struct writ_ids uids;
	struct writ_ids gids;
	struct writ_ids login_uids;
	struct writ_bytes cgroups[WRIT_CGROUPS_MAX];
	u32 ncgroups;
	struct writ_bytes parents;
	u32 nparents;
	struct writ_bytes ancestors;
	u32 nancestors;
	const u8 *boot;
	struct writ_bytes kernels[WRIT_KERNELS_MAX];
	u32 nkernels;
	enum writ_lockdown lockdown;
	bool secure_boot;
	bool module_signatures;
	struct writ_bytes pcrs;
	u32 npcrs;
	u32 pcr_mask;
	u32 uses;
	struct writ_bytes policy;
	u64 policy_version;
	u32 depth;
	struct writ_bytes governance;
	bool has_origin;
	struct writ_bytes origin_host;
	const u8 *origin_boot;
	u64 origin_seq;
	const u8 *origin_hash;
};

/** enum writ_term - keys of the payload */
enum writ_term {
	WRIT_TERM_SCOPE = 3,
	WRIT_TERM_INITIATOR = 4,
	WRIT_TERM_ENVIRONMENT = 5,
	WRIT_TERM_USES = 6,
	WRIT_TERM_POLICY = 7,
	WRIT_TERM_INHERITANCE = 8,
	WRIT_TERM_GOVERNANCE = 9,
	WRIT_TERM_ORIGIN = 10,
	__WRIT_TERM_END
};

/**
 * writ_terms_read() - take the value of one key
 * @c: reader, behind the key
 * @key: enum writ_term
 * @out: that part is filled; the rest is left alone
 */
void writ_terms_read(struct writ_cbor *c, s64 key, struct writ_terms *out);

/**
 * writ_terms_decode() - decode a map of terms alone
 * @map: keys 3 to 10, as an artifact's payload has them
 * @out: filled on success
 * @err: filled on failure
 *
 * For who kept a copy of the encoding. Any context.
 */
bool writ_terms_decode(struct writ_bytes map, struct writ_terms *out, struct writ_error *err);

/* The next of each; @rest shrinks. False at the end. */
bool writ_argument_next(struct writ_bytes *rest, struct writ_pattern *out);
bool writ_variable_next(struct writ_bytes *rest, struct writ_bytes *name,
			struct writ_pattern *out);
bool writ_pcr_next(struct writ_bytes *rest, u32 *index, const u8 **digest);
bool writ_governance_next(struct writ_bytes *rest, struct writ_bytes *name,
			  struct writ_bytes *text);
/* Parents and ancestors. */
bool writ_id_next(struct writ_bytes *rest, struct writ_bytes *out);

/** writ_ids_hold() - is @id in one of the ranges, or are there none? */
bool writ_ids_hold(const struct writ_ids *ids, u32 id);
/** writ_ids_within() - is each range of @narrow, of which there must be one, within one of @wide? */
bool writ_ids_within(const struct writ_ids *narrow, const struct writ_ids *wide);

/** writ_ids_read() - an array of 1 to WRIT_IDS_MAX ranges */
void writ_ids_read(struct writ_cbor *c, const char *field, struct writ_ids *out);

#endif
