// SPDX-License-Identifier: GPL-2.0-only
/* Who asks, how, and in which state the host is, from options. */
#include "fact_args.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmd.h"
#include "convert.h"
#include "digest.h"
#include "ui.h"

#define LOGIN_UID_FILE "/proc/self/loginuid"

/* Of the one who runs this; U32_MAX where the kernel does not keep any. */
static u32 own_login_uid(void)
{
	FILE *f = fopen(LOGIN_UID_FILE, "re");
	u32 uid = U32_MAX;

	if (f && fscanf(f, "%" SCNu32, &uid) != 1)
		uid = U32_MAX;
	if (f)
		fclose(f);
	return uid;
}

void fact_args_init(struct fact_args *f)
{
	f->asker.gid = (u32)getgid();
	f->asker.login_uid = own_login_uid();
	/* which fits what an unknown one does */
	f->state.lockdown = WRIT_LOCKDOWN_NONE;
	f->state.secure_boot = -1;
	f->state.module_signatures = -1;
	f->state.pcrs = (const u8 (*)[WRIT_DIGEST_SIZE])f->pcrs;
}

void fact_args_free(struct fact_args *f)
{
	writ_blob_free(&f->arguments);
	writ_blob_free(&f->variables);
}

/* As the kernel keeps them: one after the other, each with its NUL. */
static int add_string(struct writ_blob *to, const char *text)
{
	size_t size = strlen(text) + 1;
	u8 *data = realloc(to->data, to->len + size);

	if (!data)
		return ui_fail("out of memory");
	memcpy(data + to->len, text, size);
	to->data = data;
	to->len += size;
	return EXIT_GOOD;
}

int fact_id(const char *option, const char *arg, u32 *out)
{
	u64 id = 0;
	int ret = value_number(option, arg, 0, U32_MAX - 1, &id);

	*out = (u32)id;
	return ret;
}

static int set_cgroup(struct fact_args *f, const char *arg)
{
	u32 n = 0;

	return value_paths("--cgroup", arg, &f->cgroup, &n, 1);
}

static int set_program(struct fact_args *f, const char *arg)
{
	const char *hex = strncmp(arg, "sha256:", 7) ? arg : arg + 7;

	if (!writ_unhex(hex, f->program, sizeof(f->program)))
		return ui_usage("--parent-digest: \"%s\" is not a SHA-256 in 64 hex digits", arg);
	f->asker.program = (struct writ_bytes){ f->program, sizeof(f->program) };
	return EXIT_GOOD;
}

static int set_artifact(struct fact_args *f, const char *arg)
{
	size_t len = strlen(arg) / 2;

	if (len < WRIT_CTI_MIN || len > WRIT_CTI_MAX || !writ_unhex(arg, f->artifact, len))
		return ui_usage("--parent-artifact: \"%s\" is not an identity: %d to %d bytes as hex digits",
				arg, WRIT_CTI_MIN, WRIT_CTI_MAX);
	f->asker.artifact = (struct writ_bytes){ f->artifact, len };
	return EXIT_GOOD;
}

static int add_pcr(struct fact_args *f, const char *arg)
{
	u8 digest[WRIT_DIGEST_SIZE];
	u32 index = 0;
	int ret = value_pcr("--pcr", arg, &index, digest);

	if (ret != EXIT_GOOD)
		return ret;
	memcpy(f->pcrs[index], digest, sizeof(digest));
	f->state.pcrs_known |= 1u << index;
	return EXIT_GOOD;
}

static int take_state(struct fact_args *f, int opt, const char *arg)
{
	enum writ_lockdown level = WRIT_LOCKDOWN_NONE;
	int ret;

	switch (opt) {
	case FACT_BOOT:
		f->state.boot = f->boot;
		return value_boot("--boot", arg, f->boot);
	case FACT_KERNEL:
		f->state.kernel = writ_bytes_of(arg);
		return EXIT_GOOD;
	case FACT_LOCKDOWN:
		ret = value_lockdown("--lockdown", arg, true, &level);
		f->state.lockdown = (int)level;
		return ret;
	case FACT_SECURE_BOOT:
		f->state.secure_boot = 1;
		return EXIT_GOOD;
	case FACT_MODULE_SIGNATURES:
		f->state.module_signatures = 1;
		return EXIT_GOOD;
	case FACT_PCR:
		return add_pcr(f, arg);
	default:
		return -1;
	}
}

int fact_option(struct fact_args *f, int opt, const char *arg)
{
	u64 n = 0;
	int ret;

	switch (opt) {
	case FACT_ARG:
		return add_string(&f->arguments, arg);
	case FACT_ENV:
		return *arg && *arg != '=' ? add_string(&f->variables, arg) :
		       ui_usage("--env: \"%s\" has no name", arg);
	case FACT_GID:
		return fact_id("--gid", arg, &f->asker.gid);
	case FACT_LOGIN_UID:
		return fact_id("--login-uid", arg, &f->asker.login_uid);
	case FACT_CGROUP:
		return set_cgroup(f, arg);
	case FACT_PARENT_DIGEST:
		return set_program(f, arg);
	case FACT_PARENT_ARTIFACT:
		return set_artifact(f, arg);
	case FACT_USED:
		ret = value_number("--used", arg, 0, WRIT_USES_MAX, &n);
		f->used = (int)n;
		return ret;
	default:
		return take_state(f, opt, arg);
	}
}

void fact_contents(struct fact_args *f, u64 wanted)
{
	const char *at = (const char *)f->arguments.data;
	const char *end = at + f->arguments.len;
	struct writ_msg msg;

	for (u32 i = 0; at < end && i < WRIT_ARGUMENTS_MAX; i++) {
		if (wanted >> i & 1) {
			if (writ_digest_file(at, WRIT_DIGEST_SHA256, f->contents[i], &msg))
				f->contents_known |= 1ULL << i;
			else
				ui_note("--arg: %s, so that its content fits nothing", msg.text);
		}
		at += strlen(at) + 1;
	}
}

void fact_request(const struct fact_args *f, struct writ_request *req)
{
	/* All that can be found out was: what was not said is not known. */
	req->have = WRIT_FACT_ARGUMENTS | WRIT_FACT_VARIABLES | WRIT_FACT_CONTENTS |
		    WRIT_FACT_CGROUP | WRIT_FACT_PCRS;
	req->asker = &f->asker;
	req->state = &f->state;
	req->cgroup = f->cgroup;
	req->arguments = writ_blob_bytes(&f->arguments);
	req->variables = writ_blob_bytes(&f->variables);
	req->variables_known = true;
	req->contents = (const u8 (*)[WRIT_DIGEST_SIZE])f->contents;
	req->contents_known = f->contents_known;
}
