// SPDX-License-Identifier: GPL-2.0-only
/*
 * A request against the terms of an artifact. What cannot be told counts as not
 * fulfilled: of an argument that could not be read, a control group that has no
 * name or a kernel that does not say whether it is locked down.
 */
#include "evaluate.h"

/* ---- which facts a request needs before terms can be asked */

static bool is_execution(const struct writ_request *req)
{
	return (req->op == WRIT_OP_EXECUTE || req->op == WRIT_OP_SCRIPT) && !req->segment;
}

u32 writ_terms_need(const struct writ_terms *t, const struct writ_request *req)
{
	u32 need = 0;

	if (is_execution(req) && t->narguments)
		need |= WRIT_FACT_ARGUMENTS;
	if (is_execution(req) && t->contents)
		need |= WRIT_FACT_CONTENTS;
	if (t->ncgroups)
		need |= WRIT_FACT_CGROUP;
	if (t->npcrs)
		need |= WRIT_FACT_PCRS;
	return need;
}

/*
 * Who only asks whether he may run a script has variables of his own, which were
 * judged when he was executed.
 */
static bool asks_for_variables(const struct writ_request *req)
{
	return req->policy && req->policy->nguarded && is_execution(req) && !req->asked_only;
}

u32 writ_scope_need(const struct writ_request *req)
{
	return asks_for_variables(req) ? WRIT_FACT_VARIABLES : 0;
}

/* ---- strings, one after the other, each ended by a NUL */

static bool next_string(struct writ_bytes *rest, struct writ_bytes *out)
{
	size_t n = 0;

	if (!rest->len)
		return false;
	while (n < rest->len && rest->data[n])
		n++;
	if (n == rest->len)
		return false;
	out->data = rest->data;
	out->len = n;
	rest->data += n + 1;
	rest->len -= n + 1;
	return true;
}

/* ---- scope */

static bool arguments_match(const struct writ_terms *t, const struct writ_request *req)
{
	struct writ_bytes patterns = t->arguments, strings = req->arguments, text;
	struct writ_pattern pattern;
	u32 i = 0;

	if (!(req->have & WRIT_FACT_ARGUMENTS) || !req->arguments.data)
		return false;
	while (writ_argument_next(&patterns, &pattern)) {
		const u8 *digest = NULL;

		if (!next_string(&strings, &text))
			return false;
		if (pattern.kind == WRIT_PATTERN_CONTENT && req->contents &&
		    (req->contents_known >> i & 1))
			digest = req->contents[i];
		if (!writ_pattern_matches(&pattern, text, digest))
			return false;
		i++;
	}
	return i == t->narguments && (t->more_arguments || !strings.len);
}

static bool is_guarded(const struct writ_policy *policy, struct writ_bytes name)
{
	u32 i;

	/* Longer than any glob is meant for, and than it is compared at a bearable cost. */
	if (name.len > WRIT_NAME_MAX)
		return true;
	for (i = 0; i < policy->nguarded; i++)
		if (writ_glob_matches(policy->guarded[i], name))
			return true;
	return false;
}

static bool is_granted(const struct writ_terms *t, struct writ_bytes name, struct writ_bytes value)
{
	struct writ_bytes rest, granted;
	struct writ_pattern pattern;

	if (!t)
		return false;
	rest = t->variables;
	while (writ_variable_next(&rest, &granted, &pattern))
		if (writ_bytes_equal(granted, name) &&
		    writ_pattern_matches(&pattern, value, NULL))
			return true;
	return false;
}

/* A variable without "=" is a name alone; programs differ in what they make of it. */
static bool variables_match(const struct writ_terms *t, const struct writ_request *req)
{
	struct writ_bytes strings = req->variables, text, name, value;

	if (!(req->have & WRIT_FACT_VARIABLES) || !req->variables_known)
		return false;
	while (next_string(&strings, &text)) {
		name = text;
		for (name.len = 0; name.len < text.len; name.len++)
			if (text.data[name.len] == '=')
				break;
		value.data = text.data + name.len;
		value.len = text.len - name.len;
		if (value.len) {
			value.data++;
			value.len--;
		}
		if (is_guarded(req->policy, name) && !is_granted(t, name, value))
			return false;
	}
	return !strings.len;
}

/* A content whose digest is not known may be any; one whose path is not, as @unknown says. */
static bool is_interpreter(const struct writ_request *req, bool unknown)
{
	const struct writ_policy *policy = req->policy;
	u32 i;

	for (i = 0; i < policy->ninterpreters; i++) {
		const struct writ_interpreter *it = &policy->interpreters[i];

		if (it->digest) {
			if (!req->digest || !memcmp(req->digest, it->digest, WRIT_DIGEST_SIZE))
				return true;
		} else if (req->path_ambiguous || !req->path.data) {
			if (unknown)
				return true;
		} else if (writ_bytes_equal(req->path, it->path)) {
			return true;
		}
	}
	return false;
}

/*
 * An interpreter that is run by itself does what its arguments say, so that an
 * artifact must say something of them. What its script is, a script's own
 * artifact has said. Who maps one as a whole is a loader that was executed with
 * the interpreter among its arguments, and nobody asked about those behind it; but
 * where no path can be told, libraries must still be mapped.
 */
static bool is_bare_interpreter(const struct writ_terms *t, const struct writ_request *req)
{
	if (req->op == WRIT_OP_MAP)
		return is_interpreter(req, false);
	return req->op == WRIT_OP_EXECUTE && !req->segment && !req->by_script &&
	       !(t && t->narguments) && is_interpreter(req, true);
}

/* ---- initiator */

static bool holds_id(struct writ_bytes ids, struct writ_bytes id)
{
	struct writ_bytes one;

	while (writ_id_next(&ids, &one))
		if (writ_bytes_equal(one, id))
			return true;
	return false;
}

static bool in_cgroup(const struct writ_terms *t, struct writ_bytes cgroup)
{
	u32 i;

	for (i = 0; i < t->ncgroups; i++)
		if (cgroup.len && writ_path_under(cgroup, t->cgroups[i]))
			return true;
	return !t->ncgroups;
}

/*
 * Who signs an artifact chooses its cti, so that one of another key may have any:
 * the identity says which artifact it is only together with the key that signed it.
 */
static bool by_same_key(const struct writ_identity *identity, const struct writ_asker *asker)
{
	return identity && asker->key && !memcmp(asker->key, identity->key, WRIT_KID_SIZE);
}

static bool descends(const struct writ_terms *t, const struct writ_identity *identity,
		     const struct writ_asker *asker)
{
	if (t->nparents && !(asker->program.len && holds_id(t->parents, asker->program)))
		return false;
	if (t->nancestors && !(asker->artifact.len && by_same_key(identity, asker) &&
			       holds_id(t->ancestors, asker->artifact)))
		return false;
	return true;
}

bool writ_inherits(const struct writ_terms *t, const struct writ_identity *identity,
		   const struct writ_request *req)
{
	const struct writ_asker *asker = req->asker;

	return t->depth && identity && asker && asker->depth_left &&
	       asker->artifact.len == identity->id_len &&
	       !memcmp(asker->artifact.data, identity->id, identity->id_len) &&
	       by_same_key(identity, asker);
}

/*
 * During an execution the asker becomes what he executes, so a segment of it has
 * no parent to be asked for; its execution had.
 */
static bool initiator_matches(const struct writ_terms *t, const struct writ_identity *identity,
			      const struct writ_request *req)
{
	const struct writ_asker *asker = req->asker;

	if (!t->uids.n && !t->gids.n && !t->login_uids.n && !t->ncgroups && !t->nparents &&
	    !t->nancestors)
		return true;
	if (!asker || !writ_ids_hold(&t->uids, req->uid) || !writ_ids_hold(&t->gids, asker->gid) ||
	    !writ_ids_hold(&t->login_uids, asker->login_uid) || !in_cgroup(t, req->cgroup))
		return false;
	if (req->segment || writ_inherits(t, identity, req))
		return true;
	return descends(t, identity, asker);
}

/* ---- environment */

static bool pcrs_match(const struct writ_terms *t, const struct writ_request *req)
{
	struct writ_bytes rest = t->pcrs;
	const u8 *digest;
	u32 index, n = 0;

	if (!t->npcrs)
		return true;
	if (!(req->have & WRIT_FACT_PCRS) || !req->state->pcrs)
		return false;
	while (writ_pcr_next(&rest, &index, &digest)) {
		if (!(req->state->pcrs_known >> index & 1) ||
		    memcmp(req->state->pcrs[index], digest, WRIT_DIGEST_SIZE))
			return false;
		n++;
	}
	return n == t->npcrs;
}

static bool environment_matches(const struct writ_terms *t, const struct writ_request *req)
{
	const struct writ_state_of_host *state = req->state;
	u32 i;

	if (!t->boot && !t->nkernels && !t->lockdown && !t->secure_boot &&
	    !t->module_signatures && !t->npcrs)
		return true;
	if (!state)
		return false;
	if (t->boot && (!state->boot || memcmp(t->boot, state->boot, 16)))
		return false;
	for (i = 0; i < t->nkernels; i++)
		if (state->kernel.len && writ_glob_matches(t->kernels[i], state->kernel))
			break;
	if (t->nkernels && i == t->nkernels)
		return false;
	if (t->lockdown && state->lockdown < (int)t->lockdown)
		return false;
	if ((t->secure_boot && state->secure_boot != 1) ||
	    (t->module_signatures && state->module_signatures != 1))
		return false;
	return pcrs_match(t, req);
}

/* ---- all of them */

static bool policy_matches(const struct writ_terms *t, const struct writ_request *req)
{
	return !t->policy.len ||
	       (req->policy && writ_bytes_equal(t->policy, req->policy->id) &&
		req->policy->version >= t->policy_version);
}

static enum writ_reason check_terms(const struct writ_grant *grant, const struct writ_request *req)
{
	const struct writ_terms *t = grant->terms;

	if (!policy_matches(t, req))
		return WRIT_POLICY_MISMATCH;
	if (!environment_matches(t, req))
		return WRIT_ENVIRONMENT_MISMATCH;
	if (!initiator_matches(t, grant->identity, req))
		return WRIT_IDENTITY_MISMATCH;
	if (is_execution(req) && t->narguments && !arguments_match(t, req))
		return WRIT_ARGV_MISMATCH;
	return WRIT_AUTHORIZED;
}

/* What is only asked about takes no use, so that one would last for ever. */
static bool is_used_up(const struct writ_grant *grant, const struct writ_request *req)
{
	const struct writ_terms *t = grant->terms;

	return t && t->uses && is_execution(req) && !writ_inherits(t, grant->identity, req) &&
	       (req->asked_only || !grant->used || writ_uses_of(grant) >= t->uses);
}

enum writ_reason writ_terms_check(const struct writ_grant *grant, const struct writ_request *req)
{
	enum writ_reason reason = grant->terms ? check_terms(grant, req) : WRIT_AUTHORIZED;

	if (reason != WRIT_AUTHORIZED)
		return reason;
	if (req->policy && is_bare_interpreter(grant->terms, req))
		return WRIT_ARGV_MISMATCH;
	if (asks_for_variables(req) && !variables_match(grant->terms, req))
		return WRIT_ENVVAR_MISMATCH;
	return is_used_up(grant, req) ? WRIT_REPLAY : WRIT_AUTHORIZED;
}
