// SPDX-License-Identifier: GPL-2.0-only
/* What a command reads, and that its output replaces none of it. */
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd.h"
#include "strlist.h"
#include "ui.h"

/* Of the whole process, as options are read in many places. */
static struct writ_strlist inputs;
static bool lost;

void output_spare(const char *file)
{
	if (!writ_strlist_add(&inputs, file, strlen(file)))
		lost = true;
}

int output_name(const char *arg, const char **out)
{
	*out = arg;
	return *arg ? EXIT_GOOD : ui_usage("--output: the name of a file is needed");
}

static bool is_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

static bool is_file(const struct stat *out, const char *name)
{
	struct stat st;

	return stat(name, &st) == 0 && is_same(out, &st);
}

/* A key may be a file of that name, standard input, or a file named by a URI. */
static bool is_input(const struct stat *out, const char *name)
{
	const char *path;
	struct stat st;

	if (is_file(out, name))
		return true;
	if (!strcmp(name, "-"))
		return fstat(STDIN_FILENO, &st) == 0 && is_same(out, &st);
	if (strncmp(name, "file:", strlen("file:")))
		return false;
	path = name + strlen("file:");
	if (!strncmp(path, "//", 2))
		path = strchr(path + 2, '/');
	return path && is_file(out, path);
}

static bool is_spared(const char *out, struct writ_msg *msg)
{
	struct stat st;

	if (lost)
		return writ_msgf(msg, "out of memory");
	if (stat(out, &st) != 0)
		return true;
	for (size_t i = 0; i < inputs.n; i++) {
		if (is_input(&st, inputs.v[i]))
			return writ_msgf(msg, "%s is not overwritten: it is the same file as %s, "
					 "which is read for it", out, inputs.v[i]);
	}
	return true;
}

static bool has_place(const char *out, struct writ_msg *msg)
{
	char *copy = strdup(out);
	bool ok;

	if (!copy)
		return writ_msgf(msg, "out of memory");
	ok = faccessat(AT_FDCWD, dirname(copy), W_OK | X_OK, AT_EACCESS) == 0 ||
	     writ_msg_errno(msg, "cannot write %s", out);
	free(copy);
	return ok;
}

bool output_check(const char *out, struct writ_msg *msg)
{
	if (!strcmp(out, "-"))
		return true;
	return is_spared(out, msg) && writ_file_may_write(out, WRIT_FILE_PUBLIC, msg) &&
	       has_place(out, msg);
}

EVP_PKEY *output_key(const struct writ_keyref *ref, const char *out, struct writ_msg *msg)
{
	output_spare(ref->name);
	if (ref->passphrase_file)
		output_spare(ref->passphrase_file);
	return output_check(out, msg) ? writ_key_load_private(ref, msg) : NULL;
}
