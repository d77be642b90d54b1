// SPDX-License-Identifier: GPL-2.0-only
/* The search of the dynamic loader (ld.so(8)), without its cache and its environment. */
#include "libs.h"

#include <glob.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fileio.h"

#define CONF_MAX	(1 << 20)
#define CONF_DEPTH	8
#define OBJECTS_MAX	4096

/**
 * struct object - one program or library whose needs are looked up
 * @elf: what it says
 * @origin: its directory
 * @parent: index of what needed it first; its own index for the program
 */
struct object {
	struct writ_elf elf;
	char origin[PATH_MAX];
	size_t parent;
};

struct search {
	const struct writ_rootdir *root;
	struct writ_strlist dirs;	/* of ld.so.conf, then the default ones */
	struct writ_strlist seen;	/* needed names that are resolved */
	struct writ_strlist *out;
	struct object *objects;
	size_t n;
	struct writ_msg *msg;
};

static bool read_conf(struct search *s, const char *path, int depth);

static bool include_conf(struct search *s, const char *pattern, int depth)
{
	char full[PATH_MAX];
	bool ok = true;
	glob_t g;

	if ((size_t)snprintf(full, sizeof(full), "%s%s%s", s->root->path,
			     *pattern == '/' ? "" : "/etc/", pattern) >= sizeof(full))
		return writ_msgf(s->msg, "ld.so.conf: the pattern %s is too long", pattern);
	if (glob(full, 0, NULL, &g) != 0)
		return true;
	for (size_t i = 0; ok && i < g.gl_pathc; i++)
		ok = read_conf(s, g.gl_pathv[i] + strlen(s->root->path), depth + 1);
	globfree(&g);
	return ok;
}

static bool conf_line(struct search *s, char *line, int depth)
{
	char *word, *save;

	line[strcspn(line, "#")] = 0;
	word = strtok_r(line, " \t\r,:", &save);
	if (!word || !strcmp(word, "hwcap"))
		return true;
	if (!strcmp(word, "include")) {
		while ((word = strtok_r(NULL, " \t\r", &save))) {
			if (!include_conf(s, word, depth))
				return false;
		}
		return true;
	}
	for (; word; word = strtok_r(NULL, " \t\r,:", &save)) {
		if (*word == '/' && !writ_strlist_add(&s->dirs, word, strlen(word)))
			return writ_msgf(s->msg, "out of memory");
	}
	return true;
}

static bool read_conf(struct search *s, const char *path, int depth)
{
	char real[PATH_MAX], name[64], *line, *save;
	struct writ_blob conf;
	bool ok = true;
	int fd;

	if (depth > CONF_DEPTH)
		return writ_msgf(s->msg, "%s includes itself", path);
	fd = writ_rootdir_file(s->root, path, real);
	if (fd < 0)
		return true;	/* no such file is no such directories */
	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	ok = writ_file_read(name, CONF_MAX, &conf, s->msg);
	close(fd);
	if (!ok)
		return false;
	for (line = strtok_r((char *)conf.data, "\n", &save); ok && line;
	     line = strtok_r(NULL, "\n", &save))
		ok = conf_line(s, line, depth);
	writ_blob_free(&conf);
	return ok;
}

static bool default_dirs(struct search *s)
{
	static const char *const dirs[] = { "/lib64", "/usr/lib64", "/lib", "/usr/lib",
					    "/usr/local/lib" };

	for (size_t i = 0; i < sizeof(dirs) / sizeof(*dirs); i++) {
		if (!writ_strlist_add(&s->dirs, dirs[i], strlen(dirs[i])))
			return writ_msgf(s->msg, "out of memory");
	}
	return true;
}

/* Take a file in if it is there and for the same machine as @like; *took says so. */
static bool take(struct search *s, const char *path, size_t parent, bool *took)
{
	const struct writ_elf *like = s->n ? &s->objects[0].elf : NULL;
	struct object *o = &s->objects[s->n];
	char real[PATH_MAX];
	int fd;

	*took = false;
	fd = writ_rootdir_file(s->root, path, real);
	if (fd < 0)
		return true;
	if (s->n == OBJECTS_MAX) {
		close(fd);
		return writ_msgf(s->msg, "more than %d libraries", OBJECTS_MAX);
	}
	if (!writ_elf_read(fd, path, &o->elf, s->msg)) {
		close(fd);
		return false;
	}
	close(fd);
	if (!o->elf.class || o->elf.damage ||
	    (like && (o->elf.class != like->class || o->elf.machine != like->machine))) {
		writ_elf_free(&o->elf);
		return true;
	}
	*took = true;
	if (like && writ_strlist_has(s->out, real)) {
		writ_elf_free(&o->elf);
		return true;
	}
	strcpy(o->origin, real);
	dirname(o->origin);
	o->parent = parent;
	s->n++;
	if (like && !writ_strlist_add(s->out, real, strlen(real)))
		return writ_msgf(s->msg, "out of memory");
	return true;
}

/* The processor chooses among these at run time, so all that are there are taken. */
static bool take_variants(struct search *s, const char *dir, const char *name, size_t parent)
{
	char pattern[PATH_MAX];
	bool took, ok = true;
	glob_t g;

	if ((size_t)snprintf(pattern, sizeof(pattern), "%s%s/glibc-hwcaps/*/%s", s->root->path, dir,
			     name) >= sizeof(pattern) ||
	    glob(pattern, 0, NULL, &g) != 0)
		return true;
	for (size_t i = 0; ok && i < g.gl_pathc; i++)
		ok = take(s, g.gl_pathv[i] + strlen(s->root->path), parent, &took);
	globfree(&g);
	return ok;
}

static bool take_in(struct search *s, const char *dir, const char *name, size_t parent,
		    bool *took)
{
	char path[PATH_MAX];

	*took = false;
	if ((size_t)snprintf(path, sizeof(path), "%s/%s", dir, name) >= sizeof(path))
		return true;
	return take(s, path, parent, took) &&
	       (!*took || take_variants(s, dir, name, parent));
}

/* One element of a search path with $ORIGIN expanded; false if it says something else. */
static bool expand(const char *p, size_t len, const char *origin, char out[PATH_MAX])
{
	size_t n = 0;

	while (len) {
		size_t skip = len >= 9 && !memcmp(p, "${ORIGIN}", 9) ? 9 :
			      len >= 7 && !memcmp(p, "$ORIGIN", 7) ? 7 : 0;

		if (*p == '$' && !skip)
			return false;
		if (skip) {
			if (n + strlen(origin) >= PATH_MAX)
				return false;
			strcpy(out + n, origin);
			n += strlen(origin);
		} else {
			if (n + 1 >= PATH_MAX)
				return false;
			out[n++] = *p;
			skip = 1;
		}
		p += skip;
		len -= skip;
	}
	out[n] = 0;
	/* relative directories depend on where the program is started: never followed */
	return *out == '/';
}

static bool take_along(struct search *s, const char *list, const char *origin, const char *name,
		       size_t parent, bool *took)
{
	char dir[PATH_MAX];

	for (*took = false; list && *list && !*took;) {
		size_t len = strcspn(list, ":");

		if (expand(list, len, origin, dir) && !take_in(s, dir, name, parent, took))
			return false;
		list += len + !!list[len];
	}
	return true;
}

static bool find(struct search *s, size_t who, const char *name, bool *took)
{
	const struct object *o = &s->objects[who];
	char path[PATH_MAX];

	*took = false;
	if (strchr(name, '/')) {
		if (!expand(name, strlen(name), o->origin, path))
			return true;
		return take(s, path, who, took);
	}
	/* DT_RPATH of whoever led here counts, unless the one who asks has a DT_RUNPATH */
	if (!o->elf.runpath) {
		for (size_t i = who;; i = s->objects[i].parent) {
			const struct object *up = &s->objects[i];

			if (!up->elf.runpath &&
			    !take_along(s, up->elf.rpath, up->origin, name, who, took))
				return false;
			if (*took || i == up->parent)
				break;
		}
	}
	if (!*took && !take_along(s, o->elf.runpath, o->origin, name, who, took))
		return false;
	for (size_t i = 0; !*took && i < s->dirs.n; i++) {
		if (!take_in(s, s->dirs.v[i], name, who, took))
			return false;
	}
	return true;
}

static bool resolve_all(struct search *s)
{
	bool took;

	for (size_t i = 0; i < s->n; i++) {
		for (size_t k = 0; k < s->objects[i].elf.needed.n; k++) {
			const char *name = s->objects[i].elf.needed.v[k];

			if (writ_strlist_has(&s->seen, name))
				continue;
			if (!find(s, i, name, &took))
				return false;
			if (!took)
				return writ_msgf(s->msg, "the library %s is not found below %s", name,
						 *s->root->path ? s->root->path : "/");
			if (!writ_strlist_add(&s->seen, name, strlen(name)))
				return writ_msgf(s->msg, "out of memory");
		}
	}
	return true;
}

static bool search(struct search *s, const char *path)
{
	const char *interp;
	bool took;

	if (!read_conf(s, "/etc/ld.so.conf", 0) || !default_dirs(s) || !take(s, path, 0, &took))
		return false;
	if (!took)
		return writ_msgf(s->msg, "%s is not an ELF file below %s", path,
				 *s->root->path ? s->root->path : "/");
	interp = s->objects[0].elf.interp;
	if (interp) {
		if (!take(s, interp, 0, &took))
			return false;
		if (!took)
			return writ_msgf(s->msg, "the loader %s of %s is not found", interp, path);
	}
	return resolve_all(s);
}

bool writ_libs(const struct writ_rootdir *root, const char *path, struct writ_strlist *out,
	       struct writ_msg *msg)
{
	struct search s = { .root = root, .out = out, .msg = msg };
	bool ok;

	/* one spare element, since a file is read into its place before it is counted */
	s.objects = calloc(OBJECTS_MAX + 1, sizeof(*s.objects));
	if (!s.objects)
		return writ_msgf(msg, "out of memory");
	ok = search(&s, path);
	for (size_t i = 0; i < s.n; i++)
		writ_elf_free(&s.objects[i].elf);
	free(s.objects);
	writ_strlist_free(&s.dirs);
	writ_strlist_free(&s.seen);
	return ok;
}
