/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The module's generic netlink family, for programs: one socket, one request at
 * a time, and the kernel's own words about a refusal.
 *
 * Not for several threads at once. docs/netlink/writ.yaml describes the family.
 */
#ifndef LIBWRIT_NL_H
#define LIBWRIT_NL_H

#include "artifact.h"
#include "evaluate.h"
#include "msg.h"
#include "record.h"

#include "../../lsm/uapi/writ_netlink.h"

struct writ_nl;

/**
 * enum writ_nl_result - what came of a request
 * @WRIT_NL_OK: done
 * @WRIT_NL_NOT_LOADED: the module is not loaded, or not in this network namespace
 * @WRIT_NL_NOT_PERMITTED: the caller may not: no CAP_SYS_ADMIN, a governed task
 *	without the operation administer, or not the owner of the log
 * @WRIT_NL_REFUSED: the module was asked and said no; writ_nl_errno() tells
 *	which no: an object refused (EKEYREJECTED), a policy whose version does not
 *	grow (ESTALE), an object of another content with the same identity
 *	(EEXIST), nothing there (ENOENT), full (ENOSPC), owned already (EBUSY),
 *	not armed yet (EAGAIN), records that are not there (ERANGE), another
 *	chain (EBADMSG), done before (EALREADY)
 * @WRIT_NL_STOPPED: a callback returned false
 * @WRIT_NL_FAILED: here: memory, the socket, an answer that makes no sense
 */
enum writ_nl_result {
	WRIT_NL_OK = 0,
	WRIT_NL_NOT_LOADED,
	WRIT_NL_NOT_PERMITTED,
	WRIT_NL_REFUSED,
	WRIT_NL_STOPPED,
	WRIT_NL_FAILED
};

/**
 * writ_nl_open() - connect
 * @out: set to the connection, or NULL
 * @msg: filled on failure
 *
 * Return: WRIT_NL_OK, WRIT_NL_NOT_LOADED or WRIT_NL_FAILED.
 */
enum writ_nl_result writ_nl_open(struct writ_nl **out, struct writ_msg *msg);

/* Close; uploads and ownership of the log end with it. @nl may be NULL. */
void writ_nl_close(struct writ_nl *nl);

/* The errno with which the last request ended; 0 if it went well. */
int writ_nl_errno(const struct writ_nl *nl);

/**
 * struct writ_nl_status - what is in force, and where the log stands
 * @state: as in the status file: "loading", "not enforcing", "enforcing"
 * @host: the host's identity; empty if it has none
 * @boot: this boot's id
 * @root: thumbprint of the root key
 * @policy: id of the policy
 * @policy_version: its version
 * @artifacts: how many are held
 * @subjects: of all of them
 * @delegations: how many are held
 * @revocations: how many are held
 * @last_seq: last number that was given
 * @chained_seq: last number that is chained, and so can be fetched
 * @acked_seq: last number that was acknowledged
 * @head: h(@chained_seq)
 * @lost: events that did not fit, ever
 * @capacity: records that fit
 * @clock: seconds since the epoch that are past for good
 * @owned: somebody owns the log
 * @owner: his process, if @owned
 */
struct writ_nl_status {
	char state[32];
	char host[WRIT_NAME_MAX + 1];
	u8 boot[WRIT_BOOT_SIZE];
	u8 root[WRIT_KID_SIZE];
	char policy[WRIT_NAME_MAX + 1];
	u64 policy_version;
	u32 artifacts;
	u64 subjects;
	u32 delegations;
	u32 revocations;
	u64 last_seq;
	u64 chained_seq;
	u64 acked_seq;
	u8 head[WRIT_DIGEST_SIZE];
	u64 lost;
	u32 capacity;
	u64 clock;
	bool owned;
	u32 owner;
};

enum writ_nl_result writ_nl_status(struct writ_nl *nl, struct writ_nl_status *out,
				   struct writ_msg *msg);

/* @done of @size bytes are over; return false to give up. */
typedef bool (*writ_nl_progress)(void *arg, size_t done, size_t size);

/**
 * writ_nl_add() - have a signed object put into force
 * @object: which kind
 * @bytes: the object
 * @progress: called after each chunk; may be NULL
 * @arg: for @progress
 * @msg: filled on failure; the kernel's words about a refusal
 *
 * Transactional: refused, it changes nothing. Adding once more what is there
 * already succeeds. Other uploads of the host may be in the way (EBUSY).
 */
enum writ_nl_result writ_nl_add(struct writ_nl *nl, enum writ_object object,
				struct writ_bytes bytes, writ_nl_progress progress, void *arg,
				struct writ_msg *msg);

/** writ_nl_check() - would the kernel accept this artifact? It keeps and records nothing */
enum writ_nl_result writ_nl_check(struct writ_nl *nl, struct writ_bytes artifact,
				  struct writ_msg *msg);

/**
 * struct writ_nl_entry - one object that is held, or one candidate of an explanation
 * @id: its cti; of a policy its id; empty if absent
 * @key: thumbprint of the key that signed it; empty if absent
 * @issuer: its iss; empty if absent
 * @path: the path that it demands (explanations only); empty if none
 * @self: SHA-256 of the signed object; empty if absent
 * @nbf: begin of its validity; 0 if absent
 * @exp: end of its validity; 0 if absent
 * @version: of a policy; 0 if absent
 * @subjects: how many; 0 if absent
 * @ops: WRIT_OP_BIT() of each operation; 0 if absent
 * @reason: its standing, or in an explanation its answer to the request;
 *	WRIT_UNDECIDED if absent
 *
 * All that it points to is gone once the callback returns.
 */
struct writ_nl_entry {
	struct writ_bytes id;
	struct writ_bytes key;
	struct writ_bytes issuer;
	struct writ_bytes path;
	struct writ_bytes self;
	u64 nbf;
	u64 exp;
	u64 version;
	u64 subjects;
	u32 ops;
	enum writ_reason reason;
};

/* Return false to hear no more. */
typedef bool (*writ_nl_each)(void *arg, const struct writ_nl_entry *entry);

/**
 * writ_nl_list() - what was added
 *
 * What changes while the list is read may be missing, or appear twice: EINTR
 * says that something did, and then the caller may ask again.
 */
enum writ_nl_result writ_nl_list(struct writ_nl *nl, enum writ_object object, writ_nl_each each,
				 void *arg, struct writ_msg *msg);

/**
 * writ_nl_drop() - drop an artifact
 * @id: its cti
 * @key: thumbprint of the key that signed it, or empty for any
 *
 * ENOENT if there is none, ENOTUNIQ if several keys have signed one with @id.
 */
enum writ_nl_result writ_nl_drop(struct writ_nl *nl, struct writ_bytes id, struct writ_bytes key,
				 struct writ_msg *msg);

/**
 * struct writ_nl_request - what to judge without doing it
 * @op: operation
 * @kind: which digest
 * @digest: of the content
 * @has_uid: @uid is given; otherwise the caller's counts
 * @uid: real uid of who would ask
 * @path: where the file lies; empty if not known
 * @fstype: type of the filesystem that holds it; empty if not known
 * @argv: arguments from argv[0], each ended by a NUL; empty if not known
 */
struct writ_nl_request {
	enum writ_op op;
	enum writ_digest kind;
	u8 digest[WRIT_DIGEST_SIZE];
	bool has_uid;
	u32 uid;
	struct writ_bytes path;
	struct writ_bytes fstype;
	struct writ_bytes argv;
};

/**
 * struct writ_nl_verdict - the verdict
 * @answer: of the rules
 * @reason: the verdict; writ_reason_allows() says whether it would happen
 */
struct writ_nl_verdict {
	enum writ_answer answer;
	enum writ_reason reason;
};

/**
 * writ_nl_explain() - judge a request without doing it
 * @req: the request
 * @out: the verdict
 * @each: called for each artifact that names the content, after @out is filled; may be NULL
 */
enum writ_nl_result writ_nl_explain(struct writ_nl *nl, const struct writ_nl_request *req,
				    struct writ_nl_verdict *out, writ_nl_each each, void *arg,
				    struct writ_msg *msg);

/* A record, as the kernel encoded it, and h(seq). Return false to hear no more. */
typedef bool (*writ_nl_record)(void *arg, u64 seq, struct writ_bytes record,
			       const u8 hash[WRIT_DIGEST_SIZE]);

/**
 * writ_nl_events() - every chained record after a number
 * @after: the last one that the caller has; 0 for none
 *
 * Ends when there are no more for now. Checks that the numbers are contiguous,
 * not the chain. What was acknowledged is gone: the first record may have a
 * higher number than @after + 1 only if everything between is acknowledged.
 */
enum writ_nl_result writ_nl_events(struct writ_nl *nl, u64 after, writ_nl_record each, void *arg,
				   struct writ_msg *msg);

/**
 * writ_nl_ack() - records up to @seq are durable; only for the owner
 *
 * ERANGE if @seq is not chained yet, EALREADY if it was acknowledged before,
 * EBADMSG if @hash is another chain's.
 */
enum writ_nl_result writ_nl_ack(struct writ_nl *nl, u64 seq, const u8 hash[WRIT_DIGEST_SIZE],
				struct writ_msg *msg);

/* Become the owner of the log until @nl is closed. EBUSY while somebody else is. */
enum writ_nl_result writ_nl_register(struct writ_nl *nl, struct writ_msg *msg);

/**
 * writ_nl_resume() - present the head of the boot before; only for the owner, once in a boot
 * @boot: id of that boot
 * @seq: its last number
 * @hash: h(@seq)
 *
 * EALREADY if it was done in this boot.
 */
enum writ_nl_result writ_nl_resume(struct writ_nl *nl, const u8 boot[WRIT_BOOT_SIZE], u64 seq,
				   const u8 hash[WRIT_DIGEST_SIZE], struct writ_msg *msg);

/**
 * writ_nl_subscribe() - be woken when there are records
 * @fd: set to a descriptor to poll for reading; it belongs to @nl
 *
 * A wake-up may be lost: whoever waits looks after a while all the same.
 */
enum writ_nl_result writ_nl_subscribe(struct writ_nl *nl, int *fd, struct writ_msg *msg);

/* Take every wake-up that waits, so that the descriptor sleeps again. Never blocks. */
void writ_nl_drain(struct writ_nl *nl);

#endif
