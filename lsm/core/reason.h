/* SPDX-License-Identifier: GPL-2.0-only */
/* The one table of reasons: kernel log, status, tools, docs and tests use these names. */
#ifndef WRIT_CORE_REASON_H
#define WRIT_CORE_REASON_H

#include "shim.h"

/**
 * enum writ_reason - why something was decided as it was
 *
 * Within the group that artifacts can cause, a later value is the more
 * specific: an artifact that failed there had passed every check before it.
 */
enum writ_reason {
	WRIT_UNDECIDED = 0,		/* nobody decided: what memory of zeros says is a denial */
	WRIT_AUTHORIZED,		/* an artifact covers it */
	WRIT_UNGOVERNED,		/* a rule of the policy allows it without one */

	/* caused by artifacts, ascending specificity */
	WRIT_MISSING_AUTHORIZATION,	/* no artifact names this content */
	WRIT_MALFORMED_ARTIFACT,	/* the decoder refuses it */
	WRIT_UNSUPPORTED_CLAIM,		/* it holds a claim that this version does not check */
	WRIT_UNSUPPORTED_ALGORITHM,	/* this kernel cannot verify its signature algorithm */
	WRIT_UNKNOWN_ISSUER,		/* its key or issuer name is not in the policy */
	WRIT_INVALID_SIGNATURE,		/* the signature does not fit the bytes and the key */
	WRIT_ISSUER_LIMIT,		/* its issuer may not authorize that */
	WRIT_REVOKED,			/* it, its issuer's key or this content was revoked */
	WRIT_WRONG_AUDIENCE,		/* it is for other hosts */
	WRIT_NOT_YET_VALID,		/* its nbf has not come */
	WRIT_EXPIRED,			/* its exp has passed */
	WRIT_OPERATION_MISMATCH,	/* it covers the content, for another operation */
	WRIT_PATH_MISMATCH,		/* it covers the content, at another path */
	WRIT_POLICY_MISMATCH,		/* it holds under another policy, or a later version */
	WRIT_ENVIRONMENT_MISMATCH,	/* the host is not in the state that it demands */
	WRIT_IDENTITY_MISMATCH,		/* someone else may ask, not this task */
	WRIT_ARGV_MISMATCH,		/* other arguments than it allows */
	WRIT_ENVVAR_MISMATCH,		/* a guarded variable that it does not grant */
	WRIT_REPLAY,			/* it has been used as often as it may be */

	/* caused by policy, file or memory */
	WRIT_POLICY_DENIED,		/* a rule of the policy says deny */
	WRIT_FILE_BEING_WRITTEN,	/* someone has the file open for writing */
	WRIT_UNTRUSTED_FILESYSTEM,	/* its filesystem can change content unseen */
	WRIT_UNSEALED_MEMORY,		/* a memory file without a write seal */
	WRIT_NOT_REGULAR,		/* not a regular file */
	WRIT_WRITABLE_CODE,		/* executable memory that is anonymous, modified or writable */
	WRIT_UNVERIFIED_CONTENT,	/* mprotect cannot read: the content was not verified before */
	WRIT_LINEAGE_DISCONTINUITY,	/* a task without lineage, or a record that the log cannot take */
	WRIT_INTERNAL_ERROR,		/* out of memory, a failed read, a signal */

	/* caused by what a program does besides; later numbers, since logs hold them */
	WRIT_TRACING,			/* another process was to be traced or written to */
	WRIT_KERNEL_ACCESS,		/* the kernel, or a device beneath a filesystem, was to be changed */
	__WRIT_REASON_COUNT
};

/**
 * writ_reason_allows() - does a verdict with this reason let it happen?
 * @reason: any value
 *
 * Any context. Return: true for WRIT_AUTHORIZED and WRIT_UNGOVERNED alone, so that what
 * nobody decided, or no reason has as its number, is a denial.
 */
static inline bool writ_reason_allows(enum writ_reason reason)
{
	return reason == WRIT_AUTHORIZED || reason == WRIT_UNGOVERNED;
}

/** writ_reason_name() - "missing-authorization" …; "internal-error" for any other value */
const char *writ_reason_name(enum writ_reason reason);

/** writ_reason_help() - one sentence: what it means and what to do next */
const char *writ_reason_help(enum writ_reason reason);

#endif
