/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * The generic netlink family of writ, for the module and the programs alike.
 * docs/netlink/writ.yaml describes it; a test keeps both in step.
 */
#ifndef WRIT_UAPI_NETLINK_H
#define WRIT_UAPI_NETLINK_H

#define WRIT_GENL_NAME		"writ"
#define WRIT_GENL_VERSION	1
#define WRIT_GENL_MCGRP_WAKEUP	"wakeup"

/* Bytes of an object that one message carries, at most: nla_len has 16 bits. */
#define WRIT_GENL_CHUNK_MAX	32768

/**
 * enum writ_cmd - the commands of the family
 * @WRIT_CMD_UNSPEC: none
 * @WRIT_CMD_STATUS: do: what is in force, and where the log stands
 * @WRIT_CMD_ADD: do: one chunk of a signed object; the last one takes effect
 * @WRIT_CMD_LIST: dump: what was added, by object type
 * @WRIT_CMD_DROP: do: drop an artifact
 * @WRIT_CMD_EXPLAIN: do: the verdict about something that is not executed
 * @WRIT_CMD_EVENTS: dump: chained records after a number
 * @WRIT_CMD_ACK: do: records up to a number are durable
 * @WRIT_CMD_REGISTER: do: become the owner of the log until the socket closes
 * @WRIT_CMD_RESUME: do: present the head of the boot before
 * @WRIT_CMD_WAKEUP: notification: there are records
 * @__WRIT_CMD_END: one beyond the last
 *
 * Each needs CAP_NET_ADMIN and CAP_SYS_ADMIN in the initial user namespace, and of a
 * governed task the operation administer: EPERM otherwise. EAGAIN until the hooks are
 * armed. A refusal carries words (NLMSGERR_ATTR_MSG). A request has one answer (do) or
 * many (dump); docs/netlink/writ.yaml says which attributes it takes and gives. The
 * numbers are the interface: new ones come at the end.
 */
enum writ_cmd {
	WRIT_CMD_UNSPEC,
	WRIT_CMD_STATUS,
	WRIT_CMD_ADD,
	WRIT_CMD_LIST,
	WRIT_CMD_DROP,
	WRIT_CMD_EXPLAIN,
	WRIT_CMD_EVENTS,
	WRIT_CMD_ACK,
	WRIT_CMD_REGISTER,
	WRIT_CMD_RESUME,
	WRIT_CMD_WAKEUP,
	__WRIT_CMD_END
};

/**
 * enum writ_object - the kinds of signed objects, as WRIT_ATTR_OBJECT names them
 * @WRIT_OBJECT_POLICY: names the issuers and holds the rules; signed by the root key
 * @WRIT_OBJECT_ARTIFACT: authorizes content; signed by an issuer or a delegate
 * @WRIT_OBJECT_DELEGATION: hands a part of an issuer's authority to another key
 * @WRIT_OBJECT_REVOCATION: takes back what was signed
 * @__WRIT_OBJECT_END: how many there are
 */
enum writ_object {
	WRIT_OBJECT_POLICY,
	WRIT_OBJECT_ARTIFACT,
	WRIT_OBJECT_DELEGATION,
	WRIT_OBJECT_REVOCATION,
	__WRIT_OBJECT_END
};

/**
 * enum writ_attr - the attributes of all commands
 *
 * A member's comment begins with its type; a number behind that is its length in bytes.
 * Numbers are in the host's byte order, times are seconds since the epoch. A string ends
 * with its attribute, with or without a NUL. docs/netlink/writ.yaml has the bounds. What a
 * command does not take is refused with EINVAL, what lies outside of its bounds with EINVAL
 * or ERANGE. The numbers are the interface: new ones come at the end.
 */
enum writ_attr {
	WRIT_ATTR_UNSPEC,
	WRIT_ATTR_PAD,
	WRIT_ATTR_OBJECT,		/* u32, enum writ_object */
	WRIT_ATTR_SIZE,			/* u32: bytes of the whole object */
	WRIT_ATTR_OFFSET,		/* u32: where the chunk belongs */
	WRIT_ATTR_DATA,			/* binary: the chunk */
	WRIT_ATTR_SEQ,			/* u64: number of a record */
	WRIT_ATTR_HASH,			/* binary, 32: the chain after that record */
	WRIT_ATTR_RECORD,		/* binary: the record */
	WRIT_ATTR_BOOT,			/* binary, 16: boot id */
	WRIT_ATTR_HOST,			/* string */
	WRIT_ATTR_STATE,		/* string, as in the status file */
	WRIT_ATTR_POLICY,		/* string: id */
	WRIT_ATTR_POLICY_VERSION,	/* u64 */
	WRIT_ATTR_ROOT,			/* binary, 32: thumbprint of the root key */
	WRIT_ATTR_LAST_SEQ,		/* u64: last number that was given */
	WRIT_ATTR_ACKED_SEQ,		/* u64: last number that was acknowledged */
	WRIT_ATTR_LOST,			/* u64: events that did not fit, ever */
	WRIT_ATTR_CAPACITY,		/* u32: records that fit */
	WRIT_ATTR_OWNER,		/* u32: process that owns the log; absent if none */
	WRIT_ATTR_ARTIFACTS,		/* u32: how many are held */
	WRIT_ATTR_SUBJECTS,		/* u64 */
	WRIT_ATTR_DELEGATIONS,		/* u32 */
	WRIT_ATTR_REVOCATIONS,		/* u32 */
	WRIT_ATTR_ID,			/* binary, 8 to 32: cti of an object */
	WRIT_ATTR_KEY,			/* binary, 32: thumbprint of the key that signed it */
	WRIT_ATTR_ISSUER,		/* string */
	WRIT_ATTR_NBF,			/* u64 */
	WRIT_ATTR_EXP,			/* u64 */
	WRIT_ATTR_OPERATIONS,		/* u32: bit n is enum writ_op n */
	WRIT_ATTR_OP,			/* u32: enum writ_op */
	WRIT_ATTR_DIGEST_KIND,		/* u32: enum writ_digest; 0, SHA-256, if absent */
	WRIT_ATTR_DIGEST,		/* binary, 32 */
	WRIT_ATTR_UID,			/* u32; the caller's if absent */
	WRIT_ATTR_PATH,			/* binary: without a NUL */
	WRIT_ATTR_ARGV,			/* binary: each ended by a NUL */
	WRIT_ATTR_ANSWER,		/* u32: enum writ_answer of the rules */
	WRIT_ATTR_REASON,		/* u32: enum writ_reason */
	WRIT_ATTR_CANDIDATE,		/* nest, repeated: ID, KEY, ISSUER, NBF, EXP, OPERATIONS, PATH, REASON */
	WRIT_ATTR_DIGEST_SELF,		/* binary, 32: SHA-256 of the signed object */
	WRIT_ATTR_FILESYSTEM,		/* binary: type of the filesystem, without a NUL */
	WRIT_ATTR_CHECK,		/* flag: judge the object, and keep nothing */
	WRIT_ATTR_CLOCK,		/* u64: seconds since the epoch that are past for good */
	__WRIT_ATTR_END
};

#define WRIT_ATTR_MAX (__WRIT_ATTR_END - 1)

#endif
