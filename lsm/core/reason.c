// SPDX-License-Identifier: GPL-2.0-only
#include "reason.h"

struct text {
	const char *name;
	const char *help;
};

static const struct text texts[] = {
	[WRIT_UNDECIDED] = {
		"undecided",
		"Nobody decided, which is a defect of the module: report it with the kernel log.",
	},
	[WRIT_AUTHORIZED] = {
		"authorized",
		"A valid artifact covers it: nothing to do.",
	},
	[WRIT_UNGOVERNED] = {
		"ungoverned",
		"The policy allows it without an artifact: to govern it, add a rule that answers require.",
	},
	[WRIT_MISSING_AUTHORIZATION] = {
		"missing-authorization",
		"No artifact names this content: issue one with `writ issue FILE`, or attach one with `writctl attach`.",
	},
	[WRIT_MALFORMED_ARTIFACT] = {
		"malformed-artifact",
		"The object cannot be decoded: look at it with `writ inspect`, and copy or issue it again.",
	},
	[WRIT_UNSUPPORTED_CLAIM] = {
		"unsupported-claim",
		"The object demands something that this version cannot check: issue it without that, or upgrade the module.",
	},
	[WRIT_UNSUPPORTED_ALGORITHM] = {
		"unsupported-algorithm",
		"This kernel cannot verify the signature's algorithm: sign with an RS256 key, which every supported kernel verifies.",
	},
	[WRIT_UNKNOWN_ISSUER] = {
		"unknown-issuer",
		"The signing key or the issuer's name is not the one in the policy: sign with a key that the policy names, or add the issuer to the policy.",
	},
	[WRIT_INVALID_SIGNATURE] = {
		"invalid-signature",
		"The signature does not fit the content and the key, so the object was changed or signed otherwise: do not use it, and issue it again.",
	},
	[WRIT_ISSUER_LIMIT] = {
		"issuer-limit",
		"The artifact goes beyond what the policy lets its issuer authorize: issue a narrower or shorter one, or raise the issuer's limits in the policy.",
	},
	[WRIT_REVOKED] = {
		"revoked",
		"The artifact, its issuer's key or this content was revoked: ask the issuer for a new artifact, if it shall still run.",
	},
	[WRIT_WRONG_AUDIENCE] = {
		"wrong-audience",
		"The object is for other hosts: issue one whose audience names this host, or check the host identity in `writctl status`.",
	},
	[WRIT_NOT_YET_VALID] = {
		"not-yet-valid",
		"The object's validity has not begun: wait for that, or check this host's clock.",
	},
	[WRIT_EXPIRED] = {
		"expired",
		"The object's validity has ended: issue a new one, or check this host's clock.",
	},
	[WRIT_OPERATION_MISMATCH] = {
		"operation-mismatch",
		"An artifact names this content, but not for this operation: issue one that grants the operation asked for.",
	},
	[WRIT_PATH_MISMATCH] = {
		"path-mismatch",
		"An artifact names this content, but at another path or in a place whose path cannot be told: run it from the path in the artifact, or issue one without a path.",
	},
	[WRIT_POLICY_MISMATCH] = {
		"policy-mismatch",
		"The artifact holds under another policy or a later version of it: put that policy into force, or issue one for the policy in `writctl policy`.",
	},
	[WRIT_ENVIRONMENT_MISMATCH] = {
		"environment-mismatch",
		"The host is not in the state that the artifact demands (boot, kernel, lockdown, Secure Boot, module signatures, TPM): compare `writ inspect` with `writctl doctor`.",
	},
	[WRIT_IDENTITY_MISMATCH] = {
		"identity-mismatch",
		"The artifact is for another user, group, control group or parent: run it as whom it names, or issue one for this initiator.",
	},
	[WRIT_ARGV_MISMATCH] = {
		"argv-mismatch",
		"The artifact allows other arguments, or none were said for an interpreter: run it with those, or issue one for these.",
	},
	[WRIT_ENVVAR_MISMATCH] = {
		"envvar-mismatch",
		"A variable that the policy guards is set and not granted: unset it, or issue an artifact that grants it.",
	},
	[WRIT_REPLAY] = {
		"replay",
		"The artifact has been used as often as it may be: ask the issuer for a new one.",
	},
	[WRIT_POLICY_DENIED] = {
		"policy-denied",
		"A rule of the policy denies it whatever artifacts there are: change the rule if it should run.",
	},
	[WRIT_FILE_BEING_WRITTEN] = {
		"file-being-written",
		"Someone has the file open for writing, or holds pages of it, so its content may change: close it there, and try again, or copy it.",
	},
	[WRIT_UNTRUSTED_FILESYSTEM] = {
		"untrusted-filesystem",
		"The file's filesystem can change content unseen: move the file to a local one, or name the type in the policy's trusted filesystems.",
	},
	[WRIT_UNSEALED_MEMORY] = {
		"unsealed-memory",
		"A memory file that is not sealed could change after the check: seal it with F_SEAL_WRITE, F_SEAL_SHRINK and F_SEAL_GROW before running it.",
	},
	[WRIT_NOT_REGULAR] = {
		"not-regular",
		"Only regular files can be authorized: copy the content into one.",
	},
	[WRIT_WRITABLE_CODE] = {
		"writable-code",
		"Executable memory that is anonymous, modified or writable holds code that nobody signed: run the program without generating code, issue an artifact that grants it the operation generate-code, or allow it with the policy's option writable-code.",
	},
	[WRIT_UNVERIFIED_CONTENT] = {
		"unverified-content",
		"Content that was not verified was to be run: memory of a file that became executable later (map it executable from the start), a script that was replaced after its check or a file that somebody could write to while it was being executed (run it again), or a file with something behind its end (copy it).",
	},
	[WRIT_LINEAGE_DISCONTINUITY] = {
		"lineage-discontinuity",
		"The log cannot take the record and the policy is strict, or the task has no lineage: see `writctl status` whether writd takes the log.",
	},
	[WRIT_INTERNAL_ERROR] = {
		"internal-error",
		"The check itself failed, for want of memory, by a failed read or a signal: try again, and look for the cause in the kernel log.",
	},
	[WRIT_TRACING] = {
		"tracing",
		"A governed program was to trace another process, to write into its memory or to put characters into its terminal: issue an artifact that grants its program the operation trace, or allow that by a rule.",
	},
	[WRIT_KERNEL_ACCESS] = {
		"kernel-access",
		"A governed program was to change the kernel or a device beneath a filesystem: issue an artifact that grants its program the operation kernel-access, or allow that by a rule.",
	},
};

static_assert(ARRAY_SIZE(texts) == __WRIT_REASON_COUNT, "one text for each reason");

static const struct text *text_of(enum writ_reason reason)
{
	if ((unsigned int)reason >= ARRAY_SIZE(texts))
		reason = WRIT_INTERNAL_ERROR;
	return &texts[reason];
}

const char *writ_reason_name(enum writ_reason reason)
{
	return text_of(reason)->name;
}

const char *writ_reason_help(enum writ_reason reason)
{
	return text_of(reason)->help;
}
