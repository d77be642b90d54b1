// SPDX-License-Identifier: GPL-2.0-only
/* The terms of an artifact, as they are read; terms_check.c is how they are asked. */
#include "fields.h"
#include "terms.h"

/* (uid_t)-1 is nobody: it stands for "no change", for an unmapped and an unset id. */
#define ID_LAST		(U32_MAX - 1)
#define BOOT_SIZE	16

enum scope_key { SCOPE_ARGUMENTS = 1, SCOPE_MORE = 2, SCOPE_VARIABLES = 3 };
enum initiator_key {
	INITIATOR_UIDS = 1, INITIATOR_GIDS = 2, INITIATOR_LOGIN_UIDS = 3, INITIATOR_CGROUPS = 4,
	INITIATOR_PARENTS = 5, INITIATOR_ANCESTORS = 6,
};
enum environment_key {
	ENVIRONMENT_BOOT = 1, ENVIRONMENT_KERNELS = 2, ENVIRONMENT_LOCKDOWN = 3,
	ENVIRONMENT_SECURE_BOOT = 4, ENVIRONMENT_MODULE_SIGNATURES = 5, ENVIRONMENT_PCRS = 6,
};

/* Encoded elements of an array that was just entered, and how many: for the _next() functions. */
struct span {
	struct writ_bytes items;
	struct writ_bytes before;
	size_t begin;
	size_t at;
	bool ascending;
};

static void span_begin(struct writ_cbor *c, struct span *s, bool ascending)
{
	memset(s, 0, sizeof(*s));
	s->begin = c->pos;
	s->ascending = ascending;
}

/* Around each element. */
static void span_item(struct writ_cbor *c, struct span *s)
{
	s->at = c->pos;
}

static void span_done(struct writ_cbor *c, struct span *s, const char *field)
{
	struct writ_bytes item = { c->in.data + s->at, c->pos - s->at };

	if (s->ascending && s->before.data && writ_bytes_order(s->before, item) >= 0)
		writ_cbor_fail(c, WRIT_ERR_ORDER, s->at, field);
	s->before = item;
	s->items.data = c->in.data + s->begin;
	s->items.len = c->pos - s->begin;
}

/* A switch that is there is on: there is one way to say each thing. */
static bool read_true(struct writ_cbor *c, const char *field)
{
	size_t pos = c->pos;
	bool on = writ_cbor_bool(c, field);

	if (!on)
		writ_cbor_fail(c, WRIT_ERR_VALUE, pos, field);
	return on;
}

/* ---- scope */

static void read_arguments(struct writ_cbor *c, struct writ_terms *out)
{
	struct writ_pattern pattern;
	struct span s;

	writ_cbor_array(c, "scope.arguments", 1, WRIT_ARGUMENTS_MAX);
	span_begin(c, &s, false);
	while (writ_cbor_more(c)) {
		span_item(c, &s);
		writ_pattern_read(c, "scope.arguments", &pattern);
		span_done(c, &s, "scope.arguments");
		if (pattern.kind == WRIT_PATTERN_CONTENT)
			out->contents |= 1ULL << out->narguments;
		out->narguments++;
	}
	out->arguments = s.items;
}

/* What a variable is called: not empty, no "=", no NUL. */
static struct writ_bytes read_variable_name(struct writ_cbor *c, const char *field)
{
	size_t pos = c->pos;
	struct writ_bytes name = writ_cbor_bytes(c, field, 1, WRIT_NAME_MAX);
	size_t i;

	for (i = 0; i < name.len; i++)
		if (name.data[i] == '=' || !name.data[i])
			writ_cbor_fail(c, WRIT_ERR_VALUE, pos, field);
	return name;
}

static void read_variables(struct writ_cbor *c, struct writ_terms *out)
{
	struct writ_pattern pattern;
	struct span s;

	writ_cbor_array(c, "scope.variables", 1, WRIT_VARIABLES_MAX);
	span_begin(c, &s, true);
	while (writ_cbor_more(c)) {
		span_item(c, &s);
		writ_cbor_array(c, "scope.variables", 2, 2);
		read_variable_name(c, "scope.variables");
		writ_pattern_read(c, "scope.variables", &pattern);
		if (pattern.kind == WRIT_PATTERN_CONTENT)
			writ_cbor_fail(c, WRIT_ERR_VALUE, s.at, "scope.variables");
		writ_cbor_leave(c);
		span_done(c, &s, "scope.variables");
		out->nvariables++;
	}
	out->variables = s.items;
}

static void read_scope(struct writ_cbor *c, struct writ_terms *out)
{
	size_t begin = c->pos;
	u32 seen = 0;
	s64 key;

	writ_cbor_map(c, "scope");
	while (writ_cbor_key(c, "scope", &key)) {
		switch (key) {
		case SCOPE_ARGUMENTS:
			read_arguments(c, out);
			break;
		case SCOPE_MORE:
			out->more_arguments = read_true(c, "scope.more-arguments");
			break;
		case SCOPE_VARIABLES:
			read_variables(c, out);
			break;
		default:
			writ_cbor_key_unknown(c, "scope");
			return;
		}
		seen |= 1u << key;
	}
	if (!seen)
		writ_cbor_fail(c, WRIT_ERR_MISSING, begin, "scope");
	/* Alone it would say nothing. */
	if (out->more_arguments)
		writ_field_require(c, seen, SCOPE_ARGUMENTS, begin, "scope.arguments");
}

/* ---- initiator */

void writ_ids_read(struct writ_cbor *c, const char *field, struct writ_ids *out)
{
	writ_cbor_array(c, field, 1, WRIT_IDS_MAX);
	while (writ_cbor_more(c)) {
		struct writ_id_range *range = &out->range[out->n++];
		size_t pos = c->pos;

		writ_cbor_array(c, field, 2, 2);
		range->first = (u32)writ_cbor_uint(c, field, 0, ID_LAST);
		range->last = (u32)writ_cbor_uint(c, field, 0, ID_LAST);
		writ_cbor_leave(c);
		if (range->first > range->last)
			writ_cbor_fail(c, WRIT_ERR_VALUE, pos, field);
	}
}

static struct writ_bytes read_ids(struct writ_cbor *c, const char *field, size_t min, size_t max,
				  u32 *n)
{
	struct span s;

	writ_cbor_array(c, field, 1, WRIT_PARENTS_MAX);
	span_begin(c, &s, true);
	while (writ_cbor_more(c)) {
		span_item(c, &s);
		writ_cbor_bytes(c, field, min, max);
		span_done(c, &s, field);
		(*n)++;
	}
	return s.items;
}

static void read_initiator(struct writ_cbor *c, struct writ_terms *out)
{
	size_t begin = c->pos;
	u32 seen = 0;
	s64 key;

	writ_cbor_map(c, "initiator");
	while (writ_cbor_key(c, "initiator", &key)) {
		switch (key) {
		case INITIATOR_UIDS:
			writ_ids_read(c, "initiator.uids", &out->uids);
			break;
		case INITIATOR_GIDS:
			writ_ids_read(c, "initiator.gids", &out->gids);
			break;
		case INITIATOR_LOGIN_UIDS:
			writ_ids_read(c, "initiator.login-uids", &out->login_uids);
			break;
		case INITIATOR_CGROUPS:
			out->ncgroups = writ_field_paths(c, "initiator.cgroups", out->cgroups,
							 WRIT_CGROUPS_MAX);
			break;
		case INITIATOR_PARENTS:
			out->parents = read_ids(c, "initiator.parents", WRIT_DIGEST_SIZE,
						WRIT_DIGEST_SIZE, &out->nparents);
			break;
		case INITIATOR_ANCESTORS:
			out->ancestors = read_ids(c, "initiator.authorizations", WRIT_CTI_MIN,
						  WRIT_CTI_MAX, &out->nancestors);
			break;
		default:
			writ_cbor_key_unknown(c, "initiator");
			return;
		}
		seen |= 1u << key;
	}
	if (!seen)
		writ_cbor_fail(c, WRIT_ERR_MISSING, begin, "initiator");
}

/* ---- environment */

static void read_kernels(struct writ_cbor *c, struct writ_terms *out)
{
	writ_cbor_array(c, "environment.kernels", 1, WRIT_KERNELS_MAX);
	while (writ_cbor_more(c)) {
		size_t pos = c->pos;
		struct writ_bytes glob = writ_field_label(c, "environment.kernels", WRIT_NAME_MAX);

		if (!writ_glob_valid(glob))
			writ_cbor_fail(c, WRIT_ERR_VALUE, pos, "environment.kernels");
		out->kernels[out->nkernels++] = glob;
	}
}

static void read_pcrs(struct writ_cbor *c, struct writ_terms *out)
{
	struct span s;
	u64 index;

	writ_cbor_array(c, "environment.pcrs", 1, WRIT_PCRS_MAX);
	span_begin(c, &s, true);
	while (writ_cbor_more(c)) {
		span_item(c, &s);
		writ_cbor_array(c, "environment.pcrs", 2, 2);
		index = writ_cbor_uint(c, "environment.pcrs", 0, WRIT_PCRS_MAX - 1);
		writ_cbor_bytes(c, "environment.pcrs", WRIT_DIGEST_SIZE, WRIT_DIGEST_SIZE);
		writ_cbor_leave(c);
		span_done(c, &s, "environment.pcrs");
		/* One value for each. */
		if (out->pcr_mask & 1u << index)
			writ_cbor_fail(c, WRIT_ERR_ORDER, s.at, "environment.pcrs");
		out->pcr_mask |= 1u << index;
		out->npcrs++;
	}
	out->pcrs = s.items;
}

static void read_environment(struct writ_cbor *c, struct writ_terms *out)
{
	size_t begin = c->pos;
	u32 seen = 0;
	s64 key;

	writ_cbor_map(c, "environment");
	while (writ_cbor_key(c, "environment", &key)) {
		switch (key) {
		case ENVIRONMENT_BOOT:
			out->boot = writ_cbor_bytes(c, "environment.boot", BOOT_SIZE,
						    BOOT_SIZE).data;
			break;
		case ENVIRONMENT_KERNELS:
			read_kernels(c, out);
			break;
		case ENVIRONMENT_LOCKDOWN:
			out->lockdown = (enum writ_lockdown)
				writ_cbor_uint(c, "environment.lockdown", 1,
					       __WRIT_LOCKDOWN_COUNT - 1);
			break;
		case ENVIRONMENT_SECURE_BOOT:
			out->secure_boot = read_true(c, "environment.secure-boot");
			break;
		case ENVIRONMENT_MODULE_SIGNATURES:
			out->module_signatures = read_true(c, "environment.module-signatures");
			break;
		case ENVIRONMENT_PCRS:
			read_pcrs(c, out);
			break;
		default:
			writ_cbor_key_unknown(c, "environment");
			return;
		}
		seen |= 1u << key;
	}
	if (!seen)
		writ_cbor_fail(c, WRIT_ERR_MISSING, begin, "environment");
}

/* ---- the rest */

static void read_governance(struct writ_cbor *c, struct writ_terms *out)
{
	struct span s;

	writ_cbor_array(c, "governance", 1, WRIT_GOVERNANCE_MAX);
	span_begin(c, &s, true);
	while (writ_cbor_more(c)) {
		span_item(c, &s);
		writ_cbor_array(c, "governance", 2, 2);
		writ_field_label(c, "governance", WRIT_NAME_MAX);
		writ_field_label(c, "governance", WRIT_GOVERNANCE_TEXT_MAX);
		writ_cbor_leave(c);
		span_done(c, &s, "governance");
	}
	out->governance = s.items;
	if (s.items.len > WRIT_GOVERNANCE_BYTES)
		writ_cbor_fail(c, WRIT_ERR_LIMIT, s.begin, "governance");
}

static void read_origin(struct writ_cbor *c, struct writ_terms *out)
{
	writ_cbor_array(c, "origin", 4, 4);
	out->origin_host = writ_field_name(c, "origin.host");
	out->origin_boot = writ_cbor_bytes(c, "origin.boot", BOOT_SIZE, BOOT_SIZE).data;
	out->origin_seq = writ_cbor_uint(c, "origin.seq", 1, U64_MAX);
	out->origin_hash = writ_cbor_bytes(c, "origin.hash", WRIT_DIGEST_SIZE,
					   WRIT_DIGEST_SIZE).data;
	writ_cbor_leave(c);
	out->has_origin = true;
}

void writ_terms_read(struct writ_cbor *c, s64 key, struct writ_terms *out)
{
	switch (key) {
	case WRIT_TERM_SCOPE:
		read_scope(c, out);
		break;
	case WRIT_TERM_INITIATOR:
		read_initiator(c, out);
		break;
	case WRIT_TERM_ENVIRONMENT:
		read_environment(c, out);
		break;
	case WRIT_TERM_USES:
		out->uses = (u32)writ_cbor_uint(c, "uses", 1, WRIT_USES_MAX);
		break;
	case WRIT_TERM_POLICY:
		writ_cbor_array(c, "policy", 2, 2);
		out->policy = writ_field_name(c, "policy.id");
		out->policy_version = writ_cbor_uint(c, "policy.version", 1, U64_MAX);
		writ_cbor_leave(c);
		break;
	case WRIT_TERM_INHERITANCE:
		out->depth = (u32)writ_cbor_uint(c, "inheritance", 1, WRIT_INHERIT_DEPTH_MAX);
		break;
	case WRIT_TERM_GOVERNANCE:
		read_governance(c, out);
		break;
	case WRIT_TERM_ORIGIN:
		read_origin(c, out);
		break;
	default:
		writ_cbor_key_unknown(c, "artifact-payload");
		break;
	}
}

bool writ_terms_decode(struct writ_bytes map, struct writ_terms *out, struct writ_error *err)
{
	struct writ_cbor c;
	s64 key;

	memset(out, 0, sizeof(*out));
	*err = (struct writ_error){ WRIT_OK, 0, NULL };
	writ_cbor_init(&c, map, 0, err);
	writ_cbor_map(&c, "terms");
	while (writ_cbor_key(&c, "terms", &key))
		writ_terms_read(&c, key, out);
	writ_cbor_end(&c, "terms");
	return writ_cbor_ok(&c);
}
