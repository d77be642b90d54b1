// SPDX-License-Identifier: GPL-2.0-only
/* Finding and digesting all files of directory trees. */
#include "walk.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <fts.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "digest.h"
#include "ui.h"

#define WORKERS_MIN 2
#define WORKERS_MAX 32

static bool excluded(const struct walk *w, const FTSENT *e)
{
	for (size_t i = 0; i < w->exclude.n; i++) {
		const char *pattern = w->exclude.v[i];

		if (fnmatch(pattern, strchr(pattern, '/') ? e->fts_path : e->fts_name, 0) == 0)
			return true;
	}
	return false;
}

static bool found(struct walk *w, const FTSENT *e, struct writ_msg *msg)
{
	struct walk_file *f;

	if (w->n == w->cap) {
		size_t cap = w->cap ? w->cap * 2 : 1024;

		f = realloc(w->files, cap * sizeof(*f));
		if (!f)
			return writ_msgf(msg, "out of memory after %zu files", w->n);
		w->files = f;
		w->cap = cap;
	}
	f = &w->files[w->n];
	*f = (struct walk_file){
		.name = strdup(e->fts_path),
		.dev = e->fts_statp->st_dev,
		.ino = e->fts_statp->st_ino,
		.executable = e->fts_statp->st_mode & 0111,
	};
	if (!f->name)
		return writ_msgf(msg, "out of memory after %zu files", w->n);
	w->n++;
	ui_progress("found", w->n, 0);
	return true;
}

/* What cannot be read might be what somebody relies on: leaving it out silently is no option. */
static bool visit(struct walk *w, FTS *fts, FTSENT *e, struct writ_msg *msg)
{
	switch (e->fts_info) {
	case FTS_D:
	case FTS_F:
		if (excluded(w, e)) {
			fts_set(fts, e, FTS_SKIP);
			return true;
		}
		return e->fts_info == FTS_D || found(w, e, msg);
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS:
		errno = e->fts_errno;
		return writ_msg_errno(msg, "cannot read %s", e->fts_path);
	case FTS_DC:
		return writ_msgf(msg, "%s contains itself", e->fts_path);
	default:
		return true;
	}
}

bool walk_find(struct walk *w, const char *dir, struct writ_msg *msg)
{
	char *real = realpath(dir, NULL);
	char *const paths[] = { real, NULL };
	bool ok = true;
	FTSENT *e;
	FTS *fts;

	if (!real)
		return writ_msg_errno(msg, "cannot resolve %s", dir);
	fts = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	if (!fts) {
		free(real);
		return writ_msg_errno(msg, "cannot read %s", dir);
	}
	errno = 0;
	while (ok && (e = fts_read(fts))) {
		ok = visit(w, fts, e, msg);
		errno = 0;
	}
	if (ok && errno)
		ok = writ_msg_errno(msg, "cannot read %s", dir);
	fts_close(fts);
	free(real);
	ui_progress_end();
	return ok;
}

/**
 * struct job - what the workers share
 * @w: the walk; each file is touched by one worker
 * @next: first file that nobody took yet
 * @done: files finished
 * @stop: somebody failed
 * @lock: protects @msg
 * @msg: of whoever failed first
 */
struct job {
	struct walk *w;
	atomic_size_t next;
	atomic_size_t done;
	atomic_bool stop;
	pthread_mutex_t lock;
	struct writ_msg *msg;
};

/* An object file or a core dump is ELF too, and has no kind. */
static bool is_wanted(const struct walk *w, const struct walk_file *f)
{
	if (w->modules)
		return f->kind == WRIT_KIND_MODULE;
	if (w->all || f->executable)
		return true;
	return f->kind != WRIT_KIND_DATA && f->kind != WRIT_KIND_MODULE;
}

static bool digest_one(const struct walk *w, struct walk_file *f, struct writ_msg *msg)
{
	struct writ_elf elf;
	bool ok;
	int fd;

	fd = open(f->name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW);
	if (fd < 0)
		return writ_msg_errno(msg, "cannot open %s", f->name);
	ok = writ_elf_read(fd, f->name, &elf, msg);
	if (ok) {
		f->kind = elf.damage ? WRIT_KIND_DATA : elf.kind;
		f->damaged = elf.damage;
		f->taken = is_wanted(w, f);
		/* what has no execute bit is not executed: debug information looks like a program */
		if (f->executable && elf.kind == WRIT_KIND_PROGRAM)
			f->wish = writ_elf_wish(&elf);
		writ_elf_free(&elf);
		if (f->taken)
			ok = writ_digest_fd(fd, f->name, w->digest_kind, f->digest, msg);
	}
	close(fd);
	return ok;
}

static void *worker(void *arg)
{
	struct job *job = arg;
	struct writ_msg msg;
	size_t i;

	while (!atomic_load(&job->stop) &&
	       (i = atomic_fetch_add(&job->next, 1)) < job->w->n) {
		if (!digest_one(job->w, &job->w->files[i], &msg)) {
			pthread_mutex_lock(&job->lock);
			if (!atomic_exchange(&job->stop, true))
				*job->msg = msg;
			pthread_mutex_unlock(&job->lock);
			break;
		}
		atomic_fetch_add(&job->done, 1);
	}
	return NULL;
}

static long workers(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < WORKERS_MIN ? WORKERS_MIN : n > WORKERS_MAX ? WORKERS_MAX : n;
}

bool walk_digest(struct walk *w, struct writ_msg *msg)
{
	struct job job = { .w = w, .msg = msg, .lock = PTHREAD_MUTEX_INITIALIZER };
	pthread_t threads[WORKERS_MAX];
	long started = 0, want = workers();
	const struct timespec tick = { .tv_nsec = 20 * 1000 * 1000 };

	while (started < want && pthread_create(&threads[started], NULL, worker, &job) == 0)
		started++;
	if (!started)
		return writ_msgf(msg, "cannot start a thread");
	while (isatty(STDERR_FILENO) && !atomic_load(&job.stop) &&
	       atomic_load(&job.done) < w->n) {
		ui_progress("hashed", atomic_load(&job.done), w->n);
		nanosleep(&tick, NULL);
	}
	for (long i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
	ui_progress_end();
	return !atomic_load(&job.stop);
}

void walk_free(struct walk *w)
{
	for (size_t i = 0; i < w->n; i++)
		free(w->files[i].name);
	free(w->files);
	writ_strlist_free(&w->exclude);
}
