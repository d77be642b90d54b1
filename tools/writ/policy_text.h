/* SPDX-License-Identifier: GPL-2.0-only */
/* A policy as people write it, on its way to the form that is signed. */
#ifndef WRIT_POLICY_TEXT_H
#define WRIT_POLICY_TEXT_H

#include "cbor_write.h"
#include "crypto.h"
#include "json.h"
#include "policy.h"
#include "seal.h"
#include "yaml.h"

/**
 * struct policy_text - a policy that was read from YAML
 * @yaml: owns the texts that @p points to
 * @p: the policy, without envelope and root key
 * @seal: what the envelope will say: audience and times
 * @aud: owns the audience's names
 * @keys: owns the issuers' keys that @p points to
 * @interpreters: owns the interpreters' digests that @p points to
 * @issuer_at: where each issuer is written
 * @rule_at: where each rule is written
 * @default_at: where the default is written
 */
struct policy_text {
	struct yaml yaml;
	struct writ_policy p;
	struct writ_seal seal;
	char aud[WRIT_AUDIENCES_MAX][WRIT_NAME_MAX + 1];
	struct writ_pubkey keys[WRIT_ISSUERS_MAX];
	u8 interpreters[WRIT_INTERPRETERS_MAX][WRIT_DIGEST_SIZE];
	struct at issuer_at[WRIT_ISSUERS_MAX];
	struct at rule_at[WRIT_RULES_MAX];
	struct at default_at;
};

/**
 * policy_read() - read a policy text, finding all its errors
 * @file: its name; keys are looked up relative to its directory
 * @text: its content
 * @diags: receives what is wrong
 *
 * Return: the policy, to be freed with policy_text_free(); NULL if it has errors.
 */
struct policy_text *policy_read(const char *file, const struct writ_blob *text,
				struct diags *diags);
void policy_text_free(struct policy_text *t);

/**
 * policy_lint() - warn about what is allowed but rarely meant
 * @t: without errors
 * @now: seconds since the epoch
 * @diags: receives warnings
 */
void policy_lint(const struct policy_text *t, u64 now, struct diags *diags);

/** policy_payload() - encode; @out is filled on success */
bool policy_payload(const struct writ_policy *p, const struct writ_pubkey *root,
		    struct writ_blob *out, struct writ_msg *msg);

/** policy_put_issuer() - encode one issuer, as policies and delegations carry it */
void policy_put_issuer(struct writ_cbor_out *o, const struct writ_issuer *is);

/** policy_explain_issuer() - say in plain words what an issuer or a delegate may do */
void policy_explain_issuer(const struct writ_issuer *is, FILE *f);

/**
 * policy_explain() - say in plain words what a policy means
 * @p: the policy
 * @claims: its audience and times
 * @f: destination
 */
void policy_explain(const struct writ_policy *p, const struct writ_claims *claims, FILE *f);

/** policy_json() - the members of an object that say what a policy says */
void policy_json(struct writ_json *j, const struct writ_policy *p);

/** policy_json_issuer() - an issuer or a delegate, as an object */
void policy_json_issuer(struct writ_json *j, const char *key, const struct writ_issuer *is);

/** policy_json_ops() - "operations": an array of their names */
void policy_json_ops(struct writ_json *j, u32 ops);

#endif
