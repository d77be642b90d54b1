// SPDX-License-Identifier: GPL-2.0-only
/* The terms of an artifact, from options. terms_put.c encodes them. */
#include "terms_args.h"

#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "convert.h"
#include "terms_put.h"
#include "ui.h"

static bool is_label(struct writ_bytes text, size_t max)
{
	return text.len && text.len <= max && writ_text_valid(text) && writ_text_printable(text);
}

/* ---- elements of lists: encoded where the pool ends, and kept if there is room */

static struct writ_cbor_out begin_item(struct terms_args *t)
{
	struct writ_cbor_out o;

	writ_cbor_out_init(&o, t->pool + t->used, sizeof(t->pool) - t->used);
	return o;
}

static int keep_item(struct terms_args *t, const char *option, const char *arg,
		     struct term_items *items, u32 max, bool ordered, const struct writ_cbor_out *o)
{
	struct writ_bytes item = { o->buf, o->len };

	if (items->n == max)
		return ui_usage("%s: more than %u", option, max);
	if (!writ_cbor_out_ok(o))
		return ui_usage("%s: all these options together say more than %d bytes can hold", option,
				WRIT_TERMS_MAX);
	for (u32 i = 0; ordered && i < items->n; i++) {
		if (writ_bytes_equal(items->v[i], item))
			return ui_usage("%s: \"%s\" is repeated", option, arg);
	}
	items->v[items->n++] = item;
	t->used += item.len;
	return EXIT_GOOD;
}

static int add_argument(struct terms_args *t, const char *arg)
{
	struct writ_cbor_out o = begin_item(t);
	int ret = pattern_put("--arg", arg, true, &o);

	return ret != EXIT_GOOD ? ret :
	       keep_item(t, "--arg", arg, &t->arguments, WRIT_ARGUMENTS_MAX, false, &o);
}

static int add_variable(struct terms_args *t, const char *arg)
{
	struct writ_cbor_out o = begin_item(t);
	size_t len = strcspn(arg, "=");
	int ret;

	if (!len || len > WRIT_NAME_MAX)
		return ui_usage("--env: \"%s\": a name of 1 to %d bytes is needed", arg, WRIT_NAME_MAX);
	writ_cbor_put_array(&o, 2);
	writ_cbor_put_bytes(&o, arg, len);
	ret = pattern_put("--env", arg[len] ? arg + len + 1 : "any", false, &o);
	return ret != EXIT_GOOD ? ret :
	       keep_item(t, "--env", arg, &t->variables, WRIT_VARIABLES_MAX, true, &o);
}

static int add_parent(struct terms_args *t, const char *arg)
{
	struct writ_cbor_out o = begin_item(t);
	u8 digest[WRIT_DIGEST_SIZE];
	int ret = value_sha256("--parent", arg, digest);

	writ_cbor_put_bytes(&o, digest, sizeof(digest));
	return ret != EXIT_GOOD ? ret :
	       keep_item(t, "--parent", arg, &t->parents, WRIT_PARENTS_MAX, true, &o);
}

static int add_ancestor(struct terms_args *t, const char *arg)
{
	struct writ_cbor_out o = begin_item(t);
	u8 cti[WRIT_CTI_MAX], key[WRIT_KID_SIZE];
	bool known;
	size_t len;
	int ret = value_cti("--parent-artifact", arg, cti, &len, key, &known);

	if (ret != EXIT_GOOD)
		return ret;
	writ_cbor_put_bytes(&o, cti, len);
	ret = keep_item(t, "--parent-artifact", arg, &t->ancestors, WRIT_PARENTS_MAX, true, &o);
	if (ret == EXIT_GOOD && known) {
		t->named[t->nnamed].file = arg;
		memcpy(t->named[t->nnamed++].key, key, sizeof(key));
	}
	return ret;
}

static int add_pcr(struct terms_args *t, const char *arg)
{
	struct writ_cbor_out o = begin_item(t);
	u8 digest[WRIT_DIGEST_SIZE];
	u32 index = 0;
	int ret = value_pcr("--pcr", arg, &index, digest);

	if (ret != EXIT_GOOD)
		return ret;
	if (t->pcr_mask & 1u << index)
		return ui_usage("--pcr: register %u is repeated", index);
	t->pcr_mask |= 1u << index;
	writ_cbor_put_array(&o, 2);
	writ_cbor_put_uint(&o, index);
	writ_cbor_put_bytes(&o, digest, sizeof(digest));
	return keep_item(t, "--pcr", arg, &t->pcrs, WRIT_PCRS_MAX, true, &o);
}

static int add_note(struct terms_args *t, const char *arg)
{
	struct writ_cbor_out o = begin_item(t);
	struct writ_bytes name = { (const u8 *)arg, strcspn(arg, "=") };
	struct writ_bytes text = writ_bytes_of(arg + name.len + !!arg[name.len]);

	if (!is_label(name, WRIT_NAME_MAX) || !is_label(text, WRIT_GOVERNANCE_TEXT_MAX))
		return ui_usage("--note: \"%s\" is not NAME=TEXT, of 1 to %d and 1 to %d bytes without "
				"control characters", arg, WRIT_NAME_MAX, WRIT_GOVERNANCE_TEXT_MAX);
	writ_cbor_put_array(&o, 2);
	writ_cbor_put_text(&o, arg, name.len);
	writ_cbor_put_text(&o, (const char *)text.data, text.len);
	t->note_bytes += o.len;
	if (t->note_bytes > WRIT_GOVERNANCE_BYTES)
		return ui_usage("--note: all of them together need more than %d bytes",
				WRIT_GOVERNANCE_BYTES);
	return keep_item(t, "--note", arg, &t->notes, WRIT_GOVERNANCE_MAX, true, &o);
}

/* ---- single values */

static int add_kernel(struct writ_terms *said, const char *arg)
{
	const struct writ_bytes glob = writ_bytes_of(arg);

	if (!is_label(glob, WRIT_NAME_MAX) || !writ_glob_valid(glob))
		return ui_usage("--kernel: \"%s\" is not a pattern for kernel releases such as 6.12.*",
				arg);
	if (said->nkernels == WRIT_KERNELS_MAX)
		return ui_usage("--kernel: more than %d", WRIT_KERNELS_MAX);
	said->kernels[said->nkernels++] = glob;
	return EXIT_GOOD;
}

static int set_policy(struct writ_terms *said, const char *arg)
{
	if (!writ_name_valid(arg))
		return ui_usage("--policy-id: \"%s\" is not a name", arg);
	said->policy = writ_bytes_of(arg);
	return EXIT_GOOD;
}

/* HOST may hold colons, and so the other three are looked for from the end. */
static int set_origin(struct terms_args *t, const char *arg)
{
	char text[WRIT_NAME_MAX + BOOT_TEXT + 2 * WRIT_DIGEST_SIZE + 32];
	char *part[3];
	int ret;

	if (strlen(arg) >= sizeof(text))
		return ui_usage("--origin: the text is too long");
	strcpy(text, arg);
	for (int i = 2; i >= 0; i--) {
		part[i] = strrchr(text, ':');
		if (!part[i])
			return ui_usage("--origin: \"%s\" is not HOST:BOOT:SEQ:HASH", arg);
		*part[i]++ = '\0';
	}
	if (!writ_name_valid(text))
		return ui_usage("--origin: \"%s\" is not the name of a host", text);
	ret = value_boot("--origin", part[0], t->origin_boot);
	if (ret == EXIT_GOOD)
		ret = value_number("--origin", part[1], 1, U64_MAX, &t->said.origin_seq);
	if (ret != EXIT_GOOD)
		return ret;
	if (!writ_unhex(part[2], t->origin_hash, WRIT_DIGEST_SIZE))
		return ui_usage("--origin: \"%s\" is not a hash of 64 hex digits", part[2]);
	t->said.origin_host = (struct writ_bytes){ (const u8 *)arg, strlen(text) };
	t->said.has_origin = true;
	return EXIT_GOOD;
}

static int take_initiator(struct terms_args *t, int opt, const char *arg)
{
	struct writ_terms *said = &t->said;

	switch (opt) {
	case TERM_UID:
		return value_ids("--uid", arg, &said->uids);
	case TERM_GID:
		return value_ids("--gid", arg, &said->gids);
	case TERM_LOGIN_UID:
		return value_ids("--login-uid", arg, &said->login_uids);
	case TERM_CGROUP:
		return value_paths("--cgroup", arg, said->cgroups, &said->ncgroups, WRIT_CGROUPS_MAX);
	case TERM_PARENT:
		return add_parent(t, arg);
	case TERM_PARENT_ARTIFACT:
		return add_ancestor(t, arg);
	default:
		return -1;
	}
}

static int take_environment(struct terms_args *t, int opt, const char *arg)
{
	struct writ_terms *said = &t->said;

	switch (opt) {
	case TERM_BOOT:
		said->boot = t->boot;
		return value_boot("--boot", arg, t->boot);
	case TERM_KERNEL:
		return add_kernel(said, arg);
	case TERM_LOCKDOWN:
		return value_lockdown("--lockdown", arg, false, &said->lockdown);
	case TERM_SECURE_BOOT:
		said->secure_boot = true;
		return EXIT_GOOD;
	case TERM_MODULE_SIGNATURES:
		said->module_signatures = true;
		return EXIT_GOOD;
	case TERM_PCR:
		return add_pcr(t, arg);
	default:
		return -1;
	}
}

int terms_option(struct terms_args *t, int opt, const char *arg)
{
	struct writ_terms *said = &t->said;
	int ret;

	switch (opt) {
	case TERM_ARG:
		return add_argument(t, arg);
	case TERM_MORE_ARGS:
		said->more_arguments = true;
		return EXIT_GOOD;
	case TERM_ENV:
		return add_variable(t, arg);
	case TERM_USES:
		return value_count("--uses", !strcmp(arg, "once") ? "1" : arg, WRIT_USES_MAX,
				   &said->uses);
	case TERM_POLICY_ID:
		return set_policy(said, arg);
	case TERM_POLICY_VERSION:
		return value_number("--policy-version", arg, 1, WRIT_TIME_END - 1,
				    &said->policy_version);
	case TERM_INHERIT:
		return value_count("--inherit", arg, WRIT_INHERIT_DEPTH_MAX, &said->depth);
	case TERM_NOTE:
		return add_note(t, arg);
	case TERM_ORIGIN:
		return set_origin(t, arg);
	default:
		ret = take_initiator(t, opt, arg);
		return ret < 0 ? take_environment(t, opt, arg) : ret;
	}
}

static int by_encoding(const void *a, const void *b)
{
	return writ_bytes_order(*(const struct writ_bytes *)a, *(const struct writ_bytes *)b);
}

static void sort_items(struct term_items *items)
{
	if (items->n)
		qsort(items->v, items->n, sizeof(*items->v), by_encoding);
}

int terms_complete(struct terms_args *t)
{
	struct writ_terms *said = &t->said;
	struct writ_error err = { 0 };

	if (said->more_arguments && !t->arguments.n)
		return ui_usage("--more-args needs --arg: without it all arguments fit");
	if (said->policy_version && !said->policy.len)
		return ui_usage("--policy-version needs --policy-id: whose version is meant");
	if (said->policy.len && !said->policy_version)
		said->policy_version = 1;
	sort_items(&t->variables);
	sort_items(&t->parents);
	sort_items(&t->ancestors);
	sort_items(&t->pcrs);
	sort_items(&t->notes);
	if (!terms_put(t))
		return ui_usage("all that is demanded beside the content needs more than %d bytes",
				WRIT_TERMS_MAX);
	if (t->len && !writ_terms_decode((struct writ_bytes){ t->map, t->len }, &t->terms, &err))
		return ui_usage("what is demanded beside the content would be refused: %s %s", err.field,
				writ_err_text(err.code));
	return EXIT_GOOD;
}

bool terms_signable(const struct terms_args *t, const u8 key[WRIT_KID_SIZE], struct writ_msg *msg)
{
	for (u32 i = 0; i < t->nnamed; i++) {
		if (memcmp(t->named[i].key, key, WRIT_KID_SIZE))
			return writ_msgf(msg, "--parent-artifact: %s is signed by another key than this "
					 "artifact, and counts for nothing in it; --parent names a program",
					 t->named[i].file);
	}
	return true;
}

bool terms_has_note(const struct terms_args *t, const char *name)
{
	struct writ_cbor_out o;
	u8 head[32];

	writ_cbor_out_init(&o, head, sizeof(head));
	writ_cbor_put_array(&o, 2);
	writ_cbor_put_text(&o, name, strlen(name));
	for (u32 i = 0; writ_cbor_out_ok(&o) && i < t->notes.n; i++) {
		if (t->notes.v[i].len > o.len && !memcmp(t->notes.v[i].data, head, o.len))
			return true;
	}
	return false;
}

bool terms_for_executions(const struct terms_args *t)
{
	return t->arguments.n || t->said.uses;
}
