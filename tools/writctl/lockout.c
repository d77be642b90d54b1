// SPDX-License-Identifier: GPL-2.0-only
/*
 * The lock-out check. Everything is judged as root would be, with the module's
 * own evaluator; only what lies outside it is imitated here: which files a
 * program needs (its interpreter, its loader, its libraries), and what they hold.
 */
#include "lockout.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "ctl.h"
#include "elffile.h"
#include "facts.h"
#include "libs.h"

#define TOLD_MAX	12	/* enough to see what kind of thing is missing */
#define SHEBANG_DEPTH	4	/* as many interpreters of interpreters as the kernel follows */

static bool has(const struct lockout *l, const char *path, enum writ_op op)
{
	for (size_t i = 0; i < l->n; i++) {
		if (l->v[i].op == op && !strcmp(l->v[i].path, path))
			return true;
	}
	return false;
}

static struct vital *grow(struct lockout *l)
{
	struct vital *v;

	if (l->n == l->cap) {
		v = realloc(l->v, (l->cap + 32) * sizeof(*v));
		if (!v)
			return NULL;
		l->v = v;
		l->cap += 32;
	}
	v = &l->v[l->n];
	*v = (struct vital){ .verdict = WRIT_VERDICT_INIT };
	return v;
}

/*
 * As root, from where process 1 is, without arguments and with nothing that is
 * guarded: whatever demands more of a repair is not counted on.
 */
static struct writ_request request_of(const struct lockout *l, const struct vital *v)
{
	static const struct writ_asker root = { .login_uid = UINT32_MAX };
	static char cgroup[PATH_MAX];

	if (!cgroup[0])
		fact_cgroup(1, cgroup, sizeof(cgroup));
	return (struct writ_request){
		.policy = l->a->policy,
		.cgroup = writ_bytes_of(cgroup),
		.asker = &root,
		.variables_known = true,
		.have = WRIT_FACT_ARGUMENTS | WRIT_FACT_VARIABLES | WRIT_FACT_CONTENTS |
			WRIT_FACT_CGROUP | WRIT_FACT_PCRS,
		.op = v->op,
		.path = writ_bytes_of(v->path),
		.fstype = writ_bytes_of(v->fstype),
		.now = l->a->now,
	};
}

/* Of an overlay the filesystem below counts, which only the kernel knows. */
static bool on_trusted_filesystem(const struct vital *v, const struct writ_request *req)
{
	return !*v->fstype || !strcmp(v->fstype, "overlay") ||
	       writ_policy_trusts_fs(req->policy, req->fstype);
}

static void ask_rules(const struct lockout *l, struct vital *v)
{
	struct writ_request req = request_of(l, v);

	switch (writ_policy_answer(l->a->policy, &req)) {
	case WRIT_ANSWER_REQUIRE:
		if (!on_trusted_filesystem(v, &req))
			v->verdict.reason = WRIT_UNTRUSTED_FILESYSTEM;
		break;
	case WRIT_ANSWER_ALLOW:
		v->verdict.reason = WRIT_UNGOVERNED;
		v->exp = U64_MAX;
		break;
	default:
		v->verdict.reason = WRIT_POLICY_DENIED;
		break;
	}
}

static bool add(struct lockout *l, int fd, const char *path, const char *of, enum writ_op op,
		struct writ_msg *msg)
{
	struct vital *v;

	if (has(l, path, op))
		return true;
	v = grow(l);
	if (!v)
		return writ_msgf(msg, "out of memory");
	v->of = of;
	v->op = op;
	if (!fact_digests(fd, path, v->digest, &v->known, msg))
		return false;
	fact_fstype(fd, v->fstype, sizeof(v->fstype));
	v->path = strdup(path);
	if (!v->path)
		return writ_msgf(msg, "out of memory");
	ask_rules(l, v);
	l->n++;
	return true;
}

static bool add_libs(struct lockout *l, const struct writ_rootdir *root, const char *path,
		     const char *of, struct writ_msg *msg)
{
	struct writ_strlist libs = { 0 };
	char real[PATH_MAX];
	bool ok = writ_libs(root, path, &libs, msg);
	int fd;

	for (size_t i = 0; ok && i < libs.n; i++) {
		fd = writ_rootdir_file(root, libs.v[i], real);
		if (fd < 0) {
			ok = writ_msg_errno(msg, "cannot open %s", libs.v[i]);
			break;
		}
		ok = add(l, fd, real, of, WRIT_OP_MAP, msg);
		close(fd);
	}
	writ_strlist_free(&libs);
	return ok;
}

/*
 * What this program has mapped itself says better than any search what it
 * needs. A line of maps (proc(5)) ends with the file, after five other fields.
 */
static bool add_own_libs(struct lockout *l, const struct writ_rootdir *root, const char *self,
			 struct writ_msg *msg)
{
	char perms[8], path[PATH_MAX], real[PATH_MAX], *line = NULL;
	FILE *f = fopen("/proc/self/maps", "re");
	size_t cap = 0;
	bool ok = true;
	int fd;

	if (!f)
		return writ_msg_errno(msg, "cannot open /proc/self/maps");
	while (ok && getline(&line, &cap, f) > 0) {
		if (sscanf(line, "%*s %7s %*s %*s %*s %4095[^\n]", perms, path) != 2 ||
		    perms[2] != 'x' || *path != '/' || !strcmp(path, self))
			continue;
		fd = writ_rootdir_file(root, path, real);
		if (fd < 0) {
			ok = writ_msg_errno(msg, "cannot open %s", path);
			break;
		}
		ok = add(l, fd, real, "writctl", WRIT_OP_MAP, msg);
		close(fd);
	}
	free(line);
	fclose(f);
	return ok;
}

static bool add_self(struct lockout *l, const struct writ_rootdir *root, struct writ_msg *msg)
{
	char real[PATH_MAX];
	int fd = writ_rootdir_file(root, "/proc/self/exe", real);
	bool ok;

	if (fd < 0)
		return writ_msg_errno(msg, "cannot open /proc/self/exe");
	ok = add(l, fd, real, "writctl", WRIT_OP_EXECUTE, msg) &&
	     add_own_libs(l, root, real, msg);
	close(fd);
	return ok;
}

/* What runs when @path is executed: itself, then what its first line or its header asks for. */
static bool add_program(struct lockout *l, const struct writ_rootdir *root, const char *path,
			const char *of, int depth, struct writ_msg *msg)
{
	struct writ_elf elf;
	char real[PATH_MAX];
	bool script, ok;
	int fd = writ_rootdir_file(root, path, real);

	if (fd < 0)
		return writ_msg_errno(msg, "cannot open %s", path);
	if (!writ_elf_read(fd, path, &elf, msg)) {
		close(fd);
		return false;
	}
	script = elf.kind == WRIT_KIND_SCRIPT;
	ok = add(l, fd, real, of, script ? WRIT_OP_SCRIPT : WRIT_OP_EXECUTE, msg);
	if (ok && script && elf.interp && depth < SHEBANG_DEPTH)
		ok = add_program(l, root, elf.interp, of, depth + 1, msg);
	else if (ok && elf.class)
		ok = add_libs(l, root, real, of, msg);
	writ_elf_free(&elf);
	close(fd);
	return ok;
}

/* What process 1 runs; the usual name where that cannot be read, or lies outside this root. */
static void init_program(char out[PATH_MAX])
{
	ssize_t n = readlink("/proc/1/exe", out, PATH_MAX - 1);

	out[n > 0 ? n : 0] = 0;
	if (access(out, F_OK) != 0)
		strcpy(out, "/sbin/init");
}

bool lockout_open(struct lockout *l, struct admission *a, struct writ_msg *msg)
{
	char init[PATH_MAX];
	struct writ_rootdir root;
	bool ok;

	*l = (struct lockout){ .a = a };
	if (!writ_rootdir_open(&root, "/", msg))
		return false;
	init_program(init);
	ok = add_self(l, &root, msg) &&
	     add_program(l, &root, "/bin/sh", "/bin/sh", 0, msg) &&
	     add_program(l, &root, init, "the init program", 0, msg);
	writ_rootdir_close(&root);
	return ok;
}

void lockout_close(struct lockout *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->v[i].path);
	free(l->v);
	*l = (struct lockout){ 0 };
}

/* Is it answered already, whatever the artifacts say? */
static bool settled(const struct vital *v)
{
	return v->verdict.reason == WRIT_UNGOVERNED || v->verdict.reason == WRIT_POLICY_DENIED ||
	       v->verdict.reason == WRIT_UNTRUSTED_FILESYSTEM;
}

static void consider(const struct lockout *l, struct vital *v, const struct writ_subject *subject,
		     const struct writ_grant *grant)
{
	struct writ_verdict verdict = WRIT_VERDICT_INIT;
	struct writ_request req = request_of(l, v);

	if (!writ_verdict_consider(&verdict, grant, subject->path, &req)) {
		if (v->verdict.reason != WRIT_AUTHORIZED)
			writ_verdict_refused(&v->verdict, verdict.reason);
		return;
	}
	v->verdict.reason = WRIT_AUTHORIZED;
	if (grant->exp > v->exp)
		v->exp = grant->exp;
}

void lockout_consider(struct lockout *l, const struct writ_artifact *artifact,
		      const struct writ_grant *grant)
{
	struct writ_bytes rest = artifact->subjects;
	struct writ_subject subject;

	while (writ_subject_next(&rest, &subject)) {
		for (size_t i = 0; i < l->n; i++) {
			struct vital *v = &l->v[i];

			if ((v->known & (1u << subject.kind)) &&
			    !memcmp(v->digest[subject.kind], subject.digest, WRIT_DIGEST_SIZE) &&
			    !settled(v))
				consider(l, v, &subject, grant);
		}
	}
}

void lockout_attributes(struct lockout *l)
{
	u8 *bytes = malloc(WRIT_XATTR_MAX);

	if (!bytes)
		return;		/* then they count for nothing, which refuses */
	for (size_t i = 0; i < l->n; i++) {
		ssize_t n = getxattr(l->v[i].path, ATTRIBUTE, bytes, WRIT_XATTR_MAX);
		struct lockout one = { .a = l->a, .v = &l->v[i], .n = 1 };
		struct writ_artifact artifact;
		struct writ_grant grant;

		if (n > 0 && admission_artifact(l->a, (struct writ_bytes){ bytes, (size_t)n },
						&artifact, &grant, NULL))
			lockout_consider(&one, &artifact, &grant);
	}
	free(bytes);
}

size_t lockout_report(const struct lockout *l)
{
	size_t denied = 0;

	for (size_t i = 0; i < l->n; i++) {
		const struct vital *v = &l->v[i];

		if (writ_reason_allows(v->verdict.reason))
			continue;
		if (denied++ < TOLD_MAX)
			ui_note("%s needs to %s %s: %s", v->of, writ_op_name(v->op), v->path,
				writ_reason_name(v->verdict.reason));
	}
	if (denied > TOLD_MAX)
		ui_note("and %zu more", denied - TOLD_MAX);
	return denied;
}

u64 lockout_until(const struct lockout *l)
{
	u64 until = U64_MAX;

	for (size_t i = 0; i < l->n; i++) {
		if (l->v[i].exp < until && writ_reason_allows(l->v[i].verdict.reason))
			until = l->v[i].exp;
	}
	return until;
}
