/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Every bound that the formats place on their input, in one place. They are
 * part of the contract in docs/formats/writ.cddl: raising one is compatible,
 * lowering one is not.
 */
#ifndef WRIT_CORE_BOUNDS_H
#define WRIT_CORE_BOUNDS_H

/* Bytes */
#define WRIT_DIGEST_SIZE	32	/* SHA-256, and a fs-verity digest over SHA-256 */
#define WRIT_KID_SIZE		32	/* COSE Key Thumbprint with SHA-256 (RFC 9679) */
#define WRIT_CTI_MIN		8
#define WRIT_CTI_MAX		32
#define WRIT_NAME_MAX		255	/* issuer, audience, policy id, filesystem type */
#define WRIT_SUB_MAX		1024
#define WRIT_PATH_MAX		4095	/* without a terminating NUL, which no format carries */
#define WRIT_PROTECTED_MAX	8192	/* protected header of any object */
#define WRIT_SIGNATURE_MAX	512	/* RSA-4096 */
#define WRIT_KEY_MAX		600	/* COSE_Key of RSA-4096 is 525 bytes */
#define WRIT_POLICY_MAX		(256 * 1024)
#define WRIT_ARTIFACT_MAX	(64 * 1024 * 1024)
#define WRIT_DELEGATION_MAX	(16 * 1024)
#define WRIT_REVOCATION_MAX	(256 * 1024)
#define WRIT_XATTR_MAX		(16 * 1024)	/* an artifact in security.writ */

#define WRIT_TERMS_MAX		8192	/* keys 3 to 10 of an artifact's payload */
#define WRIT_ARGUMENT_MAX	4096	/* of one pattern */
#define WRIT_GOVERNANCE_TEXT_MAX	256	/* of one entry */
#define WRIT_GOVERNANCE_BYTES	2048	/* of all entries, encoded */

/* Counts */
#define WRIT_ARGUMENTS_MAX	64	/* patterns; further arguments may follow */
#define WRIT_CHOICES_MAX	16	/* literals in one pattern */
#define WRIT_VARIABLES_MAX	32
#define WRIT_IDS_MAX		8	/* ranges of uids, gids, login uids */
#define WRIT_CGROUPS_MAX	8
#define WRIT_PARENTS_MAX	16
#define WRIT_KERNELS_MAX	8
#define WRIT_PCRS_MAX		24
#define WRIT_GOVERNANCE_MAX	16
#define WRIT_INHERIT_DEPTH_MAX	64
#define WRIT_USES_MAX		1000000
#define WRIT_GUARDED_MAX	64	/* globs of guarded variables in a policy */
#define WRIT_INTERPRETERS_MAX	64
#define WRIT_CBOR_DEPTH		6	/* nested arrays and maps, and tags */
#define WRIT_AUDIENCES_MAX	16
#define WRIT_ISSUERS_MAX	64
#define WRIT_RULES_MAX		128
#define WRIT_RULE_UIDS_MAX	16
#define WRIT_RULE_PATHS_MAX	16
#define WRIT_RULE_FS_MAX	8
#define WRIT_ISSUER_PATHS_MAX	16
#define WRIT_TRUSTED_FS_MAX	16
#define WRIT_SUBJECTS_MAX	1000000
#define WRIT_REVOKED_MAX	1024	/* entries of one revocation */
#define WRIT_DELEGATION_DEPTH	4	/* links from an issuer of the policy to a delegate */
#define WRIT_DELEGATIONS_MAX	256	/* held at a time */
#define WRIT_REVOCATIONS_MAX	1024	/* objects held at a time */
#define WRIT_REVOKED_TOTAL_MAX	16384	/* entries of all of them */

/* Seconds since the epoch, exclusive: what every language's number can hold */
#define WRIT_TIME_END		(1ULL << 53)

/* RSA moduli, in bits */
#define WRIT_RSA_BITS_MIN	2048
#define WRIT_RSA_BITS_MAX	4096

#endif
