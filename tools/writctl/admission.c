// SPDX-License-Identifier: GPL-2.0-only
/* Admission by the module's own code, with OpenSSL in the place of the kernel's crypto. */
#include "admission.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "convert.h"
#include "ctl.h"

/*
 * As lsm/params.c does: without a given identity the machine id is it, and a
 * host may have none.
 */
static bool host_init(struct admission *a, const char *host, struct writ_msg *msg)
{
	struct writ_blob id;

	if (host) {
		if (!writ_name_valid(host))
			return writ_msgf(msg, "the host identity \"%s\" is not 1 to %d bytes of printable UTF-8",
					 host, WRIT_NAME_MAX);
		strcpy(a->host_text, host);
	} else if (writ_file_read(HOST_FILE, WRIT_NAME_MAX, &id, NULL)) {
		memcpy(a->host_text, id.data, id.len);
		a->host_text[strcspn(a->host_text, "\n")] = 0;
		writ_blob_free(&id);
	}
	a->host = writ_bytes_of(a->host_text);
	return true;
}

void admission_refusal(struct writ_msg *msg, enum writ_reason reason,
		       const struct writ_error *error)
{
	const char *name = writ_reason_name(reason);

	if (reason == WRIT_MALFORMED_ARTIFACT || reason == WRIT_UNSUPPORTED_CLAIM)
		writ_msgf(msg, "%s: %s at byte %zu %s", name, error->field, error->offset,
			  writ_err_text(error->code));
	else if (error->code)
		writ_msgf(msg, "%s (%s)", name, error->field);
	else
		writ_msgf(msg, "%s", name);
}

static bool admit(struct admission *a, const char *name, struct writ_msg *msg)
{
	struct writ_error error = { 0 };
	struct writ_msg why;
	enum writ_reason reason;

	reason = writ_admit_policy(writ_blob_bytes(&a->bytes), a->root, a->host, a->now,
				   a->scratch, a->policy, &error);
	if (reason == WRIT_AUTHORIZED)
		return true;
	admission_refusal(&why, reason, &error);
	return writ_msgf(msg, "policy %s: %.400s. %s", name, why.text, writ_reason_help(reason));
}

bool admission_open(struct admission *a, const char *root, const char *policy, const char *host,
		    struct writ_msg *msg)
{
	struct stat st;

	*a = (struct admission){ .now = (u64)time(NULL) };
	if (!writ_unhex(root, a->root, sizeof(a->root)))
		return writ_msgf(msg, "the root fingerprint \"%s\" is not 64 hex digits; `writ root KEY` prints it",
				 root);
	if (!host_init(a, host, msg))
		return false;
	if (stat(policy, &st) != 0)
		return writ_msg_errno(msg, "cannot read the policy %s", policy);
	if (!S_ISREG(st.st_mode))
		return writ_msgf(msg, "the policy %s is not a regular file", policy);
	if (!writ_file_read(policy, WRIT_POLICY_MAX, &a->bytes, msg))
		return false;
	a->policy = calloc(1, sizeof(*a->policy));
	if (!a->policy) {
		writ_msgf(msg, "out of memory for the policy %s", policy);
		goto fail;
	}
	if (admit(a, policy, msg))
		return true;
fail:
	admission_close(a);
	return false;
}

void admission_close(struct admission *a)
{
	authority_free(&a->authority);
	writ_strlist_free(&a->names);
	free(a->policy);
	a->policy = NULL;
	writ_blob_free(&a->bytes);
}

/* Names that begin with a dot are somebody's temporary files. */
static int wanted(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && entry->d_type != DT_DIR;
}

static bool read_directory(struct admission *a, const char *dir, enum writ_type type,
			   struct writ_msg *msg)
{
	struct dirent **names;
	char path[PATH_MAX];
	bool ok = true;
	int n;

	if (!dir)
		return true;
	n = scandir(dir, &names, wanted, alphasort);
	if (n < 0)
		return writ_msg_errno(msg, "cannot list %s", dir);
	for (int i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]->d_name);
		ok = ok && (writ_strlist_add(&a->names, path, strlen(path)) ||
			    writ_msgf(msg, "out of memory")) &&
		     authority_read(&a->authority, a->names.v[a->names.n - 1], type, msg);
		free(names[i]);
	}
	free(names);
	return ok;
}

bool admission_directories(struct admission *a, const char *delegations, const char *revocations,
			   struct writ_msg *msg)
{
	a->authority.a.policy = a->policy;
	if (!read_directory(a, delegations, WRIT_TYPE_DELEGATION, msg) ||
	    !read_directory(a, revocations, WRIT_TYPE_REVOCATION, msg) ||
	    !authority_admit(&a->authority, a->host, a->scratch, msg))
		return false;
	for (size_t i = 0; i < a->authority.n; i++) {
		const struct authority_object *o = &a->authority.objects[i];
		struct writ_msg why;

		if (o->reason == WRIT_AUTHORIZED)
			continue;
		admission_refusal(&why, o->reason, &o->err);
		ui_note("warning: the module will skip %s: %s", o->file, why.text);
	}
	return true;
}

bool admission_artifact(struct admission *a, struct writ_bytes in, struct writ_artifact *artifact,
			struct writ_grant *grant, struct writ_msg *msg)
{
	struct writ_error error = { 0 };
	enum writ_reason reason;

	a->authority.a.policy = a->policy;
	reason = writ_admit_artifact(in, &a->authority.a, a->host, a->scratch, artifact, grant,
				     &error);
	if (reason == WRIT_AUTHORIZED)
		return true;
	admission_refusal(msg, reason, &error);
	return false;
}

enum writ_reason admission_now(const struct admission *a, const struct writ_grant *grant)
{
	if (!grant->for_host)
		return WRIT_WRONG_AUDIENCE;
	if (a->now < grant->nbf)
		return WRIT_NOT_YET_VALID;
	if (a->now >= grant->exp)
		return WRIT_EXPIRED;
	return WRIT_AUTHORIZED;
}
