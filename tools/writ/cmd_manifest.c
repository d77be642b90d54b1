// SPDX-License-Identifier: GPL-2.0-only
/* writ manifest: authorize whole directory trees. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include <openssl/evp.h>

#include "cmd.h"
#include "convert.h"
#include "grant.h"
#include "output.h"
#include "terms_show.h"
#include "ui.h"
#include "walk.h"

/* Room for the envelope: protected header, signature, operations and heads; and for terms. */
#define ENVELOPE_MAX (WRIT_PROTECTED_MAX + WRIT_SIGNATURE_MAX + 256 + WRIT_TERMS_MAX)

static const char help[] =
"Usage: writ manifest --key KEY --issuer NAME [OPTION...] -o OUT DIR...\n"
"\n"
"Signs an artifact that authorizes the content of the files below each DIR: ELF\n"
"programs and libraries, \"#!\" scripts, and whatever has an execute bit. Symbolic\n"
"links are not followed. A file that cannot be read is an error, not an omission.\n"
"\n"
"Without --ops every file gets the union of what the files are for: execute if there\n"
"is an ELF program, map if there is a program or a library, script if there is a\n"
"\"#!\" script. Say --ops for less, or make a manifest for each kind.\n"
"\n"
"A program whose headers ask for an executable stack is named, unless --ops holds\n"
"generate-code: authorize it by an artifact of its own that grants this too.\n"
"\n"
"What goes beyond the limits of one artifact (1,000,000 files, 64 MiB) is spread over\n"
"OUT.1, OUT.2 and so on.\n"
"\n"
GRANT_HELP
"  --paths                each file only at its own path, as seen below --root\n"
"  --modules              the modules of the kernel below each DIR, and nothing else, for\n"
"                         the operation module; compressed ones are left out\n"
"  --all                  every regular file\n"
"  --exclude GLOB         leave out what matches, and all below it; a GLOB with a slash\n"
"                         is matched against the whole path; may be repeated\n"
"  --max-subjects N       at most N files in one artifact, as the policy limits the\n"
"                         issuer\n"
"\n"
"What is demanded beside the content:\n"
"\n"
TERM_HELP
"\n"
"Examples:\n"
"  writ manifest --key release --issuer release -o usr.writ /usr\n"
"  writ manifest --key release --issuer release --modules -o modules.writ \\\n"
"                /lib/modules/6.1.0-56-amd64\n"
"  writ manifest --key release --issuer release --root /srv/image --paths \\\n"
"                --exclude '*.pyc' --exclude '*/doc' -o image.writ /srv/image/usr\n";

struct manifest {
	struct grant g;
	struct walk walk;
	struct writ_rootdir root;
	struct writ_subjects list;
	size_t taken;
	size_t damaged;
	size_t compressed;
	size_t max_subjects;
	size_t artifacts;
	size_t bytes;
	bool paths;
};

static const u32 ops_of[] = {
	[WRIT_KIND_DATA] = 0,
	/* a program's own segments and those of its loader are mapped */
	[WRIT_KIND_PROGRAM] = WRIT_OP_BIT(WRIT_OP_EXECUTE) | WRIT_OP_BIT(WRIT_OP_MAP),
	[WRIT_KIND_LIBRARY] = WRIT_OP_BIT(WRIT_OP_MAP),
	[WRIT_KIND_SCRIPT] = WRIT_OP_BIT(WRIT_OP_SCRIPT),
	/* only by --modules: beside programs, they would get what those may */
	[WRIT_KIND_MODULE] = 0,
};

/* A module as distributions compress it, whose content is in the file of nobody. */
static bool is_compressed_module(const char *name)
{
	static const char *const ends[] = { ".ko.xz", ".ko.zst", ".ko.gz" };
	size_t len = strlen(name);

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		if (len > strlen(ends[i]) && !strcmp(name + len - strlen(ends[i]), ends[i]))
			return true;
	}
	return false;
}

static bool collect(struct manifest *m, struct writ_msg *msg)
{
	u32 derived = 0;

	for (size_t i = 0; i < m->walk.n; i++) {
		struct walk_file *f = &m->walk.files[i];
		const char *path = NULL;

		if (!f->taken) {
			m->damaged += f->damaged;
			m->compressed += m->walk.modules && is_compressed_module(f->name);
			continue;
		}
		if (m->paths) {
			path = writ_rootdir_strip(&m->root, f->name);
			if (!path)
				return writ_msgf(msg, "%s does not lie below %s", f->name,
						 m->g.root_dir);
		}
		if (!writ_subjects_add(&m->list, m->g.kind, f->digest, path, msg))
			return false;
		derived |= m->walk.modules ? WRIT_OP_BIT(WRIT_OP_MODULE) : ops_of[f->kind];
		m->taken++;
	}
	if (!m->taken && m->walk.modules)
		return writ_msgf(msg, "%zu files were found and none of them is a module that is not "
				 "compressed", m->walk.n);
	if (!m->taken)
		return writ_msgf(msg, "%zu files were found and none of them is executable, ELF or a "
				 "script; --all takes every file", m->walk.n);
	if (!m->g.ops)
		m->g.ops = derived;
	if (!m->g.ops)
		return writ_msgf(msg, "none of the files is ELF or a script: say with --ops what they may "
				 "be used for");
	writ_subjects_sort(&m->list);
	return true;
}

/* They are authorized like the others, and will be denied all the same. */
static void warn_wishes(const struct manifest *m)
{
	if ((m->g.ops & WRIT_OP_BIT(WRIT_OP_GENERATE_CODE)) ||
	    !(m->g.ops & WRIT_OP_BIT(WRIT_OP_EXECUTE)))
		return;
	for (size_t i = 0; i < m->walk.n; i++) {
		const struct walk_file *f = &m->walk.files[i];

		if (f->taken && f->wish)
			ui_note("warning: %s asks for %s, and is denied as writable-code without an "
				"artifact that grants it generate-code too", f->name, f->wish);
	}
}

/* How many subjects from @first on fit one artifact. */
static size_t fitting(const struct manifest *m, size_t first)
{
	size_t bytes = ENVELOPE_MAX, n = 0;

	while (first + n < m->list.n && n < m->max_subjects) {
		bytes += m->list.v[first + n].len;
		if (bytes > WRIT_ARTIFACT_MAX)
			break;
		n++;
	}
	return n;
}

/* Where the artifact @number goes; 0 if there is but one. */
static bool output_of(const struct manifest *m, size_t number, char name[PATH_MAX],
		      struct writ_msg *msg)
{
	int len = number ? snprintf(name, PATH_MAX, "%s.%zu", m->g.out, number) :
			   snprintf(name, PATH_MAX, "%s", m->g.out);

	return len < PATH_MAX || writ_msgf(msg, "%s: the name is too long", m->g.out);
}

/* What is authorized would not be there any more once the artifact is. */
static bool is_not_listed(const struct manifest *m, const char *name, struct writ_msg *msg)
{
	struct stat st;

	if (stat(name, &st) != 0)
		return true;
	for (size_t i = 0; i < m->walk.n; i++) {
		const struct walk_file *f = &m->walk.files[i];

		if (f->taken && f->ino == st.st_ino && f->dev == st.st_dev)
			return writ_msgf(msg, "%s is not overwritten: it is the same file as %s, "
					 "which is among those that are authorized; --exclude "
					 "leaves it out", name, f->name);
	}
	return true;
}

/* All names before the first artifact: with none of them written, nothing is half done. */
static bool may_write_all(const struct manifest *m, bool single, struct writ_msg *msg)
{
	char name[PATH_MAX];
	size_t number = 0;

	for (size_t first = 0; first < m->list.n; first += fitting(m, first)) {
		if (!output_of(m, single ? 0 : ++number, name, msg) || !output_check(name, msg) ||
		    !is_not_listed(m, name, msg))
			return false;
	}
	return true;
}

static bool write_all(struct manifest *m, EVP_PKEY *pkey, struct writ_msg *msg)
{
	bool single = fitting(m, 0) == m->list.n;
	char name[PATH_MAX];
	size_t size;

	if (!single && !strcmp(m->g.out, "-"))
		return writ_msgf(msg, "%zu subjects need several artifacts, which do not go to standard "
				 "output; give --output a name", m->list.n);
	if (!may_write_all(m, single, msg))
		return false;
	for (size_t first = 0, n; first < m->list.n; first += n) {
		n = fitting(m, first);
		if (!output_of(m, single ? 0 : m->artifacts + 1, name, msg) ||
		    !grant_write(&m->g, pkey, &m->list, first, n, name, &size, msg))
			return false;
		m->artifacts++;
		m->bytes += size;
	}
	return true;
}

static void tell(const struct manifest *m, const struct timespec *begin)
{
	struct writ_json j = { .f = stdout };
	struct timespec end;
	double seconds;

	clock_gettime(CLOCK_MONOTONIC, &end);
	seconds = (double)(end.tv_sec - begin->tv_sec) +
		  (double)(end.tv_nsec - begin->tv_nsec) / 1e9;
	if (m->g.json) {
		writ_json_object(&j, NULL);
		writ_json_text(&j, "output", m->g.out);
		writ_json_uint(&j, "artifacts", m->artifacts);
		writ_json_uint(&j, "bytes", m->bytes);
		writ_json_uint(&j, "files_found", m->walk.n);
		writ_json_uint(&j, "files_taken", m->taken);
		writ_json_uint(&j, "files_damaged", m->damaged);
		writ_json_uint(&j, "subjects", m->list.n);
		grant_json(&m->g, &j);
		writ_json_object_end(&j);
		return;
	}
	grant_summary(&m->g, m->taken, stderr);
	fprintf(stderr, "  %zu of %zu files found; %zu different subjects; %.1f s\n", m->taken,
		m->walk.n, m->list.n, seconds);
	if (m->damaged)
		fprintf(stderr, "  %zu damaged ELF files without an execute bit were left out\n",
			m->damaged);
	if (m->compressed)
		fprintf(stderr, "  %zu compressed modules were left out: unpack them, and make a manifest of "
			"those\n", m->compressed);
	terms_text(stderr, &m->g.terms.terms);
	if (m->artifacts == 1)
		ui_note("%s: %zu bytes", m->g.out, m->bytes);
	else
		ui_note("%s.1 to %s.%zu: %zu bytes together", m->g.out, m->g.out, m->artifacts,
			m->bytes);
}

static bool manifest(struct manifest *m, char **dirs, size_t n, struct writ_msg *msg)
{
	struct timespec begin;
	EVP_PKEY *pkey;
	bool ok;

	clock_gettime(CLOCK_MONOTONIC, &begin);
	/* first, since it may ask for a passphrase, and then nobody has to sit and wait */
	pkey = output_key(&m->g.key, m->g.out, msg);
	if (!pkey)
		return false;
	ok = true;
	for (size_t i = 0; ok && i < n; i++)
		ok = walk_find(&m->walk, dirs[i], msg);
	ok = ok && walk_digest(&m->walk, msg) && collect(m, msg) && write_all(m, pkey, msg);
	EVP_PKEY_free(pkey);
	if (ok) {
		warn_wishes(m);
		tell(m, &begin);
	}
	return ok;
}

static int add_exclude(struct manifest *m, const char *glob)
{
	return writ_strlist_add(&m->walk.exclude, glob, strlen(glob)) ? EXIT_GOOD :
	       ui_fail("out of memory");
}

static int set_max(struct manifest *m, const char *arg)
{
	char *end;
	unsigned long n = strtoul(arg, &end, 10);

	if (*arg < '0' || *arg > '9' || *end || n < 1 || n > WRIT_SUBJECTS_MAX)
		return ui_usage("--max-subjects: \"%s\" is not a number from 1 to %d", arg,
				WRIT_SUBJECTS_MAX);
	m->max_subjects = n;
	return EXIT_GOOD;
}

static int parse(struct manifest *m, int argc, char **argv)
{
	enum { PATHS = 1, ALL, MODULES, EXCLUDE, MAX };
	static const struct option options[] = {
		GRANT_OPTIONS,
		{ "paths", no_argument, NULL, PATHS },
		{ "all", no_argument, NULL, ALL },
		{ "modules", no_argument, NULL, MODULES },
		{ "exclude", required_argument, NULL, EXCLUDE },
		{ "max-subjects", required_argument, NULL, MAX },
		HELP_OPTION, { 0 },
	};
	int opt, ret = EXIT_GOOD;

	while (ret == EXIT_GOOD && (opt = getopt_long(argc, argv, "o:", options, NULL)) != -1) {
		switch (opt) {
		case PATHS:
			m->paths = true;
			break;
		case ALL:
			m->walk.all = true;
			break;
		case MODULES:
			m->walk.modules = true;
			break;
		case EXCLUDE:
			ret = add_exclude(m, optarg);
			break;
		case MAX:
			ret = set_max(m, optarg);
			break;
		case OPT_HELP:
			cmd_show_help(&cmd_manifest);
			return -1;
		default:
			ret = grant_option(&m->g, opt, optarg);
			if (ret < 0)
				ret = EXIT_USAGE;
		}
	}
	if (ret == EXIT_GOOD)
		ret = grant_complete(&m->g);
	if (ret == EXIT_GOOD && m->walk.all && m->walk.modules)
		ret = ui_usage("--all and --modules exclude each other");
	if (ret == EXIT_GOOD && optind == argc)
		ret = ui_usage("a DIR is needed");
	m->walk.digest_kind = m->g.kind;
	return ret;
}

static int run(int argc, char **argv)
{
	static struct manifest m = { .g = GRANT_INIT, .max_subjects = WRIT_SUBJECTS_MAX };
	struct writ_msg msg;
	int ret = parse(&m, argc, argv);

	if (ret == EXIT_GOOD) {
		if (!writ_rootdir_open(&m.root, m.g.root_dir, &msg)) {
			ret = ui_fail_msg(&msg);
		} else {
			if (!manifest(&m, argv + optind, (size_t)(argc - optind), &msg))
				ret = ui_fail_msg(&msg);
			writ_rootdir_close(&m.root);
		}
	}
	walk_free(&m.walk);
	writ_subjects_free(&m.list);
	return ret < 0 ? EXIT_GOOD : ret;
}

const struct cmd cmd_manifest = { "manifest", "authorize directory trees", help, run };
