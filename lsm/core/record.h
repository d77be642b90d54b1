/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A record of the lineage log: one event, as the kernel wrote it. The module
 * encodes, the programs decode, and both chain the very same bytes:
 *
 *	h(n) = SHA-256(h(n-1) || record n), h(0) = 32 zero bytes, for each boot
 *
 * The format is docs/formats/lineage.cddl.
 */
#ifndef WRIT_CORE_RECORD_H
#define WRIT_CORE_RECORD_H

#include "bounds.h"
#include "bytes.h"
#include "error.h"
#include "op.h"
#include "reason.h"

/** enum writ_kind - what happened; the numbers are the format's */
enum writ_kind {
	WRIT_KIND_LOAD = 1,	/* the module came up: the first record of a boot */
	WRIT_KIND_ATTACH,	/* the hooks are attached, or could not be: reason, detail */
	WRIT_KIND_CANARY,	/* the proof that denials happen: reason, detail */
	WRIT_KIND_POLICY,	/* a policy was accepted or refused */
	WRIT_KIND_KEY,		/* a delegation was accepted or refused */
	WRIT_KIND_ARTIFACT,	/* an artifact was accepted, refused or dropped */
	WRIT_KIND_REVOCATION,	/* a revocation was accepted or refused */
	WRIT_KIND_EXEC,		/* an execution was allowed or denied */
	WRIT_KIND_MAP,		/* executable memory: denied, or allowed for the first time */
	WRIT_KIND_FORK,		/* a governed task made another */
	WRIT_KIND_EXIT,		/* a governed process ended */
	WRIT_KIND_GAP,		/* records that did not fit: how many of which sort */
	WRIT_KIND_OWNER,	/* who takes the log has come or gone */
	WRIT_KIND_TAMPER,	/* somebody tried what he may not: detail */
	WRIT_KIND_RESUME,	/* the log of the boot before was presented */
	WRIT_KIND_ROOT,		/* a process that was alive when the module came up */
	WRIT_KIND_END,		/* an authorization ended while something runs under it */
	WRIT_KIND_KERNEL,	/* a module, a kernel or firmware was allowed or denied */
	WRIT_KIND_PRIVILEGE,	/* what a program does besides: denied, or allowed by its artifact */
	__WRIT_KIND_END
};

/** writ_kind_name() - "load" … "privilege"; "unknown" for any other value */
const char *writ_kind_name(u64 kind);

#define WRIT_RECORD_MAX		16384	/* bytes of an encoding, at most */
#define WRIT_RECORD_ARGV_MAX	1024	/* bytes of arguments that a record carries */
#define WRIT_RECORD_DETAIL_MAX	512
#define WRIT_RECORD_CGROUP_MAX	1024
#define WRIT_BOOT_SIZE		16	/* a boot id (RFC 9562), as bytes */

/**
 * struct writ_record - one event; what is zero or empty is absent
 * @seq: number in this boot, from 1 without a hole
 * @real_ns: nanoseconds since the epoch, by the wall clock
 * @mono_ns: nanoseconds since boot, CLOCK_BOOTTIME
 * @kind: enum writ_kind
 * @reason: enum writ_reason of a decision; WRIT_AUTHORIZED for a change that
 *	was accepted
 * @host: the host's identity
 * @boot: WRIT_BOOT_SIZE bytes
 * @pid: process (thread group), in the initial namespace
 * @start_ns: when its main thread started, CLOCK_BOOTTIME
 * @uid: real uid plus one, so that root is not absent
 * @login_uid: login uid plus one; absent if unset
 * @cgroup: path in the version 2 hierarchy
 * @comm: the task's command
 * @op: enum writ_op of a decision
 * @path: of the file, as the asker sees it
 * @digest: SHA-256 of the content, 32 bytes
 * @argc: how many arguments
 * @argv: they, each ended by a NUL; cut at WRIT_RECORD_ARGV_MAX
 * @argv_digest: SHA-256 of all of them, present only if @argv was cut
 * @artifact: cti of the artifact that authorized, or of the object that changed
 * @issuer: its iss
 * @key: thumbprint of the key that signed it
 * @policy: id of the policy that was in force
 * @policy_version: its version
 * @lineage: the execution that this is: unique in a boot; absent for a denial
 * @parent: the execution that it descends from
 * @ancestor: the first one of all
 * @child: FORK: the new process
 * @lost_allowed: GAP: allowed executions and mappings
 * @lost_denied: GAP: denials
 * @lost_other: GAP: everything else
 * @status: EXIT: as wait() tells it; plus one
 * @object: SHA-256 of the signed object that changed
 * @detail: for people: what was refused and why
 * @flags: enum writ_record_flag
 * @governance: ARTIFACT: what it says of ticket, approver and so on, encoded as
 *	in the artifact, for writ_governance_next()
 */
struct writ_record {
	u64 seq;
	u64 real_ns;
	u64 mono_ns;
	u64 kind;
	u64 reason;
	struct writ_bytes host;
	struct writ_bytes boot;
	u64 pid;
	u64 start_ns;
	u64 uid;
	u64 login_uid;
	struct writ_bytes cgroup;
	struct writ_bytes comm;
	u64 op;
	struct writ_bytes path;
	struct writ_bytes digest;
	u64 argc;
	struct writ_bytes argv;
	struct writ_bytes argv_digest;
	struct writ_bytes artifact;
	struct writ_bytes issuer;
	struct writ_bytes key;
	struct writ_bytes policy;
	u64 policy_version;
	u64 lineage;
	u64 parent;
	u64 ancestor;
	u64 child;
	u64 lost_allowed;
	u64 lost_denied;
	u64 lost_other;
	u64 status;
	struct writ_bytes object;
	struct writ_bytes detail;
	u64 flags;
	struct writ_bytes governance;
};

/** enum writ_record_flag - bits of flags */
enum writ_record_flag {
	WRIT_RECORD_GOVERNED = 1,	/* the task was governed before this happened */
	WRIT_RECORD_OTHER_ROOT = 2,	/* the path is one of another root or mount namespace */
	WRIT_RECORD_DROPPED = 4,	/* ARTIFACT: it was dropped */
	WRIT_RECORD_RECOVERY = 8,	/* it took a slot that is kept for recovery */
	WRIT_RECORD_CANARY = 16,	/* the canary's own */
	WRIT_RECORD_KILLED = 32,	/* END: the process was killed */
	WRIT_RECORD_PERMITTED = 64,	/* a denial that was let through: the policy is permissive */
};

/** struct writ_record_field - one field, in the order of its key */
struct writ_record_field {
	const char *name;	/* as in docs/formats/lineage.cddl and in exports */
	u16 offset;		/* in struct writ_record */
	u16 max;		/* of bytes: the longest; of a number: 0 */
	bool bytes;		/* a byte string; otherwise a u64 */
};

/* The field with key k is writ_record_fields[k - 1]. */
extern const struct writ_record_field writ_record_fields[];
extern const u32 writ_record_nfields;

/**
 * writ_record_encode() - the deterministic CBOR of a record
 * @r: bytes that are longer than their field admits are cut
 * @buf: room for it
 * @cap: WRIT_RECORD_MAX always suffices
 *
 * Any context. Return: bytes written, or 0 if @cap does not suffice.
 */
size_t writ_record_encode(const struct writ_record *r, u8 *buf, size_t cap);

/**
 * writ_record_decode() - read a record from hostile bytes
 * @in: one record, nothing after it
 * @out: filled on success; points into @in
 * @err: filled on failure
 *
 * Return: true, or false with @err set.
 */
bool writ_record_decode(struct writ_bytes in, struct writ_record *out, struct writ_error *err);

#endif
