// SPDX-License-Identifier: GPL-2.0-only
/* writ issue: authorize files, or digests of files. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/evp.h>

#include "cmd.h"
#include "convert.h"
#include "digest.h"
#include "elffile.h"
#include "from_denial.h"
#include "grant.h"
#include "libs.h"
#include "output.h"
#include "policy.h"
#include "terms_show.h"
#include "ui.h"

#define DIGESTS_MAX 1024

static const char help[] =
"Usage: writ issue --key KEY --issuer NAME [OPTION...] -o OUT FILE...\n"
"       writ issue --key KEY --issuer NAME --ops OPS --digest KIND:HEX... -o OUT\n"
"       writ issue --key KEY --issuer NAME --from-denial DENIAL [OPTION...] -o OUT\n"
"\n"
"Signs an artifact that authorizes the content of each FILE, wherever it lies.\n"
"\n"
"Without --ops the operations follow from what the files are: ELF programs get\n"
"execute, shared libraries map, \"#!\" scripts script. An artifact grants the same to\n"
"all its subjects, so files of different kinds need --ops or artifacts of their\n"
"own; only --libs, which asks for it, makes the grant execute,map by itself. A\n"
"program whose headers ask for an executable stack needs generate-code in --ops. A\n"
"script's interpreter needs an authorization of its own.\n"
"\n"
GRANT_HELP
"  --libs                 also the loader and every shared library of each program,\n"
"                         found without running it; what a program opens by itself\n"
"                         (plugins) must be named\n"
"  --path                 each file only at its own path\n"
"  --at PATH              the one subject only at PATH\n"
"  --digest KIND:HEX      content known by its digest: sha256:... or fsverity:...\n"
"  --from-denial DENIAL   exactly what was denied, as `writctl why --json` printed it:\n"
"                         the content, the operation, these arguments, this user, for\n"
"                         1h; \"-\" is standard input. --ops, --arg, --uid, --valid and\n"
"                         --note reason=... say otherwise, --path binds its path too\n"
"  --draft                only show on standard output what would be signed; neither\n"
"                         --key nor --issuer nor --output is needed\n"
"\n"
"What is demanded beside the content:\n"
"\n"
EXECUTION_TERM_HELP
TERM_HELP
"\n"
"Arguments, parents and uses are those of executions, so that with --arg, --parent,\n"
"--parent-artifact or --uses nothing but execute and script can be granted: give the\n"
"libraries an artifact of their own.\n"
"\n"
"Examples:\n"
"  writ issue --key release --issuer release --libs -o ls.writ /usr/bin/ls\n"
"  writ issue --key release --issuer release --valid 8h --audience build-7 \\\n"
"             --note ticket=4711 --path -o deploy.writ /opt/agents/deploy.sh\n"
"  writ issue --key release --issuer release --uid 2000-2999 --arg any --arg status \\\n"
"             -o status.writ /usr/bin/git\n"
"  writ issue --key release --issuer release --ops execute \\\n"
"             --digest sha256:$(sha256sum < tool | cut -c-64) -o tool.writ\n"
"  writ issue --from-denial denial.json --draft\n"
"  writ issue --key release --issuer release --from-denial denial.json --uses once \\\n"
"             -o once.writ\n";

/**
 * struct issue - what is being issued
 * @g: shared options
 * @root: opened --root
 * @list: subjects so far
 * @names: a line of the summary for each subject
 * @derived: operations that the files ask for, each kind once
 * @asking: a program whose headers ask for executable memory; or NULL
 * @wish: what it asks for
 * @libs: --libs
 * @bind: --path
 * @at: --at or NULL
 * @digests: of --digest, already checked
 * @ndigests: how many
 * @denial: of --from-denial
 * @denial_file: --from-denial or NULL
 */
struct issue {
	struct grant g;
	struct writ_rootdir root;
	struct writ_subjects list;
	struct writ_strlist names;
	u32 derived;
	const char *asking;
	const char *wish;
	bool libs;
	bool bind;
	const char *at;
	const char *digests[DIGESTS_MAX];
	size_t ndigests;
	struct denial denial;
	const char *denial_file;
};

static bool add(struct issue *is, enum writ_digest kind, const u8 *digest, const char *name,
		const char *path, struct writ_msg *msg)
{
	char hex[2 * WRIT_DIGEST_SIZE + 1], line[2 * PATH_MAX + 160];

	/* what the summary says of it; sorting the subjects loses where they came from */
	snprintf(line, sizeof(line), "%s:%s  %s%s%s", writ_digest_name(kind),
		 writ_hex(digest, WRIT_DIGEST_SIZE, hex), name, path ? "  only at " : "",
		 path ? path : "");
	if (!writ_strlist_add(&is->names, line, strlen(line)))
		return writ_msgf(msg, "out of memory");
	return writ_subjects_add(&is->list, kind, digest, path, msg);
}

static bool real_in_root(const struct issue *is, const char *file, char real[PATH_MAX],
			 struct writ_msg *msg)
{
	char host[PATH_MAX];
	const char *inside;

	if (!realpath(file, host))
		return writ_msg_errno(msg, "cannot resolve %s", file);
	inside = writ_rootdir_strip(&is->root, host);
	if (!inside)
		return writ_msgf(msg, "%s does not lie below %s", file, is->g.root_dir);
	strcpy(real, inside);
	return true;
}

static bool add_libs(struct issue *is, const char *real, struct writ_msg *msg)
{
	struct writ_strlist libs = { 0 };
	u8 digest[WRIT_DIGEST_SIZE];
	char host[2 * PATH_MAX];
	bool ok;

	ok = writ_libs(&is->root, real, &libs, msg);
	for (size_t i = 0; ok && i < libs.n; i++) {
		snprintf(host, sizeof(host), "%s%s", is->root.path, libs.v[i]);
		output_spare(host);
		ok = writ_digest_file(host, is->g.kind, digest, msg) &&
		     add(is, is->g.kind, digest, host, is->bind ? libs.v[i] : NULL, msg);
	}
	writ_strlist_free(&libs);
	return ok;
}

/* Its headers may ask for more than execute or map grants. */
static void note_wish(struct issue *is, const char *file, const struct writ_elf *elf)
{
	const char *wish = writ_elf_wish(elf);

	if (!wish)
		return;
	if (elf->kind == WRIT_KIND_LIBRARY) {
		if (elf->traits & WRIT_ELF_STACK)
			ui_note("%s asks for an executable stack: only a program that was granted "
				"generate-code can load it", file);
		return;
	}
	is->asking = file;
	is->wish = wish;
}

/* What a file of this kind is for, and what its user may have forgotten. */
static bool judge(struct issue *is, const char *file, const struct writ_elf *elf,
		  struct writ_msg *msg)
{
	switch (elf->kind) {
	case WRIT_KIND_PROGRAM:
		is->derived |= WRIT_OP_BIT(WRIT_OP_EXECUTE);
		if (is->libs && elf->interp)
			is->derived |= WRIT_OP_BIT(WRIT_OP_MAP);
		else if (elf->interp)
			ui_note("%s is linked dynamically: its loader and libraries need "
				"authorizations too%s", file, terms_for_executions(&is->g.terms) ?
				", in an artifact of their own" : "; --libs adds them");
		return true;
	case WRIT_KIND_LIBRARY:
		is->derived |= WRIT_OP_BIT(WRIT_OP_MAP);
		return true;
	case WRIT_KIND_MODULE:
		is->derived |= WRIT_OP_BIT(WRIT_OP_MODULE);
		return true;
	case WRIT_KIND_SCRIPT:
		is->derived |= WRIT_OP_BIT(WRIT_OP_SCRIPT);
		ui_note("%s is run by %s, which needs an authorization of its own to execute", file,
			*elf->interp ? elf->interp : "an interpreter that it does not name");
		return true;
	default:
		if (is->g.ops)
			return true;
		if (elf->damage)
			return writ_msgf(msg, "%s is a damaged ELF file: %s", file, elf->damage);
		return writ_msgf(msg, "%s is neither an ELF file nor a \"#!\" script: say with --ops "
				 "what it may be used for", file);
	}
}

static bool add_file(struct issue *is, const char *file, struct writ_msg *msg)
{
	u8 digest[WRIT_DIGEST_SIZE];
	const char *path = is->at;
	char real[PATH_MAX];
	struct writ_elf elf;
	bool ok;
	int fd;

	output_spare(file);
	fd = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return writ_msg_errno(msg, "cannot open %s", file);
	if (!writ_digest_fd(fd, file, is->g.kind, digest, msg) ||
	    !writ_elf_read(fd, file, &elf, msg)) {
		close(fd);
		return false;
	}
	close(fd);
	note_wish(is, file, &elf);
	ok = judge(is, file, &elf, msg);
	if (ok && (is->bind || is->libs))
		ok = real_in_root(is, file, real, msg);
	if (ok && is->bind)
		path = real;
	ok = ok && add(is, is->g.kind, digest, file, path, msg);
	if (ok && is->libs && (elf.kind == WRIT_KIND_PROGRAM || elf.kind == WRIT_KIND_LIBRARY))
		ok = add_libs(is, real, msg);
	writ_elf_free(&elf);
	return ok;
}

static bool settle_ops(struct issue *is, struct writ_msg *msg)
{
	const u32 program = WRIT_OP_BIT(WRIT_OP_EXECUTE) | WRIT_OP_BIT(WRIT_OP_MAP);
	char ops[WRIT_OPS_TEXT];

	if (is->g.ops)
		return true;
	if (terms_for_executions(&is->g.terms) && (is->derived & WRIT_OP_BIT(WRIT_OP_MAP)))
		return writ_msgf(msg, "a library is mapped, which has no arguments and is no use: with --arg "
				 "and --uses only what is executed can be authorized");
	if (__builtin_popcount(is->derived) > 1 && !(is->libs && is->derived == program)) {
		writ_ops_format(is->derived, ops);
		return writ_msgf(msg, "the files are of different kinds, and an artifact grants the "
				 "same to all: give --ops %s to grant all of it to every file, or issue "
				 "one artifact for each kind",
				 is->derived == WRIT_OP_CONTENT ? "execute,map,script" :
				 is->derived == program ? "execute,map" :
				 is->derived & WRIT_OP_BIT(WRIT_OP_MAP) ? "map,script" :
									  "execute,script");
	}
	is->g.ops = is->derived;
	return true;
}

/* What every host would deny is better refused here, where it can be repaired. */
static bool grants_wish(const struct issue *is, struct writ_msg *msg)
{
	char ops[WRIT_OPS_TEXT];

	if (!is->asking || !(is->g.ops & WRIT_OP_BIT(WRIT_OP_EXECUTE)) ||
	    (is->g.ops & WRIT_OP_BIT(WRIT_OP_GENERATE_CODE)))
		return true;
	writ_ops_format(is->g.ops, ops);
	return writ_msgf(msg, "%s asks for %s, and would be denied as writable-code: build it without "
			 "(ld -z noexecstack), or grant generate-code with --ops, beside %s",
			 is->asking, is->wish, ops);
}

static void tell_json(const struct issue *is)
{
	struct writ_json j = { .f = stdout };

	writ_json_object(&j, NULL);
	if (!is->g.draft)
		writ_json_text(&j, "output", is->g.out);
	grant_json(&is->g, &j);
	writ_json_array(&j, "subjects");
	for (size_t i = 0; i < is->names.n; i++)
		writ_json_text(&j, NULL, is->names.v[i]);
	writ_json_array_end(&j);
	writ_json_object_end(&j);
}

static void tell(const struct issue *is, size_t size)
{
	FILE *f = is->g.draft ? stdout : stderr;

	if (is->g.json) {
		tell_json(is);
		return;
	}
	grant_summary(&is->g, is->list.n, f);
	for (size_t i = 0; i < is->names.n; i++) {
		fputs("  ", f);
		writ_print_safe(f, is->names.v[i], strlen(is->names.v[i]));
		fputc('\n', f);
	}
	terms_text(f, &is->g.terms.terms);
	if (is->g.terms.said.uses && !is->g.terms.said.boot)
		ui_note("--uses without --boot: hosts take it only from writd, which keeps account of uses "
			"from one boot to the next");
	if (!is->g.draft)
		ui_note("%s: %zu bytes%s", is->g.out, size,
			size > WRIT_XATTR_MAX ? " (too large to travel in security.writ)" : "");
}

static bool issue(struct issue *is, char **files, size_t nfiles, struct writ_msg *msg)
{
	enum writ_digest kind;
	u8 digest[WRIT_DIGEST_SIZE];
	EVP_PKEY *pkey;
	size_t size = 0;
	bool ok;

	for (size_t i = 0; i < nfiles; i++) {
		if (!add_file(is, files[i], msg))
			return false;
	}
	for (size_t i = 0; i < is->ndigests; i++) {
		writ_digest_parse(is->digests[i], &kind, digest);
		if (!add(is, kind, digest, is->denial_file ? "(denied)" : "(by digest)", is->at, msg))
			return false;
	}
	if (!settle_ops(is, msg) || !grants_wish(is, msg))
		return false;
	writ_subjects_sort(&is->list);
	if (is->g.draft) {
		tell(is, 0);
		return true;
	}
	pkey = output_key(&is->g.key, is->g.out, msg);
	if (!pkey)
		return false;
	ok = grant_write(&is->g, pkey, &is->list, 0, is->list.n, is->g.out, &size, msg);
	EVP_PKEY_free(pkey);
	if (ok)
		tell(is, size);
	return ok;
}

static int check_usage(const struct issue *is, size_t nfiles)
{
	if (is->denial_file && (nfiles || is->libs || is->ndigests != 1 || is->g.kind))
		return ui_usage("--from-denial names the content itself, and takes no FILE, --digest, --libs or "
				"--fsverity");
	if (!nfiles && !is->ndigests)
		return ui_usage("a FILE or a --digest is needed");
	if (is->ndigests && !is->g.ops)
		return ui_usage("--digest needs --ops: a digest does not tell what it is for");
	if (is->libs && is->ndigests)
		return ui_usage("--libs needs files, not digests");
	if (is->libs && is->g.ops && !(is->g.ops & WRIT_OP_BIT(WRIT_OP_MAP)))
		return ui_usage("--libs needs map among --ops");
	if (terms_for_executions(&is->g.terms) &&
	    (is->libs || (is->g.ops & WRIT_OP_BIT(WRIT_OP_MAP))))
		return ui_usage("--arg and --uses are for what is executed, and not with --libs or map: give "
				"the libraries an artifact of their own");
	if (is->bind && (is->at || (is->ndigests && !is->denial_file)))
		return ui_usage("--path is for files alone, and not with --at");
	if (is->at && (nfiles + is->ndigests != 1 || is->libs))
		return ui_usage("--at is for exactly one subject");
	if (is->at && !writ_path_valid(writ_bytes_of(is->at)))
		return ui_usage("--at: \"%s\" is not an absolute path without empty, \".\" and \"..\" "
				"components", is->at);
	return EXIT_GOOD;
}

/* As if it had been said by options. */
static int take_denial(struct issue *is)
{
	int ret = denial_read(&is->denial, is->denial_file);

	if (ret == EXIT_GOOD)
		ret = denial_draft(&is->denial, &is->g);
	if (ret == EXIT_GOOD && is->bind && !is->at) {
		if (!*is->denial.path)
			return ui_fail("--path: the denial says no path that an artifact could name; --at does");
		is->at = is->denial.path;
		is->bind = false;
	}
	if (is->ndigests < DIGESTS_MAX)
		is->digests[is->ndigests++] = is->denial.digest;
	return ret;
}

static int parse(struct issue *is, int argc, char **argv)
{
	enum { LIBS = 1, PATH, AT, DIGEST, FROM_DENIAL, DRAFT };
	static const struct option options[] = {
		GRANT_OPTIONS, EXECUTION_TERM_OPTIONS,
		{ "libs", no_argument, NULL, LIBS },
		{ "path", no_argument, NULL, PATH },
		{ "at", required_argument, NULL, AT },
		{ "digest", required_argument, NULL, DIGEST },
		{ "from-denial", required_argument, NULL, FROM_DENIAL },
		{ "draft", no_argument, NULL, DRAFT },
		HELP_OPTION, { 0 },
	};
	u8 digest[WRIT_DIGEST_SIZE];
	enum writ_digest kind;
	const char *wrong;
	int opt, ret;

	while ((opt = getopt_long(argc, argv, "o:", options, NULL)) != -1) {
		switch (opt) {
		case LIBS:
			is->libs = true;
			break;
		case PATH:
			is->bind = true;
			break;
		case AT:
			is->at = optarg;
			break;
		case DIGEST:
			wrong = writ_digest_parse(optarg, &kind, digest);
			if (wrong)
				return ui_usage("--digest: \"%s\" %s", optarg, wrong);
			if (is->ndigests == DIGESTS_MAX)
				return ui_usage("--digest: more than %d", DIGESTS_MAX);
			is->digests[is->ndigests++] = optarg;
			break;
		case FROM_DENIAL:
			is->denial_file = optarg;
			break;
		case DRAFT:
			is->g.draft = true;
			break;
		case OPT_HELP:
			cmd_show_help(&cmd_issue);
			return -1;
		default:
			ret = grant_option(&is->g, opt, optarg);
			if (ret != EXIT_GOOD)
				return ret < 0 ? EXIT_USAGE : ret;
		}
	}
	ret = is->denial_file ? take_denial(is) : EXIT_GOOD;
	if (ret == EXIT_GOOD)
		ret = grant_complete(&is->g);
	return ret == EXIT_GOOD ? check_usage(is, (size_t)(argc - optind)) : ret;
}

static int run(int argc, char **argv)
{
	static struct issue is = { .g = GRANT_INIT };
	struct writ_msg msg;
	int ret = parse(&is, argc, argv);

	if (ret != EXIT_GOOD) {
		denial_free(&is.denial);
		return ret < 0 ? EXIT_GOOD : ret;
	}
	if (!writ_rootdir_open(&is.root, is.g.root_dir, &msg))
		return ui_fail_msg(&msg);
	if (!issue(&is, argv + optind, (size_t)(argc - optind), &msg))
		ret = ui_fail_msg(&msg);
	writ_rootdir_close(&is.root);
	writ_subjects_free(&is.list);
	writ_strlist_free(&is.names);
	denial_free(&is.denial);
	return ret;
}

const struct cmd cmd_issue = { "issue", "authorize files", help, run };
